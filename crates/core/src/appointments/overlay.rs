//! What the desk shows: Centrale's state with the commands laid over it that Centrale has not answered yet.

use crate::sync::outbox::Entry;
use sportello_protocol::{
    appointments::{Appointment, Attestation, Booking, Closing, Event, EventKind, Note, Outcome},
    citizens::Citizen,
    commands::{BookAppointment, MoveAppointment, Payload},
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
        // What it hangs on was refused: it moves nothing before that is decided.
        (Payload::MoveAppointment(_), Some(shown)) if entry.held_back => Some(shown),
        (_, Some(shown)) => Some(apply(shown, entry)),
    })
}

fn book(booking: &BookAppointment, entry: &Entry, here: &Here) -> Appointment {
    Appointment {
        id: booking.appointment_id,
        number: booking.number.clone(),
        version: 0,
        desk_id: here.desk_id,
        desk_name: here.desk_name.clone(),
        slot_ids: booking.slot_ids.clone(),
        starts_at: booking.starts_at,
        minutes: booking.minutes,
        mode: booking.mode,
        acting: booking.acting.clone(),
        citizen: Citizen { privacy_notice: Some(booking.privacy_notice.clone()), ..booking.citizen.clone() },
        service_code: booking.service_code.clone(),
        papers: booking.papers.clone(),
        requests: vec![],
        booking: match entry {
            Entry { parked: true, .. } => Booking::Refused,
            Entry { promised: true, .. } => Booking::Confirmed,
            _ => Booking::Provisional,
        },
        arrived_at: None,
        called_at: None,
        parked_at: None,
        walk_in: booking.walk_in,
        follows: booking.follows,
        wants_earlier: None,
        notes: vec![],
        attestations: vec![],
        history: vec![],
        closing: None,
        meeting: Meeting::default(),
        booked_at: entry.made_at,
    }
}

fn apply(mut shown: Appointment, entry: &Entry) -> Appointment {
    match &entry.payload {
        Payload::BookAppointment(_) | Payload::OpenDocument(_) => {}
        Payload::SetPapers(set) => shown.set_papers(&set.papers, entry.saw_version),
        Payload::MarkArrived(arrived) => shown.arrived_at = shown.arrived_at.or(Some(arrived.at)),
        Payload::StepInQueue(step) => shown.take_step(step.step, step.at),
        Payload::AddNote(note) => {
            if !shown.notes.iter().any(|known| known.id == note.note_id) {
                shown.notes.push(Note { id: note.note_id, text: note.text.clone(), at: note.at });
            }
        }
        Payload::Attest(line) => {
            shown.attest(
                Attestation {
                    id: line.attestation_id,
                    kind: line.kind,
                    holds: line.holds,
                    measured: line.measured,
                    document_type: line.document_type.clone(),
                    reason: line.reason.clone(),
                    at: line.at,
                    operator_id: entry.operator_id,
                    operator_name: String::new(),
                },
                entry.saw_version,
            );
        }
        Payload::SetMeetingAccess(access) => {
            shown.meeting.take_access(access);
        }
        Payload::WishEarlier(wish) => shown.wants_earlier = wish.wanted.then_some(wish.at),
        // Until it is confirmed, the appointment stands where it stood.
        Payload::MoveAppointment(to) if entry.promised => shift(&mut shown, to),
        Payload::MoveAppointment(_) => {}
        Payload::AddDocument(document) => {
            shown.mark_present(&document.document_type, entry.saw_version);
        }
        Payload::RecordOutcome(outcome) => {
            if shown.closing.is_none() && outcome.outcome == Outcome::Held {
                shown.leave_only(&outcome.still_to_bring, outcome.at, entry.saw_version);
            }
            shown.closing = shown
                .closing
                .or_else(|| Some(Closing { outcome: outcome.outcome, note: outcome.note.clone(), at: outcome.at }));
        }
        Payload::CancelAppointment(withdrawal) => {
            shown.booking = Booking::Cancelled;
            shown.wants_earlier = None;
            shown.history.push(Event {
                kind: EventKind::Cancelled,
                by: withdrawal.by,
                reason: withdrawal.reason.clone(),
                at: withdrawal.at,
                from: None,
            });
        }
    }
    shown
}

fn shift(shown: &mut Appointment, to: &MoveAppointment) {
    shown.undo_missed(to);
    let from = std::mem::replace(&mut shown.starts_at, to.starts_at);
    shown.slot_ids.clone_from(&to.slot_ids);
    shown.minutes = to.minutes;
    shown.mode = to.mode;
    shown.booking = Booking::Confirmed;
    (shown.arrived_at, shown.called_at, shown.parked_at, shown.wants_earlier) = (None, None, None, None);
    // A room, and how it is entered, is of its hour.
    shown.meeting = Meeting::default();
    shown.history.push(Event {
        kind: EventKind::Moved,
        by: to.by,
        reason: to.reason.clone(),
        at: to.at,
        from: Some(from),
    });
}

/// Whether it holds its slots.
pub fn is_active(appointment: &Appointment) -> bool {
    matches!(appointment.booking, Booking::Provisional | Booking::Confirmed)
}
