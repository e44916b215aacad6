//! Appointments in the database: what Centrale told, and what is shown.

use super::{
    overlay::{self, Here},
    state::ends_at,
};
use crate::{Error, Result, citizens, desk::Identity, store::facts, sync::outbox};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, Transaction, named_params, params};
use sportello_protocol::appointments::{Appointment, Booking};
use uuid::Uuid;

/// How long after its hour somebody is still called about a booking that did not stand.
const STILL_TO_CALL: SignedDuration = SignedDuration::from_hours(24 * 60);

/// Keeps the state that Centrale told; an older one than the one here is not taken. [`show`] must follow.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(tx: &Transaction, appointment: &Appointment) -> Result<()> {
    let known: Option<i64> = tx
        .prepare_cached("SELECT json_extract(server, '$.version') FROM appointments WHERE id = ?")?
        .query_row([appointment.id.to_string()], |row| row.get(0))
        .optional()?
        .flatten();
    if known.is_some_and(|known| known > appointment.version) {
        return Ok(());
    }
    citizens::keep(tx, &appointment.citizen)?;
    never_repeat(tx, &appointment.number)?;
    let json = serde_json::to_string(appointment)?;
    tx.prepare_cached(
        "INSERT INTO appointments (id, server, shown) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET server = excluded.server",
    )?
    .execute(params![appointment.id.to_string(), json, json])?;
    Ok(())
}

/// A desk that was set up anew must not give a number again that it gave before.
fn never_repeat(tx: &Transaction, number: &str) -> Result<()> {
    let Some(identity) = facts::get::<Identity>(tx, facts::IDENTITY)? else { return Ok(()) };
    let ours = number.strip_prefix(&identity.desk_label).and_then(|rest| rest.strip_prefix('-'));
    let Some(given) = ours.and_then(|given| given.parse::<i64>().ok()) else { return Ok(()) };
    facts::raise(tx, facts::LAST_NUMBER, given)
}

/// Computes what is shown, after Centrale's state or the pending commands changed.
///
/// # Errors
/// When the database cannot be written.
pub fn show(tx: &Transaction, id: Uuid) -> Result<()> {
    let server: Option<String> = tx
        .prepare_cached("SELECT server FROM appointments WHERE id = ?")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?
        .flatten();
    let server = server.map(|json| serde_json::from_str(&json)).transpose()?;
    let identity: Identity = facts::get(tx, facts::IDENTITY)?.ok_or(Error::NotEnrolled)?;
    let here = Here { desk_id: identity.desk_id, desk_name: identity.desk_name };
    let pending = outbox::unanswered(tx, id)?;
    let Some(shown) = overlay::lay_over(server, &pending, &here) else {
        tx.prepare_cached("DELETE FROM appointments WHERE id = ?")?.execute([id.to_string()])?;
        return Ok(());
    };
    tx.prepare_cached(
        "INSERT INTO appointments (id, number, desk_id, citizen_id, slot_ids, starts_at, ends_at, active, closed,
             to_call, asked_for, shown)
         VALUES (:id, :number, :desk_id, :citizen_id, :slot_ids, :starts_at, :ends_at, :active, :closed, :to_call,
             :asked_for, :shown)
         ON CONFLICT DO UPDATE SET number = excluded.number, desk_id = excluded.desk_id,
             citizen_id = excluded.citizen_id, slot_ids = excluded.slot_ids, starts_at = excluded.starts_at,
             ends_at = excluded.ends_at, active = excluded.active, closed = excluded.closed,
             to_call = excluded.to_call, asked_for = excluded.asked_for, shown = excluded.shown",
    )?
    .execute(named_params! {
        ":id": id.to_string(),
        ":number": shown.number,
        ":desk_id": shown.desk_id.to_string(),
        ":citizen_id": shown.citizen.id.to_string(),
        ":slot_ids": serde_json::to_string(&shown.slot_ids)?,
        ":starts_at": shown.starts_at,
        ":ends_at": ends_at(&shown),
        ":active": overlay::is_active(&shown),
        ":closed": shown.closing.is_some(),
        ":to_call": matches!(shown.booking, Booking::Refused | Booking::ToMove) || shown.wants_earlier.is_some(),
        ":asked_for": i64::try_from(shown.open_requests().count()).unwrap_or(i64::MAX),
        ":shown": serde_json::to_string(&shown)?,
    })?;
    Ok(())
}

/// An appointment as shown.
///
/// # Errors
/// `NotFound`
pub fn get(conn: &Connection, id: Uuid) -> Result<Appointment> {
    let json: String = conn
        .prepare_cached("SELECT shown FROM appointments WHERE id = ?")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound)?;
    Ok(serde_json::from_str(&json)?)
}

/// Those that start from `from` to before `to`, of one desk or of all, in order.
///
/// # Errors
/// When the database cannot be read.
pub fn between(conn: &Connection, from: Timestamp, to: Timestamp, desk: Option<Uuid>) -> Result<Vec<Appointment>> {
    let Some(desk) = desk else {
        return select(conn, "WHERE starts_at >= ? AND starts_at < ? ORDER BY starts_at, number", params![from, to]);
    };
    select(
        conn,
        "WHERE desk_id = ? AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, number",
        params![desk.to_string(), from, to],
    )
}

/// Those of a desk that started before `before` and still hold their slot without an outcome, oldest first, at most 50.
///
/// # Errors
/// When the database cannot be read.
pub fn without_outcome(conn: &Connection, before: Timestamp, desk: Uuid) -> Result<Vec<Appointment>> {
    select(
        conn,
        "INDEXED BY appointments_unclosed
         WHERE starts_at < ? AND desk_id = ? AND active AND NOT closed ORDER BY starts_at LIMIT 50",
        params![before, desk.to_string()],
    )
}

/// Those of a desk for which a paper that is still missing was asked for, also where the meeting is over, from `since` on,
/// at most 50.
///
/// # Errors
/// When the database cannot be read.
pub fn asked_for(conn: &Connection, since: Timestamp, desk: Uuid) -> Result<Vec<Appointment>> {
    select(
        conn,
        "WHERE asked_for AND active AND starts_at > ? AND desk_id = ? ORDER BY starts_at LIMIT 50",
        params![since, desk.to_string()],
    )
}

/// How many of those there are.
///
/// # Errors
/// When the database cannot be read.
pub fn count_without_outcome(conn: &Connection, before: Timestamp, desk: Uuid) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*) FROM appointments INDEXED BY appointments_unclosed
             WHERE starts_at < ? AND desk_id = ? AND active AND NOT closed",
        )?
        .query_row(params![before, desk.to_string()], |row| row.get(0))?)
}

/// Those of all desks that still need somebody: ended before `now` without an outcome, however long ago; and refused or
/// their hour withdrawn, with a start after `since`. The oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn open_or_undone(conn: &Connection, now: Timestamp, since: Timestamp) -> Result<Vec<Appointment>> {
    // By its own choice SQLite would go through every appointment that ever was.
    let mut list = select(
        conn,
        "INDEXED BY appointments_unclosed WHERE active AND NOT closed AND starts_at < ? ORDER BY starts_at LIMIT 300",
        [now],
    )?;
    list.extend(select(
        conn,
        "WHERE to_call AND starts_at > ? AND NOT closed AND json_extract(shown, '$.booking') IN ('refused', 'to_move')
         ORDER BY starts_at LIMIT 300",
        [since],
    )?);
    list.sort_by_key(|appointment| appointment.starts_at);
    Ok(list)
}

/// Those that need a telephone call: refused, or their hour withdrawn, also where it went by meanwhile; and those who
/// want an earlier hour.
///
/// # Errors
/// When the database cannot be read.
pub fn to_call(conn: &Connection, now: Timestamp) -> Result<Vec<Appointment>> {
    select(
        conn,
        "WHERE to_call AND starts_at > ?1 AND NOT closed AND (json_extract(shown, '$.booking') IN ('refused', 'to_move')
             OR (active AND starts_at > ?2 AND json_extract(shown, '$.wants_earlier') IS NOT NULL))
         ORDER BY starts_at LIMIT 100",
        params![now.checked_sub(STILL_TO_CALL)?, now],
    )
}

/// Those of a citizen, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn of_citizen(conn: &Connection, citizen: Uuid) -> Result<Vec<Appointment>> {
    select(conn, "WHERE citizen_id = ? ORDER BY starts_at DESC", params![citizen.to_string()])
}

/// The start of a citizen's next appointment that holds its hour and is not over.
///
/// # Errors
/// When the database cannot be read.
pub fn next_start(conn: &Connection, citizen: Uuid, now: Timestamp) -> Result<Option<Timestamp>> {
    let mut next = conn.prepare_cached(
        "SELECT min(starts_at) FROM appointments INDEXED BY appointments_next
         WHERE citizen_id = ? AND ends_at > ? AND active AND NOT closed",
    )?;
    Ok(next.query_row(params![citizen.to_string(), now], |row| row.get(0))?)
}

/// The one with this number.
///
/// # Errors
/// `NotFound`
pub fn by_number(conn: &Connection, number: &str) -> Result<Appointment> {
    select(conn, "WHERE number = ? LIMIT 1", params![number])?.into_iter().next().ok_or(Error::NotFound)
}

/// The slots from `now` on that are held by appointments this desk knows, or asked for by a move that waits.
///
/// # Errors
/// When the database cannot be read.
pub fn held_slots(conn: &Connection, now: Timestamp) -> Result<std::collections::HashSet<Uuid>> {
    let mut statement = conn.prepare_cached(
        "SELECT slot.value FROM appointments a, json_each(a.slot_ids) slot
         WHERE a.active AND a.starts_at > ?",
    )?;
    let rows = statement.query_map([now], |row| row.get::<_, String>(0))?;
    let held = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let asked = outbox::slots_moved_to(conn)?;
    Ok(held.iter().filter_map(|id| id.parse().ok()).chain(asked).collect())
}

pub(super) fn select(conn: &Connection, filter: &str, params: impl Params) -> Result<Vec<Appointment>> {
    let mut statement = conn.prepare_cached(&format!("SELECT shown FROM appointments {filter}"))?;
    let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
    let mut list = Vec::new();
    for json in rows {
        list.push(serde_json::from_str(&json?)?);
    }
    Ok(list)
}
