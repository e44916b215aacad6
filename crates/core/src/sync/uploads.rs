//! Sends the bytes of documents (tus 1.0: core and creation). A broken upload goes on from the byte where Centrale
//! has it, after a restart too.

use super::{Line, client, client::Failure};
use crate::{App, Result, app::Topic, documents, store::uuid};
use anyhow::anyhow;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use reqwest::{Method, RequestBuilder, header};
use rusqlite::{Connection, params};
use sportello_protocol::{BASE_PATH, problem::ProblemKind};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Bytes a request: what is lost when the line breaks, and how long a command waits behind it at worst.
const CHUNK: usize = 64 * 1024;
/// How long an upload holds the line before what is read has its turn.
const TURN: Duration = Duration::from_secs(2);

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
}

const UPLOAD: &str = "SELECT t.document_id, d.appointment_id, d.added_at, t.location, t.attempts,
        EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'add_document' AND o.appointment_id = d.appointment_id
            AND o.state IN ('waiting', 'parked') AND json_extract(o.payload, '$.document_id') = t.document_id)
            AS held_back
    FROM transfers t JOIN documents d ON d.id = t.document_id JOIN appointments a ON a.id = d.appointment_id";

/// The next upload: by the day of the appointment, then smaller first; one whose command waits, waits.
///
/// # Errors
/// When the database cannot be read.
pub fn next(conn: &Connection, line: &Line) -> Result<Option<Upload>> {
    let uploads = select(conn, "ORDER BY substr(a.starts_at, 1, 10), d.bytes")?;
    Ok(uploads.into_iter().find(|upload| !upload.held_back && !line.rests(upload.document_id)))
}

/// All uploads that are not finished.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection) -> Result<Vec<Upload>> {
    select(conn, "ORDER BY d.added_at")
}

fn select(conn: &Connection, order: &str) -> Result<Vec<Upload>> {
    let mut statement = conn.prepare_cached(&format!("{UPLOAD} {order}"))?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(upload(row)?);
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

fn upload(row: &rusqlite::Row) -> Result<Upload> {
    Ok(Upload {
        document_id: uuid(row, "document_id")?,
        appointment_id: uuid(row, "appointment_id")?,
        added_at: row.get("added_at")?,
        location: row.get("location")?,
        attempts: row.get("attempts")?,
        held_back: row.get("held_back")?,
    })
}

/// Sends the bytes, until they are all there or something more urgent waits.
///
/// # Errors
/// Every [`Failure`] that leaves it unfinished.
pub async fn send(app: &App, mut upload: Upload) -> Result<(), Failure> {
    let id = upload.document_id;
    let turn = Instant::now();
    app.store.write(|tx| {
        Ok(tx.execute("UPDATE transfers SET attempts = attempts + 1 WHERE document_id = ?", [id.to_string()])?)
    })?;
    let bytes = documents::content(app, id)?;
    let mut offset = if upload.location.is_empty() {
        upload.location = create(app, id, bytes.len()).await?;
        app.store.write(|tx| {
            Ok(tx.execute(
                "UPDATE transfers SET location = ? WHERE document_id = ?",
                params![upload.location, id.to_string()],
            )?)
        })?;
        0
    } else {
        offset(app, &upload).await?
    };
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        let chunk = rest.get(..CHUNK.min(rest.len())).unwrap_or(rest).to_vec();
        let answer = client::send(app, Method::PATCH, &upload.location, |request| {
            tus(request)
                .header("Upload-Offset", offset)
                .header(header::CONTENT_TYPE, "application/offset+octet-stream")
                .body(chunk.clone())
        })
        .await;
        let response = match answer {
            Ok(response) => response,
            Err(failure) => return Err(forget_if_gone(app, id, failure)?),
        };
        let now_at = client::header_text(&response, "Upload-Offset").parse().map_err(|_| Failure::Network)?;
        if now_at <= offset {
            return Err(Failure::Network);
        }
        offset = now_at;
        progress(app, id, offset)?;
        // Neither a command nor what is read may wait behind the rest of a large document.
        let urgent = turn.elapsed() > TURN || app.store.read(super::outbox::has_next)?;
        if offset < bytes.len() && urgent {
            return Ok(());
        }
    }
    if offset != bytes.len() {
        return Err(anyhow!("Centrale has more of the document than there is").into());
    }
    finish(app, id)
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header("Tus-Resumable", "1.0.0")
}

/// Creates the upload; gives its path below the interface's base.
async fn create(app: &App, id: Uuid, length: usize) -> Result<String, Failure> {
    let metadata = format!("document_id {}", BASE64_STANDARD.encode(id.to_string()));
    let response = client::send(app, Method::POST, "/uploads", |request| {
        tus(request).header("Upload-Length", length).header("Upload-Metadata", &metadata)
    })
    .await?;
    let location = client::header_text(&response, header::LOCATION.as_str());
    // Only the path counts: the bytes go to this desk's Centrale, whatever host the answer names.
    let start = location.find(BASE_PATH).ok_or(Failure::Network)? + BASE_PATH.len();
    location.get(start..).filter(|path| path.starts_with("/uploads/")).map(str::to_owned).ok_or(Failure::Network)
}

/// Where Centrale has it.
async fn offset(app: &App, upload: &Upload) -> Result<usize, Failure> {
    match client::send(app, Method::HEAD, &upload.location, tus).await {
        Ok(response) => client::header_text(&response, "Upload-Offset").parse().map_err(|_| Failure::Network),
        Err(failure) => Err(forget_if_gone(app, upload.document_id, failure)?),
    }
}

/// An upload that Centrale no longer has, or threw away because it was damaged, starts again; one that stands
/// elsewhere than this desk believes goes on from there.
fn forget_if_gone(app: &App, id: Uuid, failure: Failure) -> Result<Failure, Failure> {
    let Failure::Problem(problem) = &failure else { return Ok(failure) };
    if matches!(problem.kind, ProblemKind::NotFound | ProblemKind::DigestMismatch) {
        app.store.write(|tx| {
            Ok(tx.execute("UPDATE transfers SET location = '', sent = 0 WHERE document_id = ?", [id.to_string()])?)
        })?;
    }
    Ok(match problem.kind {
        ProblemKind::NotFound | ProblemKind::OffsetMismatch | ProblemKind::InProgress => Failure::Later(None),
        _ => failure,
    })
}

fn progress(app: &App, id: Uuid, sent: usize) -> Result<(), Failure> {
    let sent = i64::try_from(sent).unwrap_or(i64::MAX);
    app.store.write(|tx| {
        Ok(tx.execute(
            "UPDATE transfers SET sent = ?, attempts = 1 WHERE document_id = ?",
            params![sent, id.to_string()],
        )?)
    })?;
    app.changed(Topic::Appointments);
    Ok(())
}

fn finish(app: &App, id: Uuid) -> Result<(), Failure> {
    app.store.write(|tx| {
        tx.execute("DELETE FROM transfers WHERE document_id = ?", [id.to_string()])?;
        documents::set_delivered(tx, id)
    })?;
    app.changed(Topic::Appointments);
    app.changed(Topic::Connection);
    Ok(())
}
