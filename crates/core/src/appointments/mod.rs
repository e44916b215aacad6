//! The agenda of the counter: what is booked, what is missing, how it ended.

pub mod booking;
mod changes;
mod holds;
mod ics;
pub mod moving;
pub mod offer;
mod overlay;
mod requests;
mod slip;
mod state;
mod store;
pub mod telling;
mod types;
mod why;

pub use booking::book;
pub use changes::{
    add_note, cancel, change, mark_arrived, push_document, record_outcome, set_papers, short, step_in_queue,
    wish_earlier,
};
pub use holds::{HoldView, hold};
pub use ics::{CalendarFile, SavedCalendar, ics, save_ics};
pub use moving::{alternatives, shift, tasks};
pub use offer::{SLOTS_RESOURCE, closures};
pub use requests::*;
pub use slip::{Slip, SlipPaper, slip};
pub use state::{ends_at, state};
pub use store::{between, get as read, keep, next_start, of_citizen, open_or_undone, show};
pub use types::*;
pub use why::{Elsewhere, SlotOffer, WhyNone, slots};

use crate::{App, Error, Result, catalogue, clock, documents, meetings, operators, sync::outbox};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use rusqlite::Connection;
use sportello_protocol::{
    appointments::{Appointment, Mode},
    catalogue::Catalogue,
    commands::Payload,
};
use uuid::Uuid;

/// How long after the meeting a paper that the officer asked for is still asked for here.
const STILL_ASKED_FOR: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The first screen.
///
/// # Errors
/// When the database cannot be read.
pub async fn today(app: &App, (): ()) -> Result<Today> {
    let (now, date) = (app.clock.now(), app.clock.today());
    let desk = app.identity()?.desk_id;
    let (from, to) = clock::day(date);
    let (appointments, without_outcome, without_outcome_count, asked_for) = app.store.read(|conn| {
        let today = store::between(conn, from, to, Some(desk))?;
        let earlier = store::without_outcome(conn, from, desk)?;
        let count = store::count_without_outcome(conn, from, desk)?;
        let asked_for = store::asked_for(conn, now.checked_sub(STILL_ASKED_FOR)?, desk)?;
        let mut lines = summaries(conn, &[today.as_slice(), &earlier, &asked_for].concat(), now)?;
        let asked_for = lines.split_off(today.len() + earlier.len());
        let earlier = lines.split_off(today.len());
        Ok((lines, earlier, count, asked_for))
    })?;
    let next = next(&appointments, now);
    let line_check = app.store.read(|conn| line_check(conn, date, desk, now))?;
    Ok(Today { date, now, appointments, next, without_outcome, without_outcome_count, asked_for, line_check })
}

/// The first day after today on which this desk has meetings by video.
fn line_check(conn: &Connection, today: Date, desk: Uuid, now: Timestamp) -> Result<Option<LineCheck>> {
    let from = clock::day(today).1;
    let until = clock::day(today.checked_add(meetings::LINE_DAYS.days())?).1;
    let to_come = store::between(conn, from, until, Some(desk))?;
    let held = |one: &&Appointment| one.mode == Mode::Video && one.closing.is_none() && overlay::is_active(one);
    let Some(first) = to_come.iter().find(held) else { return Ok(None) };
    let date = clock::day_of(first.starts_at);
    let that_day = |one: &&Appointment| clock::day_of(one.starts_at) == date;
    Ok(Some(LineCheck {
        date,
        meetings: u32::try_from(to_come.iter().filter(held).filter(that_day).count()).unwrap_or(u32::MAX),
        checks: meetings::checks(&named(conn, first.clone())?, known_catalogue(conn)?.as_ref())
            .into_iter()
            .filter(|one| one.is_of_the_line())
            .collect(),
        first: summaries(conn, std::slice::from_ref(first), now)?.pop().ok_or(Error::NotFound)?,
    }))
}

/// The one to attend to: under way, or who has arrived, or the next to start.
fn next(appointments: &[AppointmentSummary], now: Timestamp) -> Option<Uuid> {
    use AppointmentState::{Arrived, Called, Confirmed, MeetingOpen, Parked, Provisional};
    let find = |fits: &dyn Fn(&&AppointmentSummary) -> bool| appointments.iter().find(fits).map(|line| line.id);
    find(&|line| line.state == MeetingOpen)
        .or_else(|| find(&|line| line.state == Called))
        .or_else(|| find(&|line| line.state == Arrived))
        .or_else(|| {
            find(&|line| {
                let ends = line.starts_at + SignedDuration::from_mins(line.minutes.into());
                matches!(line.state, Confirmed | Provisional | Parked) && ends > now
            })
        })
}

/// Some days of this desk.
///
/// # Errors
/// `BadRequest` for more than 400 days.
pub async fn list(app: &App, request: ListDays) -> Result<Vec<AppointmentSummary>> {
    if request.to < request.from || request.from.until(request.to)?.get_days() > 400 {
        return Err(Error::BadRequest);
    }
    let desk = app.identity()?.desk_id;
    let (from, to) = (clock::day(request.from).0, clock::day(request.to).1);
    app.store.read(|conn| summaries(conn, &store::between(conn, from, to, Some(desk))?, app.clock.now()))
}

/// The workspace of an appointment.
///
/// # Errors
/// `NotFound`
pub async fn get(app: &App, request: ById) -> Result<AppointmentDetail> {
    app.store.read(|conn| detail(app, conn, request.id))
}

fn detail(app: &App, conn: &Connection, id: Uuid) -> Result<AppointmentDetail> {
    let appointment = store::get(conn, id)?;
    let pending = outbox::unanswered(conn, id)?;
    let refusal = pending.iter().find(|entry| entry.kind == "book_appointment").and_then(|entry| entry.reason);
    let appointment = named(conn, appointment)?;
    let known = known_catalogue(conn)?;
    let window = known.map(|catalogue| catalogue.meeting_window).unwrap_or_default();
    Ok(AppointmentDetail {
        state: state(&appointment, app.clock.now()),
        service: known_catalogue(conn)?.and_then(|c| catalogue::service(&c, &appointment.service_code).cloned()),
        documents: documents::of_appointment(conn, id)?,
        waiting: u32::try_from(pending.iter().filter(|entry| !entry.parked).count()).unwrap_or(u32::MAX),
        refusal,
        move_waits: pending.iter().rev().filter(|entry| !entry.parked && !entry.promised).find_map(
            |entry| match &entry.payload {
                Payload::MoveAppointment(to) => Some(to.starts_at),
                _ => None,
            },
        ),
        disagreements: pending.iter().filter_map(disagreement).collect(),
        acting_rule: known_catalogue(conn)?.and_then(|c| {
            let role = appointment.acting.as_ref()?.role;
            c.acting.into_iter().find(|rule| rule.role == role)
        }),
        door: meetings::door(&appointment, window, app.clock.now())?,
        open_requests: appointment.open_requests().map(|request| request.document_type.clone()).collect(),
        opened_here: meetings::opened_here(&appointment),
        checks_from: meetings::checks_from(appointment.starts_at),
        checks: meetings::checks(&appointment, known_catalogue(conn)?.as_ref()),
        appointment,
    })
}

// A line that Centrale has not seen yet has no name in it.
fn named(conn: &Connection, mut appointment: Appointment) -> Result<Appointment> {
    for line in appointment.attestations.iter_mut().filter(|line| line.operator_name.is_empty()) {
        line.operator_name = operators::name(conn, line.operator_id)?.unwrap_or_default();
    }
    Ok(appointment)
}

// A refused booking is shown as one, with alternatives.
fn disagreement(entry: &outbox::Entry) -> Option<Disagreement> {
    let (reason, true) = (entry.reason?, entry.parked) else { return None };
    let (wanted_start, wanted_outcome) = match &entry.payload {
        Payload::BookAppointment(_) => return None,
        Payload::MoveAppointment(to) => (Some(to.starts_at), None),
        Payload::RecordOutcome(outcome) => (None, Some(outcome.outcome)),
        _ => (None, None),
    };
    let typed = |wanted: &Option<String>, saw: &Option<String>| wanted.clone().filter(|_| wanted != saw);
    let wanted_access = match &entry.payload {
        Payload::SetMeetingAccess(it) => {
            [typed(&it.link, &it.instead_of), typed(&it.door_code, &it.instead_of_code)].into_iter().flatten().collect()
        }
        _ => vec![],
    };
    Some(Disagreement {
        command_id: entry.command_id,
        kind: entry.kind.clone(),
        reason,
        made_at: entry.made_at,
        wanted_start,
        wanted_outcome,
        wanted_access,
        promised: entry.promised,
    })
}

/// An appointment by its number, or by the id in the slip's QR code.
///
/// # Errors
/// `NotFound`
pub async fn find_number(app: &App, request: ByNumber) -> Result<AppointmentSummary> {
    let text = request.number.trim().to_ascii_uppercase();
    app.store.read(|conn| {
        let appointment = match Uuid::parse_str(&text) {
            Ok(id) => store::get(conn, id)?,
            Err(_) => store::by_number(conn, &text)?,
        };
        state::summary(conn, &appointment, known_catalogue(conn)?.as_ref(), app.clock.now())
    })
}

/// Number and citizen's name, for the outbox; empty where the appointment is no longer known.
///
/// # Errors
/// When the database cannot be read.
pub fn label(conn: &Connection, id: Uuid) -> Result<(String, String)> {
    match store::get(conn, id) {
        Ok(appointment) => {
            Ok((appointment.number, format!("{} {}", appointment.citizen.family_name, appointment.citizen.given_name)))
        }
        Err(Error::NotFound) => Ok(Default::default()),
        Err(error) => Err(error),
    }
}

/// Lines for a list.
///
/// # Errors
/// When the database cannot be read.
pub fn summaries(conn: &Connection, list: &[Appointment], now: Timestamp) -> Result<Vec<AppointmentSummary>> {
    let catalogue = known_catalogue(conn)?;
    state::summaries(conn, list, catalogue.as_ref(), now)
}

fn known_catalogue(conn: &Connection) -> Result<Option<Catalogue>> {
    match catalogue::read(conn) {
        Ok(catalogue) => Ok(Some(catalogue)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
