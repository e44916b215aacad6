//! The bytes of documents on their way to Centrale: what waits, and in which order it leaves.

mod order;
mod pace;
mod send;
pub mod tus;

pub use pace::Pace;
pub use send::send;

use super::Line;
use crate::{
    Result,
    desk::Identity,
    store::{facts, uuid},
};
use jiff::Timestamp;
use order::Urgency;
use rusqlite::Connection;
use std::collections::HashSet;
use uuid::Uuid;

/// A document whose bytes are on their way.
pub struct Upload {
    /// The document.
    pub document_id: Uuid,
    /// Its appointment.
    pub appointment_id: Uuid,
    /// When it was added.
    pub added_at: Timestamp,
    /// Where Centrale keeps it; empty: not created yet.
    location: String,
    /// Attempts since it last got further.
    pub attempts: u32,
    /// Whether its command has not been carried out yet.
    pub held_back: bool,
    bytes: i64,
    starts_at: Timestamp,
}

/// The next upload; one whose command waits, waits. While a meeting runs on a thin line, only that meeting's papers leave.
///
/// # Errors
/// When the database cannot be read.
pub fn next(conn: &Connection, line: &Line, now: Timestamp) -> Result<Option<Upload>> {
    let mut ready = list(conn)?;
    ready.retain(|upload| !upload.held_back && !line.rests(upload.document_id));
    if !ready.is_empty() && line.is_thin() {
        let meetings = meetings_under_way(conn, now)?;
        ready.retain(|upload| meetings.is_empty() || meetings.contains(&upload.appointment_id));
    }
    Ok(ready.into_iter().min_by_key(|upload| Urgency::of(upload, now)))
}

/// All uploads that are not finished, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection) -> Result<Vec<Upload>> {
    let unanswered = unanswered_documents(conn)?;
    let mut statement = conn.prepare_cached(
        "SELECT t.document_id, d.appointment_id, d.added_at, d.bytes, t.location, t.attempts, a.starts_at
         FROM transfers t JOIN documents d ON d.id = t.document_id JOIN appointments a ON a.id = d.appointment_id
         ORDER BY d.added_at",
    )?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let document_id = uuid(row, "document_id")?;
        list.push(Upload {
            document_id,
            appointment_id: uuid(row, "appointment_id")?,
            added_at: row.get("added_at")?,
            location: row.get("location")?,
            attempts: row.get("attempts")?,
            held_back: unanswered.contains(&document_id),
            bytes: row.get("bytes")?,
            // One that Centrale has not told yet has none here: its bytes wait for its command anyway.
            starts_at: row.get::<_, String>("starts_at")?.parse().unwrap_or(Timestamp::MAX),
        });
    }
    Ok(list)
}

/// How many are not finished.
///
/// # Errors
/// When the database cannot be read.
pub fn count(conn: &Connection) -> Result<u32> {
    Ok(conn
        .query_row("SELECT count(*) FROM transfers t JOIN documents d ON d.id = t.document_id", [], |row| row.get(0))?)
}

fn unanswered_documents(conn: &Connection) -> Result<HashSet<Uuid>> {
    let mut query = conn.prepare_cached(
        "SELECT json_extract(payload, '$.document_id') AS document_id FROM outbox
         WHERE state IN ('waiting', 'parked') AND kind = 'add_document'",
    )?;
    query.query_and_then([], |row| uuid(row, "document_id"))?.collect()
}

/// Appointments of this desk whose room is open, for an hour around them: a room may be forgotten.
fn meetings_under_way(conn: &Connection, now: Timestamp) -> Result<HashSet<Uuid>> {
    const HOUR: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);
    let desk =
        facts::get::<Identity>(conn, facts::IDENTITY)?.map_or_else(String::new, |known| known.desk_id.to_string());
    let (from, to) = (now.saturating_sub(HOUR).unwrap_or(now), now.saturating_add(HOUR).unwrap_or(now));
    let mut query = conn.prepare_cached(
        "SELECT id FROM appointments WHERE starts_at <= ?2 AND ends_at >= ?1 AND desk_id = ?3 AND active AND NOT closed
         AND json_extract(shown, '$.meeting.opened_at') IS NOT NULL
         AND json_extract(shown, '$.meeting.closed_at') IS NULL",
    )?;
    query.query_and_then((from, to, desk), |row| uuid(row, "id"))?.collect()
}

#[cfg(test)]
mod tests;
