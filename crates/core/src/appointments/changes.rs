//! What the clerk does with an appointment: each is laid over at once and sent when there is a network.

use super::{
    AppointmentDetail, ById, CancelAppointment, NewNote, RecordOutcome, SetPapers, StepInQueue, WishEarlier, get, store,
};
use crate::{
    App, Error, Result, catalogue, operators,
    sync::{self, outbox},
};
use jiff::SignedDuration;
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Outcome, PaperState},
    catalogue::Catalogue,
    commands::{self, Payload},
    documents::form_of,
};
use uuid::Uuid;

const LONGEST_NOTE: usize = 2_000;
pub(super) const LONGEST_REASON: usize = 500;
/// How long before its start an appointment can be said to have ended: the same day, more or less.
const EARLIEST_OUTCOME: SignedDuration = SignedDuration::from_hours(12);

/// The citizen has come.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`
pub async fn mark_arrived(app: &App, request: ById) -> Result<AppointmentDetail> {
    let at = app.clock.now();
    let payload = Payload::MarkArrived(commands::MarkArrived { appointment_id: request.id, at });
    change(app, request.id, payload, |appointment| appointment.arrived_at.is_some()).await
}

/// Says which papers are there.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `Field` for a paper that the catalogue does not have
pub async fn set_papers(app: &App, request: SetPapers) -> Result<AppointmentDetail> {
    let shown = app.store.read(|conn| store::get(conn, request.id))?.papers;
    let is_form = |paper: &PaperState| {
        form_of(&paper.document_type).is_some() && shown.iter().any(|known| known.document_type == paper.document_type)
    };
    let of_catalogue: Vec<PaperState> = request.papers.iter().filter(|paper| !is_form(paper)).cloned().collect();
    app.store.read(|conn| check_papers(&catalogue::read(conn)?, &of_catalogue))?;
    // Only what changed here: another desk may say something of the others meanwhile.
    let papers: Vec<PaperState> = request.papers.into_iter().filter(|paper| !shown.contains(paper)).collect();
    let nothing = papers.is_empty();
    let payload = Payload::SetPapers(commands::SetPapers { appointment_id: request.id, papers });
    change(app, request.id, payload, |_| nothing).await
}

/// Papers are of the catalogue, each once.
///
/// # Errors
/// `Field`
pub fn check_papers(catalogue: &Catalogue, papers: &[PaperState]) -> Result<()> {
    let mut codes: Vec<&str> = papers.iter().map(|paper| paper.document_type.as_str()).collect();
    codes.sort_unstable();
    let once = codes.windows(2).all(|pair| pair.first() != pair.last());
    let known = |code: &&str| catalogue.document_types.iter().any(|known| known.code == **code);
    if once && codes.iter().all(known) { Ok(()) } else { Err(Error::Field { field: "papers".into() }) }
}

/// Records how it ended.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `TooEarly`, `Field` for a note over 2,000 characters or a paper that is not on
/// the checklist
pub async fn record_outcome(app: &App, request: RecordOutcome) -> Result<AppointmentDetail> {
    let note = short(&request.note, LONGEST_NOTE, "note")?;
    let appointment = app.store.read(|conn| store::get(conn, request.id))?;
    let asked = |code: &String| appointment.papers.iter().any(|paper| paper.document_type == *code);
    if !request.still_to_bring.iter().all(asked) {
        return Err(Error::Field { field: "papers".into() });
    }
    let starts_at = appointment.starts_at;
    let to_come = starts_at.duration_since(app.clock.now());
    let absent = matches!(request.outcome, Outcome::CitizenAbsent | Outcome::OfficerAbsent);
    // Nobody is absent before the hour.
    if to_come > EARLIEST_OUTCOME || absent && to_come.is_positive() {
        return Err(Error::TooEarly);
    }
    let payload = Payload::RecordOutcome(commands::RecordOutcome {
        appointment_id: request.id,
        outcome: request.outcome,
        note,
        still_to_bring: request.still_to_bring,
        at: app.clock.now(),
    });
    change(app, request.id, payload, |_| false).await
}

/// Withdraws the booking.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `Field` for a reason that is empty or over 500 characters
pub async fn cancel(app: &App, request: CancelAppointment) -> Result<AppointmentDetail> {
    let reason = short(&request.reason, LONGEST_REASON, "reason")?;
    if reason.is_empty() {
        return Err(Error::Field { field: "reason".into() });
    }
    let payload = Payload::CancelAppointment(commands::CancelAppointment {
        appointment_id: request.id,
        by: request.by,
        reason,
        at: app.clock.now(),
    });
    change(app, request.id, payload, |_| false).await
}

/// The citizen was called, waits aside, or is back in the queue.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`
pub async fn step_in_queue(app: &App, request: StepInQueue) -> Result<AppointmentDetail> {
    let at = app.clock.now();
    let payload = Payload::StepInQueue(commands::StepInQueue { appointment_id: request.id, step: request.step, at });
    change(app, request.id, payload, |_| false).await
}

/// Notes something; also about what is closed.
///
/// # Errors
/// `NotFound`, `Field` for a text that is empty or over 2,000 characters
pub async fn add_note(app: &App, request: NewNote) -> Result<AppointmentDetail> {
    let text = short(&request.text, LONGEST_NOTE, "text")?;
    if text.is_empty() {
        return Err(Error::Field { field: "text".into() });
    }
    let operator_id = operators::current(app)?.operator_id;
    let at = app.clock.now();
    let note = commands::AddNote { note_id: Uuid::now_v7(), appointment_id: request.id, text, at };
    app.store.write(|tx| {
        let saw_version = Some(store::get(tx, request.id)?.version);
        outbox::push(tx, &Payload::AddNote(note), &outbox::Made { operator_id, at, saw_version })?;
        store::show(tx, request.id)
    })?;
    sync::told(app);
    get(app, ById { id: request.id }).await
}

/// Notes that the citizen wants an earlier hour, or no longer does.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`
pub async fn wish_earlier(app: &App, request: WishEarlier) -> Result<AppointmentDetail> {
    let at = app.clock.now();
    let payload =
        Payload::WishEarlier(commands::WishEarlier { appointment_id: request.id, wanted: request.wanted, at });
    change(app, request.id, payload, |appointment| appointment.wants_earlier.is_some() == request.wanted).await
}

/// A scanned paper is there: the command that adds the document says so to Centrale, this shows it here. Papers may
/// still come after the outcome, but not to a booking that does not stand.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`
pub fn push_document(tx: &Transaction, payload: &Payload, made: &outbox::Made) -> Result<()> {
    let id = payload.appointment_id();
    let appointment = store::get(tx, id)?;
    if !appointment.stands() {
        return Err(Error::AppointmentClosed);
    }
    outbox::push(tx, payload, &outbox::Made { saw_version: Some(appointment.version), ..*made })?;
    store::show(tx, id)
}

/// Does to an appointment what `payload` says, and gives it as it stands then; nothing where that is so already.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`
pub async fn change(
    app: &App,
    id: Uuid,
    payload: Payload,
    already: impl FnOnce(&Appointment) -> bool,
) -> Result<AppointmentDetail> {
    let operator_id = operators::current(app)?.operator_id;
    let at = app.clock.now();
    app.store.write(|tx| {
        let appointment = open(store::get(tx, id)?)?;
        if already(&appointment) {
            return Ok(());
        }
        outbox::push(tx, &payload, &outbox::Made { operator_id, at, saw_version: Some(appointment.version) })?;
        store::show(tx, id)
    })?;
    sync::told(app);
    get(app, ById { id }).await
}

/// An appointment that still takes changes.
pub(super) fn open(appointment: Appointment) -> Result<Appointment> {
    if appointment.stands() && appointment.closing.is_none() { Ok(appointment) } else { Err(Error::AppointmentClosed) }
}

/// A text without the space around it, of at most so many characters.
///
/// # Errors
/// `Field`, by the name given
pub fn short(text: &str, longest: usize, field: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > longest { Err(Error::Field { field: field.into() }) } else { Ok(text.to_owned()) }
}
