//! What the desk says of itself.

use crate::{operators::Session, secrets::Keystore};
use serde::{Deserialize, Serialize};
use sportello_protocol::enrolment::Comune;
use ts_rs::TS;
use uuid::Uuid;

/// What the program knows before anyone signs in.
#[derive(Debug, Serialize, TS)]
pub struct DeskStatus {
    /// The desk's identity; absent before enrolment.
    pub identity: Option<Identity>,
    /// Whether Centrale no longer accepts the identity: the desk may be enrolled again, with the same Centrale.
    pub rejected: bool,
    /// Where the keys are kept.
    pub keystore: Keystore,
    /// Who is signed in.
    pub session: Option<Session>,
    /// The program's version.
    pub version: String,
}

/// The desk's identity, given by Centrale.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Identity {
    /// The desk.
    pub desk_id: Uuid,
    /// The first part of appointment numbers: `S1`.
    pub desk_label: String,
    /// `Sportello 1`
    pub desk_name: String,
    /// The comune.
    pub comune: Comune,
    /// Centrale's address, without a path.
    pub central_url: String,
}

/// What the enrolment screen sends.
#[derive(Deserialize, TS)]
pub struct EnrolDesk {
    /// Centrale's address: `https://centrale.example.it`.
    pub central_url: String,
    /// The one-time code.
    pub code: String,
}
