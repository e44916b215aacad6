//! tus's checksum extension: a PATCH that says the digest of its body.

use crate::error::{Fault, Result, bad_request};
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use sportello_protocol::problem::{Problem, ProblemKind};

/// Every server of the extension must know SHA-1.
pub(super) const ALGORITHMS: &str = "sha256,sha1";
/// The extension's own status, "Checksum Mismatch".
const MISMATCH: u16 = 460;

/// The checksum of a body, being computed.
pub(super) struct Checksum {
    context: Context,
    expected: Vec<u8>,
}

impl Checksum {
    /// The one that a request says, if it says one.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>> {
        let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
        let unknown = || bad_request("Upload-Checksum is no algorithm of Tus-Checksum-Algorithm with a digest");
        let (name, digest) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(unknown)?;
        let algorithm: &'static Algorithm = match name {
            "sha256" => &SHA256,
            "sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
            _ => return Err(unknown()),
        };
        let expected = STANDARD.decode(digest.trim()).map_err(|_| unknown())?;
        Ok(Some(Self { context: Context::new(algorithm), expected }))
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    pub fn check(self) -> Result<()> {
        if self.context.finish().as_ref() == self.expected {
            return Ok(());
        }
        let mut problem = Problem::new(ProblemKind::DigestMismatch);
        problem.status = StatusCode::from_u16(MISMATCH).map_or(0, |status| status.as_u16());
        Err(Fault::Problem(problem))
    }
}
