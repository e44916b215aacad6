//! Which slots belong to which desk, the contacts of a desk, and the promises that arrived.

use super::values::{column, instant};
use crate::error::Result;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::slots::Slot;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How long a contact is remembered: no request lives longer, since its voucher ends within minutes.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

const OWNED: &str = "FROM slot s WHERE s.owner = ?1 AND s.starts_at > ?2
    AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = s.id)";

/// The slots of a desk that it can still sell: unsold, not frozen, not begun.
pub fn owned(conn: &Connection, desk: Uuid, now: Timestamp) -> Result<Vec<Slot>> {
    let sql = format!(
        "SELECT s.id, s.seat, s.starts_at, s.minutes, s.modes, 0 {OWNED} AND s.frozen IS NULL
         ORDER BY s.starts_at, s.seat"
    );
    let mut query = conn.prepare_cached(&sql)?;
    let mut rows = query.query(params![desk, column(now)])?;
    let mut slots = Vec::new();
    while let Some(row) = rows.next()? {
        slots.push(super::slots::read(row)?);
    }
    Ok(slots)
}

/// How many slots the desks of a calendar own unsold, all together.
pub fn count_owned(conn: &Connection, calendar: Uuid, now: Timestamp) -> Result<usize> {
    let sql = "SELECT count(*) FROM slot s WHERE s.calendar_id = ?1 AND s.owner IS NOT NULL AND s.frozen IS NULL
        AND s.starts_at > ?2 AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = s.id)";
    let count: u32 = conn.prepare_cached(sql)?.query_row(params![calendar, column(now)], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The slots of a calendar from `from` on that are free for whoever is first and that nobody holds, by INPS desk and
/// start, so that those side by side follow one another: id and start.
pub fn common(conn: &Connection, calendar: Uuid, from: Timestamp, now: Timestamp) -> Result<Vec<(Uuid, Timestamp)>> {
    let mut query = conn.prepare_cached(
        "SELECT s.id, s.starts_at FROM slot s
         WHERE s.calendar_id = ?1 AND s.starts_at > ?2 AND s.owner IS NULL AND s.frozen IS NULL
           AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = s.id)
           AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.slot_id = s.id AND hold.expires_at > ?3)
         ORDER BY s.seat, s.starts_at",
    )?;
    let mut rows = query.query(params![calendar, column(from), column(now)])?;
    let mut slots = Vec::new();
    while let Some(row) = rows.next()? {
        slots.push((row.get(0)?, instant(row.get(1)?)?));
    }
    Ok(slots)
}

/// Gives a desk a common slot.
pub fn grant(tx: &Transaction, desk: Uuid, slot: Uuid) -> Result<()> {
    tx.prepare_cached("UPDATE slot SET owner = ?2 WHERE id = ?1 AND owner IS NULL")?.execute(params![slot, desk])?;
    Ok(())
}

/// Takes back what a desk gives back, if it is the desk's, unsold and not frozen.
pub fn take_back(tx: &Transaction, desk: Uuid, slots: &[Uuid]) -> Result<()> {
    let mut update = tx.prepare_cached(
        "UPDATE slot SET owner = NULL WHERE id = ?1 AND owner = ?2 AND frozen IS NULL
         AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = slot.id)",
    )?;
    for slot in slots {
        update.execute(params![slot, desk])?;
    }
    Ok(())
}

/// A slot that a desk calls its own and that is not.
pub struct Claimed {
    /// The slot.
    pub id: Uuid,
    /// Its start.
    pub starts_at: Timestamp,
    /// Whether it belongs to nobody.
    pub is_common: bool,
    /// Whom it is sold to.
    pub buyer: Option<Uuid>,
}

/// Those of the slots that a desk calls its own, unsold, that are not: common, another's, or sold. What is past,
/// withdrawn or frozen is nobody's to sell; what the calendar does not have is nobody's either.
pub fn claimed(conn: &Connection, desk: Uuid, calendar: Uuid, slots: &[Uuid], now: Timestamp) -> Result<Vec<Claimed>> {
    let mut query = conn.prepare_cached(
        "SELECT s.starts_at, s.owner IS NULL, sale.appointment_id
         FROM slot s LEFT JOIN sale ON sale.slot_id = s.id
         WHERE s.id = ?1 AND s.calendar_id = ?3 AND s.starts_at > ?4
           AND (sale.slot_id IS NOT NULL OR s.owner IS NOT ?2 AND s.frozen IS NULL)",
    )?;
    let mut found = Vec::new();
    for &id in slots.iter().collect::<BTreeSet<_>>() {
        let mut rows = query.query(params![id, desk, calendar, column(now)])?;
        if let Some(row) = rows.next()? {
            let starts_at = instant(row.get(0)?)?;
            found.push(Claimed { id, starts_at, is_common: row.get(1)?, buyer: row.get(2)? });
        }
    }
    Ok(found)
}

/// Freezes a common slot that a desk claims, as its own.
pub fn freeze_claimed(tx: &Transaction, desk: Uuid, slot: Uuid) -> Result<()> {
    tx.execute(
        "UPDATE slot SET owner = ?2, frozen = 'desk' WHERE id = ?1 AND owner IS NULL AND frozen IS NULL",
        params![slot, desk],
    )?;
    Ok(())
}

/// Freezes what a desk owns unsold from now on; says the starts. What is frozen because it is `lost` thaws when it comes
/// back.
pub fn freeze(tx: &Transaction, desk: Uuid, lost: bool, now: Timestamp) -> Result<Vec<Timestamp>> {
    let word = if lost { "lost" } else { "desk" };
    if !lost {
        tx.execute("UPDATE slot SET frozen = 'desk' WHERE owner = ?1 AND frozen = 'lost'", [desk])?;
        tx.execute("UPDATE slot SET frozen_besides = 'desk' WHERE owner = ?1 AND frozen_besides = 'lost'", [desk])?;
    }
    tx.execute(
        &format!(
            "UPDATE slot SET frozen_besides = ?3
             WHERE id IN (SELECT s.id {OWNED} AND s.frozen = 'window' AND s.frozen_besides IS NULL)"
        ),
        params![desk, column(now), word],
    )?;
    let starts = owned(tx, desk, now)?.iter().map(|slot| slot.starts_at).collect();
    tx.execute(
        &format!("UPDATE slot SET frozen = ?3 WHERE id IN (SELECT s.id {OWNED} AND s.frozen IS NULL)"),
        params![desk, column(now), word],
    )?;
    Ok(starts)
}

/// A lost desk is back: what was frozen because of it is its own again.
pub fn thaw(tx: &Transaction, desk: Uuid) -> Result<()> {
    tx.execute("UPDATE slot SET frozen = NULL WHERE owner = ?1 AND frozen = 'lost'", [desk])?;
    tx.execute("UPDATE slot SET frozen_besides = NULL WHERE owner = ?1 AND frozen_besides = 'lost'", [desk])?;
    Ok(())
}

/// What a contact was given, if it came before; notes that it came again.
pub fn issued(tx: &Transaction, desk: Uuid, attempt: Uuid, now: Timestamp) -> Result<Option<Uuid>> {
    let sql = "UPDATE contact SET seen_at = ?3 WHERE desk_id = ?1 AND attempt = ?2 RETURNING issued";
    Ok(tx.prepare_cached(sql)?.query_row(params![desk, attempt, column(now)], |row| row.get(0)).optional()?)
}

/// When a desk was last given an incarnation, and when it was given this one.
pub fn last_contact(conn: &Connection, desk: Uuid, issued: Option<Uuid>) -> Result<Option<Timestamp>> {
    let sql = "SELECT max(at) FROM contact WHERE desk_id = ?1 AND (?2 IS NULL OR issued = ?2)";
    let at: Option<i64> = conn.prepare_cached(sql)?.query_row(params![desk, issued], |row| row.get(0))?;
    at.map(instant).transpose()
}

/// Keeps a contact and what it was given.
pub fn keep_contact(tx: &Transaction, desk: Uuid, attempt: Uuid, issued: Uuid, now: Timestamp) -> Result<()> {
    tx.prepare_cached("INSERT INTO contact (desk_id, attempt, issued, at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)")?
        .execute(params![desk, attempt, issued, column(now)])?;
    Ok(())
}

/// Forgets contacts that nothing can refer to any more; the last may come again however late.
pub fn forget_contacts(tx: &Transaction, desk: Uuid, now: Timestamp) -> Result<()> {
    let before = now.checked_sub(REMEMBERED)?;
    tx.prepare_cached(
        "DELETE FROM contact WHERE desk_id = ?1 AND seen_at < ?2
         AND issued IS NOT (SELECT incarnation FROM desk WHERE id = ?1)",
    )?
    .execute(params![desk, column(before)])?;
    Ok(())
}

/// Keeps that a promise arrived; `false` where its number came before for another appointment.
pub fn keep_promise(tx: &Transaction, desk: Uuid, number: i64, appointment: Uuid) -> Result<bool> {
    tx.prepare_cached("INSERT OR IGNORE INTO promise (desk_id, number, appointment_id) VALUES (?1, ?2, ?3)")?
        .execute(params![desk, number, appointment])?;
    let sql = "SELECT appointment_id = ?3 FROM promise WHERE desk_id = ?1 AND number = ?2";
    Ok(tx.prepare_cached(sql)?.query_row(params![desk, number, appointment], |row| row.get(0))?)
}

/// Keeps that a promise was carried out.
pub fn settle_promise(tx: &Transaction, desk: Uuid, number: i64) -> Result<()> {
    tx.prepare_cached("UPDATE promise SET done = 1 WHERE desk_id = ?1 AND number = ?2")?
        .execute(params![desk, number])?;
    Ok(())
}

/// The number of the last promise of a desk that arrived; 0 where none did.
pub fn last_promise(conn: &Connection, desk: Uuid) -> Result<i64> {
    let sql = "SELECT coalesce(max(number), 0) FROM promise WHERE desk_id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([desk], |row| row.get(0))?)
}

/// How many promises after `base` up to `last` were neither carried out nor are `pending`.
pub fn missing_promises(conn: &Connection, desk: Uuid, base: i64, last: i64, pending: &[i64]) -> Result<i64> {
    let arrived: i64 = conn.query_row(
        "SELECT count(*) FROM promise WHERE desk_id = ?1 AND number > ?2 AND number <= ?3 AND done",
        params![desk, base, last],
        |row| row.get(0),
    )?;
    let mut waiting = 0;
    for number in pending.iter().filter(|number| base < **number && **number <= last) {
        let here: bool = conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM promise WHERE desk_id = ?1 AND number = ?2 AND done)",
            params![desk, number],
            |row| row.get(0),
        )?;
        waiting += i64::from(!here);
    }
    Ok((last - base - arrived - waiting).max(0))
}
