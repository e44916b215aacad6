//! Page images and PDFs by id: `sportello-bytes://localhost/documents/{id}`.

use crate::desk::{Desk, as_data};
use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};

/// The custom protocol.
pub const SCHEME: &str = "sportello-bytes";

/// Answers one request, beside the window's own thread.
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let window = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let origin = request.headers().get(header::ORIGIN).cloned();
        let mut response = read(&window.state::<Desk>(), &path).await;
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
        Err(error) => {
            let mut response = plain(StatusCode::NOT_FOUND);
            *response.body_mut() = as_data(&error).to_string().into_bytes();
            response
        }
    }
}

fn plain(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
