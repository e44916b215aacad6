//! Page images and PDFs by id: `sportello-bytes://localhost/documents/{id}`; and what is dropped or pasted, by `POST`.

use crate::desk::{Desk, as_data};
use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Method, Request, Response, StatusCode, header},
};

/// The custom protocol.
pub const SCHEME: &str = "sportello-bytes";

/// Answers one request, beside the window's own thread.
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let window = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let origin = request.headers().get(header::ORIGIN).cloned();
        let desk = window.state::<Desk>();
        let mut response = match *request.method() {
            Method::POST => add(&desk, &path, request.into_body()).await,
            _ => read(&desk, &path).await,
        };
        // The protocol is another origin than the page's; only the page can ask, and only through this window.
        if let Some(origin) = origin {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        responder.respond(response);
    });
}

async fn read(desk: &Desk, path: &str) -> Response<Vec<u8>> {
    let Some(app) = desk.app() else { return plain(StatusCode::SERVICE_UNAVAILABLE) };
    match sportello_core::documents::bytes(app, path).await {
        Ok(content) => Response::builder()
            .header(header::CONTENT_TYPE, content.media_type.as_str())
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(content.bytes)
            .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR)),
        Err(error) => json(StatusCode::NOT_FOUND, &as_data(&error)),
    }
}

async fn add(desk: &Desk, path: &str, bytes: Vec<u8>) -> Response<Vec<u8>> {
    let Some(app) = desk.app() else { return plain(StatusCode::SERVICE_UNAVAILABLE) };
    match sportello_core::scanning::add(app, path, bytes).await {
        Ok(added) => json(StatusCode::OK, &serde_json::json!(added)),
        Err(error) => json(StatusCode::UNPROCESSABLE_ENTITY, &as_data(&error)),
    }
}

fn json(status: StatusCode, body: &serde_json::Value) -> Response<Vec<u8>> {
    let mut response = plain(status);
    *response.body_mut() = body.to_string().into_bytes();
    response
}

fn plain(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
