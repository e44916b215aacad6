//! Slots: whose they are, and selling them, which happens once.

use super::{
    closures,
    values::{column, instant},
};
use crate::error::{Result, bad_request};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, Transaction, params};
use sportello_protocol::{appointments::Mode, problem::ProblemKind, slots::Slot};
use uuid::Uuid;

/// What a desk sold.
pub struct Sold {
    /// Start of the first slot.
    pub starts_at: Timestamp,
    /// Length of all of them, minutes.
    pub minutes: u16,
    /// The start of what INPS has withdrawn of it, or of its day that was closed, since the desk was given it.
    pub withdrawn: Option<Timestamp>,
}

/// Adds a slot, unless it exists.
pub fn add(
    tx: &Transaction,
    calendar: Uuid,
    seat: u16,
    starts_at: Timestamp,
    minutes: u16,
    modes: &[Mode],
) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO slot (id, calendar_id, seat, starts_at, minutes, modes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id_of(calendar, seat, starts_at),
        calendar,
        seat,
        column(starts_at),
        minutes,
        serde_json::to_string(modes)?
    ])?;
    Ok(())
}

/// The id of the slot of a calendar's INPS desk that starts at an instant: always the same.
pub fn id_of(calendar: Uuid, seat: u16, starts_at: Timestamp) -> Uuid {
    let seed = [calendar.as_bytes().as_slice(), &seat.to_be_bytes(), &column(starts_at).to_be_bytes()].concat();
    let hash = digest(&SHA256, &seed);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.as_ref()).for_each(|(byte, from)| *byte = *from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The slots of a calendar from one instant to another, as `desk` sees them at `now`: free is what whoever is first
/// may have, its own hold included.
pub fn list(
    conn: &Connection,
    calendar: Uuid,
    desk: Uuid,
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<Vec<Slot>> {
    let mut query = conn.prepare_cached(
        "SELECT s.id, s.seat, s.starts_at, s.minutes, s.modes,
           s.owner IS NULL AND s.frozen IS NULL AND s.starts_at > ?5
             AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = s.id)
             AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.slot_id = s.id AND h.desk_id <> ?2 AND h.expires_at > ?5)
         FROM slot s WHERE s.calendar_id = ?1 AND s.starts_at >= ?3 AND s.starts_at < ?4 AND s.frozen IS NOT 'window'
         ORDER BY s.starts_at, s.seat",
    )?;
    let mut rows = query.query(params![calendar, desk, column(from), column(to), column(now)])?;
    let mut slots = Vec::new();
    while let Some(row) = rows.next()? {
        slots.push(read(row)?);
    }
    Ok(slots)
}

/// A row of id, seat, start, minutes, modes and whether it is free.
pub(super) fn read(row: &Row) -> Result<Slot> {
    Ok(Slot {
        id: row.get(0)?,
        seat: row.get(1)?,
        starts_at: instant(row.get(2)?)?,
        minutes: row.get(3)?,
        modes: serde_json::from_str(&row.get::<_, String>(4)?)?,
        free: row.get(5)?,
    })
}

struct Piece {
    seat: u16,
    starts_at: Timestamp,
    minutes: u16,
    owner: Option<Uuid>,
    frozen: Option<String>,
}

fn piece(conn: &Connection, calendar: Uuid, id: Uuid) -> Result<Option<Piece>> {
    let mut query = conn.prepare_cached(
        "SELECT seat, starts_at, minutes, owner, frozen FROM slot WHERE id = ?1 AND calendar_id = ?2",
    )?;
    let mut rows = query.query(params![id, calendar])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Piece {
        seat: row.get(0)?,
        starts_at: instant(row.get(1)?)?,
        minutes: row.get(2)?,
        owner: row.get(3)?,
        frozen: row.get(4)?,
    }))
}

/// Sells consecutive slots of one INPS desk to an appointment. What belongs to the desk it may sell whatever happened
/// since, but only by a promise: a copy of the desk must not take what the desk itself may have promised. What was asked for
/// before the hour was withdrawn is sold as withdrawn, and is to be moved.
///
/// # Errors
/// `SlotUnknown`, `SlotTaken`, `SlotPast`, `BadRequest` for slots that do not follow one another
pub fn sell(
    tx: &Transaction,
    calendar: Uuid,
    desk: Uuid,
    appointment: Uuid,
    (ids, promise): (&[Uuid], Option<i64>),
    (made_at, now): (Timestamp, Timestamp),
) -> Result<Sold> {
    let mut sold: Option<Sold> = None;
    let mut last: Option<Piece> = None;
    for id in ids {
        let piece = piece(tx, calendar, *id)?.ok_or(ProblemKind::SlotUnknown)?;
        if last
            .as_ref()
            .is_some_and(|last| last.seat != piece.seat || end(last.starts_at, last.minutes) != Some(piece.starts_at))
        {
            return Err(bad_request("slot_ids do not follow one another at one INPS desk"));
        }
        let closed = closures::is_closed_at(tx, desk, piece.starts_at)?;
        match piece.owner {
            Some(owner) if owner != desk || promise.is_none() => return Err(ProblemKind::SlotTaken.into()),
            Some(_) => {}
            None if piece.frozen.as_deref() == Some("window")
                && super::acts::withdrawn_at(tx, calendar, piece.starts_at)?.is_some_and(|at| made_at < at) => {}
            None if piece.frozen.is_some() || closed => return Err(ProblemKind::SlotUnknown.into()),
            // What was promised, set free by an administrator and sold to nobody may have been held by now.
            None if promise.is_none() && is_over(piece.starts_at, piece.minutes, now) => {
                return Err(ProblemKind::SlotPast.into());
            }
            None if super::holds::is_held_by_other(tx, *id, desk, now)? => return Err(ProblemKind::SlotTaken.into()),
            None => {
                tx.prepare_cached("UPDATE slot SET owner = ?2 WHERE id = ?1")?.execute(params![id, desk])?;
            }
        }
        let withdrawn = closed || piece.frozen.as_deref() == Some("window");
        let sold = sold.get_or_insert(Sold { starts_at: piece.starts_at, minutes: 0, withdrawn: None });
        sold.minutes = sold.minutes.saturating_add(piece.minutes);
        sold.withdrawn = sold.withdrawn.or(withdrawn.then_some(piece.starts_at));
        insert_sale(tx, *id, appointment)?;
        tx.prepare_cached("DELETE FROM hold WHERE slot_id = ?1")?.execute([id])?;
        last = Some(piece);
    }
    sold.ok_or_else(|| bad_request("slot_ids is empty"))
}

fn insert_sale(tx: &Transaction, slot: Uuid, appointment: Uuid) -> Result<()> {
    let sale = tx
        .prepare_cached("INSERT INTO sale (slot_id, appointment_id) VALUES (?1, ?2)")?
        .execute(params![slot, appointment]);
    match sale {
        Err(rusqlite::Error::SqliteFailure(e, _)) if e.code == ErrorCode::ConstraintViolation => {
            Err(ProblemKind::SlotTaken.into())
        }
        Err(other) => Err(other.into()),
        Ok(_) => Ok(()),
    }
}

/// Takes the slots of an appointment back: to the desk that owned them where that desk is `by`, else to whoever is first.
/// Those of a desk that is lost or exists twice freeze as its others did: it is told of none, and a copy could promise them.
pub fn free(tx: &Transaction, appointment: Uuid, by: Option<Uuid>) -> Result<()> {
    tx.execute(
        "UPDATE slot SET owner = NULL, frozen = iif(frozen = 'window', 'window', NULL), frozen_besides = NULL
         WHERE id IN (SELECT slot_id FROM sale WHERE appointment_id = ?1) AND owner IS NOT ?2",
        params![appointment, by],
    )?;
    tx.execute(
        "UPDATE slot SET frozen = coalesce(slot.frozen, iif(desk.standing = 'lost', 'lost', 'desk')),
           frozen_besides = iif(slot.frozen = 'window', iif(desk.standing = 'lost', 'lost', 'desk'), NULL)
         FROM desk WHERE desk.id = slot.owner AND desk.standing <> 'good'
           AND slot.id IN (SELECT slot_id FROM sale WHERE appointment_id = ?1)",
        [appointment],
    )?;
    tx.execute("DELETE FROM sale WHERE appointment_id = ?1", [appointment])?;
    Ok(())
}

/// The appointment that a slot was sold to.
pub fn buyer(conn: &Connection, slot: Uuid) -> Result<Option<Uuid>> {
    Ok(conn.query_row("SELECT appointment_id FROM sale WHERE slot_id = ?1", [slot], |row| row.get(0)).optional()?)
}

fn end(starts_at: Timestamp, minutes: u16) -> Option<Timestamp> {
    starts_at.checked_add(SignedDuration::from_mins(minutes.into())).ok()
}

/// Whether a slot has ended at `now`.
pub fn is_over(starts_at: Timestamp, minutes: u16, now: Timestamp) -> bool {
    end(starts_at, minutes).is_some_and(|end| end <= now)
}
