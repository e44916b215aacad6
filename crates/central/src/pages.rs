//! The built pages: the officer's console under `/console/`, the officer's side of the room below it, the waiting page under
//! `/videochiamata/`, the trial of camera and microphone under `/prova/`.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use rust_embed::RustEmbed;
use sportello_protocol::{
    TRIAL_PATH, WAITING_PATH,
    problem::{Problem, ProblemKind},
};

/// Where the console is.
pub const CONSOLE_PATH: &str = "/console/";
/// Where the officer's page of Centrale's own room is; the appointment's id stands in its fragment.
pub const ROOM_PATH: &str = "/console/stanza/";
/// Nothing from elsewhere; style attributes are the only thing written inline.
const POLICY: &str = "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
    frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Camera and microphone are for the two pages of the room and for their trial, and for nothing that they might show.
const MEDIA: &str = "camera=(self), microphone=(self), display-capture=(), geolocation=()";
const NO_MEDIA: &str = "camera=(), microphone=(), display-capture=(), geolocation=()";

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
struct Pages;

/// A page or a file of a page.
pub async fn serve(uri: Uri) -> Response {
    let path = uri.path();
    if path == "/" || path == CONSOLE_PATH.trim_end_matches('/') {
        return Redirect::permanent(CONSOLE_PATH).into_response();
    }
    if let Some(page) =
        [ROOM_PATH, WAITING_PATH, TRIAL_PATH].into_iter().find(|page| path == page.trim_end_matches('/'))
    {
        return Redirect::permanent(page).into_response();
    }
    let name = match path {
        CONSOLE_PATH => "console.html",
        ROOM_PATH => "room.html",
        WAITING_PATH => "waiting.html",
        TRIAL_PATH => "trial.html",
        _ => [ROOM_PATH, CONSOLE_PATH, WAITING_PATH, TRIAL_PATH, "/"]
            .iter()
            .find_map(|root| path.strip_prefix(root))
            .unwrap_or_default(),
    };
    // The desk's own window is not for the web.
    match Pages::get(name).filter(|_| name != "index.html") {
        Some(file) => found(name, file.data.into_owned()),
        None => crate::error::respond(&Problem::new(ProblemKind::NotFound)),
    }
}

fn found(name: &str, body: Vec<u8>) -> Response {
    let mut response = (StatusCode::OK, Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let media = matches!(name, "room.html" | "waiting.html" | "trial.html");
    headers.insert("permissions-policy", HeaderValue::from_static(if media { MEDIA } else { NO_MEDIA }));
    // The names of built files carry their hash; the pages themselves do not.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}
