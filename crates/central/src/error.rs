//! What can go wrong in Centrale, and how a request learns of it: always `application/problem+json`.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sportello_protocol::problem::{Problem, ProblemKind};
use std::path::PathBuf;

/// The result of everything here.
pub type Result<T, E = Fault> = std::result::Result<T, E>;

/// Seconds that a client should wait after 429.
pub const RETRY_AFTER_LIMIT: u32 = 30;
/// Seconds that a client should wait after 503.
pub const RETRY_AFTER_BUSY: u32 = 5;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The request cannot be carried out; the client is told.
    #[error("{0}")]
    Problem(Problem),
    /// SQLite.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A migration did not run.
    #[error("migration: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// A file.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// JSON of our own that does not parse.
    #[error("stored JSON does not parse")]
    Json(#[from] serde_json::Error),
    /// YAML that could not be written.
    #[error("the description could not be written as YAML")]
    Yaml(#[from] serde_norway::Error),
    /// A date or an instant outside what can be reckoned with.
    #[error("time: {0}")]
    Time(#[from] jiff::Error),
    /// Sealing, opening or signing failed.
    #[error("cryptography failed")]
    Crypto,
    /// A password or PIN could not be hashed.
    #[error("hashing failed")]
    Hash,
    /// A worker of the server ended before its work.
    #[error("a worker was interrupted")]
    Interrupted,
    /// Something stored is not of the form it must have.
    #[error("stored value not understood: {0}")]
    Stored(&'static str),
    /// The key file lies in the folder it protects.
    #[error("the key file {0} lies inside the data folder; keep it elsewhere")]
    KeyInsideData(PathBuf),
    /// The key file, or another with secrets, is readable by others than its owner.
    #[error("the file {0} is readable by others; make it 0600")]
    KeyReadable(PathBuf),
    /// The key file is not 64 hexadecimal digits.
    #[error("the key file {0} does not hold a key")]
    KeyMalformed(PathBuf),
    /// The database cannot be opened with this key.
    #[error("the database does not open with this key")]
    WrongKey,
    /// The database's file is not encrypted.
    #[error("the database is not encrypted")]
    NotEncrypted,
    /// Plain http was asked for on an address that others can reach.
    #[error("{0} is not loopback: give --tls-cert and --tls-key")]
    PlainHttpOutside(std::net::SocketAddr),
    /// The TLS files cannot be used.
    #[error("the TLS certificate or key cannot be used")]
    Tls,
    /// The reasons of visit cannot be used.
    #[error("catalogue.json cannot be used: {0}")]
    Catalogue(#[from] crate::catalogue::Flaw),
    /// The file of `--meetings` cannot be understood.
    #[error("the meetings file cannot be used: {0}")]
    Meetings(serde_json::Error),
    /// The demonstration was asked for on a database that is in use.
    #[error("the database is not empty")]
    NotEmpty,
    /// A command line named something that does not exist.
    #[error("there is no such {0}")]
    Unknown(&'static str),
}

impl Fault {
    /// The problem a client is told; the rest is for the log.
    pub fn problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Database(rusqlite::Error::SqliteFailure(e, _))
                if matches!(e.code, rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) =>
            {
                Problem::new(ProblemKind::Unavailable)
            }
            other => {
                tracing::error!(fault = %other, "request failed");
                Problem::new(ProblemKind::Internal)
            }
        }
    }
}

impl From<ProblemKind> for Fault {
    fn from(kind: ProblemKind) -> Self {
        Self::Problem(Problem::new(kind))
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<ring::error::Unspecified> for Fault {
    fn from(_: ring::error::Unspecified) -> Self {
        Self::Crypto
    }
}

/// A `bad_request` that says which part was wrong; `detail` never quotes what was sent.
pub fn bad_request(detail: &'static str) -> Fault {
    Problem::new(ProblemKind::BadRequest).with_detail(detail).into()
}

/// The response that carries a problem.
pub fn respond(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match problem.kind {
        ProblemKind::TooManyRequests => {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER_LIMIT.into());
        }
        ProblemKind::Unavailable => {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER_BUSY.into());
        }
        ProblemKind::Unauthorized => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        _ => {}
    }
    response
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        respond(&self.problem())
    }
}
