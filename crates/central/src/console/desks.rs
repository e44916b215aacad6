//! The administrator's desks: how each stands, and the act that declares one lost.

use super::administrator::Administrator;
use crate::{
    allotment::trouble,
    app::App,
    enrolments::{self, Code},
    error::{Result, bad_request},
    etag,
    store::{
        acts::{self, ActKind, Body},
        allotment,
        desks::{self, DeskStanding},
        frozen,
    },
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sportello_protocol::problem::ProblemKind;
use ts_rs::TS;
use uuid::Uuid;

/// A desk of the comune.
#[derive(Serialize, TS)]
pub struct ConsoleDesk {
    id: Uuid,
    label: String,
    name: String,
    /// Whether a machine holds its key.
    enrolled: bool,
    #[ts(type = "\"good\" | \"lost\" | \"quarantined\"")]
    standing: DeskStanding,
    /// When Centrale last heard from it.
    last_contact: Option<Timestamp>,
    /// Hours that it alone may sell and has not sold.
    unsold: usize,
    /// Starts of the hours that are frozen because of it and still to come, one an hour of an INPS desk.
    frozen: Vec<Timestamp>,
    /// Bookings that it confirmed by itself and that have arrived.
    promises: u32,
}

#[derive(Deserialize)]
pub(super) struct Loss {
    reason: String,
}

#[derive(Deserialize)]
pub(super) struct Release {
    /// Starts of those that are given free: what was frozen since the administrator looked stays frozen.
    hours: Vec<Timestamp>,
    reason: String,
}

#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

pub(super) async fn list(
    State(app): State<App>,
    Administrator(account): Administrator,
    headers: HeaderMap,
) -> Result<Response> {
    let now = app.clock.now();
    etag::answer(&headers, &app.store.read(move |conn| all(conn, account.comune_id, now)).await?)
}

fn all(conn: &Connection, comune: Uuid, now: Timestamp) -> Result<Vec<ConsoleDesk>> {
    let mut query = conn.prepare_cached("SELECT id FROM desk WHERE comune_id = ?1 ORDER BY label")?;
    let ids: Vec<Uuid> = query.query_map([comune], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(desk) = desks::get(conn, id)? else { continue };
        found.push(ConsoleDesk {
            id,
            label: desk.label,
            name: desk.name,
            enrolled: desk.public_key.is_some(),
            standing: desk.standing,
            last_contact: allotment::last_contact(conn, id, None)?,
            unsold: allotment::owned(conn, id, now)?.len(),
            frozen: frozen::of_desk(conn, id, now)?,
            promises: conn.query_row("SELECT count(*) FROM promise WHERE desk_id = ?1", [id], |row| row.get(0))?,
        });
    }
    Ok(found)
}

pub(super) async fn declare_lost(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(id): Path<Uuid>,
    Json(loss): Json<Loss>,
) -> Result<Json<Vec<ConsoleDesk>>> {
    let (now, reason) = (app.clock.now(), super::reason(&loss.reason)?);
    let desks = app.store.write(move |tx| {
        let comune = account.comune_id;
        desks::get(tx, id)?.filter(|desk| desk.comune_id == comune).ok_or(ProblemKind::NotFound)?;
        trouble::declare_lost(tx, comune, id, &account.name, &reason, now)?;
        all(tx, comune, now)
    });
    Ok(Json(desks.await?))
}

/// Makes the one-time code with which a machine becomes the desk. Whoever has it has the desk, so an act says who made it.
pub(super) async fn make_code(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(id): Path<Uuid>,
) -> Result<Json<Code>> {
    let (now, store) = (app.clock.now(), app.store.clone());
    let code = app.store.write(move |tx| {
        let comune = account.comune_id;
        desks::get(tx, id)?.filter(|desk| desk.comune_id == comune).ok_or(ProblemKind::NotFound)?;
        acts::write(tx, comune, now, &account.name, ActKind::CodeMade, Some(id), &Body::default())?;
        enrolments::issue(tx, store.keys(), id, now)
    });
    Ok(Json(code.await?))
}

/// Gives frozen hours free, once the act that froze them was worked through.
pub(super) async fn release(
    State(app): State<App>,
    Administrator(account): Administrator,
    Path(id): Path<Uuid>,
    Json(release): Json<Release>,
) -> Result<Json<Vec<ConsoleDesk>>> {
    let (now, reason) = (app.clock.now(), super::reason(&release.reason)?);
    let desks = app.store.write(move |tx| {
        let comune = account.comune_id;
        desks::get(tx, id)?.filter(|desk| desk.comune_id == comune).ok_or(ProblemKind::NotFound)?;
        let freed = frozen::release(tx, id, &release.hours, now)?;
        if freed.is_empty() {
            return Err(bad_request("none of these hours is frozen because of the desk"));
        }
        let body = Body { reason, freed, ..Body::default() };
        acts::write(tx, comune, now, &account.name, ActKind::SlotsReleased, Some(id), &body)?;
        all(tx, comune, now)
    });
    Ok(Json(desks.await?))
}

/// The written acts, newest first.
pub(super) async fn acts(
    State(app): State<App>,
    Administrator(account): Administrator,
    Query(Before { before }): Query<Before>,
    headers: HeaderMap,
) -> Result<Response> {
    etag::answer(&headers, &app.store.read(move |conn| acts::list(conn, account.comune_id, before)).await?)
}
