//! Every path of Centrale.

use crate::{
    allotment, app::App, catalogue, changes, commands, console, documents, enrolments, error::respond, holds, limits,
    log, meetings, pages, roster, slots, snapshot, status, tokens, uploads,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{any, delete, get, head, post},
};
use sportello_protocol::{
    BASE_PATH,
    problem::{Problem, ProblemKind},
};

/// The largest JSON body.
const MAX_JSON: usize = 1024 * 1024;

/// A year; of this host only, because nothing is known of its neighbours.
const HTTPS_ONLY: &str = "max-age=31536000";

/// All of Centrale.
pub fn router(app: App) -> Router {
    let guessed = Router::new()
        .route("/enrolments", post(enrolments::enrol))
        .route("/token", post(tokens::issue))
        .route("/meetings/entries", post(meetings::tickets::enter))
        .route_layer(from_fn_with_state(app.clone(), limits::admit));
    let uploads = Router::new()
        .route("/uploads", post(uploads::create).options(uploads::abilities))
        .route("/uploads/{id}", head(uploads::progress).post(uploads::create_of).patch(uploads::take))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(uploads::speak_tus));
    let desks = Router::new()
        .route("/status", get(status::get))
        .route("/commands", post(commands::take))
        .route("/changes", get(changes::get))
        .route("/roster", get(roster::get))
        .route("/catalogue", get(catalogue::get))
        .route("/slots", get(slots::get))
        .route("/allotment", post(allotment::contact))
        .route("/holds", post(holds::take))
        .route("/holds/{id}", delete(holds::release))
        .route("/snapshot", get(snapshot::release))
        .route("/snapshot/{territory_code}", get(snapshot::document))
        .route("/documents/{id}/content", get(documents::content))
        .route("/documents/{id}/receipt", post(documents::receipt))
        .route("/meetings/{appointment_id}/tickets", post(meetings::tickets::ticket))
        .route("/meetings/entry", get(meetings::tickets::entered))
        .route("/meetings/room", any(meetings::room::enter))
        .merge(guessed);
    Router::new()
        .nest(BASE_PATH, desks.layer(DefaultBodyLimit::max(MAX_JSON)).merge(uploads))
        .nest(console::BASE_PATH, console::router(&app))
        .fallback(pages::serve)
        .layer(from_fn_with_state(app.clone(), dress))
        .layer(from_fn(log::line))
        .with_state(app)
}

// What axum itself refuses (a path, a method, a body) becomes a problem document like any other refusal.
async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/rest/");
    let mut response = next.run(request).await;
    let status = response.status();
    let described = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if (status.is_client_error() || status.is_server_error()) && !described {
        let headers = std::mem::take(response.headers_mut());
        response = respond(&problem(status));
        for (name, value) in headers {
            if let Some(name) = name.filter(|name| *name == header::ALLOW || name.as_str().starts_with("tus-")) {
                response.headers_mut().insert(name, value);
            }
        }
    }
    let headers = response.headers_mut();
    if api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    if app.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn problem(status: StatusCode) -> Problem {
    let kind = match status {
        StatusCode::UNAUTHORIZED => ProblemKind::Unauthorized,
        StatusCode::FORBIDDEN => ProblemKind::Forbidden,
        StatusCode::NOT_FOUND => ProblemKind::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
        _ if status.is_server_error() => ProblemKind::Internal,
        _ => ProblemKind::BadRequest,
    };
    let mut problem = Problem::new(kind);
    // A body of the wrong shape is a bad request here, whatever the extractor calls it.
    if matches!(status, StatusCode::METHOD_NOT_ALLOWED | StatusCode::UNSUPPORTED_MEDIA_TYPE) {
        problem.status = status.as_u16();
        problem.title = status.canonical_reason().unwrap_or_default().into();
    }
    problem
}
