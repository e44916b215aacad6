//! Rooms of a BigBlueButton server: `create` and `join` with a checksum over the shared secret, as its interface asks.

use crate::error::{Fault, Result};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use sportello_protocol::problem::ProblemKind;
use std::time::Duration;
use url::Url;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

/// A BigBlueButton server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bbb {
    /// The address that `bbb-conf --secret` shows, with `api/` at its end: `https://bbb.example/bigbluebutton/api/`.
    pub url: Url,
    /// The secret that it shows.
    pub secret: String,
}

/// Who joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The officer.
    Moderator,
    /// The counter.
    Viewer,
}

impl Bbb {
    /// Makes the meeting; the counter waits there until the officer lets it in.
    ///
    /// # Errors
    /// `Unavailable` where the server does not answer or does not agree.
    pub async fn create(&self, meeting: Uuid) -> Result<()> {
        let meeting = meeting.to_string();
        let url = self.signed(
            "create",
            &[("meetingID", &meeting), ("name", "Sportello"), ("guestPolicy", "ASK_MODERATOR"), ("record", "false")],
        )?;
        let unavailable = |_| Fault::from(ProblemKind::Unavailable);
        let http = reqwest::Client::builder().timeout(PATIENCE).build().map_err(unavailable)?;
        let answer = http.get(url).send().await.map_err(unavailable)?.text().await.map_err(unavailable)?;
        // The one element that is looked at; the rest of the answer is not needed.
        if answer.contains("<returncode>SUCCESS</returncode>") { Ok(()) } else { Err(ProblemKind::Unavailable.into()) }
    }

    /// The address under which somebody joins; `name` is shown to the other side and is a desk's or an office's.
    pub fn join(&self, meeting: Uuid, role: Role, name: &str) -> Result<String> {
        let (meeting, role, guest) = match role {
            Role::Moderator => (meeting.to_string(), "MODERATOR", "false"),
            Role::Viewer => (meeting.to_string(), "VIEWER", "true"),
        };
        let url =
            self.signed("join", &[("fullName", name), ("meetingID", &meeting), ("role", role), ("guest", guest)])?;
        Ok(url.into())
    }

    fn signed(&self, call: &str, parameters: &[(&str, &str)]) -> Result<Url> {
        let mut url = self.url.join(call).map_err(|_| Fault::Stored("the address of BigBlueButton"))?;
        url.query_pairs_mut().extend_pairs(parameters);
        let query = url.query().unwrap_or_default().to_owned();
        let checksum = digest(&SHA256, format!("{call}{query}{}", self.secret).as_bytes());
        url.query_pairs_mut().append_pair("checksum", &hex::encode(checksum));
        Ok(url)
    }
}
