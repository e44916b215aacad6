//! Fetches the bytes of the officer's documents. What came before a cut is kept, in the database that is encrypted as a
//! whole, and the rest is asked for; nothing is shown before length and SHA-256 agree.

use super::{Line, client, client::Failure, outbox};
use crate::{App, Result, app::Topic, documents, store::uuid};
use anyhow::anyhow;
use jiff::Timestamp;
use reqwest::{Method, StatusCode, header};
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a download holds the line before what is read has its turn.
const TURN: Duration = Duration::from_secs(2);
/// What is lost at worst when the line breaks or the power goes.
const PART: usize = 64 * 1024;

/// The next document whose bytes are not here: by the day of the appointment from today on, then what is past; smaller
/// first.
///
/// # Errors
/// When the database cannot be read.
pub fn next(conn: &Connection, line: &Line, now: Timestamp) -> Result<Option<Uuid>> {
    let mut statement = conn.prepare_cached(
        "SELECT d.id FROM documents d JOIN appointments a ON a.id = d.appointment_id
         WHERE d.origin = 'officer' AND d.key IS NULL AND d.delivered
         ORDER BY a.ends_at < ?1, iif(a.ends_at < ?1, 0, 1) * unixepoch(substr(a.starts_at, 1, 10)), d.bytes",
    )?;
    let mut rows = statement.query([now])?;
    while let Some(row) = rows.next()? {
        let id = uuid(row, "id")?;
        if !line.rests(id) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Fetches it, or the rest of it.
///
/// # Errors
/// Every [`Failure`]; damaged or lying bytes are refused, and asked for anew.
pub async fn fetch(app: &App, id: Uuid) -> Result<(), Failure> {
    let (begun, is_whole) = app.store.read(|conn| begun(conn, id))?;
    if is_whole {
        return finish(app, id);
    }
    let mut response = client::send(app, Method::GET, &format!("/documents/{id}/content"), |request| {
        if begun == 0 { request } else { request.header(header::RANGE, format!("bytes={begun}-")) }
    })
    .await?;
    let (mut at, turn) = (begun, Instant::now());
    if response.status() != StatusCode::PARTIAL_CONTENT {
        app.store.write(|tx| forget(tx, id))?;
        at = 0;
    }
    let mut part = Vec::with_capacity(PART);
    loop {
        let chunk = response.chunk().await;
        if let Ok(Some(chunk)) = &chunk {
            part.extend_from_slice(chunk);
        }
        if part.len() >= PART || !matches!(chunk, Ok(Some(_))) {
            at += keep(app, id, at, std::mem::take(&mut part))?;
        }
        if u64::try_from(at).unwrap_or(0) > MAX_BYTES {
            app.store.write(|tx| forget(tx, id))?;
            return Err(anyhow!("there are more bytes than a document has").into());
        }
        if chunk?.is_none() {
            return finish(app, id);
        }
        // The rest is asked for when nothing more urgent waits.
        if part.is_empty() && (turn.elapsed() > TURN || app.store.read(outbox::has_next)?) {
            return Ok(());
        }
    }
}

fn keep(app: &App, id: Uuid, at: i64, part: Vec<u8>) -> Result<i64> {
    if part.is_empty() {
        return Ok(0);
    }
    app.store.write(|tx| {
        tx.prepare_cached("INSERT INTO arriving (document_id, at, bytes) VALUES (?, ?, ?)")?.execute(params![
            id.to_string(),
            at,
            part
        ])?;
        Ok(i64::try_from(part.len()).unwrap_or(0))
    })
}

fn finish(app: &App, id: Uuid) -> Result<(), Failure> {
    let (document, bytes) = app.store.read(|conn| Ok((documents::get(conn, id)?, whole(conn, id)?)))?;
    let sha256 = hex::encode(ring::digest::digest(&ring::digest::SHA256, &bytes));
    if sha256 != document.sha256 || MediaType::sniff(&bytes) != Some(document.media_type) {
        app.store.write(|tx| forget(tx, id))?;
        return Err(anyhow!("the bytes do not agree with what was announced").into());
    }
    let key = app.vault.seal(id, &bytes)?;
    app.store.write(|tx| {
        documents::set_key(tx, id, &key)?;
        forget(tx, id)
    })?;
    app.changed(Topic::Appointments);
    Ok(())
}

/// How many bytes came before, and whether that is all.
fn begun(conn: &Connection, id: Uuid) -> Result<(i64, bool)> {
    let sql = "SELECT coalesce(max(a.at + length(a.bytes)), 0) AS begun, d.bytes FROM documents d
         LEFT JOIN arriving a ON a.document_id = d.id WHERE d.id = ?";
    let (begun, bytes): (i64, i64) =
        conn.prepare_cached(sql)?.query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((begun, begun >= bytes))
}

fn whole(conn: &Connection, id: Uuid) -> Result<Vec<u8>> {
    let mut query = conn.prepare_cached("SELECT bytes FROM arriving WHERE document_id = ? ORDER BY at")?;
    let parts = query.query_map([id.to_string()], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(parts.collect::<rusqlite::Result<Vec<_>>>()?.concat())
}

fn forget(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.prepare_cached("DELETE FROM arriving WHERE document_id = ?")?.execute([id.to_string()])?;
    Ok(())
}
