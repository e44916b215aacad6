//! Holds: common slots that a desk has for a few minutes while a form is filled in.

use super::values::column;
use crate::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::problem::ProblemKind;
use uuid::Uuid;

/// A counter has one form open, or a few after a restart; with more, one desk would keep the hours from all others.
const MOST_HOLDS: u32 = 4;

/// Gives a desk the slots until `expires_at`; what it held before by this id is let go, and what it holds of them by
/// another is taken over: a program that was started anew does not know the id of its form any more. Of its holds the last
/// four stay.
///
/// # Errors
/// `SlotTaken`
pub fn take(
    tx: &Transaction,
    desk: Uuid,
    hold: Uuid,
    slots: &[Uuid],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    release(tx, desk, hold)?;
    tx.execute("DELETE FROM hold WHERE expires_at <= ?1", [column(now)])?;
    for slot in slots {
        tx.execute("DELETE FROM hold WHERE slot_id = ?1 AND desk_id = ?2", params![slot, desk])?;
        let given = tx.execute(
            "INSERT INTO hold (slot_id, hold_id, desk_id, expires_at)
             SELECT s.id, ?2, ?3, ?4 FROM slot s
             WHERE s.id = ?1 AND s.owner IS NULL AND s.frozen IS NULL AND s.starts_at > ?5
               AND s.calendar_id = (SELECT c.calendar_id FROM desk d JOIN comune c ON c.id = d.comune_id WHERE d.id = ?3)
               AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = s.id)
               AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.slot_id = s.id)",
            params![slot, hold, desk, column(expires_at), column(now)],
        )?;
        if given == 0 {
            return Err(ProblemKind::SlotTaken.into());
        }
    }
    tx.execute(
        "DELETE FROM hold WHERE desk_id = ?1 AND hold_id NOT IN
           (SELECT hold_id FROM hold WHERE desk_id = ?1 GROUP BY hold_id
            ORDER BY hold_id = ?2 DESC, max(expires_at) DESC LIMIT ?3)",
        params![desk, hold, MOST_HOLDS],
    )?;
    Ok(())
}

/// Lets go what a desk holds by this id.
pub fn release(tx: &Transaction, desk: Uuid, hold: Uuid) -> Result<()> {
    tx.execute("DELETE FROM hold WHERE hold_id = ?1 AND desk_id = ?2", params![hold, desk])?;
    Ok(())
}

/// Whether another desk holds a slot at `now`.
pub fn is_held_by_other(conn: &Connection, slot: Uuid, desk: Uuid, now: Timestamp) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM hold WHERE slot_id = ?1 AND desk_id <> ?2 AND expires_at > ?3)")?
        .query_row(params![slot, desk, column(now)], |row| row.get(0))?)
}
