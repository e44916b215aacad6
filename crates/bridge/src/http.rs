//! `POST /call/{name}`, `GET` and `POST /bytes/…` and `GET /events` on loopback, behind a random token.

use anyhow::Result;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderName, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::{get, post},
};
use serde_json::{Value, json};
use sportello_core::{App, Error, api, app::Topic, documents, scanning};
use std::{convert::Infallible, path::PathBuf, sync::Arc};
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};
use tower_http::services::ServeDir;
use uuid::Uuid;

/// More than core takes, which then says so in its own words.
const MOST_BYTES: usize = 64 << 20;

/// Serves until the process ends; the first line printed says where, and with which token.
pub async fn serve(app: Arc<App>, ui: Option<PathBuf>) -> Result<()> {
    let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let expected = format!("Bearer {token}");
    let mut router = Router::new()
        .route("/call/{name}", post(call))
        .route("/bytes/{*path}", get(bytes).post(add).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route("/events", get(events))
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            let allowed = request.headers().get(header::AUTHORIZATION).is_some_and(|given| *given == *expected);
            async move { if allowed { next.run(request).await } else { StatusCode::UNAUTHORIZED.into_response() } }
        }))
        .with_state(app);
    if let Some(folder) = ui {
        router = router.fallback_service(ServeDir::new(folder));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", json!({ "url": format!("http://{}", listener.local_addr()?), "token": token }));
    axum::serve(listener, router).await?;
    Ok(())
}

async fn call(State(app): State<Arc<App>>, Path(name): Path<String>, Json(request): Json<Value>) -> Response {
    match api::call(&app, &name, request).await {
        Ok(response) => Json(response).into_response(),
        Err(error) => failure(&error),
    }
}

async fn bytes(State(app): State<Arc<App>>, Path(path): Path<String>) -> Response {
    match documents::bytes(&app, &path).await {
        Ok(content) => {
            let headers: [(HeaderName, &str); 3] = [
                (header::CONTENT_TYPE, content.media_type.as_str()),
                (header::CACHE_CONTROL, "no-store"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, content.bytes).into_response()
        }
        Err(error) => failure(&error),
    }
}

async fn add(State(app): State<Arc<App>>, Path(path): Path<String>, body: Bytes) -> Response {
    match scanning::add(&app, &path, body.into()).await {
        Ok(added) => Json(added).into_response(),
        Err(error) => failure(&error),
    }
}

async fn events(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // A listener that fell behind reads everything again.
    let topics =
        BroadcastStream::new(app.changes()).map(|topic| topic.map_or_else(|_| Topic::ALL.to_vec(), |one| vec![one]));
    let events = topics.map(|topics| Ok(Event::default().event("changed").data(json!(topics).to_string())));
    Sse::new(events).keep_alive(KeepAlive::default())
}

fn failure(error: &Error) -> Response {
    let status = match error {
        Error::Internal(fault) => {
            tracing::error!("{fault:#}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Json(json!(error))).into_response()
}
