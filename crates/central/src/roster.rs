//! `GET /roster`: who may sign in at the desks of the comune.

use crate::{app::App, desk::Bearer, error::Result, etag, store::operators};
use axum::{extract::State, http::HeaderMap, response::Response};
use sportello_protocol::roster::Roster;

/// The operators of the desk's comune.
#[utoipa::path(get, path = "/roster", tag = "comune", params(("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Roster, description = "The roster."), (status = 304, description = "Nothing changed.")))]
pub async fn get(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let operators = app.store.read(move |conn| operators::list(conn, desk.comune_id)).await?;
    etag::answer(&headers, &Roster { operators })
}
