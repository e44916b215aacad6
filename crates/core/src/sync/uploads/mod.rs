//! The bytes of documents on their way to Centrale: what waits to leave.

mod pace;
mod send;
pub mod tus;

pub use pace::Pace;
pub use send::send;

use super::{Line, order::Cargo};
use crate::{Result, store::uuid};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::HashSet;
use uuid::Uuid;

/// A document whose bytes are on their way.
pub struct Upload {
    /// What it carries.
    pub cargo: Cargo,
    /// Where Centrale keeps it; empty: not created yet.
    location: String,
    /// Attempts since it last got further.
    pub attempts: u32,
    /// Whether its command has not been carried out yet.
    pub held_back: bool,
}

/// The uploads that may leave now; one whose command waits, waits.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn ready(conn: &Connection, line: &Line) -> Result<Vec<Upload>> {
    let mut ready = list(conn)?;
    ready.retain(|upload| !upload.held_back && !line.rests(upload.cargo.document_id));
    Ok(ready)
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
            cargo: Cargo {
                document_id,
                appointment_id: uuid(row, "appointment_id")?,
                added_at: row.get("added_at")?,
                bytes: row.get("bytes")?,
                // One that Centrale has not told yet has none here: its bytes wait for its command anyway.
                starts_at: row.get::<_, String>("starts_at")?.parse().unwrap_or(Timestamp::MAX),
            },
            location: row.get("location")?,
            attempts: row.get("attempts")?,
            held_back: unanswered.contains(&document_id),
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
