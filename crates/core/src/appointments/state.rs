//! The one word for an appointment, and its line on the day.

use super::{AppointmentState, AppointmentSummary, FormToSign};
use crate::{Error, Result, catalogue, documents, meetings, sync::outbox};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use sportello_protocol::{
    appointments::{Appointment, Booking, Outcome, Presence},
    catalogue::Catalogue,
};
use uuid::Uuid;

/// The first word that fits: that it does not stand, then how it ended, then where it is now. A refused booking needs
/// somebody, whatever was noted about it meanwhile.
pub fn state(appointment: &Appointment, now: Timestamp) -> AppointmentState {
    match appointment.booking {
        Booking::Refused => return AppointmentState::Refused,
        Booking::Cancelled => return AppointmentState::Cancelled,
        Booking::ToMove if appointment.closing.is_none() => return AppointmentState::ToMove,
        Booking::Provisional | Booking::Confirmed | Booking::ToMove => {}
    }
    if let Some(closing) = &appointment.closing {
        return match closing.outcome {
            Outcome::Held => AppointmentState::Held,
            Outcome::CitizenAbsent => AppointmentState::CitizenAbsent,
            Outcome::OfficerAbsent => AppointmentState::OfficerAbsent,
            Outcome::TechnicalFailure => AppointmentState::TechnicalFailure,
        };
    }
    match appointment.booking {
        Booking::Confirmed if appointment.meeting.is_open() => AppointmentState::MeetingOpen,
        _ if ends_at(appointment) < now => AppointmentState::OutcomeMissing,
        _ if appointment.parked_at.is_some() => AppointmentState::Parked,
        _ if appointment.called_at.is_some() => AppointmentState::Called,
        _ if appointment.arrived_at.is_some() => AppointmentState::Arrived,
        Booking::Confirmed => AppointmentState::Confirmed,
        _ => AppointmentState::Provisional,
    }
}

/// When its slot ends.
pub fn ends_at(appointment: &Appointment) -> Timestamp {
    let length = SignedDuration::from_mins(appointment.minutes.into());
    appointment.starts_at.checked_add(length).unwrap_or(appointment.starts_at)
}

/// Its line on the day.
///
/// # Errors
/// When the database cannot be read.
pub fn summary(
    conn: &Connection,
    appointment: &Appointment,
    catalogue: Option<&Catalogue>,
    now: Timestamp,
) -> Result<AppointmentSummary> {
    summaries(conn, std::slice::from_ref(appointment), catalogue, now)?.pop().ok_or(Error::NotFound)
}

/// Their lines, in the same order; what stands beside them is read once for all.
///
/// # Errors
/// When the database cannot be read.
pub fn summaries(
    conn: &Connection,
    list: &[Appointment],
    catalogue: Option<&Catalogue>,
    now: Timestamp,
) -> Result<Vec<AppointmentSummary>> {
    let ids: Vec<Uuid> = list.iter().map(|appointment| appointment.id).collect();
    let (unanswered, unopened) = (outbox::unanswered_appointments(conn)?, documents::count_unopened(conn, &ids)?);
    let lines = list.iter().map(|appointment| {
        let id = &appointment.id;
        line(appointment, catalogue, now, unanswered.contains(id), unopened.get(id).copied().unwrap_or(0))
    });
    Ok(lines.collect())
}

fn line(
    appointment: &Appointment,
    catalogue: Option<&Catalogue>,
    now: Timestamp,
    waiting: bool,
    unopened: u16,
) -> AppointmentSummary {
    let window = catalogue.map(|catalogue| catalogue.meeting_window).unwrap_or_default();
    let service = catalogue.and_then(|c| catalogue::service(c, &appointment.service_code));
    let needed = appointment.papers.iter().filter(|paper| paper.state != Presence::NotNeeded);
    let form = |code: &str| appointment.requests.iter().find(|one| one.document_type == code)?.form.clone();
    let name = |code: &str| match (form(code), catalogue) {
        (Some(title), _) => title,
        (None, Some(catalogue)) => catalogue::document_name(catalogue, code),
        (None, None) => code.to_owned(),
    };
    let missing = appointment.papers.iter().filter(|paper| paper.state == Presence::Missing);
    let present = appointment.papers.iter().filter(|paper| paper.state == Presence::Present);
    AppointmentSummary {
        id: appointment.id,
        number: appointment.number.clone(),
        desk_id: appointment.desk_id,
        desk_name: appointment.desk_name.clone(),
        starts_at: appointment.starts_at,
        minutes: appointment.minutes,
        citizen_name: format!("{} {}", appointment.citizen.family_name, appointment.citizen.given_name),
        service_code: appointment.service_code.clone(),
        service_name: service.map_or_else(|| appointment.service_code.clone(), |s| s.plain_name.clone()),
        state: state(appointment, now),
        provisional: appointment.booking == Booking::Provisional,
        papers_present: u16::try_from(present.count()).unwrap_or(u16::MAX),
        papers_needed: u16::try_from(needed.count()).unwrap_or(u16::MAX),
        papers_missing: missing.map(|paper| name(&paper.document_type)).collect(),
        papers_asked_for: appointment.open_requests().map(|request| name(&request.document_type)).collect(),
        forms_to_sign: appointment
            .open_requests()
            .filter_map(|one| Some(FormToSign { document_type: one.document_type.clone(), title: one.form.clone()? }))
            .collect(),
        waiting,
        unopened,
        can_enter: meetings::door(appointment, window, now).is_ok_and(|door| door == meetings::Door::Open),
        mode: appointment.mode,
        walk_in: appointment.walk_in,
        wants_earlier: appointment.wants_earlier,
        acting: appointment.acting.as_ref().map(|acting| acting.role),
        arrived_at: appointment.arrived_at,
        called_at: appointment.called_at,
        parked_at: appointment.parked_at,
    }
}
