//! What the screens of the agenda ask for.

use jiff::civil::Date;
use serde::Deserialize;
use sportello_protocol::{
    appointments::{ActingRole, Mode, Outcome, PaperState, Party},
    citizens::Sex,
    commands::QueueStep,
};
use ts_rs::TS;
use uuid::Uuid;

/// Days to list, Europe/Rome, both included; this desk only.
#[derive(Debug, Deserialize, TS)]
pub struct ListDays {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// An appointment by id.
#[derive(Debug, Deserialize, TS)]
pub struct ById {
    /// The appointment.
    pub id: Uuid,
}

/// An appointment by its number or by the id in the slip's QR code.
#[derive(Debug, Deserialize, TS)]
pub struct ByNumber {
    /// `S1-0042`, or the id.
    pub number: String,
}

/// Who comes.
#[derive(Deserialize, TS)]
pub struct CitizenEntry {
    /// An existing citizen; absent for a new one.
    pub id: Option<Uuid>,
    /// Codice fiscale, as typed or read.
    pub codice_fiscale: String,
    /// Surname.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Date of birth; absent: the one in the code.
    pub birth_date: Option<Date>,
    /// Sex; absent: the one in the code.
    pub sex: Option<Sex>,
    /// Telephone, may be empty.
    pub phone: String,
    /// Why the clerk goes on although name or date do not agree with the code: required then, at most 500 characters.
    #[serde(default)]
    pub mismatch_reason: String,
}

/// Who acts for the citizen.
#[derive(Deserialize, TS)]
pub struct ActingEntry {
    /// As what.
    pub role: ActingRole,
    /// Surname.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Codice fiscale, may be empty.
    #[serde(default)]
    pub codice_fiscale: String,
    /// Telephone, may be empty.
    #[serde(default)]
    pub phone: String,
}

/// A booking.
#[derive(Deserialize, TS)]
pub struct NewAppointment {
    /// Who comes.
    pub citizen: CitizenEntry,
    /// Why.
    pub service_code: String,
    /// Who acts for the citizen; absent: the citizen.
    #[serde(default)]
    pub acting: Option<ActingEntry>,
    /// When: the slots of an [`OfferedSlot`].
    pub slot_ids: Vec<Uuid>,
    /// How it is held.
    pub mode: Mode,
    /// What is there.
    pub papers: Vec<PaperState>,
    /// The version of the privacy notice that was shown.
    pub privacy_notice_version: String,
    /// Whether the citizen came without an appointment, for this hour.
    #[serde(default)]
    pub walk_in: bool,
    /// The appointment that this one follows up.
    #[serde(default)]
    pub follows: Option<Uuid>,
}

/// Moves an appointment to another hour. A refused one is asked for anew.
#[derive(Deserialize, TS)]
pub struct MoveAppointment {
    /// The appointment.
    pub id: Uuid,
    /// The slots of an [`OfferedSlot`].
    pub slot_ids: Vec<Uuid>,
    /// How it is held from now on.
    pub mode: Mode,
    /// Who wants it.
    pub by: Party,
    /// Why, at most 500 characters; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// The citizen was called, waits aside, or is back in the queue.
#[derive(Debug, Deserialize, TS)]
pub struct StepInQueue {
    /// The appointment.
    pub id: Uuid,
    /// Where.
    pub step: QueueStep,
}

/// A note.
#[derive(Deserialize, TS)]
pub struct NewNote {
    /// The appointment.
    pub id: Uuid,
    /// The text, at most 2,000 characters.
    pub text: String,
}

/// The citizen wants an earlier hour, or no longer does.
#[derive(Debug, Deserialize, TS)]
pub struct WishEarlier {
    /// The appointment.
    pub id: Uuid,
    /// Whether.
    pub wanted: bool,
}

/// Which hours are looked for.
#[derive(Debug, Deserialize, TS)]
pub struct OfferSlots {
    /// The reason of visit, which says how long it takes.
    pub service_code: String,
    /// How it is held; absent: any way.
    #[serde(default)]
    pub mode: Option<Mode>,
}

/// Holds hours while a form is filled in.
#[derive(Debug, Deserialize, TS)]
pub struct TakeHold {
    /// Made by the screen, one a form.
    pub hold_id: Uuid,
    /// The slots of an [`OfferedSlot`]; none: lets the hold go.
    pub slot_ids: Vec<Uuid>,
}

/// Says which papers are there.
#[derive(Debug, Deserialize, TS)]
pub struct SetPapers {
    /// The appointment.
    pub id: Uuid,
    /// All of its papers.
    pub papers: Vec<PaperState>,
}

/// How it ended.
#[derive(Deserialize, TS)]
pub struct RecordOutcome {
    /// The appointment.
    pub id: Uuid,
    /// The outcome.
    pub outcome: Outcome,
    /// A note, at most 2,000 characters.
    pub note: String,
    /// Papers of the checklist that the citizen still has to bring: they stay asked for.
    #[serde(default)]
    pub still_to_bring: Vec<String>,
}

/// Withdraws a booking.
#[derive(Deserialize, TS)]
pub struct CancelAppointment {
    /// The appointment.
    pub id: Uuid,
    /// Who wants it.
    pub by: Party,
    /// Why, at most 500 characters.
    pub reason: String,
}
