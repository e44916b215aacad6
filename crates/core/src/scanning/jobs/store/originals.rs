//! Pictures as they came.

use super::unword;
use crate::{Error, Result, documents::vault::Key, store::uuid};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::documents::MediaType;
use uuid::Uuid;

/// A picture as it came; its bytes are in the vault under its id.
pub struct Original {
    /// The picture.
    pub id: Uuid,
    /// What it is.
    pub media_type: MediaType,
    /// Bytes.
    pub bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// The resolution that was asked for.
    pub dpi: Option<u32>,
    /// Its key.
    pub key: Key,
}

/// Keeps a picture that came.
///
/// # Errors
/// When the database cannot be written.
pub fn keep_original(tx: &Transaction, original: &Original, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO originals (id, media_type, bytes, sha256, dpi, came_at, key) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        original.id.to_string(),
        original.media_type.as_str(),
        i64::try_from(original.bytes).unwrap_or(i64::MAX),
        original.sha256,
        original.dpi,
        at,
        original.key,
    ])?;
    Ok(())
}

/// A picture as it came.
///
/// # Errors
/// `NotFound`
pub fn original(conn: &Connection, id: Uuid) -> Result<Original> {
    conn.prepare_cached("SELECT * FROM originals WHERE id = ?")?
        .query_row([id.to_string()], |row| {
            let media_type: String = row.get("media_type")?;
            let (bytes, sha256, dpi, key) =
                (row.get::<_, i64>("bytes")?, row.get("sha256")?, row.get("dpi")?, row.get("key")?);
            Ok(unword(media_type).map(|media_type| Original {
                id,
                media_type,
                bytes: u64::try_from(bytes).unwrap_or(0),
                sha256,
                dpi,
                key,
            }))
        })
        .optional()?
        .ok_or(Error::NotFound)?
}

/// Purges the pictures that no page needs any more, by deleting their keys; gives what is left of them in the vault.
///
/// # Errors
/// When the database cannot be written.
pub fn purge_unused(tx: &Transaction) -> Result<Vec<Uuid>> {
    let mut statement = tx.prepare_cached(
        "DELETE FROM originals WHERE NOT EXISTS (SELECT 1 FROM pages WHERE original_id = originals.id) RETURNING id",
    )?;
    let mut rows = statement.query([])?;
    let mut purged = Vec::new();
    while let Some(row) = rows.next()? {
        purged.push(uuid(row, "id")?);
    }
    Ok(purged)
}
