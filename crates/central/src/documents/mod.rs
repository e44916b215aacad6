//! `GET /documents/{id}/content`: the bytes of a document, opened from their sealed file.

pub mod sealed;
pub mod titles;

use crate::{app::App, desk::Bearer, error::Result, store::documents};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sportello_protocol::{documents::Document, problem::ProblemKind};
use uuid::Uuid;

/// The bytes of a document of the desk's comune.
#[utoipa::path(get, path = "/documents/{id}/content", tag = "documents",
    params(("id" = Uuid, Path, description = "The document."), ("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has."),
        ("Range" = Option<String>, Header, description = "`bytes=N-`: the rest, from that byte on (RFC 9110, 14)."),
        ("If-Range" = Option<String>, Header, description = "The ETag of what the desk has the beginning of; the rest of anything else is of no use.")),
    responses((status = 200, description = "The bytes.", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/tiff"))),
        (status = 206, description = "The rest of the bytes.", headers(("Content-Range" = String))),
        (status = 304, description = "Nothing changed."), (status = 404, description = "No such document, or not all of its bytes are here."),
        (status = 500, description = "Its stored bytes are damaged.")))]
pub async fn content(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response> {
    let (document, bytes) = read(&app, desk.comune_id, id).await?;
    let kind = document.media_type.as_str();
    if let Some(first) = first_byte(&headers, &document.sha256).filter(|first| *first < bytes.len()) {
        return Ok(rest(kind, &document.sha256, first, &bytes));
    }
    Ok(crate::etag::bytes(&headers, &document.sha256, kind, bytes))
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

/// A delivered document of the comune with its bytes.
pub(crate) async fn read(app: &App, comune: Uuid, id: Uuid) -> Result<(Document, Vec<u8>)> {
    let store = app.store.clone();
    app.store
        .read(move |conn| {
            let document = documents::get(conn, comune, id)?.filter(|document| document.delivered);
            let document = document.ok_or(ProblemKind::NotFound)?;
            let wrapped = documents::wrapped_key(conn, id)?.ok_or(ProblemKind::NotFound)?;
            let key = store.keys().unwrap_key(&wrapped, id.as_bytes())?;
            let bytes = sealed::Sealed::read(store.documents_folder(), id, key, document.bytes)?;
            Ok((document, bytes))
        })
        .await
}
