//! `/uploads`: tus 1.0, core, creation and checksum. Every byte that arrived is kept, sealed, even when the line breaks;
//! of a PATCH with a checksum all or nothing.
//!
//! An upload does not expire: the document was announced by a command, and stays announced.

mod checksum;
pub mod lanes;
mod receive;

use crate::{
    app::App,
    desk::Bearer,
    documents::sealed::Sealed,
    error::{Fault, Result, bad_request, respond},
    store::documents,
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use checksum::Checksum;
use sportello_protocol::{
    BASE_PATH,
    documents::{Document, MAX_BYTES, Origin},
    problem::{Problem, ProblemKind},
};
use uuid::Uuid;

const VERSION: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// Says on every answer which version of tus is spoken, and refuses another with 412.
pub async fn speak_tus(request: Request, next: Next) -> Response {
    let asks = request.headers().get(RESUMABLE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let spoken = asks == VERSION || request.method() == axum::http::Method::OPTIONS;
    let mut response = if spoken { next.run(request).await } else { precondition_failed() };
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn precondition_failed() -> Response {
    let mut problem = Problem::new(ProblemKind::BadRequest).with_detail("Tus-Resumable must be 1.0.0");
    problem.status = StatusCode::PRECONDITION_FAILED.as_u16();
    let mut response = respond(&problem);
    response.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
    response
}

/// What this server can do.
#[utoipa::path(options, path = "/uploads", tag = "documents",
    responses((status = 204, description = "In the headers.", headers(("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Checksum-Algorithm" = String), ("Tus-Max-Size" = u64)))))]
pub async fn abilities() -> Response {
    let headers = [
        ("tus-version", VERSION.to_owned()),
        ("tus-extension", "creation,checksum".into()),
        ("tus-checksum-algorithm", checksum::ALGORITHMS.into()),
        ("tus-max-size", MAX_BYTES.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Makes the upload of a document that was announced by a command; again for the same document gives the same upload.
#[utoipa::path(post, path = "/uploads", tag = "documents",
    params(("Tus-Resumable" = String, Header, description = "1.0.0"), ("Upload-Length" = u64, Header, description = "Length of the document, bytes."),
        ("Upload-Metadata" = String, Header, description = "`document_id` and, in base64, the document's id.")),
    responses((status = 201, description = "Where to send the bytes.", headers(("Location" = String), ("Upload-Offset" = u64))),
        (status = 400, description = "A header is missing or wrong."), (status = 412, description = "Another version of tus."),
        (status = 413, description = "Longer than allowed."), (status = 422, description = "No such document, or another length than announced.")))]
pub async fn create(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let id = document_id(&headers).ok_or_else(|| bad_request("Upload-Metadata names no document_id"))?;
    begin(app, desk.comune_id, id, &headers).await
}

/// The same for clients that send no metadata, or an empty header: the document stands in the path.
#[utoipa::path(post, path = "/uploads/{id}", tag = "documents",
    params(("id" = Uuid, Path, description = "The document."), ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "Length of the document, bytes.")),
    responses((status = 201, description = "Where to send the bytes.", headers(("Location" = String), ("Upload-Offset" = u64))),
        (status = 400, description = "A header is missing or wrong."), (status = 412, description = "Another version of tus."),
        (status = 413, description = "Longer than allowed."), (status = 422, description = "No such document, or another length than announced.")))]
pub async fn create_of(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response> {
    begin(app, desk.comune_id, id, &headers).await
}

async fn begin(app: App, comune: Uuid, id: Uuid, headers: &HeaderMap) -> Result<Response> {
    let length = number(headers, &LENGTH).ok_or_else(|| bad_request("Upload-Length is missing"))?;
    if length > MAX_BYTES {
        return Err(ProblemKind::TooLarge.into());
    }
    let document = app.store.read(move |conn| documents::get(conn, comune, id)).await?;
    let document = document.filter(|d| d.origin == Origin::Desk).ok_or(ProblemKind::DocumentUnknown)?;
    if document.bytes != length {
        return Err(ProblemKind::DigestMismatch.into());
    }
    let offset = offset_of(app, comune, id).await?;
    let location = format!("{BASE_PATH}/uploads/{id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, location), (OFFSET, offset.to_string())]).into_response())
}

/// How far an upload is.
#[utoipa::path(head, path = "/uploads/{id}", tag = "documents",
    params(("id" = Uuid, Path, description = "The upload."), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses((status = 200, description = "In the headers.", headers(("Upload-Offset" = u64), ("Upload-Length" = u64))),
        (status = 404, description = "No such upload.")))]
pub async fn progress(State(app): State<App>, Bearer(desk): Bearer, Path(id): Path<Uuid>) -> Result<Response> {
    let document = uploaded(&app, desk.comune_id, id).await?;
    let offset = offset_of(app, desk.comune_id, id).await?;
    Ok([(OFFSET, offset.to_string()), (LENGTH, document.bytes.to_string())].into_response())
}

/// Takes bytes from an offset on.
#[utoipa::path(patch, path = "/uploads/{id}", tag = "documents",
    params(("id" = Uuid, Path, description = "The upload."), ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "The offset of the first byte."),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha256` or `sha1`, a space, and the digest of this body in base64.")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "Taken.", headers(("Upload-Offset" = u64))),
        (status = 400, description = "A header is missing or wrong."), (status = 404, description = "No such upload."),
        (status = 409, description = "The offset is not the one that Centrale has."), (status = 412, description = "Another version of tus."),
        (status = 413, description = "More bytes than announced."), (status = 415, description = "Another Content-Type than tus's."),
        (status = 422, description = "SHA-256 or type are not as announced; the upload begins anew."),
        (status = 460, description = "The body has another checksum; nothing of it was kept.")))]
pub async fn take(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.and_then(|kind| kind.split(';').next()).map(str::trim) != Some("application/offset+octet-stream") {
        let detail = "Content-Type must be application/offset+octet-stream";
        let mut problem = Problem::new(ProblemKind::BadRequest).with_detail(detail);
        problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16();
        return Err(problem.into());
    }
    let offset = number(&headers, &OFFSET).ok_or_else(|| bad_request("Upload-Offset is missing"))?;
    let checksum = Checksum::of(&headers)?;
    let document = uploaded(&app, desk.comune_id, id).await?;
    // A task of its own: the request is dropped when the line breaks, what arrived must still be sealed.
    let task = receive::receive(app, desk.comune_id, document, (offset, checksum), body);
    let reached = tokio::spawn(task).await.map_err(|_| Fault::Interrupted)??;
    Ok((StatusCode::NO_CONTENT, [(OFFSET, reached.to_string())]).into_response())
}

async fn uploaded(app: &App, comune: Uuid, id: Uuid) -> Result<Document> {
    let document = app.store.read(move |conn| documents::get(conn, comune, id)).await?;
    document.filter(|document| document.origin == Origin::Desk).ok_or_else(|| ProblemKind::NotFound.into())
}

// A task of its own: what is found complete is finished even when the request is dropped meanwhile.
async fn offset_of(app: App, comune: Uuid, id: Uuid) -> Result<u64> {
    tokio::spawn(receive::reached(app, comune, id)).await.map_err(|_| Fault::Interrupted)?
}

async fn open(app: &App, id: Uuid) -> Result<Sealed> {
    let store = app.store.clone();
    app.store
        .read(move |conn| {
            let wrapped = documents::wrapped_key(conn, id)?.ok_or(ProblemKind::NotFound)?;
            let key = store.keys().unwrap_key(&wrapped, id.as_bytes())?;
            Sealed::open(store.documents_folder(), id, key)
        })
        .await
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

fn document_id(headers: &HeaderMap) -> Option<Uuid> {
    let metadata = headers.get("upload-metadata")?.to_str().ok()?;
    let value = metadata.split(',').find_map(|pair| pair.trim().strip_prefix("document_id "))?;
    String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?.parse().ok()
}
