//! An appointment, as both sides know it.

mod papers;

use crate::{
    citizens::Citizen,
    commands::{MoveAppointment, QueueStep},
    meetings::Meeting,
};
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
        /// The slots, one after the other at one INPS desk; the first begins at `starts_at`.
        pub slot_ids: Vec<Uuid>,
        /// Start.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// How it is held.
        pub mode: Mode,
        /// The citizen.
        pub citizen: Citizen,
        /// Who acts for the citizen; absent: the citizen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub acting: Option<Acting>,
        /// The reason of visit.
        pub service_code: String,
        /// The papers and whether they are there.
        pub papers: Vec<PaperState>,
        /// Papers that the officer asked for, each of the checklist too.
        #[serde(default)]
        pub requests: Vec<PaperRequest>,
        /// Whether the booking stands.
        pub booking: Booking,
        /// When the citizen came to the counter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub arrived_at: Option<Timestamp>,
        /// When the citizen was called to the meeting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub called_at: Option<Timestamp>,
        /// Since when the citizen waits aside for something (a paper, a carer); absent: not aside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub parked_at: Option<Timestamp>,
        /// Whether the citizen came without an appointment and was booked for at once.
        #[serde(default)]
        pub walk_in: bool,
        /// The appointment that this one follows up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub follows: Option<Uuid>,
        /// Since when the citizen wants an earlier hour if one becomes free.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub wants_earlier: Option<Timestamp>,
        /// What clerks and officers noted, oldest first.
        #[serde(default)]
        pub notes: Vec<Note>,
        /// Moves, withdrawal and the like, oldest first.
        #[serde(default)]
        pub history: Vec<Event>,
        /// What the clerk saw, heard and tried at the counter, oldest first; the last of a kind counts.
        #[serde(default)]
        pub attestations: Vec<Attestation>,
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
        /// It stood, but INPS has withdrawn the hour: it is to be moved.
        ToMove,
        /// Withdrawn.
        Cancelled,
    }

    /// How a meeting is held.
    #[derive(Debug, Copy, Eq, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Mode {
        /// videochiamata, at the counter
        Video,
        /// telefonata
        Phone,
        /// di persona, at the INPS office
        Office,
    }

    /// Who acts for the citizen.
    pub struct Acting {
        /// As what.
        pub role: ActingRole,
        /// Surname.
        pub family_name: String,
        /// Given name.
        pub given_name: String,
        /// As on the card, upper case; empty where not given.
        #[serde(default)]
        pub codice_fiscale: String,
        /// Telephone, empty where not given.
        #[serde(default)]
        pub phone: String,
    }

    /// As what somebody acts for the citizen.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ActingRole {
        /// delegato
        Delegate,
        /// delegato di chi è impedito per salute
        DelegateOfImpeded,
        /// genitore
        Parent,
        /// tutore
        Guardian,
        /// curatore
        Curator,
        /// amministratore di sostegno
        SupportAdministrator,
    }

    /// A note on an appointment.
    pub struct Note {
        /// Made where it was written.
        pub id: Uuid,
        /// The text, plain.
        pub text: String,
        /// When.
        pub at: Timestamp,
    }

    /// A written line of the counter: what a clerk saw, heard or tried, with time and name. It is never changed; a later line
    /// of the same kind takes its place.
    pub struct Attestation {
        /// Made at the desk.
        pub id: Uuid,
        /// Of what.
        pub kind: AttestationKind,
        /// Whether it is so: `false` for what does not work, is not there, or is not agreed to.
        pub holds: bool,
        /// With `network`: what was measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub measured: Option<LineMeasured>,
        /// Of which paper, with `paper_not_needed`: a document type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub document_type: Option<String>,
        /// Why, in the clerk's words; may be empty.
        #[serde(default)]
        pub reason: String,
        /// When, by the desk's clock set to Centrale's.
        pub at: Timestamp,
        /// Who.
        pub operator_id: Uuid,
        /// That operator's name, as Centrale knows it; empty where it does not yet.
        #[serde(default)]
        pub operator_name: String,
    }

    /// What a clerk can attest.
    #[derive(Debug, Copy, Eq, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum AttestationKind {
        /// la rete arriva a Centrale
        Network,
        /// la telecamera funziona
        Camera,
        /// il microfono funziona
        Microphone,
        /// l'audio si sente
        Loudspeaker,
        /// documento di identità visto
        IdentitySeen,
        /// il cittadino acconsente alla videochiamata con l'operatore accanto
        MeetingConsent,
        /// il cittadino è presente
        CitizenPresent,
        /// chi agisce per il cittadino è presente
        ActingPresent,
        /// il cittadino acconsente alla registrazione
        CitizenRecording,
        /// chi agisce acconsente alla registrazione
        ActingRecording,
        /// il modulo (AA08, AA09, AA10) c'è ed è firmato
        FormSigned,
        /// la videochiamata è stata aperta allo sportello
        MeetingOpened,
        /// un documento chiesto non serve più
        PaperNotNeeded,
    }

    /// What a check of the line measured.
    #[derive(Debug, Copy, Eq)]
    pub struct LineMeasured {
        /// Time to Centrale and back, milliseconds, the middle one of three.
        pub milliseconds: u32,
        /// Upward speed as last measured, kbit/s; absent until a document went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub kilobits: Option<u32>,
    }

    /// Something that changed whether or when an appointment is held.
    pub struct Event {
        /// What.
        pub kind: EventKind,
        /// Who wanted it.
        pub by: Party,
        /// Why, in plain words; may be empty.
        #[serde(default)]
        pub reason: String,
        /// When it was done.
        pub at: Timestamp,
        /// With `moved`: the start it had before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub from: Option<Timestamp>,
    }

    /// What changed.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum EventKind {
        /// spostato
        Moved,
        /// annullato
        Cancelled,
        /// da spostare: INPS withdrew the hour
        Withdrawn,
    }

    /// Who wanted a change.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Party {
        /// il cittadino
        Citizen,
        /// lo sportello
        Counter,
        /// INPS
        Inps,
    }

    /// The state of a paper to bring.
    #[derive(Debug)]
    pub struct PaperState {
        /// The document type.
        pub document_type: String,
        /// Whether it is there.
        pub state: Presence,
    }

    /// A paper that the officer asked for.
    pub struct PaperRequest {
        /// The document type.
        pub document_type: String,
        /// What the officer says of it; may be empty.
        #[serde(default)]
        pub note: String,
        /// The title of the form that is to be signed; absent: a paper of the catalogue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub form: Option<String>,
        /// The version of the appointment since which it stands: what was said by who had seen an older one answers it not.
        #[serde(default)]
        pub version: i64,
        /// The refused document in whose place it is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub refused: Option<Uuid>,
        /// How the paper stood before; absent: it was not on the checklist.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub was: Option<Presence>,
        /// When.
        pub at: Timestamp,
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
    }
}

impl Appointment {
    /// Whether it stands: it holds its slots, or held them until INPS withdrew the hour.
    pub fn stands(&self) -> bool {
        matches!(self.booking, Booking::Provisional | Booking::Confirmed | Booking::ToMove)
    }

    /// Where the citizen is in the queue; both sides must say the same.
    pub fn take_step(&mut self, step: QueueStep, at: Timestamp) {
        match step {
            QueueStep::Called => {
                self.called_at = self.called_at.or(Some(at));
                self.parked_at = None;
            }
            QueueStep::Parked => self.parked_at = self.parked_at.or(Some(at)),
            QueueStep::Returned => (self.called_at, self.parked_at) = (None, None),
            // Who was called since has come.
            QueueStep::NotArrived if self.called_at.max(self.parked_at).max(self.arrived_at) > Some(at) => {}
            QueueStep::NotArrived => (self.arrived_at, self.called_at, self.parked_at) = (None, None, None),
        }
    }

    /// Takes back that a meeting did not come about, where a desk that did not know of it promised the citizen another hour:
    /// its word is final. Both sides must say the same. Says whether it did.
    pub fn undo_missed(&mut self, to: &MoveAppointment) -> bool {
        let missed = |closing: &Closing| closing.outcome != Outcome::Held;
        let undone = to.promise.is_some() && self.closing.as_ref().is_some_and(missed);
        if undone {
            self.closing = None;
        }
        undone
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

impl std::fmt::Debug for Acting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Acting").field("role", &self.role).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PaperRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaperRequest").field("document_type", &self.document_type).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Attestation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attestation").field("kind", &self.kind).field("holds", &self.holds).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Note").field("id", &self.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event").field("kind", &self.kind).field("by", &self.by).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Closing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closing").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
