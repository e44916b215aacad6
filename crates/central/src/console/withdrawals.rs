//! The administrator withdraws hours that INPS does not give: first what it would do, then the deed.

use super::{Preview, administrator::Administrator};
use crate::{
    app::App,
    error::{Result, bad_request},
    store::acts::{self, ActKind, Body},
    withdrawals,
};
use axum::{
    Json,
    extract::{Query, State},
};
use jiff::civil::DateTime;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Span {
    /// On the wall, Europe/Rome.
    from: DateTime,
    to: DateTime,
    /// One INPS desk; absent: all.
    seat: Option<u16>,
}

#[derive(Deserialize)]
pub(super) struct Withdrawal {
    #[serde(flatten)]
    span: Span,
    reason: String,
}

pub(super) async fn preview(
    State(app): State<App>,
    Administrator(account): Administrator,
    Query(span): Query<Span>,
) -> Result<Json<Preview>> {
    let between = withdrawals::span(span.from, span.to, app.clock.now())?;
    let preview = app
        .store
        .read(move |conn| Preview::of(conn, &withdrawals::hours_between(conn, account.comune_id, between, span.seat)?));
    Ok(Json(preview.await?))
}

/// Says what was withdrawn.
pub(super) async fn withdraw(
    State(app): State<App>,
    Administrator(account): Administrator,
    Json(wanted): Json<Withdrawal>,
) -> Result<Json<Preview>> {
    let now = app.clock.now();
    let between = withdrawals::span(wanted.span.from, wanted.span.to, now)?;
    let (seat, reason) = (wanted.span.seat, super::reason(&wanted.reason)?);
    let done = app.store.write(move |tx| {
        let comune = account.comune_id;
        let hours = withdrawals::make_hours(tx, comune, between, seat)?;
        let preview = Preview::of(tx, &hours)?;
        let body = Body { reason, ..Body::default() };
        withdrawals::withdraw_hours(tx, comune, &hours, &account.name, (ActKind::WindowWithdrawn, body), now)?;
        Ok(preview)
    });
    Ok(Json(done.await?))
}

/// Gives again what was withdrawn by mistake; says how many hours.
pub(super) async fn restore(
    State(app): State<App>,
    Administrator(account): Administrator,
    Json(wanted): Json<Withdrawal>,
) -> Result<Json<Preview>> {
    let now = app.clock.now();
    let between = withdrawals::span(wanted.span.from, wanted.span.to, now)?;
    let (seat, reason) = (wanted.span.seat, super::reason(&wanted.reason)?);
    let done = app.store.write(move |tx| {
        let comune = account.comune_id;
        let (freed, frozen) = withdrawals::restore(tx, comune, between, seat)?;
        if freed.is_empty() && frozen.is_empty() {
            return Err(bad_request("no hour of that span was withdrawn"));
        }
        let preview = Preview { hours: freed.len() + frozen.len(), bookings: 0 };
        let body = Body { reason, freed, frozen, ..Body::default() };
        acts::write(tx, comune, now, &account.name, ActKind::HoursRestored, None, &body)?;
        Ok(preview)
    });
    Ok(Json(done.await?))
}
