//! What the desk shows: Centrale's state with the commands laid over it that Centrale has not answered yet.

use crate::sync::outbox::Entry;
use sportello_protocol::{
    appointments::{Appointment, Booking, Closing, Outcome},
    citizens::Citizen,
    commands::{BookAppointment, Payload},
    meetings::Meeting,
};
use uuid::Uuid;

/// The desk that shows it.
pub struct Here {
    /// Its id.
    pub desk_id: Uuid,
    /// Its name.
    pub desk_name: String,
}

/// Lays `pending` over `server`; nothing where neither knows the appointment.
pub fn lay_over(server: Option<Appointment>, pending: &[Entry], here: &Here) -> Option<Appointment> {
    pending.iter().fold(server, |shown, entry| match (&entry.payload, shown) {
        (Payload::BookAppointment(booking), None) => Some(book(booking, entry, here)),
        (Payload::BookAppointment(_), Some(mut shown)) => {
            // Centrale's own word counts for more than an old refusal.
            if entry.parked && shown.booking != Booking::Confirmed {
                shown.booking = Booking::Refused;
            }
            Some(shown)
        }
        (_, None) => None,
        // Refused: it has no effect, and the outbox shows it.
        (_, Some(shown)) if entry.parked => Some(shown),
        (payload, Some(shown)) => Some(apply(shown, payload)),
    })
}

fn book(booking: &BookAppointment, entry: &Entry, here: &Here) -> Appointment {
    Appointment {
        id: booking.appointment_id,
        number: booking.number.clone(),
        version: 0,
        desk_id: here.desk_id,
        desk_name: here.desk_name.clone(),
        slot_id: booking.slot_id,
        starts_at: booking.starts_at,
        minutes: booking.minutes,
        citizen: Citizen { privacy_notice: Some(booking.privacy_notice.clone()), ..booking.citizen.clone() },
        service_code: booking.service_code.clone(),
        papers: booking.papers.clone(),
        booking: if entry.parked { Booking::Refused } else { Booking::Provisional },
        arrived_at: None,
        closing: None,
        meeting: Meeting::default(),
        booked_at: entry.made_at,
    }
}

fn apply(mut shown: Appointment, payload: &Payload) -> Appointment {
    match payload {
        Payload::BookAppointment(_) | Payload::OpenDocument(_) => {}
        Payload::SetPapers(set) => shown.papers = set.papers.clone(),
        Payload::MarkArrived(arrived) => shown.arrived_at = shown.arrived_at.or(Some(arrived.at)),
        Payload::AddDocument(document) => {
            shown.mark_present(&document.document_type);
        }
        Payload::RecordOutcome(outcome) => {
            shown.closing = shown
                .closing
                .or_else(|| Some(Closing { outcome: outcome.outcome, note: outcome.note.clone(), at: outcome.at }));
        }
        Payload::CancelAppointment(_) => shown.booking = Booking::Cancelled,
    }
    shown
}

/// Whether it holds its slot.
pub fn is_active(appointment: &Appointment) -> bool {
    let moved = appointment.closing.as_ref().is_some_and(|closing| closing.outcome == Outcome::Moved);
    matches!(appointment.booking, Booking::Provisional | Booking::Confirmed) && !moved
}
