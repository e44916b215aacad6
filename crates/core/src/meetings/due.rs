//! The meetings of which the clerk is reminded, wherever the clerk is.

use super::{Door, DueMeeting, door};
use crate::{App, Error, Result, appointments, catalogue, clock::day_of};
use jiff::{SignedDuration, Timestamp};
use sportello_protocol::{
    appointments::{Appointment, AttestationKind, EventKind},
    catalogue::Catalogue,
};

const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// What was opened longer before its hour than this was another hour's, even where the move is not known here.
const OF_THIS_HOUR: SignedDuration = SignedDuration::from_hours(12);

/// Those of this desk that begin soon, or that can be opened now, and were not opened here yet; by start.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(app: &App, (): ()) -> Result<Vec<DueMeeting>> {
    let (now, desk) = (app.clock.now(), app.identity()?.desk_id);
    app.store.read(|conn| {
        let window = match catalogue::read(conn) {
            Ok(Catalogue { meeting_window, .. }) => meeting_window,
            Err(Error::NotFound) => Default::default(),
            Err(error) => return Err(error),
        };
        // A room may be open before its day, and a meeting shortly after midnight is reminded of before it.
        let (from, to) = (crate::clock::day(day_of(now)).0, now.checked_add(AHEAD)?);
        let mut list = Vec::new();
        for appointment in appointments::between(conn, from, to, Some(desk))? {
            let door = door(&appointment, window, now)?;
            let soon = match door {
                Door::Later { .. } => window.reminds_from(appointment.starts_at)? <= now,
                Door::WaitsForOfficer | Door::Open => true,
                Door::Ended { .. } | Door::Over { .. } | Door::None => false,
            };
            if soon && opened_here(&appointment).is_none() {
                list.push(DueMeeting {
                    appointment_id: appointment.id,
                    citizen_name: format!("{} {}", appointment.citizen.family_name, appointment.citizen.given_name),
                    starts_at: appointment.starts_at,
                    door,
                });
            }
        }
        Ok(list)
    })
}

/// When the meeting of this hour was first opened at the counter: what was opened before a move was of another hour.
pub fn opened_here(appointment: &Appointment) -> Option<Timestamp> {
    let of_this_hour = |at: &Timestamp| appointment.starts_at.duration_since(*at).abs() <= OF_THIS_HOUR;
    let moves = appointment.history.iter().filter(|event| event.kind == EventKind::Moved);
    let moved_at = moves.map(|event| event.at).max();
    let opened = appointment.attestations.iter().filter(|line| line.kind == AttestationKind::MeetingOpened);
    opened.map(|line| line.at).filter(|at| moved_at.is_none_or(|moved| *at > moved)).find(of_this_hour)
}
