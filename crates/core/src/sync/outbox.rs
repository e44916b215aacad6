//! The outbox: what the clerk did and Centrale has not answered yet. Nothing leaves it before it is answered.

use crate::{
    Result,
    store::{facts, uuid},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use serde::Serialize;
use serde_json::value::RawValue;
use sportello_protocol::{commands::Payload, problem::ProblemKind};
use std::collections::HashSet;
use uuid::Uuid;

/// A command in the outbox.
pub struct Entry {
    /// The command.
    pub command_id: Uuid,
    /// Its kind as on the wire.
    pub kind: String,
    /// The appointment it is about.
    pub appointment_id: Uuid,
    /// What to do.
    pub payload: Payload,
    /// When it was made.
    pub made_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Whether it needs a person.
    pub parked: bool,
    /// With `parked`: why.
    pub reason: Option<ProblemKind>,
    /// Whether what it depends on needs a person.
    pub held_back: bool,
    /// Whether it is a promise that has its mark: the citizen has been told that it is confirmed.
    pub promised: bool,
}

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

const ENTRY: &str = concat!(
    "SELECT o.command_id, o.kind, o.appointment_id, o.payload, o.made_at, o.attempts, o.state, o.reason,
        EXISTS (SELECT 1 FROM outbox d WHERE d.command_id = o.depends_on AND d.state = 'parked') AS held_back,
        o.promise IS NOT NULL AND o.promise <= ",
    marked!(),
    " AS promised FROM outbox o"
);

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
    tx.prepare_cached(
        "INSERT INTO outbox (command_id, kind, appointment_id, payload, depends_on, saw_version, operator_id, made_at,
             promise)
         VALUES (:command_id, :kind, :appointment_id, :payload, :depends_on, :saw_version, :operator_id, :made_at,
             :promise)",
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
            "SELECT command_id, desk_seq, payload, depends_on, saw_version, operator_id, made_at, appointment_id
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

/// Centrale has refused it for good: a person must decide.
pub fn park(tx: &Transaction, command_id: Uuid, reason: ProblemKind, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET state = 'parked', reason = ?, answered_at = ? WHERE command_id = ?")?
        .execute(params![serde_json::to_string(&reason)?, at, command_id.to_string()])?;
    Ok(())
}

/// Takes the number of a command back that Centrale would not even store.
pub fn give_number_back(tx: &Transaction, command_id: Uuid) -> Result<()> {
    let seq: Option<i64> =
        tx.query_row("SELECT desk_seq FROM outbox WHERE command_id = ?", [command_id.to_string()], |row| row.get(0))?;
    tx.execute("UPDATE outbox SET desk_seq = NULL WHERE command_id = ?", [command_id.to_string()])?;
    if let Some(seq) = seq {
        facts::set(tx, facts::NEXT_SEQ, &seq)?;
    }
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
    tx.execute(
        "UPDATE outbox SET depends_on = ? WHERE depends_on = ? AND state = 'waiting'",
        [new.to_string(), command_id.to_string()],
    )?;
    Ok(new)
}

/// Centrale expects another number than the one that was sent. Lower: it was restored, and is told again what it
/// lost, in the old order (it knows a command by its id, so this is harmless); what was refused or given up is not
/// brought back. Higher: this desk was restored, and goes on from there.
pub fn renumber(tx: &Transaction, expected: i64) -> Result<()> {
    let mut again: Vec<String> = tx
        .prepare(
            "SELECT command_id FROM outbox WHERE state IN ('done', 'waiting') AND desk_seq >= ? ORDER BY desk_seq",
        )?
        .query_map([expected], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if again.is_empty() {
        let numbered = "SELECT command_id FROM outbox WHERE state = 'waiting' AND desk_seq NOT NULL ORDER BY desk_seq";
        again = tx.prepare(numbered)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    }
    tx.execute("UPDATE outbox SET desk_seq = NULL WHERE state = 'waiting' OR desk_seq >= ?", [expected])?;
    let mut next = expected;
    for command_id in &again {
        tx.execute(
            "UPDATE outbox SET state = 'waiting', desk_seq = ? WHERE command_id = ?",
            params![next, command_id],
        )?;
        next += 1;
    }
    facts::set(tx, facts::NEXT_SEQ, &next)?;
    tracing::warn!(expected, again = again.len(), "Centrale and this desk count differently.");
    Ok(())
}

/// After a contact in which Centrale said which number it expects: what waits is numbered anew from there. What it
/// had already, it knows by its id.
pub fn go_on_from(tx: &Transaction, expected: i64) -> Result<()> {
    tx.execute("UPDATE outbox SET desk_seq = NULL WHERE state = 'waiting' OR desk_seq >= ?", [expected])?;
    facts::set(tx, facts::NEXT_SEQ, &expected)
}

/// The numbers of the promises that Centrale has not carried out: waiting, for a person to decide, or given up.
pub fn promises(conn: &Connection) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT promise FROM outbox WHERE state <> 'done' AND promise NOT NULL ORDER BY promise";
    Ok(conn.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The slots of those promises: sold, whatever Centrale believes.
pub fn promised_slots(conn: &Connection) -> Result<Vec<Uuid>> {
    slots(conn, "o.state IN ('waiting', 'parked') AND o.promise NOT NULL")
}

/// Requests that were never sent, so nothing outside has their bytes yet, and that hang on nothing that may be refused.
pub fn untried_requests(conn: &Connection) -> Result<Vec<Entry>> {
    let which = "o.state = 'waiting' AND o.attempts = 0 AND o.promise IS NULL
        AND o.kind IN ('book_appointment', 'move_appointment')
        AND NOT EXISTS (SELECT 1 FROM outbox d
            WHERE d.command_id = o.depends_on AND d.state IN ('waiting', 'parked') AND d.promise IS NULL)";
    entries(conn, &format!("{ENTRY} WHERE {which} ORDER BY o.position"), [])
}

/// Makes a promise of a request that was never sent.
pub fn make_promise(tx: &Transaction, command_id: Uuid, number: i64) -> Result<()> {
    tx.execute(
        "UPDATE outbox SET promise = ?2, payload = json_set(payload, '$.promise', ?2) WHERE command_id = ?1",
        params![command_id.to_string(), number],
    )?;
    Ok(())
}

/// The common slots that wait to be asked for.
pub fn requested_slots(conn: &Connection) -> Result<Vec<Uuid>> {
    slots(conn, "o.state = 'waiting' AND o.promise IS NULL")
}

/// The slots that waiting moves ask for: no shown appointment has them yet.
pub fn slots_moved_to(conn: &Connection) -> Result<Vec<Uuid>> {
    slots(conn, "o.state = 'waiting' AND o.kind = 'move_appointment'")
}

fn slots(conn: &Connection, which: &str) -> Result<Vec<Uuid>> {
    let sql = format!("SELECT slot.value FROM outbox o, json_each(o.payload, '$.slot_ids') slot WHERE {which}");
    let mut query = conn.prepare_cached(&sql)?;
    let ids = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// With a new identity Centrale counts this desk's commands from one again.
pub fn start_again(tx: &Transaction) -> Result<()> {
    tx.execute("UPDATE outbox SET desk_seq = NULL", [])?;
    facts::set(tx, facts::NEXT_SEQ, &1)
}

/// The commands about an appointment that are not answered or were refused, in order: what is laid over its state.
pub fn unanswered(conn: &Connection, appointment_id: Uuid) -> Result<Vec<Entry>> {
    let sql = format!("{ENTRY} WHERE o.appointment_id = ? AND o.state IN ('waiting', 'parked') ORDER BY o.position");
    entries(conn, &sql, params![appointment_id.to_string()])
}

/// The appointments about which a command is not answered or was refused.
pub fn unanswered_appointments(conn: &Connection) -> Result<HashSet<Uuid>> {
    let sql = "SELECT DISTINCT appointment_id FROM outbox WHERE state IN ('waiting', 'parked')";
    let mut query = conn.prepare_cached(sql)?;
    let ids = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// All that waits or needs a person, in order.
pub fn list(conn: &Connection) -> Result<Vec<Entry>> {
    entries(conn, &format!("{ENTRY} WHERE o.state IN ('waiting', 'parked') ORDER BY o.position"), [])
}

/// A command, whatever its state.
pub fn get(conn: &Connection, command_id: Uuid) -> Result<Option<Entry>> {
    let found = entries(conn, &format!("{ENTRY} WHERE o.command_id = ?"), params![command_id.to_string()])?;
    Ok(found.into_iter().next())
}

/// Whether a command waits for its answer.
pub fn is_waiting(conn: &Connection, command_id: Uuid) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE command_id = ? AND state = 'waiting')";
    Ok(conn.prepare_cached(sql)?.query_row([command_id.to_string()], |row| row.get(0))?)
}

/// How many wait, and how many need a person.
pub fn count(conn: &Connection) -> Result<(u32, u32)> {
    Ok(conn.query_row(
        "SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'parked') FROM outbox",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

fn entries(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

fn entry(row: &Row) -> Result<Entry> {
    let reason: Option<String> = row.get("reason")?;
    Ok(Entry {
        command_id: uuid(row, "command_id")?,
        kind: row.get("kind")?,
        appointment_id: uuid(row, "appointment_id")?,
        payload: serde_json::from_str(&row.get::<_, String>("payload")?)?,
        made_at: row.get("made_at")?,
        attempts: row.get("attempts")?,
        parked: row.get::<_, String>("state")? == "parked",
        reason: reason.map(|reason| serde_json::from_str(&reason)).transpose()?,
        held_back: row.get("held_back")?,
        promised: row.get("promised")?,
    })
}

fn outgoing(row: &Row) -> Result<Outgoing> {
    let payload: String = row.get("payload")?;
    Ok(Outgoing {
        command_id: uuid(row, "command_id")?,
        desk_seq: row.get("desk_seq")?,
        fingerprint: hex::encode(ring::digest::digest(&ring::digest::SHA256, payload.as_bytes())),
        depends_on: row.get("depends_on")?,
        saw_version: row.get("saw_version")?,
        operator_id: uuid(row, "operator_id")?,
        made_at: row.get("made_at")?,
        payload: RawValue::from_string(payload)?,
        appointment_id: uuid(row, "appointment_id")?,
    })
}

#[cfg(test)]
mod tests;
