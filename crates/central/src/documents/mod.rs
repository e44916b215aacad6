//! `/documents/{id}`: the bytes of a document, opened from their sealed file, and the receipt of a counter that has them all.

pub(crate) mod checks;
pub mod sealed;
pub mod titles;

pub use checks::Checks;

use crate::{app::App, desk::Bearer, error::Result, store::documents};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rusqlite::Transaction;
use sportello_protocol::{
    documents::{Document, Origin, Receipt},
    problem::ProblemKind,
};
use std::{collections::HashMap, sync::Mutex};
use uuid::Uuid;

/// How far the counters are with the officers' documents: what they asked for last. Not kept: it is a figure for people.
#[derive(Default)]
pub struct Fetching(Mutex<HashMap<Uuid, u8>>);

impl Fetching {
    fn reached(&self, id: Uuid, first: usize, whole: u64) {
        let percent = (first as u64 * 100).checked_div(whole).unwrap_or(0).min(99);
        if let Ok(mut known) = self.0.lock() {
            known.insert(id, u8::try_from(percent).unwrap_or(0));
        }
    }

    fn ended(&self, id: Uuid) {
        if let Ok(mut known) = self.0.lock() {
            known.remove(&id);
        }
    }

    /// How far a counter is with a document; nothing where none has begun.
    pub fn percent(&self, id: Uuid) -> Option<u8> {
        self.0.lock().ok()?.get(&id).copied()
    }
}

/// The bytes of a document of the desk's comune.
#[utoipa::path(get, path = "/documents/{id}/content", tag = "documents",
    params(("id" = Uuid, Path, description = "The document."), ("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has."),
        ("Range" = Option<String>, Header, description = "`bytes=N-`: the rest, from that byte on (RFC 9110, 14)."),
        ("If-Range" = Option<String>, Header, description = "The ETag of what the desk has the beginning of; the rest of anything else is of no use.")),
    responses((status = 200, description = "The bytes.", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/tiff"))),
        (status = 206, description = "The rest of the bytes.", headers(("Content-Range" = String))),
        (status = 304, description = "Nothing changed."), (status = 404, description = "No such document, or not all of its bytes are here."),
        (status = 422, description = "A virus check found something in it, or has not looked into it yet."),
        (status = 500, description = "Its stored bytes are damaged.")))]
pub async fn content(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response> {
    let known = app.store.read(move |conn| documents::get(conn, desk.comune_id, id)).await?;
    if known.is_some_and(|document| document.delivered && !document.held) && checks::is_due(&app, id).await? {
        checks::begin(&app, desk.comune_id, id);
        return Err(ProblemKind::Unchecked.into());
    }
    let (document, bytes) = opened(&app, desk.comune_id, id).await?;
    let kind = document.media_type.as_str();
    let first = first_byte(&headers, &document.sha256).filter(|first| *first < bytes.len());
    if document.origin == Origin::Officer && document.received_at.is_none() {
        app.fetching.reached(id, first.unwrap_or(0), document.bytes);
    }
    if let Some(first) = first {
        return Ok(rest(kind, &document.sha256, first, &bytes));
    }
    Ok(crate::etag::bytes(&headers, &document.sha256, kind, bytes))
}

/// A counter has all of a document of the officer; said again changes nothing.
#[utoipa::path(post, path = "/documents/{id}/receipt", tag = "documents",
    params(("id" = Uuid, Path, description = "The document.")), request_body = Receipt,
    responses((status = 204, description = "Noted."), (status = 404, description = "No such document of an officer.")))]
pub async fn receipt(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(id): Path<Uuid>,
    Json(receipt): Json<Receipt>,
) -> Result<StatusCode> {
    app.store.write(move |tx| note_receipt(tx, desk.comune_id, id, &receipt)).await?;
    app.fetching.ended(id);
    Ok(StatusCode::NO_CONTENT)
}

fn note_receipt(tx: &Transaction, comune: Uuid, id: Uuid, receipt: &Receipt) -> Result<()> {
    let known = documents::get(tx, comune, id)?.filter(|document| document.origin == Origin::Officer);
    let mut document = known.ok_or(ProblemKind::NotFound)?;
    if document.received_at.is_none() || receipt.held && !document.held {
        document.received_at = document.received_at.or(Some(receipt.at));
        document.held |= receipt.held;
        documents::update(tx, comune, &document)?;
    }
    Ok(())
}

/// Of the forms of RFC 9110 the one that a broken download needs; to any other the whole document is an answer.
fn first_byte(headers: &HeaderMap, tag: &str) -> Option<usize> {
    // Whoever has the beginning of something else wants the whole.
    if headers.get(header::IF_RANGE).is_some_and(|known| known.as_bytes() != format!("\"{tag}\"").as_bytes()) {
        return None;
    }
    let range = headers.get(header::RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

fn rest(content_type: &'static str, tag: &str, first: usize, bytes: &[u8]) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::ETAG, format!("\"{tag}\"")),
        (header::CONTENT_RANGE, format!("bytes {first}-{}/{}", bytes.len() - 1, bytes.len())),
    ];
    (StatusCode::PARTIAL_CONTENT, headers, bytes.get(first..).unwrap_or_default().to_vec()).into_response()
}

/// A delivered document of the comune with its bytes, once the virus check, where there is one, has found nothing in it.
pub(crate) async fn read(app: &App, comune: Uuid, id: Uuid) -> Result<(Document, Vec<u8>)> {
    let known = app.store.read(move |conn| documents::get(conn, comune, id)).await?;
    if known.is_some_and(|document| document.delivered && !document.held) {
        checks::check(app, comune, id).await?;
    }
    opened(app, comune, id).await
}

async fn opened(app: &App, comune: Uuid, id: Uuid) -> Result<(Document, Vec<u8>)> {
    let store = app.store.clone();
    app.store
        .read(move |conn| {
            let document = documents::get(conn, comune, id)?.filter(|document| document.delivered);
            let document = document.ok_or(ProblemKind::NotFound)?;
            if document.held {
                return Err(ProblemKind::VirusFound.into());
            }
            let wrapped = documents::wrapped_key(conn, id)?.ok_or(ProblemKind::NotFound)?;
            let key = store.keys().unwrap_key(&wrapped, id.as_bytes())?;
            let bytes = sealed::Sealed::read(store.documents_folder(), id, key, document.bytes)?;
            Ok((document, bytes))
        })
        .await
}
