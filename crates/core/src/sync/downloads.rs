//! Fetches the bytes of the officer's documents. What came before a cut is kept, in the database that is encrypted as a
//! whole, and the rest is asked for; nothing is shown before length and SHA-256 agree.

use super::{Line, client, client::Failure, order::Cargo, outbox};
use crate::{
    App, Result,
    antivirus::{self, Finding},
    app::Topic,
    documents::{self, Stored},
    store::uuid,
};
use anyhow::anyhow;
use jiff::Timestamp;
use reqwest::{Method, Response, StatusCode, header};
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::documents::{MediaType, Receipt};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a download holds the line before what is read has its turn.
const TURN: Duration = Duration::from_secs(2);
/// What is lost at worst when the line breaks or the power goes.
const PART: usize = 64 * 1024;

/// The documents whose bytes are not here and may come now, or are here and Centrale does not know it.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn ready(conn: &Connection, line: &Line) -> Result<Vec<Cargo>> {
    let mut query = conn.prepare_cached(
        "SELECT d.id, d.appointment_id, d.added_at, d.bytes, a.starts_at
         FROM documents d JOIN appointments a ON a.id = d.appointment_id
         WHERE d.origin = 'officer' AND d.delivered AND iif(d.key IS NULL, NOT d.held, NOT d.receipt_told)",
    )?;
    let cargoes = query.query_and_then([], |row| {
        Ok::<_, crate::Error>(Cargo {
            document_id: uuid(row, "id")?,
            appointment_id: uuid(row, "appointment_id")?,
            added_at: row.get("added_at")?,
            bytes: row.get("bytes")?,
            starts_at: row.get::<_, String>("starts_at")?.parse().unwrap_or(Timestamp::MAX),
        })
    })?;
    let mut cargoes = cargoes.collect::<Result<Vec<_>>>()?;
    cargoes.retain(|cargo| !line.rests(cargo.document_id));
    Ok(cargoes)
}

/// Fetches it, or the rest of it.
///
/// # Errors
/// Every [`Failure`]; damaged or lying bytes are refused, and asked for anew.
pub(super) async fn fetch(app: &App, id: Uuid) -> Result<(), Failure> {
    let (document, begun) = app.store.read(|conn| Ok((documents::get(conn, id)?, begun(conn, id)?)))?;
    let whole = usize::try_from(document.bytes).unwrap_or(usize::MAX);
    if document.key.is_some() {
        return tell(app, id, document.held).await;
    }
    if begun >= whole {
        return finish(app, id, &document).await;
    }
    let mut response = client::send(app, Method::GET, &format!("/documents/{id}/content"), |request| {
        let request = request.header(header::ACCEPT_ENCODING, "identity");
        if begun == 0 {
            return request;
        }
        request
            .header(header::RANGE, format!("bytes={begun}-"))
            .header(header::IF_RANGE, format!("\"{}\"", document.sha256))
    })
    .await?;
    let Some(mut at) = first_byte(&response, &document, begun) else {
        // A portal's page, or a document that is not the announced one: what came before stays.
        app.line.rest(id);
        return Err(Failure::Network);
    };
    let (mut kept, mut part, turn) = (begun, Vec::with_capacity(PART), Instant::now());
    loop {
        let chunk = response.chunk().await;
        if let Ok(Some(chunk)) = &chunk {
            let reached = kept + part.len();
            let fresh = chunk.get(reached.saturating_sub(at)..).unwrap_or_default();
            part.extend_from_slice(fresh.get(..whole - reached).unwrap_or(fresh));
            at += chunk.len();
        }
        if part.len() >= PART || kept + part.len() >= whole || !matches!(chunk, Ok(Some(_))) {
            kept += keep(app, id, kept, std::mem::take(&mut part))?;
            app.changed(Topic::Appointments);
        }
        if kept >= whole {
            return finish(app, id, &document).await;
        }
        if chunk?.is_none() {
            return Err(Failure::Network);
        }
        // The rest is asked for when nothing more urgent waits.
        if part.is_empty() && kept > begun && (turn.elapsed() > TURN || app.store.read(outbox::has_next)?) {
            return Ok(());
        }
    }
}

/// Which byte of the document an answer begins with; nothing where it is no answer of Centrale's to this question.
fn first_byte(response: &Response, document: &Stored, begun: usize) -> Option<usize> {
    let whole = document.bytes;
    let first = match response.status() {
        // Whoever knows no Range sends all: what is here already is passed over.
        StatusCode::OK => 0,
        StatusCode::PARTIAL_CONTENT => {
            let range = format!("bytes {begun}-{}/{whole}", whole.saturating_sub(1));
            (client::header_text(response, header::CONTENT_RANGE.as_str()) == range).then_some(begun)?
        }
        _ => return None,
    };
    let kind = client::header_text(response, header::CONTENT_TYPE.as_str());
    let length = client::header_text(response, header::CONTENT_LENGTH.as_str());
    let fits = length.is_empty() || length.parse() == Ok(whole.saturating_sub(first as u64));
    (kind == document.media_type.as_str() && fits).then_some(first)
}

fn keep(app: &App, id: Uuid, at: usize, part: Vec<u8>) -> Result<usize> {
    if part.is_empty() {
        return Ok(0);
    }
    app.store.write(|tx| {
        tx.prepare_cached("INSERT INTO arriving (document_id, at, bytes) VALUES (?, ?, ?)")?.execute(params![
            id.to_string(),
            i64::try_from(at).unwrap_or(i64::MAX),
            part
        ])?;
        Ok(part.len())
    })
}

async fn finish(app: &App, id: Uuid, document: &Stored) -> Result<(), Failure> {
    let bytes = app.store.read(|conn| whole(conn, id))?;
    let sha256 = hex::encode(ring::digest::digest(&ring::digest::SHA256, &bytes));
    if sha256 != document.sha256 || MediaType::sniff(&bytes) != Some(document.media_type) {
        app.store.write(|tx| forget(tx, id))?;
        return Err(anyhow!("the bytes do not agree with what was announced").into());
    }
    let bytes = std::sync::Arc::new(bytes);
    let held = antivirus::check(app, bytes.clone()).await? == Finding::Virus;
    let key = app.vault.seal(id, &bytes)?;
    app.store.write(|tx| {
        documents::set_key(tx, id, &key, held)?;
        forget(tx, id)
    })?;
    app.changed(Topic::Appointments);
    tell(app, id, held).await
}

/// Tells Centrale that all of it is here, so that the officer knows.
async fn tell(app: &App, id: Uuid, held: bool) -> Result<(), Failure> {
    let receipt = Receipt { at: app.clock.now(), held };
    client::send(app, Method::POST, &format!("/documents/{id}/receipt"), |request| request.json(&receipt)).await?;
    Ok(app.store.write(|tx| documents::set_receipt_told(tx, id))?)
}

/// How many bytes came before.
fn begun(conn: &Connection, id: Uuid) -> Result<usize> {
    let sql = "SELECT coalesce(max(at + length(bytes)), 0) FROM arriving WHERE document_id = ?";
    let begun: i64 = conn.prepare_cached(sql)?.query_row([id.to_string()], |row| row.get(0))?;
    Ok(usize::try_from(begun).unwrap_or(0))
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
