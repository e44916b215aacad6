//! `GET /documents/{id}/content`: the bytes of a document, opened from their sealed file.

pub mod sealed;
pub mod titles;

use crate::{app::App, desk::Bearer, error::Result, store::documents};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use sportello_protocol::{documents::Document, problem::ProblemKind};
use uuid::Uuid;

/// The bytes of a document of the desk's comune.
#[utoipa::path(get, path = "/documents/{id}/content", tag = "documents",
    params(("id" = Uuid, Path, description = "The document."), ("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, description = "The bytes.", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/tiff"))),
        (status = 304, description = "Nothing changed."), (status = 404, description = "No such document, or not all of its bytes are here."),
        (status = 500, description = "Its stored bytes are damaged.")))]
pub async fn content(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response> {
    let (document, bytes) = read(&app, desk.comune_id, id).await?;
    Ok(crate::etag::bytes(&headers, &document.sha256, document.media_type.as_str(), bytes))
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
