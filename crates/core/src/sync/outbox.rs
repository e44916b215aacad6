//! The outbox: what the clerk did and Centrale has not answered yet. Nothing leaves it before it is answered.

mod list;
mod sequence;
mod slots;

use list::{ENTRY, entries};
pub use list::{Entry, count, get, is_waiting, list, unanswered, unanswered_appointments};
pub use sequence::{give_number_back, go_on_from, renumber, start_again};
pub use slots::{
    make_promise, promised_slots, promises, requested_slots, slots_moved_to, sold_since, untried_requests,
};

use crate::{
    Result,
    store::{facts, uuid},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use serde::Serialize;
use serde_json::value::RawValue;
use sportello_protocol::{commands::Payload, problem::ProblemKind};
use uuid::Uuid;

/// Who did it, when, and what it saw.
pub struct Made {
    /// The operator.
    pub operator_id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The version of the appointment that the desk saw.
    pub saw_version: Option<i64>,
}

/// The number of the last promise that has its mark, in SQL. What has none yet is neither shown nor sent as a promise.
macro_rules! marked {
    () => {
        "coalesce((SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'marked'), 0)"
    };
}
use marked;

/// Adds a command, in the transaction of its effect. It depends on the booking of its appointment while that has not
/// been answered.
pub fn push(tx: &Transaction, payload: &Payload, made: &Made) -> Result<Uuid> {
    let command_id = Uuid::now_v7();
    let depends_on: Option<String> = tx
        .prepare_cached(
            "SELECT command_id FROM outbox WHERE appointment_id = ? AND kind = 'book_appointment'
             AND state IN ('waiting', 'parked') ORDER BY position DESC LIMIT 1",
        )?
        .query_row([payload.appointment_id().to_string()], |row| row.get(0))
        .optional()?;
    let after: Option<String> = tx
        .prepare_cached(
            "SELECT command_id FROM outbox WHERE appointment_id = ? AND state = 'waiting'
             AND kind IN ('move_appointment', 'cancel_appointment', 'record_outcome') ORDER BY position DESC LIMIT 1",
        )?
        .query_row([payload.appointment_id().to_string()], |row| row.get(0))
        .optional()?;
    tx.prepare_cached(
        "INSERT INTO outbox (command_id, kind, appointment_id, payload, depends_on, saw_version, operator_id, made_at,
             origin, after, promise)
         VALUES (:command_id, :kind, :appointment_id, :payload, :depends_on, :saw_version, :operator_id, :made_at,
             :origin, :after, :promise)",
    )?
    .execute(named_params! {
        ":command_id": command_id.to_string(),
        ":kind": payload.kind(),
        ":appointment_id": payload.appointment_id().to_string(),
        ":payload": serde_json::to_string(payload)?,
        ":depends_on": depends_on,
        ":saw_version": made.saw_version,
        ":operator_id": made.operator_id.to_string(),
        ":made_at": made.at,
        ":origin": facts::get::<Uuid>(tx, facts::ORIGIN)?.map(|origin| origin.to_string()),
        ":after": after,
        ":promise": payload.takes().and_then(|(_, promise)| promise),
    })?;
    Ok(command_id)
}

/// Whether a command can be sent.
pub fn has_next(conn: &Connection) -> Result<bool> {
    Ok(next_id(conn)?.is_some())
}

/// A [`Command`](sportello_protocol::commands::Command) as it leaves: the payload goes byte for byte as it was
/// stored, because Centrale knows it by the fingerprint of its bytes, whatever version of the program sends it.
#[derive(Serialize)]
pub struct Outgoing {
    /// The command.
    pub command_id: Uuid,
    /// Its number.
    pub desk_seq: i64,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    depends_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saw_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    operator_id: Uuid,
    made_at: Timestamp,
    payload: Box<RawValue>,
    /// The appointment it is about.
    #[serde(skip)]
    pub appointment_id: Uuid,
}

/// Takes the next command for an attempt: counted, and numbered if it never was, before it is sent.
pub fn attempt(tx: &Transaction) -> Result<Option<Outgoing>> {
    let Some(id) = next_id(tx)? else { return Ok(None) };
    let seq: Option<i64> = tx.query_row("SELECT desk_seq FROM outbox WHERE command_id = ?", [&id], |row| row.get(0))?;
    let seq = match seq {
        Some(seq) => seq,
        None => {
            let seq = facts::get(tx, facts::NEXT_SEQ)?.unwrap_or(1);
            facts::set(tx, facts::NEXT_SEQ, &(seq + 1))?;
            seq
        }
    };
    tx.prepare_cached("UPDATE outbox SET desk_seq = ?, attempts = attempts + 1 WHERE command_id = ?")?
        .execute(params![seq, id])?;
    let command = tx
        .prepare_cached(
            "SELECT command_id, desk_seq, payload, depends_on, saw_version, origin, after, operator_id, made_at,
                 appointment_id
             FROM outbox WHERE command_id = ?",
        )?
        .query_row([&id], |row| Ok(outgoing(row)))??;
    Ok(Some(command))
}

/// Numbered commands first (one may have arrived and its answer been lost), then in the order of the clerk; what
/// depends on a command waits for it.
fn next_id(conn: &Connection) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached(concat!(
            "SELECT o.command_id FROM outbox o WHERE o.state = 'waiting'
             AND (o.promise IS NULL OR o.promise <= ",
            marked!(),
            ") AND (o.depends_on IS NULL OR NOT EXISTS
                 (SELECT 1 FROM outbox d WHERE d.command_id = o.depends_on AND d.state IN ('waiting', 'parked')))
             ORDER BY o.desk_seq IS NULL, o.desk_seq, o.position LIMIT 1"
        ))?
        .query_row([], |row| row.get(0))
        .optional()?)
}

/// Centrale has carried it out.
pub fn done(tx: &Transaction, command_id: Uuid, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET state = 'done', answered_at = ? WHERE command_id = ?")?
        .execute(params![at, command_id.to_string()])?;
    Ok(())
}

/// Whether Centrale had answered it before; one that was restored from a copy is told again.
pub fn is_answered(conn: &Connection, command_id: Uuid) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE command_id = ? AND answered_at IS NOT NULL)";
    Ok(conn.prepare_cached(sql)?.query_row([command_id.to_string()], |row| row.get(0))?)
}

/// Centrale has refused it for good: a person must decide.
pub fn park(tx: &Transaction, command_id: Uuid, reason: ProblemKind, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET state = 'parked', reason = ?, answered_at = ? WHERE command_id = ?")?
        .execute(params![serde_json::to_string(&reason)?, at, command_id.to_string()])?;
    Ok(())
}

/// The clerk gives a parked command up, with all that depends on it; gives what was given up.
pub fn withdraw(tx: &Transaction, command_id: Uuid) -> Result<Vec<Payload>> {
    let given_up =
        "o.state IN ('parked', 'waiting') AND (o.command_id = ?1 OR (o.depends_on = ?1 AND o.desk_seq IS NULL))";
    let id = command_id.to_string();
    let entries = entries(tx, &format!("{ENTRY} WHERE {given_up}"), [&id])?;
    tx.execute(&format!("UPDATE outbox AS o SET state = 'withdrawn' WHERE {given_up}"), [&id])?;
    Ok(entries.into_iter().map(|entry| entry.payload).collect())
}

/// The clerk has a parked command tried again: a new command, since Centrale keeps its answer to the old one. What
/// depended on the old one depends on the new one.
pub fn retry(tx: &Transaction, command_id: Uuid, made: &Made) -> Result<Uuid> {
    let entry = get(tx, command_id)?.filter(|entry| entry.parked).ok_or(crate::Error::NotFound)?;
    replace(tx, command_id, &entry.payload, made)
}

/// Another command in the place of a parked one; what depended on the old one depends on it.
pub fn replace(tx: &Transaction, command_id: Uuid, payload: &Payload, made: &Made) -> Result<Uuid> {
    tx.execute("UPDATE outbox SET state = 'withdrawn' WHERE command_id = ?", [command_id.to_string()])?;
    let new = push(tx, payload, made)?;
    hang_on(tx, command_id, new)?;
    Ok(new)
}

/// What hung on one command hangs on another.
fn hang_on(tx: &Transaction, old: Uuid, new: Uuid) -> Result<()> {
    for column in ["depends_on", "after"] {
        tx.execute(
            &format!("UPDATE outbox SET {column} = ?1 WHERE {column} = ?2 AND state = 'waiting'"),
            [new.to_string(), old.to_string()],
        )?;
    }
    Ok(())
}

/// Moves that were asked for and never sent are for the clerk to decide: in a database that was copied or put back they may
/// be older than what the citizen was told since. But for those that were made at this PC since it was copied.
pub fn park_wishes(tx: &Transaction, of_this_copy: Option<Uuid>) -> Result<()> {
    tx.execute(
        "UPDATE outbox SET state = 'parked', reason = ?1 WHERE state = 'waiting' AND kind = 'move_appointment'
         AND promise IS NULL AND attempts = 0 AND (?2 IS NULL OR origin IS NOT ?2)",
        params![serde_json::to_string(&ProblemKind::Conflict)?, of_this_copy.map(|origin| origin.to_string())],
    )?;
    Ok(())
}

fn outgoing(row: &Row) -> Result<Outgoing> {
    let payload: String = row.get("payload")?;
    Ok(Outgoing {
        command_id: uuid(row, "command_id")?,
        desk_seq: row.get("desk_seq")?,
        fingerprint: hex::encode(ring::digest::digest(&ring::digest::SHA256, payload.as_bytes())),
        depends_on: row.get("depends_on")?,
        saw_version: row.get("saw_version")?,
        origin: row.get("origin")?,
        after: row.get("after")?,
        operator_id: uuid(row, "operator_id")?,
        made_at: row.get("made_at")?,
        payload: RawValue::from_string(payload)?,
        appointment_id: uuid(row, "appointment_id")?,
    })
}

#[cfg(test)]
mod tests;
