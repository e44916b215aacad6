//! What a desk asks Centrale to do: `POST /commands`, one at a time, in the order of the desk.

use crate::{
    appointments::{Appointment, Outcome, PaperState},
    citizens::{Citizen, NoticeGiven},
    documents::MediaType,
    problem::Problem,
};
use jiff::Timestamp;
use uuid::Uuid;

wire! {
    /// A command. Its `command_id` is also the `Idempotency-Key` header.
    #[derive(Debug)]
    pub struct Command {
        /// UUIDv7 made at the desk.
        pub command_id: Uuid,
        /// 1, 2, 3 … of this desk, without a gap; given when it is first sent.
        pub desk_seq: i64,
        /// Lower-case hex SHA-256 of the payload's JSON as sent.
        pub fingerprint: String,
        /// The command that had to be done before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depends_on: Option<Uuid>,
        /// The version of the appointment that the desk saw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub saw_version: Option<i64>,
        /// Who did it.
        pub operator_id: Uuid,
        /// When it was done, by the desk's clock set to Centrale's.
        pub made_at: Timestamp,
        /// What to do.
        pub payload: Payload,
    }

    /// What to do.
    #[serde(tag = "kind", rename_all = "snake_case")]
    #[allow(clippy::large_enum_variant, reason = "a handful at a time; a box would only be in the way")]
    pub enum Payload {
        /// Book a slot for a citizen.
        BookAppointment(BookAppointment),
        /// Say which papers are there.
        SetPapers(SetPapers),
        /// The citizen has come.
        MarkArrived(MarkArrived),
        /// A document was scanned; its bytes follow by an upload.
        AddDocument(AddDocument),
        /// A document of the officer was opened at the counter.
        OpenDocument(OpenDocument),
        /// The appointment ended.
        RecordOutcome(RecordOutcome),
        /// Withdraw a booking.
        CancelAppointment(CancelAppointment),
    }

    /// Book a slot for a citizen.
    pub struct BookAppointment {
        /// Made at the desk.
        pub appointment_id: Uuid,
        /// `S1-0042`
        pub number: String,
        /// The slot.
        pub slot_id: Uuid,
        /// Its start, as the desk knows it.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// The citizen, in full.
        pub citizen: Citizen,
        /// The reason of visit.
        pub service_code: String,
        /// The papers.
        pub papers: Vec<PaperState>,
        /// The notice that was given.
        pub privacy_notice: NoticeGiven,
    }

    /// Say which papers are there.
    #[derive(Debug)]
    pub struct SetPapers {
        /// The appointment.
        pub appointment_id: Uuid,
        /// All of its papers.
        pub papers: Vec<PaperState>,
    }

    /// The citizen has come.
    #[derive(Debug)]
    pub struct MarkArrived {
        /// The appointment.
        pub appointment_id: Uuid,
        /// When.
        pub at: Timestamp,
    }

    /// A document was scanned.
    pub struct AddDocument {
        /// Made at the desk.
        pub document_id: Uuid,
        /// The appointment.
        pub appointment_id: Uuid,
        /// The document type.
        pub document_type: String,
        /// What the screen shows.
        pub title: String,
        /// What the bytes are.
        pub media_type: MediaType,
        /// Length of the bytes.
        pub bytes: u64,
        /// SHA-256 of the bytes, lower-case hex.
        pub sha256: String,
        /// Pages, where known.
        pub pages: u32,
        /// When.
        pub added_at: Timestamp,
    }

    /// A document of the officer was opened at the counter.
    #[derive(Debug)]
    pub struct OpenDocument {
        /// The document.
        pub document_id: Uuid,
        /// Its appointment.
        pub appointment_id: Uuid,
        /// When.
        pub at: Timestamp,
    }

    /// The appointment ended.
    pub struct RecordOutcome {
        /// The appointment.
        pub appointment_id: Uuid,
        /// How.
        pub outcome: Outcome,
        /// A note.
        pub note: String,
        /// When.
        pub at: Timestamp,
    }

    /// Withdraw a booking.
    pub struct CancelAppointment {
        /// The appointment.
        pub appointment_id: Uuid,
        /// Why, in the clerk's words.
        pub reason: String,
        /// When.
        pub at: Timestamp,
    }

    /// The answer to a command: `200`, for `done` and for `refused`; both advance the desk's sequence.
    #[derive(Debug)]
    pub struct CommandAnswer {
        /// The command.
        pub command_id: Uuid,
        /// What became of it.
        pub outcome: CommandOutcome,
        /// With `refused`: why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub problem: Option<Problem>,
        /// The appointment as Centrale now has it, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub appointment: Option<Appointment>,
    }

    /// What became of a command.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum CommandOutcome {
        /// Carried out.
        Done,
        /// Refused for good: a person must decide.
        Refused,
    }
}

impl Payload {
    /// The name of the kind, as on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BookAppointment(_) => "book_appointment",
            Self::SetPapers(_) => "set_papers",
            Self::MarkArrived(_) => "mark_arrived",
            Self::AddDocument(_) => "add_document",
            Self::OpenDocument(_) => "open_document",
            Self::RecordOutcome(_) => "record_outcome",
            Self::CancelAppointment(_) => "cancel_appointment",
        }
    }

    /// The appointment it is about.
    pub fn appointment_id(&self) -> Uuid {
        match self {
            Self::BookAppointment(p) => p.appointment_id,
            Self::SetPapers(p) => p.appointment_id,
            Self::MarkArrived(p) => p.appointment_id,
            Self::AddDocument(p) => p.appointment_id,
            Self::OpenDocument(p) => p.appointment_id,
            Self::RecordOutcome(p) => p.appointment_id,
            Self::CancelAppointment(p) => p.appointment_id,
        }
    }
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.kind(), self.appointment_id())
    }
}
