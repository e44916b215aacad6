//! `GET /slots`: the hours of the next two weeks, and the days without any, with their reason.

use crate::{
    app::App,
    clock::day_of,
    desk::Bearer,
    error::Result,
    etag,
    store::{Store, closures, comuni, desks::Desk, openings, slots},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::{Timestamp, ToSpan};
use rusqlite::Connection;
use sportello_protocol::slots::Slots;
use std::sync::Arc;
use uuid::Uuid;

/// The offered hours from today on, free and taken.
#[utoipa::path(get, path = "/slots", tag = "comune", params(("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Slots, description = "The hours."), (status = 304, description = "Nothing changed.")))]
pub async fn get(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let (comune, now) = (desk.comune_id, app.clock.now());
    let calendar = app.store.read(move |conn| comuni::calendar(conn, comune)).await?;
    offer_ahead(&app.store, calendar, now).await?;
    let slots = app.store.read(move |conn| offered(conn, &desk, now)).await?;
    etag::answer(&headers, &slots)
}

/// The hours as a desk sees them.
pub fn offered(conn: &Connection, desk: &Desk, now: Timestamp) -> Result<Slots> {
    let calendar = comuni::calendar(conn, desk.comune_id)?;
    let today = day_of(now)?;
    let (from, _) = openings::bounds(today)?;
    let last = today.checked_add(openings::DAYS.days())?;
    let (_, to) = openings::bounds(last)?;
    let closures = closures::between(conn, desk.comune_id, today, last)?;
    let mut slots = slots::list(conn, calendar, desk.id, (from, to), now)?;
    for slot in &mut slots {
        let day = day_of(slot.starts_at)?;
        slot.free &= closures.iter().all(|closure| closure.date != day);
    }
    let mut windows = openings::in_words(conn, calendar)?;
    windows.retain(|window| window.valid_to.is_none_or(|last| last >= today));
    Ok(Slots { slots, closures, windows, office: openings::office(conn, calendar)? })
}

// Writes only on the first request of a day, so that reading stays reading.
async fn offer_ahead(store: &Arc<Store>, calendar: Uuid, now: Timestamp) -> Result<()> {
    let today = day_of(now)?;
    let last = today.checked_add(openings::DAYS.days())?;
    let offered = store.read(move |conn| openings::offered_until(conn, calendar)).await?;
    if offered.is_some_and(|offered| offered >= last) {
        return Ok(());
    }
    store.write(move |tx| openings::offer(tx, calendar, today, openings::DAYS)).await
}
