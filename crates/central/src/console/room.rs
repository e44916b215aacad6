//! The officer's room: open, closed, and how the meeting ended.

use super::{
    day::{ConsoleAppointment, whole},
    session::SignedIn,
};
use crate::{
    app::App,
    commands::{close as close_appointment, refuse_closed},
    error::{Result, bad_request},
    store::appointments,
};
use axum::{
    Json,
    extract::{Path, State},
};
use rusqlite::Transaction;
use serde::Deserialize;
use sportello_protocol::{
    appointments::{Appointment, Closing, Outcome},
    problem::ProblemKind,
};
use uuid::Uuid;

const MAX_LINK: usize = 2048;
const MAX_DOOR_CODE: usize = 64;
const MAX_NOTE: usize = 4000;

#[derive(Deserialize)]
pub(super) struct Room {
    /// The link of another provider; absent for Centrale's own waiting page.
    link: Option<String>,
    /// What that provider asks for at its door, where it does.
    door_code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Ending {
    outcome: Outcome,
    #[serde(default)]
    note: String,
}

pub(super) async fn open(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(room): Json<Room>,
) -> Result<Json<ConsoleAppointment>> {
    // Every desk checks the host again before it opens a link; here only what could never be one is refused.
    if room.link.as_ref().is_some_and(|link| link.len() > MAX_LINK || !link.starts_with("https://")) {
        return Err(bad_request("link is not an https address"));
    }
    if room.door_code.as_ref().is_some_and(|code| code.chars().count() > MAX_DOOR_CODE) {
        return Err(bad_request("door_code is too long"));
    }
    let now = app.clock.now();
    change(&app, signed_in, id, move |_, appointment| {
        refuse_closed(appointment)?;
        let meeting = &appointment.meeting;
        if meeting.is_open() && meeting.link == room.link && meeting.door_code == room.door_code {
            return Ok(false);
        }
        appointment.meeting.opened_at = Some(now);
        appointment.meeting.closed_at = None;
        appointment.meeting.link = room.link;
        appointment.meeting.door_code = room.door_code;
        Ok(true)
    })
    .await
}

pub(super) async fn close(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Json<ConsoleAppointment>> {
    let now = app.clock.now();
    change(&app, signed_in, id, move |_, appointment| {
        let was_open = appointment.meeting.is_open();
        appointments::end_meeting(appointment, now);
        Ok(was_open)
    })
    .await
}

pub(super) async fn outcome(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(ending): Json<Ending>,
) -> Result<Json<ConsoleAppointment>> {
    if ending.note.len() > MAX_NOTE {
        return Err(bad_request("note is too long"));
    }
    let (now, comune) = (app.clock.now(), signed_in.account.comune_id);
    change(&app, signed_in, id, move |tx, appointment| {
        let closing = Closing { outcome: ending.outcome, note: ending.note, at: now };
        close_appointment(tx, comune, appointment, closing, None)?;
        Ok(false)
    })
    .await
}

// `deed` says whether there is something to store.
async fn change(
    app: &App,
    signed_in: SignedIn,
    id: Uuid,
    deed: impl FnOnce(&Transaction, &mut Appointment) -> Result<bool> + Send + 'static,
) -> Result<Json<ConsoleAppointment>> {
    let comune = signed_in.account.comune_id;
    app.store
        .write(move |tx| {
            let mut appointment = appointments::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
            if deed(tx, &mut appointment)? {
                appointments::update(tx, comune, &mut appointment)?;
            }
            Ok(())
        })
        .await?;
    whole(app, comune, id).await.map(Json)
}
