//! Days that the comune is closed. Where bookings stand, they are to be moved first, or with it.

use super::{
    Preview,
    administrator::Administrator,
    agenda::{ConsoleAgenda, whole},
};
use crate::{
    app::App,
    clock::day_of,
    error::{Result, bad_request},
    holidays,
    store::{
        acts::{self, ActKind, Body},
        closures, openings,
    },
    withdrawals,
};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use sportello_protocol::{
    problem::{Problem, ProblemKind},
    slots::Closure,
};

const DAYS_AHEAD: i32 = 366;

#[derive(Deserialize)]
pub(super) struct NewClosure {
    date: Date,
    reason: String,
    #[serde(default)]
    source: String,
    /// Whether bookings that stand there become to be moved.
    #[serde(default)]
    withdraw: bool,
}

pub(super) async fn preview(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(date): Path<Date>,
) -> Result<Json<Preview>> {
    let (now, date) = (app.clock.now(), super::reachable(date)?);
    let preview = app.store.read(move |conn| {
        let (from, to) = openings::bounds(date)?;
        Preview::of(conn, &withdrawals::booked_hours(conn, account.comune_id, (from.max(now), to))?)
    });
    Ok(Json(preview.await?))
}

pub(super) async fn add(
    State(app): State<App>,
    Administrator(account): Administrator,
    Json(wanted): Json<NewClosure>,
) -> Result<Json<ConsoleAgenda>> {
    let now = app.clock.now();
    let (today, date) = (day_of(now)?, wanted.date);
    let (reason, source) = (super::reason(&wanted.reason)?, wanted.source.trim().to_owned());
    if date < today || date > today.checked_add(DAYS_AHEAD.days())? {
        return Err(bad_request("date is past or too far away"));
    }
    if source.chars().count() > super::MAX_REASON {
        return Err(bad_request("source is too long"));
    }
    if holidays::on(date).is_some() {
        return Err(bad_request("date is a national holiday, on which nothing is open"));
    }
    let agenda = app.store.write(move |tx| {
        let comune = account.comune_id;
        let (from, to) = openings::bounds(date)?;
        let hours = withdrawals::booked_hours(tx, comune, (from.max(now), to))?;
        let bookings = withdrawals::count_bookings(tx, &hours)?;
        if bookings > 0 && !wanted.withdraw {
            return Err(bookings_stand(bookings).into());
        }
        let closure = Closure { date, reason: reason.clone(), source, checked_on: Some(today) };
        closures::add(tx, comune, &closure)?;
        let body = Body { reason, day: Some(date), ..Body::default() };
        withdrawals::close_day(tx, comune, &hours, &account.name, body, now)?;
        whole(tx, comune, today)
    });
    Ok(Json(agenda.await?))
}

fn bookings_stand(count: usize) -> Problem {
    let mut problem = Problem::new(ProblemKind::Conflict);
    problem.title = "Bookings stand on that day".into();
    problem.with_detail(format!("{count} bookings stand on that day: move them, or ask for withdraw"))
}

pub(super) async fn remove(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(date): Path<Date>,
) -> Result<Json<ConsoleAgenda>> {
    let now = app.clock.now();
    let today = day_of(now)?;
    let agenda = app.store.write(move |tx| {
        let comune = account.comune_id;
        if !closures::remove(tx, comune, date)? {
            return Err(ProblemKind::NotFound.into());
        }
        let body = Body { day: Some(date), ..Body::default() };
        acts::write(tx, comune, now, &account.name, ActKind::DayReopened, None, &body)?;
        whole(tx, comune, today)
    });
    Ok(Json(agenda.await?))
}
