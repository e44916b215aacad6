//! Who provides the meeting: one adapter each, which forms the link of a room that is opened, or asks for one.

use super::{
    bbb::{Bbb, Role},
    jitsi::Jitsi,
};
use crate::{
    app::App,
    error::{Result, bad_request},
};
use serde::{Deserialize, Serialize};
use sportello_protocol::appointments::Appointment;
use ts_rs::TS;
use url::Url;

/// What the other side of a BigBlueButton room reads.
const OFFICE: &str = "Funzionario INPS";
const MAX_LINK: usize = 2048;

/// Who provides the meeting.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Provider {
    /// Centrale's own room.
    #[default]
    Builtin,
    /// Microsoft Teams: a link that is only passed on.
    Teams {
        /// The office's own meeting, for whoever pastes none.
        #[serde(default)]
        link: Option<String>,
    },
    /// A Jitsi server.
    Jitsi(Jitsi),
    /// A BigBlueButton server.
    Bbb(Bbb),
    /// Any link whose host the catalogue allows.
    Link,
}

/// The provider, as the console is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// Centrale's own room.
    Builtin,
    /// The officer pastes a link, or the office has one.
    Pasted,
    /// Centrale forms the link.
    Formed,
}

impl Provider {
    /// What the console must ask for.
    pub fn kind(&self) -> ProviderKind {
        match self {
            Self::Builtin => ProviderKind::Builtin,
            Self::Jitsi(_) | Self::Bbb(_) | Self::Teams { link: Some(_) } => ProviderKind::Formed,
            Self::Teams { link: None } | Self::Link => ProviderKind::Pasted,
        }
    }

    /// The link of a room that is opened without one; none for Centrale's own.
    ///
    /// # Errors
    /// `BadRequest` where only a person can know it, `Unavailable` where the provider does not answer.
    pub async fn form(&self, app: &App, appointment: &Appointment) -> Result<Option<String>> {
        match self {
            Self::Builtin => Ok(None),
            Self::Teams { link: Some(link) } => Ok(Some(link.clone())),
            Self::Teams { link: None } | Self::Link => Err(bad_request("link is missing")),
            Self::Jitsi(jitsi) => jitsi.link(app.clock.now()).map(Some),
            Self::Bbb(bbb) => {
                bbb.create(appointment.id).await?;
                bbb.join(appointment.id, Role::Viewer, &appointment.desk_name).map(Some)
            }
        }
    }

    /// The host of its links, which the desks must allow.
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Jitsi(jitsi) => Some(&jitsi.host),
            Self::Bbb(bbb) => bbb.url.host_str(),
            Self::Builtin | Self::Teams { .. } | Self::Link => None,
        }
    }

    /// Where the officer enters an open room that is not Centrale's own.
    pub fn officers_door(&self, appointment: &Appointment) -> Result<Option<String>> {
        let Some(link) = &appointment.meeting.link else { return Ok(None) };
        match self {
            Self::Bbb(bbb) if link.starts_with(bbb.url.as_str()) => {
                bbb.join(appointment.id, Role::Moderator, OFFICE).map(Some)
            }
            _ => Ok(Some(link.clone())),
        }
    }
}

/// Whether a link may be given to the desks, which compare its host with the same list before they open it.
pub fn is_allowed(link: &str, hosts: &[String]) -> bool {
    let Ok(url) = Url::parse(link) else { return false };
    let host = url.host_str().unwrap_or_default();
    link.len() <= MAX_LINK && link.starts_with(&format!("https://{host}/")) && hosts.iter().any(|one| one == host)
}
