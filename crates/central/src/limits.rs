//! How often one client may ask for what can be guessed: codes, assertions, passwords, tickets.

use crate::{app::App, error::Result};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use sportello_protocol::problem::ProblemKind;
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);
/// Beyond this many clients the counts of ended minutes are dropped.
const CROWD: usize = 1024;

/// Requests a minute and client.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For each of `/enrolments`, `/token`, `/meetings/entries` and the console's sign-in.
    pub guesses_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { guesses_per_minute: 60 }
    }
}

/// The counts.
pub struct Gate {
    limits: Limits,
    seen: Mutex<HashMap<(IpAddr, String), (Instant, u32)>>,
}

impl Gate {
    /// No request counted yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, seen: Mutex::default() }
    }

    fn admit(&self, client: IpAddr, path: &str) -> bool {
        let now = Instant::now();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > CROWD {
            seen.retain(|_, (since, _)| now.duration_since(*since) < MINUTE);
        }
        let (since, count) = seen.entry((client, path.to_owned())).or_insert((now, 0));
        if now.duration_since(*since) >= MINUTE {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= self.limits.guesses_per_minute
    }
}

/// Lets a request pass, or answers 429.
pub async fn admit(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Result<Response> {
    if app.gate.admit(client.ip(), request.uri().path()) {
        Ok(next.run(request).await)
    } else {
        Err(ProblemKind::TooManyRequests.into())
    }
}
