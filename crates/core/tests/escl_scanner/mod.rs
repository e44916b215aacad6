//! A scanner on the network that is not there: eSCL by the specification, with a switch for each way in which real
//! ones differ from it.
//!
//! A stand-in, since no scanner can be here; Debian's `sane-airscan`, a client by others, is asked whether it is a
//! scanner (`tests/airscan.rs`).
#![allow(dead_code, missing_docs, reason = "each test and the example use a part of it")]

mod documents;
mod jobs;
mod paper;
mod quirk;

use axum::{
    Router,
    body::Body,
    extract::{Request, State as Extracted},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
#[allow(unused_imports, reason = "not every user asks for all of it")]
pub use documents::{MAX_HEIGHT, MAX_WIDTH, UUID};
pub use quirk::Quirk;
use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// What the mock is.
#[derive(Default)]
pub struct Options {
    /// The switches that are on.
    pub quirks: HashSet<Quirk>,
    /// Sheets in the feeder at the start.
    pub sheets: u32,
    /// JPEG files that are the pages, over and over; without them pages are drawn.
    pub pictures: Vec<Vec<u8>>,
}

/// What the mock knows and has seen.
pub struct State {
    quirks: HashSet<Quirk>,
    pictures: Vec<Vec<u8>>,
    /// Sheets in the feeder.
    pub sheets: u32,
    /// Jobs, the oldest first.
    pub jobs: Vec<JobRecord>,
    /// What the feeder says is wrong.
    pub wrong: Option<&'static str>,
    /// Every request: method and path.
    pub requests: Vec<String>,
    /// Every `Host` header.
    pub hosts: Vec<String>,
    /// Every `ScanSettings`.
    pub settings: Vec<String>,
    /// When `ScanJobs` was last refused for want of warmth.
    pub asked: Vec<Instant>,
}

/// A job.
pub struct JobRecord {
    /// Its path.
    pub path: String,
    /// Its state, in the protocol's word.
    pub state: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Pages that were handed over.
    pub given: u32,
    left: u32,
    size: (u32, u32),
    format: String,
    colour: String,
    duplex: bool,
    feeder: bool,
    last: Option<Instant>,
    refusals: u32,
}

impl State {
    fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    fn warming(&self) -> bool {
        self.has(Quirk::AlwaysWarming) || (self.has(Quirk::WarmsUp) && self.asked.len() < 3)
    }
}

type Shared = Arc<Mutex<State>>;

/// A running mock; gone when dropped.
pub struct Mock {
    /// The root of its resources.
    pub url: String,
    /// Where it listens.
    pub address: SocketAddr,
    state: Shared,
    task: tokio::task::AbortHandle,
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mock {
    /// A mock on a port of this machine.
    pub async fn start(options: Options, address: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(address).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = shared(options);
        let router = router(Arc::clone(&state));
        let task = tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Self { url: format!("http://{address}/eSCL"), address, state, task }
    }

    /// A mock that speaks https under a certificate that nobody vouches for, in DER.
    pub async fn start_protected(options: Options) -> (Self, Vec<u8>) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let made = rcgen::generate_simple_self_signed(["prova.invalid".to_owned()]).expect("a certificate");
        let certificate = made.cert.der().to_vec();
        let config = axum_server::tls_rustls::RustlsConfig::from_der(
            vec![certificate.clone()],
            made.signing_key.serialize_der(),
        );
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("non-blocking");
        let address = listener.local_addr().expect("an address");
        let state = shared(options);
        let service = router(Arc::clone(&state)).into_make_service();
        let config = config.await.expect("a configuration");
        let task = tokio::spawn(axum_server::from_tcp_rustls(listener, config).serve(service)).abort_handle();
        (Self { url: format!("https://{address}/eSCL"), address, state, task }, certificate)
    }

    /// What it knows and has seen.
    pub fn look(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn shared(options: Options) -> Shared {
    let Options { quirks, sheets, pictures } = options;
    let (jobs, requests, hosts, settings, asked) = (vec![], vec![], vec![], vec![], vec![]);
    Arc::new(Mutex::new(State { quirks, pictures, sheets, jobs, wrong: None, requests, hosts, settings, asked }))
}

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn router(state: Shared) -> Router {
    let eyes = from_fn_with_state(Arc::clone(&state), gate);
    Router::new()
        .route("/eSCL/ScannerCapabilities", get(capabilities))
        .route("/eSCL/ScannerStatus", get(status))
        .route("/eSCL/ScanJobs", post(jobs::create))
        .route("/eSCL/ScanJobs/{job}/NextDocument", get(jobs::next))
        .route("/eSCL/ScanJobs/{job}", axum::routing::delete(jobs::delete))
        .layer(eyes)
        .with_state(state)
}

/// Writes down what was asked, and keeps out whom this scanner keeps out.
async fn gate(Extracted(state): Extracted<Shared>, request: Request, next: Next) -> Response {
    let refused = {
        let mut state = lock(&state);
        state.requests.push(format!("{} {}", request.method(), request.uri().path()));
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        state.hosts.push(host.to_owned());
        if state.has(Quirk::Password) {
            Some(StatusCode::UNAUTHORIZED.into_response())
        } else if state.has(Quirk::Redirects) {
            Some((StatusCode::FOUND, [(header::LOCATION, "http://192.0.2.1/eSCL/ScannerCapabilities")]).into_response())
        } else if state.has(Quirk::HostMustBeLocalhost) && host != "localhost" {
            Some(StatusCode::BAD_REQUEST.into_response())
        } else if state.has(Quirk::HostNeedsPort) && !host.contains(':') {
            Some(StatusCode::NOT_FOUND.into_response())
        } else {
            None
        }
    };
    match refused {
        Some(response) => response,
        None => next.run(request).await,
    }
}

async fn capabilities(Extracted(state): Extracted<Shared>) -> Response {
    let state = lock(&state);
    if state.has(Quirk::EndlessCapabilities) {
        return xml(Body::from_stream(jobs::endless(b"<a>nothing in it</a>".to_vec())));
    }
    xml(documents::capabilities(&state).into())
}

async fn status(Extracted(state): Extracted<Shared>) -> Response {
    xml(documents::status(&lock(&state)).into())
}

fn xml(body: Body) -> Response {
    ([(header::CONTENT_TYPE, "text/xml")], body).into_response()
}
