//! `/meetings`: tickets of two minutes for the waiting page, and the pass that a page gets for its ticket.
//!
//! The pass is a cookie that no script reads. It is good while this opening of the room lasts, so that a page comes back after a
//! cut or a reload without another ticket.

use crate::{
    app::App,
    commands::refuse_closed,
    desk::Bearer,
    error::{Fault, Result},
    keys::random,
    store::{appointments, rooms},
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use sportello_protocol::{BASE_PATH, appointments::Appointment, meetings::Ticket, problem::ProblemKind};
use utoipa::ToSchema;
use uuid::Uuid;

const COOKIE: &str = "sportello_stanza";
/// How long a ticket lasts.
pub const TICKET_MINUTES: i64 = 2;

/// What the waiting page hands in.
#[derive(Deserialize, ToSchema)]
pub struct EntryRequest {
    /// The ticket from the fragment of the page's address.
    ticket: String,
}

/// What the waiting page may show at the counter: no personal data.
#[derive(Serialize, ToSchema)]
pub struct Entry {
    /// The appointment's number, `S1-0042`.
    appointment_number: String,
    /// Its start.
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// The desk's name.
    desk_name: String,
}

/// A right to enter the waiting page, once, within two minutes.
#[utoipa::path(post, path = "/meetings/{appointment_id}/tickets", tag = "meetings", params(("appointment_id" = Uuid, Path, description = "The appointment.")),
    responses((status = 200, body = Ticket, description = "The ticket."), (status = 404, description = "No such appointment."),
        (status = 422, description = "The room is not open.")))]
pub async fn ticket(State(app): State<App>, Bearer(desk): Bearer, Path(id): Path<Uuid>) -> Result<Json<Ticket>> {
    let ticket = URL_SAFE_NO_PAD.encode(random::<32>()?);
    let tag = app.store.keys().tag(ticket.as_bytes());
    let now = app.clock.now();
    let expires_at = now.checked_add(SignedDuration::from_mins(TICKET_MINUTES))?;
    app.store
        .write(move |tx| {
            let appointment = appointments::get(tx, desk.comune_id, id)?.ok_or(ProblemKind::NotFound)?;
            refuse_closed(&appointment)?;
            if !appointment.meeting.is_open() {
                return Err(ProblemKind::MeetingClosed.into());
            }
            tx.execute("DELETE FROM meeting_ticket WHERE expires_at < ?1", [now.as_microsecond()])?;
            tx.execute(
                "INSERT INTO meeting_ticket (tag, appointment_id, expires_at) VALUES (?1, ?2, ?3)",
                params![tag, id, expires_at.as_microsecond()],
            )?;
            Ok(())
        })
        .await?;
    Ok(Json(Ticket { ticket, expires_at }))
}

/// Enters the waiting page with a ticket, which is used up.
#[utoipa::path(post, path = "/meetings/entries", tag = "meetings", request_body = EntryRequest,
    responses((status = 200, body = Entry, description = "Entered; the pass for the room is in the cookie."),
        (status = 422, description = "The ticket is unknown, used or ended, or the room was closed.")))]
pub async fn enter(State(app): State<App>, Json(request): Json<EntryRequest>) -> Result<Response> {
    let tag = app.store.keys().tag(request.ticket.as_bytes());
    let pass = URL_SAFE_NO_PAD.encode(random::<32>()?);
    let pass_tag = app.store.keys().tag(pass.as_bytes());
    let now = app.clock.now();
    let entry = app.store.write(move |tx| use_ticket(tx, &tag, &pass_tag, now)).await?;
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={pass}; Path={BASE_PATH}/meetings; HttpOnly; SameSite=Strict{secure}");
    Ok(([(header::SET_COOKIE, cookie)], Json(entry)).into_response())
}

/// What a page that was entered already may show: for whoever loads it again.
#[utoipa::path(get, path = "/meetings/entry", tag = "meetings",
    responses((status = 200, body = Entry, description = "The pass of the cookie is good."),
        (status = 422, description = "There is none, or the room was closed.")))]
pub async fn entered(State(app): State<App>, Pass(tag): Pass) -> Result<Json<Entry>> {
    let entry = app.store.read(move |conn| {
        let (id, comune) = rooms::of_pass(conn, &tag)?.ok_or(ProblemKind::MeetingClosed)?;
        Ok(entry(appointments::get(conn, comune, id)?.ok_or(ProblemKind::MeetingClosed)?))
    });
    entry.await.map(Json)
}

/// The keyed hash of the pass in a request's cookie.
pub struct Pass(pub Vec<u8>);

impl FromRequestParts<App> for Pass {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pass = cookies
            .flat_map(|line| line.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
            .ok_or(ProblemKind::MeetingClosed)?;
        Ok(Self(app.store.keys().tag(pass.as_bytes())))
    }
}

fn use_ticket(tx: &Transaction, tag: &[u8], pass: &[u8], now: Timestamp) -> Result<Entry> {
    let sql = "UPDATE meeting_ticket SET used_at = ?2 WHERE tag = ?1 AND used_at IS NULL AND expires_at > ?2
        RETURNING appointment_id";
    let id: Option<Uuid> = tx.query_row(sql, params![tag, now.as_microsecond()], |row| row.get(0)).optional()?;
    let id = id.ok_or(ProblemKind::MeetingClosed)?;
    let comune: Uuid = tx.query_row("SELECT comune_id FROM appointment WHERE id = ?1", [id], |row| row.get(0))?;
    let appointment = appointments::get(tx, comune, id)?
        .filter(|appointment| appointment.meeting.is_open())
        .ok_or(ProblemKind::MeetingClosed)?;
    rooms::add_pass(tx, pass, id, appointment.meeting.opened_at.ok_or(ProblemKind::MeetingClosed)?)?;
    Ok(entry(appointment))
}

fn entry(appointment: Appointment) -> Entry {
    Entry { appointment_number: appointment.number, starts_at: appointment.starts_at, desk_name: appointment.desk_name }
}
