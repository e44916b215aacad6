//! `GET /slots`: the hours of the next two weeks.

use crate::{
    app::App,
    clock::day_of,
    desk::Bearer,
    error::Result,
    etag,
    store::{Store, slots},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::{Timestamp, ToSpan};
use sportello_protocol::slots::Slots;
use std::sync::Arc;
use uuid::Uuid;

/// The offered hours from today on, free and taken.
#[utoipa::path(get, path = "/slots", tag = "comune", params(("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Slots, description = "The hours."), (status = 304, description = "Nothing changed.")))]
pub async fn get(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let (comune, now) = (desk.comune_id, app.clock.now());
    offer_ahead(&app.store, comune, now).await?;
    let today = day_of(now)?;
    let (from, _) = slots::bounds(today)?;
    let (_, to) = slots::bounds(today.checked_add(slots::DAYS.days())?)?;
    let slots = app
        .store
        .read(move |conn| {
            Ok(Slots {
                slots: slots::list(conn, comune, from, to, now)?,
                closures: slots::closures(conn, comune, today)?,
                windows: slots::windows_in_words(conn, comune)?,
            })
        })
        .await?;
    etag::answer(&headers, &slots)
}

// Writes only on the first request of a day, so that reading stays reading.
async fn offer_ahead(store: &Arc<Store>, comune: Uuid, now: Timestamp) -> Result<()> {
    let today = day_of(now)?;
    let last = today.checked_add(slots::DAYS.days())?;
    let offered = store.read(move |conn| slots::offered_until(conn, comune)).await?;
    if offered.is_some_and(|offered| offered >= last) {
        return Ok(());
    }
    store.write(move |tx| slots::offer(tx, comune, today, slots::DAYS)).await
}
