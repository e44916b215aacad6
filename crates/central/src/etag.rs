//! Answers that are polled: an ETag, and 304 where nothing changed.

use crate::error::Result;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use ring::digest::{SHA256, digest};
use serde::Serialize;

/// `value` as JSON with the hash of `tagged` as its ETag, or 304 where the client has it already.
pub fn answer_tagged<T: Serialize, U: Serialize>(headers: &HeaderMap, value: &T, tagged: &U) -> Result<Response> {
    let hash = hex::encode(digest(&SHA256, &serde_json::to_vec(tagged)?));
    Ok(bytes(headers, &hash, "application/json", serde_json::to_vec(value)?))
}

/// `value` as JSON with its own hash as ETag, or 304 where the client has it already.
pub fn answer<T: Serialize>(headers: &HeaderMap, value: &T) -> Result<Response> {
    answer_tagged(headers, value, value)
}

/// Bytes under a given tag, or 304 where the client has them already.
pub fn bytes(headers: &HeaderMap, tag: &str, content_type: &'static str, body: Vec<u8>) -> Response {
    let quoted = format!("\"{tag}\"");
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || one.trim().trim_start_matches("W/") == quoted);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, content_type)], Body::from(body)).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(&quoted) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}
