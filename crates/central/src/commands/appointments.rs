//! What happens to an appointment after it was booked.

use super::Deed;
use crate::{error::Result, store::appointments};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Booking, Closing, Outcome},
    commands::{CancelAppointment, MarkArrived, RecordOutcome, SetPapers},
    problem::ProblemKind,
};
use uuid::Uuid;

pub(super) fn set_papers(tx: &Transaction, deed: &Deed, papers: &SetPapers) -> Result<Appointment> {
    let mut appointment = known(tx, deed, papers.appointment_id)?;
    if appointment.papers != papers.papers {
        refuse_closed(&appointment)?;
        appointment.papers.clone_from(&papers.papers);
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
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
