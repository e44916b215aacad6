//! What stands in the outbox, for the screen and for what is laid over Centrale's state.

use super::marked;
use crate::{Result, store::uuid};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
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
    /// The version of the appointment that the desk saw.
    pub saw_version: Option<i64>,
    /// Who did it.
    pub operator_id: Uuid,
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

pub(super) const ENTRY: &str = concat!(
    "SELECT o.command_id, o.kind, o.appointment_id, o.payload, o.saw_version, o.operator_id, o.made_at, o.attempts, o.state, o.reason,
        EXISTS (SELECT 1 FROM outbox d WHERE d.command_id = o.depends_on AND d.state = 'parked') AS held_back,
        o.promise IS NOT NULL AND o.promise <= ",
    marked!(),
    " AS promised FROM outbox o"
);

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

pub(super) fn entries(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Entry>> {
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
        saw_version: row.get("saw_version")?,
        operator_id: uuid(row, "operator_id")?,
        made_at: row.get("made_at")?,
        attempts: row.get("attempts")?,
        parked: row.get::<_, String>("state")? == "parked",
        reason: reason.map(|reason| serde_json::from_str(&reason)).transpose()?,
        held_back: row.get("held_back")?,
        promised: row.get("promised")?,
    })
}
