//! What the connection line and the outbox show.

use crate::promise::RequestsOnly;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sportello_protocol::problem::ProblemKind;
use ts_rs::TS;
use uuid::Uuid;

/// The connection, as the line at the top says it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConnectionStatus {
    /// The state.
    pub state: ConnectionState,
    /// When Centrale was last heard; absent if never.
    pub last_contact: Option<Timestamp>,
    /// Commands and documents that will leave by themselves.
    pub waiting: u32,
    /// Commands that need a person.
    pub parked: u32,
    /// Why bookings without a line are requests only; absent: they are confirmed.
    pub requests_only: Option<RequestsOnly>,
}

/// The state of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Nothing tried yet since the start: "Mi sto collegando".
    Starting,
    /// The last contact succeeded: "Collegato".
    Connected,
    /// The last contact failed: "Senza rete da …".
    Offline,
    /// Centrale no longer accepts this desk's identity: an administrator must enrol it again.
    Rejected,
    /// The program is too old for this Centrale.
    UpgradeNeeded,
}

/// A line of the outbox.
#[derive(Serialize, TS)]
pub struct OutboxEntry {
    /// The command or, for bytes, the document.
    pub id: Uuid,
    /// The command's kind as on the wire, or `document_bytes`.
    pub kind: String,
    /// The appointment it is about.
    pub appointment_id: Uuid,
    /// Its number.
    pub appointment_number: String,
    /// Its citizen.
    pub citizen_name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Whether it needs a person.
    pub parked: bool,
    /// With `parked`: why.
    pub reason: Option<ProblemKind>,
    /// Whether it waits for another entry that needs a person.
    pub held_back: bool,
    /// Whether its bytes wait because a meeting runs and the line is thin.
    pub waits_for_meeting: bool,
}

/// A decision about a parked entry.
#[derive(Debug, Deserialize, TS)]
pub struct OutboxChoice {
    /// The command.
    pub id: Uuid,
}
