//! What the officer sees: the day of all desks, and one appointment with its documents.

use super::{
    reachable,
    room::{self, ConsoleRoom},
    session::SignedIn,
};
use crate::{
    app::App,
    clock::day_of,
    error::Result,
    etag,
    store::{appointments, comuni, documents},
};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    appointments::{ActingRole, Appointment, Booking, Closing, Mode},
    catalogue::Service,
    documents::{Document, Origin},
    meetings::Meeting,
    problem::ProblemKind,
};
use ts_rs::TS;
use uuid::Uuid;

/// The appointments of a day at all desks of the comune.
#[derive(Serialize, TS)]
pub struct ConsoleDay {
    date: Date,
    now: Timestamp,
    lines: Vec<ConsoleLine>,
}

/// An appointment in the day.
#[derive(Serialize, TS)]
pub struct ConsoleLine {
    id: Uuid,
    number: String,
    desk_name: String,
    starts_at: Timestamp,
    minutes: u16,
    citizen_name: String,
    service_name: String,
    mode: Mode,
    /// As what somebody acts for the citizen, where somebody does.
    acting: Option<ActingRole>,
    walk_in: bool,
    /// When it was before it was moved last, where it was.
    moved_from: Option<Timestamp>,
    notes: usize,
    booking: Booking,
    arrived_at: Option<Timestamp>,
    called_at: Option<Timestamp>,
    parked_at: Option<Timestamp>,
    meeting: Meeting,
    closing: Option<Closing>,
    /// Documents of the desk that the officer has not opened.
    unopened: u32,
}

/// An appointment with all the officer needs for it.
#[derive(Serialize, TS)]
pub struct ConsoleAppointment {
    appointment: Appointment,
    service: Option<Service>,
    documents: Vec<Document>,
    /// Documents of the officer that a counter is fetching, in percent.
    fetching: Vec<Fetching>,
    room: ConsoleRoom,
}

/// How far a counter is with a document of the officer.
#[derive(Serialize, TS)]
#[ts(rename = "ConsoleFetching")]
pub struct Fetching {
    id: Uuid,
    percent: u8,
}

#[derive(Deserialize)]
pub(super) struct Day {
    date: Option<Date>,
}

pub(super) async fn get(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(day): Query<Day>,
    headers: HeaderMap,
) -> Result<Response> {
    let now = app.clock.now();
    let date = reachable(day.date.map_or_else(|| day_of(now), Ok)?)?;
    let (comune, catalogue) = (signed_in.account.comune_id, app.catalogue.clone());
    let lines = app
        .store
        .read(move |conn| {
            let appointments = appointments::of_day(conn, comune, date)?;
            appointments
                .into_iter()
                .map(|appointment| {
                    let name = catalogue.service(&appointment.service_code).map(|service| service.plain_name.clone());
                    line(conn, appointment, name)
                })
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let day = ConsoleDay { date, now, lines };
    // Without the clock, which would make every answer another one.
    etag::answer_tagged(&headers, &day, &(&day.date, &day.lines))
}

fn line(conn: &Connection, appointment: Appointment, service_name: Option<String>) -> Result<ConsoleLine> {
    let waiting = documents::of_appointment(conn, appointment.id)?
        .iter()
        .filter(|document| {
            document.origin == Origin::Desk && document.delivered && !document.held && document.opened_at.is_none()
        })
        .count();
    Ok(ConsoleLine {
        id: appointment.id,
        number: appointment.number,
        desk_name: appointment.desk_name,
        starts_at: appointment.starts_at,
        minutes: appointment.minutes,
        citizen_name: format!("{} {}", appointment.citizen.family_name, appointment.citizen.given_name),
        service_name: service_name.unwrap_or(appointment.service_code),
        mode: appointment.mode,
        acting: appointment.acting.map(|acting| acting.role),
        walk_in: appointment.walk_in,
        moved_from: appointment.history.iter().rev().find_map(|event| event.from),
        notes: appointment.notes.len(),
        booking: appointment.booking,
        arrived_at: appointment.arrived_at,
        called_at: appointment.called_at,
        parked_at: appointment.parked_at,
        meeting: appointment.meeting,
        closing: appointment.closing,
        unopened: u32::try_from(waiting).unwrap_or(u32::MAX),
    })
}

pub(super) async fn appointment(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response> {
    etag::answer(&headers, &whole(&app, signed_in.account.comune_id, id).await?)
}

pub(super) async fn whole(app: &App, comune: Uuid, id: Uuid) -> Result<ConsoleAppointment> {
    let (catalogue, known, whole) = (app.catalogue.clone(), app.fetching.clone(), app.clone());
    app.store
        .read(move |conn| {
            let appointment = appointments::get(conn, comune, id)?.ok_or(ProblemKind::NotFound)?;
            let documents = documents::of_appointment(conn, id)?;
            let coming = documents.iter().filter(|document| document.received_at.is_none());
            let fetching =
                coming.filter_map(|one| Some(Fetching { id: one.id, percent: known.percent(one.id)? })).collect();
            Ok(ConsoleAppointment {
                room: room::read(conn, &whole, &appointment)?,
                service: catalogue.service(&appointment.service_code).cloned(),
                documents,
                fetching,
                appointment,
            })
        })
        .await
}

pub(super) async fn catalogue(State(app): State<App>, signed_in: SignedIn, headers: HeaderMap) -> Result<Response> {
    let comune = app.store.read(move |conn| comuni::get(conn, signed_in.account.comune_id)).await?;
    etag::answer(&headers, &app.catalogue.of(&comune))
}
