//! `GET /status`: whether Centrale can answer.

use crate::{app::App, error::respond};
use axum::{extract::State, response::Response};
use sportello_protocol::problem::{Problem, ProblemKind};

/// Whether Centrale and its database can answer.
#[utoipa::path(get, path = "/status", tag = "status", security(()),
    responses((status = 200, body = Problem, content_type = "application/problem+json", description = "All is well.")))]
pub async fn get(State(app): State<App>) -> Response {
    let alive = app.store.read(|conn| Ok(conn.query_row("SELECT 1", [], |_| Ok(()))?)).await;
    respond(&Problem::new(if alive.is_ok() { ProblemKind::Ok } else { ProblemKind::Unavailable }))
}
