//! HTTP to Centrale: what an answer means for the desk, and nothing about what is asked.

use super::token;
use crate::{App, Error};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header, redirect};
use serde::de::DeserializeOwned;
use sportello_protocol::{
    BASE_PATH,
    enrolment::{Enrolment, EnrolmentRequest},
    problem::{Problem, ProblemKind},
};
use std::time::Duration;
use uuid::Uuid;

/// The largest JSON answer, bytes: a page of changes is far below, and a proxy's endless page must not fill memory.
const MAX_JSON: usize = 16 * 1024 * 1024;
/// A wrong `Retry-After` must not silence a desk for a day.
const LONGEST_RETRY: Duration = Duration::from_secs(600);

/// Below this the date of an answer, in whole seconds and some travel, says nothing about the clock.
const FAR_OFF: jiff::SignedDuration = jiff::SignedDuration::from_secs(20);

/// Why there is no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No network, no answer in time, or an answer that Centrale cannot have given (a captive portal's page).
    #[error("Centrale cannot be reached")]
    Network,
    /// Centrale asks to come again.
    #[error("Centrale asks to come again")]
    Later(Option<Duration>),
    /// Centrale does not accept this desk's identity.
    #[error("Centrale does not accept this desk's identity")]
    Rejected,
    /// The program is too old.
    #[error("the program is too old")]
    UpgradeNeeded,
    /// Centrale understood and says no.
    #[error("{0}")]
    Problem(Problem),
    /// A fault on this side.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Network | Failure::Later(_) | Failure::Rejected | Failure::UpgradeNeeded => Self::Offline,
            Failure::Problem(problem) => Self::Refused { kind: problem.kind },
            Failure::Desk(error) => error,
        }
    }
}

macro_rules! on_this_side {
    ($($source:ty),*) => {$(
        impl From<$source> for Failure {
            fn from(error: $source) -> Self {
                Self::Desk(error.into())
            }
        }
    )*};
}

on_this_side!(serde_json::Error, rusqlite::Error, std::io::Error, anyhow::Error);

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        tracing::debug!(error = %error.without_url(), "Centrale did not answer.");
        Self::Network
    }
}

/// A client that follows no redirect (a redirect is how a hostile network leads elsewhere).
///
/// # Errors
/// When the system's TLS cannot be set up.
pub fn new() -> crate::Result<reqwest::Client> {
    Ok(reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(30))
        .user_agent(concat!("sportello/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(anyhow::Error::from)?)
}

/// Sends a request with this desk's voucher; a voucher that is no longer good is renewed once.
///
/// # Errors
/// Every [`Failure`].
pub async fn send(
    app: &App,
    method: Method,
    path: &str,
    shape: impl Fn(RequestBuilder) -> RequestBuilder,
) -> Result<Response, Failure> {
    let url = format!("{}{BASE_PATH}{path}", app.identity()?.central_url);
    let mut renewed = false;
    loop {
        let voucher = token::voucher(app).await?;
        let request = shape(app.line.http.request(method.clone(), &url)).bearer_auth(&voucher);
        let response = request.send().await?;
        if response.status() == StatusCode::UNAUTHORIZED && !renewed {
            token::forget(app)?;
            renewed = true;
            continue;
        }
        return understand(response).await;
    }
}

/// Enrols at `central_url`, before there is an identity.
///
/// # Errors
/// Those of [`Failure`].
pub async fn enrol(
    line: &super::Line,
    central_url: &str,
    key: Uuid,
    request: &EnrolmentRequest,
) -> crate::Result<Enrolment> {
    let send = async {
        let response = line
            .http
            .post(format!("{central_url}{BASE_PATH}/enrolments"))
            .header("Idempotency-Key", key.to_string())
            .json(request)
            .send()
            .await?;
        json(understand(response).await?).await
    };
    Ok(send.await?)
}

/// A wrong clock at the desk must not lock it out: the date of any answer sets a clock that is far off. Says whether
/// it was. What is exact to the millisecond comes with the changes.
pub fn hear_time(app: &App, response: &Response) -> bool {
    let date = header_text(response, header::DATE.as_str());
    let Ok(date) = jiff::fmt::rfc2822::parse(&date) else { return false };
    let off = app.clock.now().duration_since(date.timestamp()).abs() > FAR_OFF;
    if off {
        app.clock.set(date.timestamp());
    }
    off
}

/// Turns every status that is no success (and not 304) into a failure.
///
/// # Errors
/// Every [`Failure`] but `Desk`.
pub async fn understand(response: Response) -> Result<Response, Failure> {
    let status = response.status();
    match status {
        StatusCode::UNAUTHORIZED => Err(Failure::Rejected),
        StatusCode::UPGRADE_REQUIRED => Err(Failure::UpgradeNeeded),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Err(Failure::Later(retry_after(&response)))
        }
        _ if status.is_server_error() => Err(Failure::Later(retry_after(&response))),
        _ if status.is_success() || status == StatusCode::NOT_MODIFIED => Ok(response),
        _ if status.is_client_error() && has_type(&response, "application/problem+json") => {
            let body = body(response, MAX_JSON).await?;
            Err(match serde_json::from_slice(&body) {
                Ok(problem) => Failure::Problem(problem),
                // The answer to HEAD has no body to say more.
                Err(_) if body.is_empty() && status == StatusCode::NOT_FOUND => {
                    Failure::Problem(Problem::new(ProblemKind::NotFound))
                }
                Err(_) => Failure::Network,
            })
        }
        // Another server of the protocol has no problem documents.
        _ if status.is_client_error() && response.headers().contains_key("tus-resumable") => {
            Err(Failure::Problem(Problem::new(match status {
                StatusCode::NOT_FOUND | StatusCode::GONE => ProblemKind::NotFound,
                StatusCode::CONFLICT => ProblemKind::OffsetMismatch,
                StatusCode::LOCKED => ProblemKind::InProgress,
                StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
                _ => ProblemKind::BadRequest,
            })))
        }
        _ => Err(Failure::Network),
    }
}

/// The JSON of an answer. Anything else than JSON of the right shape is no answer of Centrale's.
///
/// # Errors
/// `Network`
pub async fn json<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    if !has_type(&response, "application/json") {
        return Err(Failure::Network);
    }
    let body = body(response, MAX_JSON).await?;
    serde_json::from_slice(&body).map_err(|error| {
        // The message names a field and a position, never a value of it, except for unknown variants of an enum.
        tracing::warn!(line = error.line(), column = error.column(), "An answer has not the described shape.");
        Failure::Network
    })
}

/// The bytes of an answer, at most `limit`.
///
/// # Errors
/// `Network`, also when there are more.
pub async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > limit {
            return Err(Failure::Network);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A problem of `kind` is the same as no such thing: used where absence is expected.
pub fn is_problem(failure: &Failure, kind: ProblemKind) -> bool {
    matches!(failure, Failure::Problem(problem) if problem.kind == kind)
}

/// A header as text; empty where it is not there.
pub fn header_text(response: &Response, name: &str) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn has_type(response: &Response, expected: &str) -> bool {
    header_text(response, header::CONTENT_TYPE.as_str()).starts_with(expected)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = header_text(response, header::RETRY_AFTER.as_str()).parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_RETRY))
}
