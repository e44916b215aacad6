//! One line a request: method, path, status and time; neither query nor body nor any name.

use axum::{extract::Request, middleware::Next, response::Response};
use std::time::Instant;

/// Writes the line when the answer is made.
pub async fn line(request: Request, next: Next) -> Response {
    let (method, path, begun) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let response = next.run(request).await;
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status = response.status().as_u16(), ms, "request");
    response
}
