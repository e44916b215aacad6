//! What is noted about an appointment: papers, arrival, queue, notes. Changes of this kind merge.

use super::Deed;
use crate::{
    clock::day_of,
    error::{Result, bad_request},
    store::{appointments, documents},
};
use jiff::Timestamp;
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Note, PaperState, Presence},
    commands::{AddNote, MarkArrived, SetPapers, StepInQueue, WishEarlier},
    documents::Origin,
    problem::ProblemKind,
};
use uuid::Uuid;

/// The longest note of an outcome, characters; the desk's own limit.
pub(super) const MAX_NOTE: usize = 2000;
/// The longest code of a document type.
pub(super) const MAX_TYPE: usize = 64;
const MAX_PAPERS: usize = 50;
const MAX_NOTES: usize = 200;

pub(super) fn set_papers(tx: &Transaction, deed: &Deed, papers: &SetPapers) -> Result<Appointment> {
    check_papers(&papers.papers)?;
    let mut appointment = known(tx, deed, papers.appointment_id)?;
    let mut wanted = papers.papers.clone();
    if deed.saw_version.is_some_and(|saw| saw < appointment.version) {
        keep_scanned(tx, &appointment, &mut wanted)?;
    }
    let before = appointment.papers.clone();
    appointment.set_papers(&wanted, deed.saw_version);
    if appointment.papers != before {
        check_papers(&appointment.papers)?;
        refuse_closed(&appointment)?;
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

// The desk did not see the newest state: a paper that was scanned meanwhile is there, whatever the desk believed.
fn keep_scanned(tx: &Transaction, appointment: &Appointment, wanted: &mut [PaperState]) -> Result<()> {
    let scanned = documents::of_appointment(tx, appointment.id)?;
    let is_scanned = |paper: &PaperState| {
        scanned.iter().any(|document| document.origin == Origin::Desk && document.document_type == paper.document_type)
            && appointment
                .papers
                .iter()
                .any(|had| had.document_type == paper.document_type && had.state == Presence::Present)
    };
    for paper in wanted.iter_mut().filter(|paper| is_scanned(paper)) {
        paper.state = Presence::Present;
    }
    Ok(())
}

pub(super) fn check_papers(papers: &[PaperState]) -> Result<()> {
    if papers.len() > MAX_PAPERS || papers.iter().any(|paper| paper.document_type.len() > MAX_TYPE) {
        return Err(bad_request("papers are too many, or a document_type is too long"));
    }
    Ok(())
}

pub(super) fn check_codes(document_types: &[String]) -> Result<()> {
    if document_types.len() > MAX_PAPERS || document_types.iter().any(|code| code.is_empty() || code.len() > MAX_TYPE) {
        return Err(bad_request("document types are too many, or one is empty or too long"));
    }
    Ok(())
}

pub(super) fn mark_arrived(tx: &Transaction, deed: &Deed, arrival: &MarkArrived) -> Result<Appointment> {
    let mut appointment = known(tx, deed, arrival.appointment_id)?;
    if appointment.arrived_at.is_none() && is_its_day(&appointment, arrival.at)? {
        refuse_closed(&appointment)?;
        appointment.arrived_at = Some(arrival.at);
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

pub(super) fn step_in_queue(tx: &Transaction, deed: &Deed, step: &StepInQueue) -> Result<Appointment> {
    let mut appointment = known(tx, deed, step.appointment_id)?;
    refuse_closed(&appointment)?;
    let places = |one: &Appointment| (one.arrived_at, one.called_at, one.parked_at);
    let before = places(&appointment);
    if is_its_day(&appointment, step.at)? {
        appointment.take_step(step.step, step.at);
    }
    if before != places(&appointment) {
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

/// Who came to an hour that another desk had moved to another day is not waiting for the new one.
fn is_its_day(appointment: &Appointment, at: Timestamp) -> Result<bool> {
    Ok(day_of(at)? == day_of(appointment.starts_at)?)
}

pub(super) fn add_note(tx: &Transaction, deed: &Deed, note: &AddNote) -> Result<Appointment> {
    let mut appointment = known(tx, deed, note.appointment_id)?;
    let note = Note { id: note.note_id, text: note.text.clone(), at: note.at };
    keep_note(tx, deed.desk.comune_id, &mut appointment, note)?;
    Ok(appointment)
}

/// Keeps a note, by a desk or by INPS, whatever became of the appointment.
pub(crate) fn keep_note(tx: &Transaction, comune: Uuid, appointment: &mut Appointment, note: Note) -> Result<()> {
    let length = note.text.chars().count();
    if length == 0 || length > MAX_NOTE {
        return Err(bad_request("text is empty or too long"));
    }
    if appointment.notes.iter().any(|known| known.id == note.id) {
        return Ok(());
    }
    if appointment.notes.len() >= MAX_NOTES {
        return Err(bad_request("notes are too many"));
    }
    appointment.notes.push(note);
    appointments::update(tx, comune, appointment)
}

pub(super) fn wish_earlier(tx: &Transaction, deed: &Deed, wish: &WishEarlier) -> Result<Appointment> {
    let mut appointment = known(tx, deed, wish.appointment_id)?;
    refuse_closed(&appointment)?;
    if appointment.wants_earlier.is_some() != wish.wanted {
        appointment.wants_earlier = wish.wanted.then_some(wish.at);
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

pub(super) fn known(tx: &Transaction, deed: &Deed, id: Uuid) -> Result<Appointment> {
    appointments::get(tx, deed.desk.comune_id, id)?.ok_or_else(|| ProblemKind::AppointmentUnknown.into())
}

/// Refuses what an appointment that is closed or withdrawn cannot take.
pub(crate) fn refuse_closed(appointment: &Appointment) -> Result<()> {
    if appointment.closing.is_some() || !appointment.stands() {
        return Err(ProblemKind::AppointmentClosed.into());
    }
    Ok(())
}
