//! The officer's room: open, closed, and how the meeting ended.

use super::{
    day::{ConsoleAppointment, whole},
    session::SignedIn,
};
use crate::{
    app::App,
    commands::{close as close_appointment, refuse_closed},
    error::{Result, bad_request},
    meetings::{
        providers::ProviderKind,
        room::{Place, refuse_strangers, upgraded},
    },
    store::{
        appointments,
        rooms::{self as log, Side},
    },
};
use axum::{
    Json,
    extract::{Path, State, WebSocketUpgrade},
    http::HeaderMap,
    response::Response,
};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    appointments::{Appointment, Closing, Outcome},
    problem::ProblemKind,
};
use ts_rs::TS;
use uuid::Uuid;

const MAX_DOOR_CODE: usize = 64;
const MAX_NOTE: usize = 4000;

#[derive(Deserialize)]
pub(super) struct Room {
    /// A link that the officer pastes; absent where the provider forms one, or is Centrale itself.
    link: Option<String>,
    /// What that provider asks for at its door, where it does.
    door_code: Option<String>,
}

/// The room as the officer sees it: who provides it, where to enter, who came and went.
#[derive(Serialize, TS)]
pub struct ConsoleRoom {
    provider: ProviderKind,
    /// Where the officer enters an open room of another provider; absent for Centrale's own.
    door: Option<String>,
    /// Whether the counter's page is in Centrale's own room.
    counter_here: bool,
    /// The session log, oldest first.
    events: Vec<log::Event>,
    /// How the media came through, as the officer's page counted.
    seen_by_officer: Option<log::Quality>,
    /// The same of the counter's page.
    seen_by_counter: Option<log::Quality>,
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
    if room.door_code.as_ref().is_some_and(|code| code.chars().count() > MAX_DOOR_CODE) {
        return Err(bad_request("door_code is too long"));
    }
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (pasted, door_code) = (given(room.link), given(room.door_code));
    let comune = signed_in.account.comune_id;
    let now_open =
        app.store.read(move |conn| appointments::get(conn, comune, id)).await?.ok_or(ProblemKind::NotFound)?;
    refuse_closed(&now_open)?;
    let link = match pasted {
        Some(link) if app.catalogue.allows_meeting(&link) => Some(link),
        Some(_) => return Err(bad_request("link leads to a host that the catalogue does not name")),
        // What is open already has its link, unless another is pasted.
        None if now_open.meeting.is_open() => now_open.meeting.link.clone(),
        None => app.meetings.provider.form(&app, &now_open).await?,
    };
    let now = app.clock.now();
    change(&app, signed_in, id, move |_, appointment| {
        refuse_closed(appointment)?;
        let meeting = &mut appointment.meeting;
        if meeting.is_open() && meeting.link == link && meeting.door_code == door_code {
            return Ok(false);
        }
        // A link that comes late does not make another opening.
        if !meeting.is_open() {
            meeting.opened_at = Some(now);
            meeting.closed_at = None;
        }
        (meeting.link, meeting.door_code) = (link, door_code);
        Ok(true)
    })
    .await
}

/// The officer's line to Centrale's own room.
pub(super) async fn line(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    refuse_strangers(&headers)?;
    let comune = signed_in.account.comune_id;
    let appointment = app.store.read(move |conn| appointments::get(conn, comune, id)).await?;
    appointment
        .ok_or(ProblemKind::NotFound)
        .map(|one| one.meeting)
        .and_then(|meeting| if meeting.is_open() { Ok(()) } else { Err(ProblemKind::MeetingClosed) })?;
    let place = Place { appointment: id, comune, side: Side::Officer, session: Some(signed_in.tag) };
    Ok(upgraded(upgrade, app, place))
}

pub(super) fn read(conn: &Connection, app: &App, appointment: &Appointment) -> Result<ConsoleRoom> {
    let id = appointment.id;
    let quality = |side| match appointment.meeting.opened_at {
        Some(opened_at) => log::quality(conn, id, opened_at, side),
        None => Ok(None),
    };
    Ok(ConsoleRoom {
        provider: app.meetings.provider.kind(),
        door: if appointment.meeting.is_open() { app.meetings.provider.officers_door(appointment)? } else { None },
        counter_here: app.rooms.has(id, Side::Counter),
        events: log::events(conn, id)?,
        seen_by_officer: quality(Side::Officer)?,
        seen_by_counter: quality(Side::Counter)?,
    })
}

pub(super) async fn close(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Json<ConsoleAppointment>> {
    let (now, rooms) = (app.clock.now(), app.rooms.clone());
    change(&app, signed_in, id, move |_, appointment| {
        let was_open = appointment.meeting.is_open();
        appointments::end_meeting(appointment, now);
        Ok(was_open)
    })
    .await
    .inspect(|_| rooms.close(id))
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
