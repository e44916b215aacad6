//! Fetches the bytes of the officer's documents; nothing is shown before length and SHA-256 agree.

use super::{Line, client, client::Failure};
use crate::{App, Result, app::Topic, documents, store::uuid};
use anyhow::anyhow;
use reqwest::Method;
use rusqlite::Connection;
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use uuid::Uuid;

/// The next document whose bytes are not here; the latest appointment's first.
///
/// # Errors
/// When the database cannot be read.
pub fn next(conn: &Connection, line: &Line) -> Result<Option<Uuid>> {
    let mut statement = conn.prepare_cached(
        "SELECT d.id FROM documents d JOIN appointments a ON a.id = d.appointment_id
         WHERE d.origin = 'officer' AND d.key IS NULL AND d.delivered ORDER BY a.starts_at DESC, d.bytes",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = uuid(row, "id")?;
        if !line.rests(id) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Fetches it.
///
/// # Errors
/// Every [`Failure`]; damaged or lying bytes are refused.
pub async fn fetch(app: &App, id: Uuid) -> Result<(), Failure> {
    let response = client::send(app, Method::GET, &format!("/documents/{id}/content"), |request| request).await?;
    let bytes = client::body(response, usize::try_from(MAX_BYTES).unwrap_or(usize::MAX)).await?;
    let document = app.store.read(|conn| documents::get(conn, id))?;
    let sha256 = hex::encode(ring::digest::digest(&ring::digest::SHA256, &bytes));
    if sha256 != document.sha256 || MediaType::sniff(&bytes) != Some(document.media_type) {
        return Err(anyhow!("the bytes do not agree with what was announced").into());
    }
    let key = app.vault.seal(id, &bytes)?;
    app.store.write(|tx| documents::set_key(tx, id, &key))?;
    app.changed(Topic::Appointments);
    Ok(())
}
