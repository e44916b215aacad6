//! What became of an appointment, and counting it.

use super::{Counts, Occupation, Waiting};
use crate::{
    appointments::{AppointmentState, state},
    clock,
};
use jiff::Timestamp;
use sportello_protocol::appointments::{Appointment, Booking, EventKind, Presence};

/// The last day of each class of waiting but the last.
const CLASSES: [u32; 4] = [0, 3, 7, 14];

impl Counts {
    /// Counts one more.
    pub(super) fn count(&mut self, appointment: &Appointment, now: Timestamp) {
        let place = match state(appointment, now) {
            AppointmentState::Refused => return,
            AppointmentState::Held => &mut self.held,
            AppointmentState::CitizenAbsent => &mut self.citizen_absent,
            AppointmentState::OfficerAbsent => &mut self.officer_absent,
            AppointmentState::TechnicalFailure => &mut self.technical_failure,
            AppointmentState::ToMove => &mut self.withdrawn,
            AppointmentState::Cancelled if was_to_be_moved(appointment) => &mut self.withdrawn,
            AppointmentState::Cancelled => &mut self.cancelled,
            AppointmentState::OutcomeMissing => &mut self.outcome_missing,
            AppointmentState::Provisional
            | AppointmentState::Confirmed
            | AppointmentState::Arrived
            | AppointmentState::Called
            | AppointmentState::Parked
            | AppointmentState::MeetingOpen => &mut self.to_come,
        };
        *place += 1;
        self.appointments += 1;
        let missing = appointment.papers.iter().any(|paper| paper.state == Presence::Missing);
        self.papers_missing += u32::from(missing && appointment.stands());
        self.walk_ins += u32::from(appointment.walk_in);
        let moves = appointment.history.iter().filter(|event| event.kind == EventKind::Moved).count();
        self.moved += u32::from(moves > 0);
        self.moved_by_inps += u32::from(was_moved_by_inps(appointment));
    }

    /// Adds the numbers of others.
    pub(super) fn add(&mut self, other: &Self) {
        self.appointments += other.appointments;
        self.held += other.held;
        self.citizen_absent += other.citizen_absent;
        self.officer_absent += other.officer_absent;
        self.technical_failure += other.technical_failure;
        self.cancelled += other.cancelled;
        self.withdrawn += other.withdrawn;
        self.outcome_missing += other.outcome_missing;
        self.to_come += other.to_come;
        self.moved += other.moved;
        self.moved_by_inps += other.moved_by_inps;
        self.papers_missing += other.papers_missing;
        self.walk_ins += other.walk_ins;
        self.occupation = match (self.occupation, other.occupation) {
            (Some(a), Some(b)) => Some(Occupation { sold: a.sold + b.sold, open: a.open + b.open }),
            (one, other) => one.or(other),
        };
    }
}

/// Slots that it takes of the open ones. What was withdrawn is not open.
pub(super) fn slots_taken(appointment: &Appointment) -> u32 {
    let takes = matches!(appointment.booking, Booking::Provisional | Booking::Confirmed);
    if takes { u32::try_from(appointment.slot_ids.len()).unwrap_or(u32::MAX) } else { 0 }
}

// INPS had withdrawn the hour, and it was given up: the cancellation follows upon the withdrawal.
fn was_to_be_moved(appointment: &Appointment) -> bool {
    let mut before = appointment.history.iter().rev().filter(|event| event.kind != EventKind::Cancelled);
    before.next().is_some_and(|event| event.kind == EventKind::Withdrawn)
}

fn was_moved_by_inps(appointment: &Appointment) -> bool {
    let kinds: Vec<EventKind> = appointment.history.iter().map(|event| event.kind).collect();
    kinds.windows(2).any(|pair| pair == [EventKind::Withdrawn, EventKind::Moved])
}

/// Calendar days from the booking to the appointment; of none that does not stand, and of nobody who just came.
pub(super) fn waited(appointment: &Appointment) -> Option<u32> {
    (appointment.stands() && !appointment.walk_in).then(|| days_between(appointment.booked_at, appointment.starts_at))
}

/// Midnights in Europe/Rome between two instants.
pub(super) fn days_between(from: Timestamp, to: Timestamp) -> u32 {
    let days = clock::local(from).date().until(clock::local(to).date()).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

impl Waiting {
    /// Of some waits; nothing of fewer than `fewest`.
    pub(super) fn of(mut days: Vec<u32>, fewest: u32) -> Option<Self> {
        let of = u32::try_from(days.len()).unwrap_or(u32::MAX);
        if of < fewest.max(1) {
            return None;
        }
        days.sort_unstable();
        // The nearest rank: a wait that somebody really had.
        let rank = |percent: usize| days[(days.len() * percent).div_ceil(100).max(1) - 1];
        let mut classes = [0; 5];
        for wait in &days {
            classes[CLASSES.iter().position(|last| wait <= last).unwrap_or(CLASSES.len())] += 1;
        }
        Some(Self { of, median: rank(50), ninetieth: rank(90), classes })
    }
}
