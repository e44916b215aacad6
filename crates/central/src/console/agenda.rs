//! The administrator's agenda: the weekly windows of the calendar, when one begins and when one ends.

use super::{Preview, administrator::Administrator};
use crate::{
    app::App,
    clock::day_of,
    error::{Result, bad_request},
    etag,
    store::{
        acts::{self, ActKind, Body},
        closures, comuni,
        openings::{self, Opening},
    },
    withdrawals,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    appointments::Mode,
    problem::{Problem, ProblemKind},
    slots::{Closure, Window},
};
use std::ops::RangeInclusive;
use ts_rs::TS;
use uuid::Uuid;

const SLOT_MINUTES: RangeInclusive<u16> = 5..=240;
const SEATS: RangeInclusive<u16> = 1..=20;
const MAX_SOURCE: usize = 200;
/// How far ahead days without slots are shown.
const DAYS_AHEAD: i32 = 365;

/// The calendar that serves the comune: when it is open and when it is not.
#[derive(Serialize, TS)]
pub struct ConsoleAgenda {
    calendar_name: String,
    /// The comuni that it serves: what is changed here holds for all of them.
    comuni: Vec<String>,
    windows: Vec<ConsoleWindow>,
    /// Of this comune alone.
    closures: Vec<Closure>,
    /// Of the calendar: the national holidays of the next year.
    holidays: Vec<Closure>,
}

/// A weekly window that has not ended.
#[derive(Serialize, TS)]
pub struct ConsoleWindow {
    id: Uuid,
    window: Window,
}

#[derive(Deserialize)]
pub(super) struct NewWindow {
    weekday: i8,
    from: Time,
    to: Time,
    slot_minutes: u16,
    seats: u16,
    modes: Vec<Mode>,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    source: String,
}

#[derive(Deserialize)]
pub(super) struct Last {
    last_day: Date,
}

#[derive(Deserialize)]
pub(super) struct Ending {
    last_day: Date,
    reason: String,
}

pub(super) async fn get(
    State(app): State<App>,
    Administrator(account): Administrator,
    headers: HeaderMap,
) -> Result<Response> {
    let today = day_of(app.clock.now())?;
    etag::answer(&headers, &app.store.read(move |conn| whole(conn, account.comune_id, today)).await?)
}

pub(super) fn whole(conn: &Connection, comune: Uuid, today: Date) -> Result<ConsoleAgenda> {
    let calendar = comuni::calendar(conn, comune)?;
    let (calendar_name, comuni) = openings::describe(conn, calendar)?;
    let windows = openings::list(conn, calendar)?;
    Ok(ConsoleAgenda {
        calendar_name,
        comuni,
        windows: windows
            .into_iter()
            .filter(|opening| opening.valid_to.is_none_or(|last| last >= today))
            .map(|opening| ConsoleWindow { id: opening.id, window: opening.into() })
            .collect(),
        closures: closures::of_comune(conn, comune, today)?,
        holidays: closures::national(conn, calendar, today, today.checked_add(DAYS_AHEAD.days())?)?,
    })
}

pub(super) async fn open(
    State(app): State<App>,
    Administrator(account): Administrator,
    Json(wanted): Json<NewWindow>,
) -> Result<Json<ConsoleAgenda>> {
    let now = app.clock.now();
    let today = day_of(now)?;
    let opening = opening(wanted, today)?;
    let agenda = app.store.write(move |tx| {
        let comune = account.comune_id;
        let calendar = comuni::calendar(tx, comune)?;
        let others = openings::list(tx, calendar)?;
        // Sent twice on a bad line, it is one window.
        if others.iter().any(|other| opening.is_same_as(other)) {
            return whole(tx, comune, today);
        }
        if others.iter().any(|other| opening.collides_with(other)) {
            return Err(overlap().into());
        }
        openings::add(tx, calendar, &opening)?;
        openings::offer(tx, calendar, today, openings::DAYS)?;
        let body = Body { window: Some(opening.into()), ..Body::default() };
        acts::write(tx, comune, now, &account.name, ActKind::WindowOpened, None, &body)?;
        whole(tx, comune, today)
    });
    Ok(Json(agenda.await?))
}

fn overlap() -> Problem {
    let mut problem = Problem::new(ProblemKind::Conflict);
    problem.title = "Another window has hours there that overlap without being the same".into();
    problem
}

fn opening(wanted: NewWindow, today: Date) -> Result<Opening> {
    let minute = |time: Time| u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0);
    // Midnight is the end of the day, not its beginning.
    let (from, to) = (minute(wanted.from), if minute(wanted.to) == 0 { 24 * 60 } else { minute(wanted.to) });
    let mut modes = wanted.modes;
    modes.sort_unstable();
    modes.dedup();
    let source = wanted.source.trim().to_owned();
    if !(1..=7).contains(&wanted.weekday) || !SEATS.contains(&wanted.seats) || modes.is_empty() {
        return Err(bad_request("weekday, seats or modes cannot be"));
    }
    if !SLOT_MINUTES.contains(&wanted.slot_minutes) || from.saturating_add(wanted.slot_minutes) > to {
        return Err(bad_request("no slot fits between from and to"));
    }
    let first = wanted.valid_from.unwrap_or(today);
    if first < today || wanted.valid_to.is_some_and(|last| last < first) {
        return Err(bad_request("valid_from is past, or after valid_to"));
    }
    for day in [Some(first), wanted.valid_to].into_iter().flatten() {
        super::reachable(day)?;
    }
    if source.is_empty() || source.chars().count() > MAX_SOURCE {
        return Err(bad_request("source is missing or too long"));
    }
    Ok(Opening {
        seats: wanted.seats,
        modes,
        valid_from: Some(first),
        valid_to: wanted.valid_to,
        source,
        checked_on: Some(today),
        ..Opening::weekly(wanted.weekday, from, to, wanted.slot_minutes)
    })
}

/// The administrator looked at the source of a window today: it is still so.
pub(super) async fn check(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(id): Path<Uuid>,
) -> Result<Json<ConsoleAgenda>> {
    let today = day_of(app.clock.now())?;
    let agenda = app.store.write(move |tx| {
        let comune = account.comune_id;
        openings::set_checked(tx, comuni::calendar(tx, comune)?, id, today)?;
        whole(tx, comune, today)
    });
    Ok(Json(agenda.await?))
}

pub(super) async fn preview_end(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Last>,
) -> Result<Json<Preview>> {
    let last = super::reachable(wanted.last_day)?;
    let preview = app.store.read(move |conn| {
        let calendar = comuni::calendar(conn, account.comune_id)?;
        Preview::of(conn, &openings::only_of(conn, calendar, id, last)?)
    });
    Ok(Json(preview.await?))
}

pub(super) async fn end(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(id): Path<Uuid>,
    Json(wanted): Json<Ending>,
) -> Result<Json<ConsoleAgenda>> {
    let now = app.clock.now();
    let (today, last, reason) = (day_of(now)?, super::reachable(wanted.last_day)?, super::reason(&wanted.reason)?);
    if last < today {
        return Err(bad_request("last_day is past"));
    }
    let agenda = app.store.write(move |tx| {
        let comune = account.comune_id;
        let calendar = comuni::calendar(tx, comune)?;
        if openings::get(tx, calendar, id)?.valid_to.is_some_and(|had| had <= last) {
            return Err(bad_request("the window ends on that day or before"));
        }
        let hours = openings::only_of(tx, calendar, id, last)?;
        let ended = openings::end(tx, calendar, id, last)?;
        let body = Body { reason, window: Some(ended.into()), ..Body::default() };
        withdrawals::withdraw_hours(tx, comune, &hours, &account.name, (ActKind::WindowEnded, body), now)?;
        whole(tx, comune, today)
    });
    Ok(Json(agenda.await?))
}
