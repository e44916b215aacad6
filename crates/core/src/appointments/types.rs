//! What the screens of the agenda are made of.

use crate::{
    documents::DocumentView,
    meetings::{Check, Door},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    appointments::{ActingRole, Appointment, Booking, Mode, Note, Outcome},
    catalogue::{ActingRule, Service},
    problem::ProblemKind,
};
use ts_rs::TS;
use uuid::Uuid;

/// A form of the officer's that is to be signed and sent back.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FormToSign {
    /// The document type of its signed copy.
    pub document_type: String,
    /// Its title.
    pub title: String,
}

/// A line of the day.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AppointmentSummary {
    /// The appointment.
    pub id: Uuid,
    /// `S1-0042`
    pub number: String,
    /// Its desk.
    pub desk_id: Uuid,
    /// Its desk's name.
    pub desk_name: String,
    /// Start.
    pub starts_at: Timestamp,
    /// Length, minutes.
    pub minutes: u16,
    /// Surname and name.
    pub citizen_name: String,
    /// The reason of visit.
    pub service_code: String,
    /// The reason in the citizen's words; two reasons may have the same.
    pub service_name: String,
    /// What the screen says of it.
    pub state: AppointmentState,
    /// Papers that are there (scanned or shown).
    pub papers_present: u16,
    /// Papers that are needed.
    pub papers_needed: u16,
    /// Names of the papers that are still missing.
    pub papers_missing: Vec<String>,
    /// Papers that the officer asked for and that are still missing, by their names.
    pub papers_asked_for: Vec<String>,
    /// Forms that are to be signed and sent back, and have not been.
    pub forms_to_sign: Vec<FormToSign>,
    /// Whether Centrale has not yet confirmed its hour, whatever else is said of it.
    pub provisional: bool,
    /// Whether something of it still waits to be sent.
    pub waiting: bool,
    /// Documents of the officer that nobody has opened here.
    pub unopened: u16,
    /// Whether its meeting can be opened now.
    pub can_enter: bool,
    /// How it is held.
    pub mode: Mode,
    /// Whether the citizen came without an appointment.
    pub walk_in: bool,
    /// Since when the citizen wants an earlier hour.
    pub wants_earlier: Option<Timestamp>,
    /// As what somebody acts for the citizen; absent: the citizen.
    pub acting: Option<ActingRole>,
    /// When the citizen came.
    pub arrived_at: Option<Timestamp>,
    /// When the citizen was called.
    pub called_at: Option<Timestamp>,
    /// Since when the citizen waits aside.
    pub parked_at: Option<Timestamp>,
}

/// The one word for the state of an appointment; the first that fits, from below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentState {
    /// provvisorio
    Provisional,
    /// confermato
    Confirmed,
    /// non disponibile
    Refused,
    /// annullato
    Cancelled,
    /// arrivato
    Arrived,
    /// la videochiamata è aperta
    MeetingOpen,
    /// manca l'esito
    OutcomeMissing,
    /// svolto
    Held,
    /// assente (cittadino)
    CitizenAbsent,
    /// assente (funzionario)
    OfficerAbsent,
    /// problema tecnico
    TechnicalFailure,
    /// chiamato
    Called,
    /// in attesa da parte
    Parked,
    /// da spostare: INPS ha tolto l'orario
    ToMove,
}

/// The first screen.
#[derive(Debug, Serialize, TS)]
pub struct Today {
    /// Today, Europe/Rome.
    pub date: Date,
    /// Now, by Centrale's clock.
    pub now: Timestamp,
    /// The day's appointments of this desk, in order.
    pub appointments: Vec<AppointmentSummary>,
    /// The one to attend to now, if any: under way or next.
    pub next: Option<Uuid>,
    /// Earlier appointments of this desk without an outcome, oldest first, at most 50.
    pub without_outcome: Vec<AppointmentSummary>,
    /// How many there are.
    pub without_outcome_count: u32,
    /// Appointments of this desk for which the officer asked for a paper that is still missing, by start, at most 50.
    pub asked_for: Vec<AppointmentSummary>,
    /// The line check for the next day with meetings; absent where there is none within a week.
    pub line_check: Option<LineCheck>,
}

/// The line check of a day to come: one for the PC, kept with the first meeting of that day.
#[derive(Debug, Serialize, TS)]
pub struct LineCheck {
    /// The day, Europe/Rome.
    pub date: Date,
    /// Meetings by video on that day.
    pub meetings: u32,
    /// The first of them, with which the check is kept.
    pub first: AppointmentSummary,
    /// Network, camera, microphone and loudspeaker.
    pub checks: Vec<Check>,
}

/// The workspace of an appointment.
#[derive(Debug, Serialize, TS)]
pub struct AppointmentDetail {
    /// The appointment as shown: Centrale's state with the pending commands laid over it.
    pub appointment: Appointment,
    /// Its one-word state.
    pub state: AppointmentState,
    /// The reason of visit; absent if the catalogue no longer has it.
    pub service: Option<Service>,
    /// Documents, ours and theirs, oldest first.
    pub documents: Vec<DocumentView>,
    /// Commands about it that wait to be sent.
    pub waiting: u32,
    /// Why Centrale refused the booking, with `refused`.
    pub refusal: Option<ProblemKind>,
    /// Whether the meeting can be opened now, and what it waits for.
    pub door: Door,
    /// The papers that are asked for and not there, document types; after the outcome those that it left.
    pub open_requests: Vec<String>,
    /// When the meeting of this hour was first opened here.
    pub opened_here: Option<Timestamp>,
    /// The first day, Europe/Rome, whose trials of the line count for this meeting.
    pub checks_from: Date,
    /// What the counter checks and writes down before this meeting, in order, each with the line that counts.
    pub checks: Vec<Check>,
    /// A move that Centrale has not confirmed yet: the hour it asks for. The appointment stands where it stood.
    pub move_waits: Option<Timestamp>,
    /// What was done here and Centrale refused because somebody else had changed the appointment: both to be shown.
    pub disagreements: Vec<Disagreement>,
    /// What somebody who acts for the citizen must bring, by the catalogue.
    pub acting_rule: Option<ActingRule>,
}

/// A change that was made here and did not stand.
#[derive(Debug, Serialize, TS)]
pub struct Disagreement {
    /// The command, for [`OutboxChoice`](crate::sync::OutboxChoice).
    pub command_id: Uuid,
    /// Its kind as on the wire: `move_appointment`, `cancel_appointment`, `record_outcome` …
    pub kind: String,
    /// Why Centrale refused it.
    pub reason: ProblemKind,
    /// When it was done here.
    pub made_at: Timestamp,
    /// With a move: the hour it asked for.
    pub wanted_start: Option<Timestamp>,
    /// With an outcome: which.
    pub wanted_outcome: Option<Outcome>,
    /// With the link or the code of another provider's room: those that were typed, and nothing of what was left.
    pub wanted_access: Vec<String>,
    /// Whether the citizen was told here that it is confirmed.
    pub promised: bool,
}

/// An hour that can be had.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct OfferedSlot {
    /// Its slots.
    pub slot_ids: Vec<Uuid>,
    /// Start.
    pub starts_at: Timestamp,
    /// Length, minutes.
    pub minutes: u16,
    /// How it can be held.
    pub modes: Vec<Mode>,
    /// What a booking would be, said before the click: `confirmed`, or `provisional`.
    pub booking: Booking,
    /// Whether it is reserved to this desk: final even if the line goes now.
    pub reserved: bool,
}

/// What a clerk has to do by telephone, or can do for somebody who waits.
#[derive(Debug, Serialize, TS)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// About which appointment.
    pub appointment: AppointmentSummary,
    /// The citizen's telephone, or that of who acts; may be empty.
    pub phone: String,
    /// The nearest hours that can be had instead, at most three.
    pub alternatives: Vec<OfferedSlot>,
    /// What was noted last: who was called already and did not answer.
    pub last_note: Option<Note>,
    /// With a refused booking: its command, for [`OutboxChoice`](crate::sync::OutboxChoice).
    pub refused_command: Option<Uuid>,
}

/// What a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A move that was asked for without a line was accepted: the citizen's slip says the old hour.
    Moved,
    /// The booking was refused: call and offer another hour.
    Refused,
    /// INPS withdrew the hour: call and move.
    ToMove,
    /// An earlier hour became free for somebody who wanted one.
    EarlierFree,
}
