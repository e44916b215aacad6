//! What the screens of a meeting ask and are answered.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sportello_protocol::appointments::{Attestation, AttestationKind};
use ts_rs::TS;
use uuid::Uuid;

/// Opens the meeting of an appointment in the system's browser.
#[derive(Debug, Deserialize, TS)]
pub struct LaunchMeeting {
    /// The appointment.
    pub appointment_id: Uuid,
}

/// What was opened.
#[derive(Debug, Serialize, TS)]
pub struct Launched {
    /// The host, for the operator to read.
    pub host: String,
}

/// Whether the counter may open the meeting now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Door {
    /// It can be opened.
    Open,
    /// Its time has not come.
    Later {
        /// From when.
        from: Timestamp,
    },
    /// Its time has come; the officer has not opened the room, and there is no link.
    WaitsForOfficer,
    /// Its time went by; if the officer opens the room it can be opened all the same.
    Over {
        /// Until when it could be opened.
        until: Timestamp,
    },
    /// The officer closed the room.
    Ended {
        /// When.
        at: Timestamp,
    },
    /// No meeting to open: not confirmed, closed, or not by video.
    None,
}

/// Something to check before a meeting.
#[derive(Debug, Serialize, TS)]
pub struct Check {
    /// What.
    pub kind: AttestationKind,
    /// The line that counts; absent: to be done.
    pub line: Option<Attestation>,
}

/// Writes down what was seen, heard or tried.
#[derive(Deserialize, TS)]
pub struct NewAttestation {
    /// The appointment.
    pub appointment_id: Uuid,
    /// Of what; `network` and `meeting_opened` are the program's own.
    pub kind: AttestationKind,
    /// Whether it is so.
    pub holds: bool,
    /// With `paper_not_needed`: a document type.
    #[serde(default)]
    pub document_type: Option<String>,
    /// Why; with a paper that is struck off not empty. At most 500 characters.
    #[serde(default)]
    pub reason: String,
}

/// How another provider's room is entered, as the clerk typed it.
#[derive(Deserialize, TS)]
pub struct MeetingAccess {
    /// The appointment.
    pub appointment_id: Uuid,
    /// The link; empty: none.
    pub link: String,
    /// The door code; empty: none.
    pub door_code: String,
    /// The link as the screen showed it before the clerk typed; empty: none. The same as `link`: it is left as it is.
    pub shown_link: String,
    /// The same of the door code.
    pub shown_code: String,
}

/// A meeting of which the clerk is reminded.
#[derive(Debug, Serialize, TS)]
pub struct DueMeeting {
    /// Its appointment.
    pub appointment_id: Uuid,
    /// Surname and name.
    pub citizen_name: String,
    /// Start.
    pub starts_at: Timestamp,
    /// Whether it can be opened.
    pub door: Door,
}
