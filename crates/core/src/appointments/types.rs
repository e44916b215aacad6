//! What the screens of the agenda are made of.

use crate::documents::DocumentView;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    appointments::{Appointment, Booking, Outcome, PaperState},
    catalogue::{PrivacyNotice, Service},
    citizens::Sex,
    problem::ProblemKind,
    slots::{Closure, Slot, Window},
};
use ts_rs::TS;
use uuid::Uuid;

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
    /// The reason in the citizen's words.
    pub service_name: String,
    /// What the screen says of it.
    pub state: AppointmentState,
    /// Papers that are there (scanned or shown).
    pub papers_present: u16,
    /// Papers that are needed.
    pub papers_needed: u16,
    /// Names of the papers that are still missing.
    pub papers_missing: Vec<String>,
    /// Whether something of it still waits to be sent.
    pub waiting: bool,
    /// Documents of the officer that nobody has opened here.
    pub unopened: u16,
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
    /// spostato
    Moved,
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
    /// Earlier appointments of this desk without an outcome.
    pub without_outcome: Vec<AppointmentSummary>,
}

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
    /// When the button of the meeting can first be used.
    pub meeting_from: Timestamp,
    /// Whether the room is open and the meeting can be entered now.
    pub can_enter: bool,
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
}

/// A booking.
#[derive(Deserialize, TS)]
pub struct NewAppointment {
    /// Who comes.
    pub citizen: CitizenEntry,
    /// Why.
    pub service_code: String,
    /// When.
    pub slot_id: Uuid,
    /// What is there.
    pub papers: Vec<PaperState>,
    /// The version of the privacy notice that was shown.
    pub privacy_notice_version: String,
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
}

/// Withdraws a booking.
#[derive(Deserialize, TS)]
pub struct CancelAppointment {
    /// The appointment.
    pub id: Uuid,
    /// Why, at most 500 characters.
    pub reason: String,
}

/// All that the printed slip says.
#[derive(Debug, Serialize, TS)]
pub struct Slip {
    /// The appointment.
    pub id: Uuid,
    /// `S1-0042`
    pub number: String,
    /// Whether it is confirmed or provisional.
    pub booking: Booking,
    /// Start.
    pub starts_at: Timestamp,
    /// Length, minutes.
    pub minutes: u16,
    /// Surname and name.
    pub citizen_name: String,
    /// The reason in the citizen's words.
    pub service_name: String,
    /// The official name.
    pub service_official_name: String,
    /// What to bring, in order.
    pub bring: Vec<SlipPaper>,
    /// The comune's bare name: the paper writes "Comune di" before it.
    pub comune_name: String,
    /// The counter's name.
    pub desk_name: String,
    /// The counter's address.
    pub address: String,
    /// The counter's telephone.
    pub phone: String,
    /// The privacy notice.
    pub privacy_notice: PrivacyNotice,
    /// When the notice was given.
    pub privacy_notice_at: Option<Timestamp>,
    /// What the QR code says: the appointment's id.
    pub qr: String,
}

/// A line of what to bring.
#[derive(Debug, Serialize, TS)]
pub struct SlipPaper {
    /// `Documento di identità`
    pub name: String,
    /// A condition in words, may be empty.
    pub condition: String,
    /// Whether it has been handed over already.
    pub present: bool,
}

/// The hours that can be offered now.
#[derive(Debug, Serialize, TS)]
pub struct SlotOffer {
    /// Free hours from now on, in order.
    pub free: Vec<Slot>,
    /// Days without slots.
    pub closures: Vec<Closure>,
    /// The weekly windows.
    pub windows: Vec<Window>,
    /// When Centrale last said so; absent if never.
    pub as_of: Option<Timestamp>,
    /// What a booking would be now: `confirmed` while connected, else `provisional`.
    pub booking: Booking,
}

/// A day of all desks.
#[derive(Debug, Deserialize, TS)]
pub struct SupervisionRequest {
    /// The day, Europe/Rome.
    pub date: Date,
}

/// The day of all desks of the comune.
#[derive(Debug, Serialize, TS)]
pub struct SupervisionDay {
    /// The day.
    pub date: Date,
    /// When Centrale was last heard; what other desks did since is not here.
    pub as_of: Option<Timestamp>,
    /// A row a desk.
    pub desks: Vec<DeskDay>,
}

/// The day of one desk.
#[derive(Debug, Serialize, TS)]
pub struct DeskDay {
    /// The desk.
    pub desk_id: Uuid,
    /// Its name.
    pub desk_name: String,
    /// Its appointments, in order.
    pub appointments: Vec<AppointmentSummary>,
}
