//! Fetches the bytes of the officer's documents; nothing is shown before length and SHA-256 agree.

use super::{client, client::Failure, outbox::uuid};
use crate::{App, Result, app::Topic, documents};
use reqwest::Method;
use rusqlite::{Connection, OptionalExtension};
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use uuid::Uuid;

/// The next document whose bytes are not here; the next appointment's first.
///
/// # Errors
/// When the database cannot be read.
pub fn next(conn: &Connection) -> Result<Option<Uuid>> {
    conn.prepare_cached(
        "SELECT d.id FROM documents d JOIN appointments a ON a.id = d.appointment_id
         WHERE d.origin = 'officer' AND d.key IS NULL AND d.delivered ORDER BY a.starts_at DESC, d.bytes LIMIT 1",
    )?
    .query_row([], |row| Ok(uuid(row, "id")))
    .optional()?
    .transpose()
}

/// Fetches it.
///
/// # Errors
/// Every [`Failure`]; damaged or lying bytes count as no answer.
pub async fn fetch_next(app: &App) -> Result<(), Failure> {
    let Some(id) = app.store.read(next)? else { return Ok(()) };
    let response = client::send(app, Method::GET, &format!("/documents/{id}/content"), |request| request).await?;
    let bytes = client::body(response, usize::try_from(MAX_BYTES).unwrap_or(usize::MAX)).await?;
    let document = app.store.read(|conn| documents::get(conn, id))?;
    let sha256 = hex::encode(ring::digest::digest(&ring::digest::SHA256, &bytes));
    if sha256 != document.sha256 || MediaType::sniff(&bytes) != Some(document.media_type) {
        tracing::warn!(document = %id, "A document does not agree with what was announced.");
        return Err(Failure::Network);
    }
    let key = app.vault.seal(id, &bytes)?;
    app.store.write(|tx| documents::set_key(tx, id, &key))?;
    app.changed(Topic::Appointments);
    Ok(())
}
