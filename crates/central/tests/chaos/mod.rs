//! A line that behaves badly: a small HTTP proxy that drops, delays, repeats and reorders, from a seed.

#![allow(dead_code, reason = "each test file uses its own part of this")]

pub mod world;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What the line does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It never arrives.
    RequestLost,
    /// It arrives and is carried out; the answer is lost.
    AnswerLost,
    /// It arrives twice; the second answer comes back.
    Repeated,
    /// The answer comes late.
    Late,
    /// The answer to an earlier request of the same path comes instead.
    Reordered,
    /// A captive portal answers with a page.
    Portal,
    /// Something between asks to come again in three seconds.
    Busy,
}

/// How the line is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Everything passes.
    Calm,
    /// Nothing passes.
    Cut,
    /// Two requests in five meet a fault.
    Bad,
    /// Every document that is fetched is a captive portal's page.
    Portal,
    /// Every request is answered with 503 and a time to wait.
    Busy,
}

pub struct Line {
    pub url: String,
    inner: Arc<Inner>,
}

struct Inner {
    target: String,
    client: reqwest::Client,
    state: Mutex<Weather>,
}

struct Weather {
    mood: Mood,
    seed: u64,
    faults: BTreeMap<Fault, u32>,
    earlier: BTreeMap<String, (StatusCode, String, Bytes)>,
    ranges: Vec<String>,
    requests: u32,
}

impl Line {
    pub async fn to(target: &str, seed: u64) -> Self {
        let weather = Weather {
            mood: Mood::Calm,
            seed,
            faults: BTreeMap::new(),
            earlier: BTreeMap::new(),
            ranges: vec![],
            requests: 0,
        };
        let inner =
            Arc::new(Inner { target: target.into(), client: reqwest::Client::new(), state: Mutex::new(weather) });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(carry).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inner }
    }

    pub fn set(&self, mood: Mood) {
        self.inner.state.lock().expect("the lock").mood = mood;
    }

    /// The beginnings that were asked for of documents, in order.
    pub fn ranges(&self) -> Vec<String> {
        self.inner.state.lock().expect("the lock").ranges.clone()
    }

    /// How many requests there were.
    pub fn requests(&self) -> u32 {
        self.inner.state.lock().expect("the lock").requests
    }

    /// How often each fault has happened.
    pub fn faults(&self) -> BTreeMap<Fault, u32> {
        self.inner.state.lock().expect("the lock").faults.clone()
    }
}

impl Weather {
    /// A fault for the next request, if its turn has come (xorshift: the same seed, the same weather).
    fn next(&mut self, path: &str) -> Option<Fault> {
        self.requests += 1;
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        let fault = match (self.mood, self.seed % 100) {
            (Mood::Portal, _) if path.ends_with("/content") => Some(Fault::Portal),
            (Mood::Busy, _) => Some(Fault::Busy),
            (Mood::Calm | Mood::Portal, _) => None,
            (Mood::Cut, _) | (_, 0..10) => Some(Fault::RequestLost),
            (_, 10..20) => Some(Fault::AnswerLost),
            (_, 20..28) => Some(Fault::Repeated),
            (_, 28..32) => Some(Fault::Late),
            (_, 32..38) => Some(Fault::Reordered),
            (_, 38..40) => Some(Fault::Portal),
            _ => None,
        };
        if let Some(fault) = fault {
            *self.faults.entry(fault).or_default() += 1;
        }
        fault
    }
}

async fn carry(State(line): State<Arc<Inner>>, request: Request) -> Response {
    let fault = {
        let mut weather = line.state.lock().expect("the lock");
        if let Some(range) = request.headers().get("range").and_then(|value| value.to_str().ok()) {
            weather.ranges.push(range.to_owned());
        }
        weather.next(request.uri().path())
    };
    if fault == Some(Fault::Busy) {
        let mut busy = answer(StatusCode::SERVICE_UNAVAILABLE, "text/plain".into(), Bytes::new());
        busy.headers_mut().insert("retry-after", 3.into());
        return busy;
    }
    if fault == Some(Fault::RequestLost) {
        return cut();
    }
    if fault == Some(Fault::Portal) {
        return answer(StatusCode::OK, "text/html".into(), Bytes::from_static(b"<html>Accetta le condizioni</html>"));
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let send = || {
        let mut request = line.client.request(parts.method.clone(), format!("{}{path}", line.target));
        for (name, value) in
            parts.headers.iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str()))
        {
            request = request.header(name, value);
        }
        request.body(body.clone()).send()
    };
    if fault == Some(Fault::Repeated) {
        let _ = send().await;
    }
    let Ok(reply) = send().await else { return cut() };
    let (status, headers) = (reply.status(), reply.headers().clone());
    let Ok(content) = reply.bytes().await else { return cut() };
    let media_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let now = (status, media_type.clone(), content.clone());
    let earlier = line.state.lock().expect("the lock").earlier.insert(parts.uri.path().to_owned(), now);
    match fault {
        Some(Fault::AnswerLost) => return cut(),
        Some(Fault::Late) => tokio::time::sleep(Duration::from_millis(300)).await,
        Some(Fault::Reordered) => {
            if let Some((status, media_type, content)) = earlier {
                return answer(status, media_type, content);
            }
        }
        _ => {}
    }
    let mut response = answer(status, media_type, content);
    for (name, value) in headers {
        if let Some(name) =
            name.filter(|name| !["content-length", "transfer-encoding", "content-type"].contains(&name.as_str()))
        {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn answer(status: StatusCode, media_type: String, content: Bytes) -> Response {
    Response::builder().status(status).header("content-type", media_type).body(Body::from(content)).expect("a response")
}

/// The connection breaks in the middle of an answer.
fn cut() -> Response {
    let broken = tokio_stream::once(Err::<Bytes, _>(std::io::Error::other("cut")));
    Response::new(Body::from_stream(broken))
}
