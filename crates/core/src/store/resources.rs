//! What is polled whole from Centrale, with its ETag: roster, catalogue, slots, the snapshot's release.

use crate::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;

/// A polled resource.
pub struct Resource<T> {
    /// Its content.
    pub body: T,
    /// As Centrale sent it.
    pub etag: String,
    /// When Centrale last said that this is the newest.
    pub checked_at: Timestamp,
}

/// Reads a resource.
///
/// # Errors
/// When the database or the JSON cannot be read.
pub fn get<T: DeserializeOwned>(conn: &Connection, name: &str) -> Result<Option<Resource<T>>> {
    let row: Option<(String, String, Timestamp)> = conn
        .prepare_cached("SELECT body, etag, checked_at FROM resources WHERE name = ?")?
        .query_row([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    row.map(|(body, etag, checked_at)| Ok(Resource { body: serde_json::from_str(&body)?, etag, checked_at }))
        .transpose()
}

/// Its ETag; empty where there is none.
///
/// # Errors
/// When the database cannot be read.
pub fn etag(conn: &Connection, name: &str) -> Result<String> {
    let etag = conn
        .prepare_cached("SELECT etag FROM resources WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(etag.unwrap_or_default())
}

/// Replaces a resource.
///
/// # Errors
/// When the database cannot be written.
pub fn set(tx: &Transaction, name: &str, body: &str, etag: &str, checked_at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO resources (name, body, etag, checked_at) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET body = excluded.body, etag = excluded.etag, checked_at = excluded.checked_at",
    )?
    .execute(params![name, body, etag, checked_at])?;
    Ok(())
}

/// Notes that Centrale still has the same.
///
/// # Errors
/// When the database cannot be written.
pub fn touch(tx: &Transaction, name: &str, checked_at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE resources SET checked_at = ? WHERE name = ?")?.execute(params![checked_at, name])?;
    Ok(())
}
