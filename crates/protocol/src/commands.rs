//! What a desk asks Centrale to do: `POST /commands`, one at a time, in the order of the desk.

use crate::{
    appointments::{Acting, Appointment, AttestationKind, LineMeasured, Mode, Outcome, PaperState, Party},
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
        /// Of the PCs that call themselves this desk, the one at which it was done: the same through restarts and
        /// enrolments, another one where the database is a copy. What one did without knowing of the other is a conflict.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub origin: Option<Uuid>,
        /// The unanswered command of this desk about the same appointment on top of which it was done: what that one
        /// changed is no conflict.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub after: Option<Uuid>,
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
        /// The citizen was called, waits aside, or is back in the queue.
        StepInQueue(StepInQueue),
        /// Note something.
        AddNote(AddNote),
        /// Write down what was seen, heard or tried at the counter.
        Attest(Attest),
        /// The link and the code of another provider's room, as the counter got them.
        SetMeetingAccess(SetMeetingAccess),
        /// The citizen wants an earlier hour, or no longer does.
        WishEarlier(WishEarlier),
        /// Move to another hour: the same appointment, with its history.
        MoveAppointment(MoveAppointment),
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
        /// The slots, in order.
        pub slot_ids: Vec<Uuid>,
        /// The start of the first, as the desk knows it.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// How it is held.
        pub mode: Mode,
        /// With slots that are allotted to this desk: the number of the promise, 1, 2, 3 … of this desk, without a gap.
        /// The citizen has been told that it is confirmed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub promise: Option<i64>,
        /// The citizen, in full.
        pub citizen: Citizen,
        /// Who acts for the citizen; absent: the citizen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub acting: Option<Acting>,
        /// Whether the citizen came without an appointment.
        #[serde(default)]
        pub walk_in: bool,
        /// The appointment that this one follows up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub follows: Option<Uuid>,
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
        /// The papers of which this is said; the others stay as they are.
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

    /// Where the citizen is in the queue.
    #[derive(Debug)]
    pub struct StepInQueue {
        /// The appointment.
        pub appointment_id: Uuid,
        /// Where.
        pub step: QueueStep,
        /// When.
        pub at: Timestamp,
    }

    /// A step in the queue.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum QueueStep {
        /// chiamato
        Called,
        /// in attesa da parte
        Parked,
        /// di nuovo in attesa
        Returned,
        /// non è arrivato: era segnato per errore
        NotArrived,
    }

    /// Note something.
    pub struct AddNote {
        /// Made at the desk.
        pub note_id: Uuid,
        /// The appointment.
        pub appointment_id: Uuid,
        /// The text, plain.
        pub text: String,
        /// When.
        pub at: Timestamp,
    }

    /// Write down what was seen, heard or tried at the counter. Who did it is the command's operator.
    pub struct Attest {
        /// Made at the desk.
        pub attestation_id: Uuid,
        /// The appointment.
        pub appointment_id: Uuid,
        /// Of what.
        #[serde(rename = "attested")]
        pub kind: AttestationKind,
        /// Whether it is so.
        pub holds: bool,
        /// With `network`: what was measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub measured: Option<LineMeasured>,
        /// With `paper_not_needed`: of which paper.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub document_type: Option<String>,
        /// Why; with `paper_not_needed` not empty.
        #[serde(default)]
        pub reason: String,
        /// When.
        pub at: Timestamp,
    }

    /// The link and the code of another provider's room. Each stands for itself: one that is as the counter saw it is left.
    pub struct SetMeetingAccess {
        /// The appointment.
        pub appointment_id: Uuid,
        /// The link; absent: Centrale's own waiting page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub link: Option<String>,
        /// The door code; absent: none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub door_code: Option<String>,
        /// The link that stood when the counter wrote this one: if the officer gave another meanwhile, it is a conflict.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub instead_of: Option<String>,
        /// The same of the door code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub instead_of_code: Option<String>,
        /// When.
        pub at: Timestamp,
    }

    /// The citizen wants an earlier hour, or no longer does.
    #[derive(Debug)]
    pub struct WishEarlier {
        /// The appointment.
        pub appointment_id: Uuid,
        /// Whether.
        pub wanted: bool,
        /// When.
        pub at: Timestamp,
    }

    /// Move to another hour.
    pub struct MoveAppointment {
        /// The appointment.
        pub appointment_id: Uuid,
        /// The new slots, in order.
        pub slot_ids: Vec<Uuid>,
        /// The start of the first, as the desk knows it.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// How it is held from now on.
        pub mode: Mode,
        /// As in a booking.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub promise: Option<i64>,
        /// Who wanted it.
        pub by: Party,
        /// Why; may be empty.
        #[serde(default)]
        pub reason: String,
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
        /// Papers that the citizen still has to bring, document types: they stay asked for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub still_to_bring: Vec<String>,
        /// When.
        pub at: Timestamp,
    }

    /// Withdraw a booking.
    pub struct CancelAppointment {
        /// The appointment.
        pub appointment_id: Uuid,
        /// Who wanted it.
        pub by: Party,
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
    /// The slots that it takes, and the number of the promise where the citizen has been told that they are confirmed.
    pub fn takes(&self) -> Option<(&[Uuid], Option<i64>)> {
        match self {
            Self::BookAppointment(p) => Some((&p.slot_ids, p.promise)),
            Self::MoveAppointment(p) => Some((&p.slot_ids, p.promise)),
            _ => None,
        }
    }

    /// The name of the kind, as on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BookAppointment(_) => "book_appointment",
            Self::SetPapers(_) => "set_papers",
            Self::MarkArrived(_) => "mark_arrived",
            Self::StepInQueue(_) => "step_in_queue",
            Self::AddNote(_) => "add_note",
            Self::Attest(_) => "attest",
            Self::SetMeetingAccess(_) => "set_meeting_access",
            Self::WishEarlier(_) => "wish_earlier",
            Self::MoveAppointment(_) => "move_appointment",
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
            Self::StepInQueue(p) => p.appointment_id,
            Self::AddNote(p) => p.appointment_id,
            Self::Attest(p) => p.appointment_id,
            Self::SetMeetingAccess(p) => p.appointment_id,
            Self::WishEarlier(p) => p.appointment_id,
            Self::MoveAppointment(p) => p.appointment_id,
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
