//! `/meetings`: tickets of two minutes for the waiting page, while the officer's room is open.

use crate::{app::App, commands::refuse_closed, desk::Bearer, error::Result, keys::random, store::appointments};
use axum::{
    Json,
    extract::{Path, State},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use sportello_protocol::{meetings::Ticket, problem::ProblemKind};
use utoipa::ToSchema;
use uuid::Uuid;

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
    responses((status = 200, body = Entry, description = "Entered."),
        (status = 422, description = "The ticket is unknown, used or ended, or the room was closed.")))]
pub async fn enter(State(app): State<App>, Json(request): Json<EntryRequest>) -> Result<Json<Entry>> {
    let tag = app.store.keys().tag(request.ticket.as_bytes());
    let now = app.clock.now();
    app.store.write(move |tx| use_ticket(tx, &tag, now)).await.map(Json)
}

fn use_ticket(tx: &Transaction, tag: &[u8], now: Timestamp) -> Result<Entry> {
    let sql = "UPDATE meeting_ticket SET used_at = ?2 WHERE tag = ?1 AND used_at IS NULL AND expires_at > ?2
        RETURNING appointment_id";
    let id: Option<Uuid> = tx.query_row(sql, params![tag, now.as_microsecond()], |row| row.get(0)).optional()?;
    let id = id.ok_or(ProblemKind::MeetingClosed)?;
    let comune: Uuid = tx.query_row("SELECT comune_id FROM appointment WHERE id = ?1", [id], |row| row.get(0))?;
    let appointment = appointments::get(tx, comune, id)?
        .filter(|appointment| appointment.meeting.is_open())
        .ok_or(ProblemKind::MeetingClosed)?;
    Ok(Entry {
        appointment_number: appointment.number,
        starts_at: appointment.starts_at,
        desk_name: appointment.desk_name,
    })
}
