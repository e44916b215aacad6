//! What happens to an appointment after it was booked.

use super::Deed;
use crate::{
    error::{Result, bad_request},
    store::{appointments, documents},
};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Booking, Closing, Outcome, PaperState, Presence},
    commands::{CancelAppointment, MarkArrived, RecordOutcome, SetPapers},
    documents::Origin,
    problem::ProblemKind,
};
use uuid::Uuid;

/// The longest note of an outcome, characters; the desk's own limit.
const MAX_NOTE: usize = 2000;
/// The longest reason of a withdrawal, characters; the desk's own limit.
const MAX_REASON: usize = 500;
/// The longest code of a document type.
pub(super) const MAX_TYPE: usize = 64;
const MAX_PAPERS: usize = 50;

pub(super) fn set_papers(tx: &Transaction, deed: &Deed, papers: &SetPapers) -> Result<Appointment> {
    check_papers(&papers.papers)?;
    let mut appointment = known(tx, deed, papers.appointment_id)?;
    let mut wanted = papers.papers.clone();
    if deed.saw_version.is_some_and(|saw| saw < appointment.version) {
        keep_scanned(tx, &appointment, &mut wanted)?;
    }
    if appointment.papers != wanted {
        refuse_closed(&appointment)?;
        appointment.papers = wanted;
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

pub(super) fn mark_arrived(tx: &Transaction, deed: &Deed, arrival: &MarkArrived) -> Result<Appointment> {
    let mut appointment = known(tx, deed, arrival.appointment_id)?;
    if appointment.arrived_at.is_none() {
        refuse_closed(&appointment)?;
        appointment.arrived_at = Some(arrival.at);
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

pub(super) fn record_outcome(tx: &Transaction, deed: &Deed, outcome: &RecordOutcome) -> Result<Appointment> {
    if outcome.note.chars().count() > MAX_NOTE {
        return Err(bad_request("note is too long"));
    }
    let mut appointment = known(tx, deed, outcome.appointment_id)?;
    close(
        tx,
        deed.desk.comune_id,
        &mut appointment,
        Closing { outcome: outcome.outcome, note: outcome.note.clone(), at: outcome.at },
    )?;
    Ok(appointment)
}

/// Closes an appointment; one that is moved gives its slot back.
pub(crate) fn close(tx: &Transaction, comune: Uuid, appointment: &mut Appointment, closing: Closing) -> Result<()> {
    refuse_closed(appointment)?;
    if closing.outcome == Outcome::Moved {
        appointments::free_slot(tx, appointment.id)?;
    }
    appointments::end_meeting(appointment, closing.at);
    appointment.closing = Some(closing);
    appointments::update(tx, comune, appointment)
}

pub(super) fn cancel(tx: &Transaction, deed: &Deed, withdrawal: &CancelAppointment) -> Result<Appointment> {
    if withdrawal.reason.chars().count() > MAX_REASON {
        return Err(bad_request("reason is too long"));
    }
    let mut appointment = known(tx, deed, withdrawal.appointment_id)?;
    if appointment.booking == Booking::Cancelled {
        return Ok(appointment);
    }
    refuse_closed(&appointment)?;
    appointments::free_slot(tx, appointment.id)?;
    appointments::set_cancel_reason(tx, appointment.id, &withdrawal.reason)?;
    appointments::end_meeting(&mut appointment, withdrawal.at);
    appointment.booking = Booking::Cancelled;
    appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    Ok(appointment)
}

pub(super) fn known(tx: &Transaction, deed: &Deed, id: Uuid) -> Result<Appointment> {
    appointments::get(tx, deed.desk.comune_id, id)?.ok_or_else(|| ProblemKind::AppointmentUnknown.into())
}

/// Refuses what an appointment that is closed or withdrawn cannot take.
pub(crate) fn refuse_closed(appointment: &Appointment) -> Result<()> {
    if appointment.closing.is_some() || appointment.booking != Booking::Confirmed {
        return Err(ProblemKind::AppointmentClosed.into());
    }
    Ok(())
}
