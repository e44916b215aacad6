//! What some appointments of the plan went through: moved, withdrawn, a walk-in, a delegate, a follow-up, a note.

use crate::{
    error::Result,
    store::{appointments, slots},
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;
use sportello_protocol::appointments::{Acting, ActingRole, Appointment, Booking, Event, EventKind, Mode, Note, Party};
use uuid::Uuid;

/// Place in the plan of whom the follow-up follows, and of the follow-up.
pub(super) const FOLLOWED: usize = 0;
pub(super) const FOLLOW_UP: usize = 10;
const WALK_IN: usize = 5;
const WITH_NOTE: usize = 7;
const WITH_DELEGATE: usize = 8;
const MOVED: usize = 11;
const CANCELLED: usize = 12;

/// What is known when it is booked. `followed` is the id of the appointment at [`FOLLOWED`].
pub(super) fn before(place: usize, appointment: &mut Appointment, followed: Uuid) -> Result<()> {
    match place {
        FOLLOW_UP => appointment.follows = Some(followed),
        WALK_IN => {
            appointment.walk_in = true;
            let came = appointment.starts_at.checked_sub(SignedDuration::from_mins(10))?;
            appointment.booked_at = appointment.booked_at.max(came);
        }
        WITH_DELEGATE => {
            appointment.acting = Some(Acting {
                role: ActingRole::Delegate,
                family_name: "Incaricati".into(),
                given_name: "Nives".into(),
                codice_fiscale: String::new(),
                phone: "0437 000099".into(),
            });
        }
        MOVED => appointment.mode = Mode::Phone,
        _ => {}
    }
    Ok(())
}

/// What came after.
pub(super) fn after(
    tx: &Transaction,
    comune: Uuid,
    place: usize,
    appointment: &mut Appointment,
    now: Timestamp,
) -> Result<()> {
    let at = now.checked_sub(SignedDuration::from_hours(2))?;
    let event = |kind: EventKind, reason: &str, from: Option<Timestamp>| Event {
        kind,
        by: Party::Citizen,
        reason: reason.into(),
        at,
        from,
    };
    match place {
        WITH_NOTE => appointment.notes.push(Note {
            id: Uuid::now_v7(),
            text: "Preferisce parlare piano e con voce alta (dimostrazione).".into(),
            at,
        }),
        MOVED => {
            let had = appointment.starts_at.checked_add(SignedDuration::from_hours(4))?;
            appointment.history.push(event(
                EventKind::Moved,
                "Nel pomeriggio ha una visita (dimostrazione)",
                Some(had),
            ));
        }
        CANCELLED => {
            appointment.booking = Booking::Cancelled;
            appointment.history.push(event(
                EventKind::Cancelled,
                "Ha già avuto risposta da INPS (dimostrazione)",
                None,
            ));
            slots::free(tx, appointment.id, None)?;
        }
        _ => return Ok(()),
    }
    let hand = appointments::Hand { desk: appointment.desk_id, origin: None, command: None, after: None };
    appointments::update_exclusively(tx, comune, appointment, Some(hand))
}
