//! What the room and its pages say to each other, as JSON text.

use crate::{
    meetings::turn::IceServer,
    store::rooms::{Quality, Side},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Said by a page.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Heard {
    /// The first message: which page this is, the same after a cut and another after a reload.
    Hello {
        /// Chosen by the page at random.
        page: String,
    },
    /// Still there.
    Beat,
    /// The officer lets the counter in.
    Admit,
    /// For the other page; what it says is theirs.
    Signal {
        /// Any JSON.
        data: Value,
    },
    /// How the media come through.
    Quality {
        /// The counts.
        of: Quality,
    },
}

/// Said by the room.
#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Said {
    /// The answer to `Hello`.
    Welcome {
        /// Whose page this is.
        side: Side,
        /// The other page, where somebody is there.
        peer: Option<String>,
        /// Whether the counter was let in.
        admitted: bool,
        /// STUN and TURN.
        ice: Vec<IceServer>,
        /// The number for when neither picture nor sound come through: the office's for the counter, the comune's for the officer.
        phone: Option<String>,
    },
    /// The other page came, or went.
    Peer {
        /// Absent when it went.
        page: Option<String>,
    },
    /// The counter was let in.
    Admitted,
    /// From the other page.
    Signal {
        /// As it was said.
        data: Value,
    },
    /// Whether the page is still there; it answers `Beat`.
    Ask,
    /// The answer to `Beat`.
    Beat,
}

/// Why the room ends a line; the number is the WebSocket's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A newer line of the same side took its place.
    Replaced,
    /// The room was closed.
    Closed,
    /// What was said could not be understood, or was too much.
    Refused,
    /// Nothing was heard for too long, or something failed here: come again.
    Again,
    /// The officer's session ended; the room is still open.
    SignedOut,
}

impl End {
    /// The closing code, of those that are free for programs.
    pub fn code(self) -> u16 {
        match self {
            Self::Replaced => 4001,
            Self::Closed => 4002,
            Self::Refused => 4003,
            Self::Again => 4004,
            Self::SignedOut => 4005,
        }
    }
}
