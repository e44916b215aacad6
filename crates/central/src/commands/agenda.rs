//! Whether and when an appointment is held: moved, withdrawn, ended. The first at Centrale stands.

use super::{
    Deed,
    appointments::{MAX_NOTE, check_codes, check_papers, known, refuse_closed},
};
use crate::{
    clock::day_of,
    error::{Result, bad_request},
    store::{acts, appointments, appointments::Hand, comuni, demand, slots},
};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Booking, Closing, Event, EventKind, Outcome, Party},
    commands::{CancelAppointment, MoveAppointment, RecordOutcome},
    meetings::Meeting,
    problem::ProblemKind,
};
use uuid::Uuid;

/// The longest reason of a withdrawal or a move, characters; the desk's own limit.
const MAX_REASON: usize = 500;

pub(super) fn shift(tx: &Transaction, deed: &Deed, to: &MoveAppointment) -> Result<Appointment> {
    check_reason(&to.reason)?;
    let mut appointment = known(tx, deed, to.appointment_id)?;
    let undone = appointment.undo_missed(to);
    let answers_inps = undone || appointment.booking == Booking::ToMove;
    refuse_closed(&appointment)?;
    refuse_conflict(tx, deed, &appointment, answers_inps)?;
    slots::free(tx, appointment.id, Some(deed.desk.id))?;
    let calendar = comuni::calendar(tx, deed.desk.comune_id)?;
    let sold =
        slots::sell(tx, calendar, deed.desk.id, appointment.id, (&to.slot_ids, to.promise), (deed.made_at, deed.now))?;
    // A wish does not cost the hour that the citizen has.
    if to.promise.is_none() && sold.withdrawn.is_some() {
        return Err(ProblemKind::SlotUnknown.into());
    }
    let from = std::mem::replace(&mut appointment.starts_at, sold.starts_at);
    appointment.slot_ids = to.slot_ids.clone();
    appointment.minutes = sold.minutes;
    appointment.mode = to.mode;
    appointment.wants_earlier = None;
    appointment.arrived_at = None;
    appointment.called_at = None;
    appointment.parked_at = None;
    // A room, and how it is entered, is of its hour.
    appointment.meeting = Meeting::default();
    appointment.booking = if sold.withdrawn.is_some() { Booking::ToMove } else { Booking::Confirmed };
    appointment.history.push(Event {
        kind: EventKind::Moved,
        by: to.by,
        reason: to.reason.clone(),
        at: to.at,
        from: Some(from),
    });
    if let Some(hour) = sold.withdrawn {
        appointment.history.push(withdrawn(deed.now, acts::reason_of(tx, deed.desk.comune_id, hour)?));
    }
    appointments::update_exclusively(tx, deed.desk.comune_id, &mut appointment, Some(deed.hand))?;
    demand::sold(tx, deed.desk.id, day_of(deed.made_at)?, to.slot_ids.len())?;
    Ok(appointment)
}

/// That INPS withdrew the hour, and why: the clerk who calls the citizen is asked.
pub(crate) fn withdrawn(at: jiff::Timestamp, reason: String) -> Event {
    Event { kind: EventKind::Withdrawn, by: Party::Inps, reason, at, from: None }
}

pub(super) fn cancel(tx: &Transaction, deed: &Deed, withdrawal: &CancelAppointment) -> Result<Appointment> {
    check_reason(&withdrawal.reason)?;
    let mut appointment = known(tx, deed, withdrawal.appointment_id)?;
    if appointment.booking == Booking::Cancelled {
        return Ok(appointment);
    }
    refuse_closed(&appointment)?;
    refuse_conflict(tx, deed, &appointment, appointment.booking == Booking::ToMove)?;
    slots::free(tx, appointment.id, Some(deed.desk.id))?;
    appointments::end_meeting(&mut appointment, withdrawal.at);
    appointment.booking = Booking::Cancelled;
    appointment.wants_earlier = None;
    appointment.history.push(Event {
        kind: EventKind::Cancelled,
        by: withdrawal.by,
        reason: withdrawal.reason.clone(),
        at: withdrawal.at,
        from: None,
    });
    appointments::update_exclusively(tx, deed.desk.comune_id, &mut appointment, Some(deed.hand))?;
    Ok(appointment)
}

pub(super) fn record_outcome(tx: &Transaction, deed: &Deed, outcome: &RecordOutcome) -> Result<Appointment> {
    if outcome.note.chars().count() > MAX_NOTE {
        return Err(bad_request("note is too long"));
    }
    let mut appointment = known(tx, deed, outcome.appointment_id)?;
    refuse_conflict(tx, deed, &appointment, false)?;
    check_codes(&outcome.still_to_bring)?;
    refuse_closed(&appointment)?;
    if outcome.outcome == Outcome::Held {
        appointment.leave_only(&outcome.still_to_bring, outcome.at, deed.saw_version);
    }
    check_papers(&appointment.papers)?;
    let closing = Closing { outcome: outcome.outcome, note: outcome.note.clone(), at: outcome.at };
    close(tx, deed.desk.comune_id, &mut appointment, closing, Some(deed.hand))?;
    Ok(appointment)
}

/// Closes an appointment, by a desk or by INPS.
///
/// # Errors
/// `AppointmentClosed`
pub fn close(
    tx: &Transaction,
    comune: Uuid,
    appointment: &mut Appointment,
    closing: Closing,
    by: Option<Hand>,
) -> Result<()> {
    refuse_closed(appointment)?;
    appointments::end_meeting(appointment, closing.at);
    appointment.closing = Some(closing);
    appointments::update_exclusively(tx, comune, appointment, by)
}

fn check_reason(reason: &str) -> Result<()> {
    if reason.chars().count() > MAX_REASON {
        return Err(bad_request("reason is too long"));
    }
    Ok(())
}

/// Refuses what somebody else decided first. A change that `answers_inps` is one that a withdrawal asks for, or one that was
/// promised without knowing what INPS had noted: only another desk's stands before it.
fn refuse_conflict(tx: &Transaction, deed: &Deed, appointment: &Appointment, answers_inps: bool) -> Result<()> {
    let saw = deed.saw_version.unwrap_or(0);
    let other = if answers_inps { appointments::changed_by_other_desk } else { appointments::changed_by_other };
    if other(tx, appointment.id, deed.hand, saw)? {
        return Err(ProblemKind::Conflict.into());
    }
    Ok(())
}
