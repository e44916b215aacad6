//! Credentials for the TURN server that end by themselves: the scheme that coturn calls `use-auth-secret`.
//!
//! The name is the second at which they end and a random part, the password is the base64 of HMAC-SHA1 over the name under the
//! shared secret (draft-uberti-behave-turn-rest).

use super::settings::Meetings;
use crate::{error::Result, keys::random};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde::{Deserialize, Serialize};

/// How long credentials last: longer than any meeting, since a relay that is in use asks for them again.
const LIFE: SignedDuration = SignedDuration::from_hours(4);

/// The TURN server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// `turn:turn.example:3478?transport=udp`, `turns:turn.example:443?transport=tcp`.
    pub urls: Vec<String>,
    /// The secret that is shared with it (coturn: `static-auth-secret`).
    pub secret: String,
}

/// A server as a browser's `RTCConfiguration` has it.
#[derive(Clone, Debug, Serialize)]
pub struct IceServer {
    urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<String>,
}

/// What a page is given when it enters the room.
pub fn servers(meetings: &Meetings, now: Timestamp) -> Result<Vec<IceServer>> {
    let mut servers = Vec::new();
    if !meetings.stun.is_empty() {
        servers.push(IceServer { urls: meetings.stun.clone(), username: None, credential: None });
    }
    if let Some(turn) = &meetings.turn {
        let username = format!("{}:{}", now.checked_add(LIFE)?.as_second(), hex::encode(random::<8>()?));
        let credential = credential(&turn.secret, &username);
        servers.push(IceServer { urls: turn.urls.clone(), username: Some(username), credential: Some(credential) });
    }
    Ok(servers)
}

fn credential(secret: &str, username: &str) -> String {
    // SHA-1 is what TURN servers of this scheme compute; it signs nothing else here.
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, username.as_bytes()))
}

#[cfg(test)]
mod tests {
    // Computed with `printf 1767225600:desk | openssl dgst -sha1 -hmac north -binary | base64`.
    #[test]
    fn a_credential_is_what_coturn_computes() {
        assert_eq!(super::credential("north", "1767225600:desk"), "brelDe0KodVOVR+vShTH2nt7JLQ=");
    }
}
