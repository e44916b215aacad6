//! An appointment, as both sides know it.

use crate::{citizens::Citizen, meetings::Meeting};
use jiff::Timestamp;
use uuid::Uuid;

wire! {
    /// An appointment of a citizen with an INPS officer, at a desk.
    pub struct Appointment {
        /// The appointment, by an id made at its desk.
        pub id: Uuid,
        /// For people: the desk's label and a number of that desk, `S1-0042`.
        pub number: String,
        /// Raised by Centrale with each change; 0 for what Centrale has not seen.
        pub version: i64,
        /// The desk that booked it.
        pub desk_id: Uuid,
        /// That desk's name.
        pub desk_name: String,
        /// The slot.
        pub slot_id: Uuid,
        /// Start.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// The citizen.
        pub citizen: Citizen,
        /// The reason of visit.
        pub service_code: String,
        /// The papers and whether they are there.
        pub papers: Vec<PaperState>,
        /// Whether the booking stands.
        pub booking: Booking,
        /// When the citizen came to the counter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub arrived_at: Option<Timestamp>,
        /// How it ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closing: Option<Closing>,
        /// The web meeting.
        pub meeting: Meeting,
        /// When it was booked, by the desk's clock set to Centrale's.
        pub booked_at: Timestamp,
    }

    /// Whether a booking stands.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Booking {
        /// Taken at the desk, not yet confirmed by Centrale.
        Provisional,
        /// Confirmed.
        Confirmed,
        /// Refused by Centrale.
        Refused,
        /// Withdrawn.
        Cancelled,
    }

    /// The state of a paper to bring.
    #[derive(Debug)]
    pub struct PaperState {
        /// The document type.
        pub document_type: String,
        /// Whether it is there.
        pub state: Presence,
    }

    /// Whether a paper is there.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Presence {
        /// c'è
        Present,
        /// manca
        Missing,
        /// non serve
        NotNeeded,
    }

    /// How an appointment ended.
    pub struct Closing {
        /// The outcome.
        pub outcome: Outcome,
        /// What the clerk or the officer wrote.
        #[serde(default)]
        pub note: String,
        /// When it was recorded.
        pub at: Timestamp,
    }

    /// The outcome of an appointment.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Outcome {
        /// svolto
        Held,
        /// assente il cittadino
        CitizenAbsent,
        /// assente il funzionario
        OfficerAbsent,
        /// problema tecnico
        TechnicalFailure,
        /// spostato
        Moved,
    }
}

impl Appointment {
    /// A paper of this type has been scanned: it is there. Both sides must say so, or the screen would change its mind
    /// when the answer comes. Says whether that changed anything.
    pub fn mark_present(&mut self, document_type: &str) -> bool {
        let missing =
            |paper: &&mut PaperState| paper.document_type == document_type && paper.state != Presence::Present;
        let mut changed = false;
        for paper in self.papers.iter_mut().filter(missing) {
            paper.state = Presence::Present;
            changed = true;
        }
        changed
    }
}

impl std::fmt::Debug for Appointment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Appointment")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("booking", &self.booking)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Closing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closing").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
