//! Rooms of a Jitsi server: a name that nobody guesses and, where the server asks for one, a token.

use crate::{error::Result, keys::random};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde::Deserialize;
use serde_json::{Value, json};

/// A token must outlast the wait and the meeting.
const LIFE: SignedDuration = SignedDuration::from_hours(4);

/// A Jitsi server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jitsi {
    /// The host's name.
    pub host: String,
    /// Where the server lets in with a token only.
    #[serde(default)]
    pub token: Option<Token>,
}

/// What the server's `app_id` and `app_secret` are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The application's id.
    pub app_id: String,
    /// The secret that is shared with it.
    pub secret: String,
}

impl Jitsi {
    /// The link to a new room; the name says nothing of the appointment.
    pub fn link(&self, now: Timestamp) -> Result<String> {
        let room = format!("sportello-{}", hex::encode(random::<16>()?));
        let link = format!("https://{}/{room}", self.host);
        Ok(match &self.token {
            None => link,
            Some(token) => format!("{link}?jwt={}", token.sign(&self.host, &room, now)?),
        })
    }
}

impl Token {
    // HS256, as Jitsi's token authentication takes it; it names the room and nobody.
    fn sign(&self, host: &str, room: &str, now: Timestamp) -> Result<String> {
        let part = |value: &Value| Ok::<_, serde_json::Error>(URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?));
        let claims = json!({
            "iss": self.app_id, "aud": self.app_id, "sub": host, "room": room,
            "nbf": now.as_second() - 60, "exp": now.checked_add(LIFE)?.as_second(),
        });
        let input = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" }))?, part(&claims)?);
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, input.as_bytes()));
        Ok(format!("{input}.{signature}"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::*;

    #[test]
    fn no_two_rooms_have_one_name_and_the_token_is_for_its_room() {
        let token = Token { app_id: "sportello".into(), secret: "quiet".into() };
        let jitsi = Jitsi { host: "meet.example".into(), token: Some(token) };
        let now = Timestamp::now();
        let (one, other) = (jitsi.link(now).unwrap(), jitsi.link(now).unwrap());
        assert_ne!(one, other);
        let (link, jwt) = one.split_once("?jwt=").unwrap();
        let room = link.strip_prefix("https://meet.example/sportello-").unwrap();
        assert_eq!(room.len(), 32);
        let (input, signature) = jwt.rsplit_once('.').unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"quiet");
        hmac::verify(&key, input.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(input.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["room"], format!("sportello-{room}"));
        assert!(claims["exp"].as_i64().unwrap() > now.as_second());
    }
}
