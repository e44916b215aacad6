//! One page's line to its room, from its first word until it breaks or the room ends it.

use super::{
    rate::Rate,
    rooms::{Post, Taken},
    speech::{End, Heard, Said},
};
use crate::{
    app::App,
    console::keep_session,
    error::Result,
    meetings::turn,
    store::{
        appointments, comuni,
        rooms::{self as log, Happening, Side},
    },
};
use axum::{
    Error,
    extract::ws::{CloseFrame, Message, WebSocket},
};
use jiff::Timestamp;
use std::{ops::ControlFlow, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout, timeout_at};
use uuid::Uuid;

/// Without a word for so long a page is taken for gone.
const SILENCE: Duration = Duration::from_secs(12);
/// How often a page is asked. It does not speak by its own clock, which a browser slows down to a minute while the page is hidden.
const ASKING: Duration = Duration::from_secs(3);
/// How often the room looks whether it is still open: the desk can end an appointment too.
const LOOK: Duration = Duration::from_secs(5);
/// How long a word may take to leave.
const SENDING: Duration = Duration::from_secs(10);
const MAX_PAGE: usize = 64;

/// Whose line it is, and to which room.
#[derive(Clone)]
pub struct Place {
    /// The appointment.
    pub appointment: Uuid,
    /// Its comune.
    pub comune: Uuid,
    /// Who.
    pub side: Side,
    /// The officer's session at the console, with which the line ends.
    pub session: Option<Vec<u8>>,
}

/// Serves a line until it ends.
pub async fn serve(app: App, mut socket: WebSocket, place: Place) {
    let end = match attend(&app, &mut socket, &place).await {
        Ok(Some(end)) => end,
        Ok(None) => return,
        Err(fault) => {
            tracing::error!(%fault, "a line of a room failed");
            End::Again
        }
    };
    let _ =
        timeout(SENDING, socket.send(Message::Close(Some(CloseFrame { code: end.code(), reason: "".into() })))).await;
}

// Nothing where the line broke by itself, and there is nobody to tell.
async fn attend(app: &App, socket: &mut WebSocket, place: &Place) -> Result<Option<End>> {
    let page = match timeout(SILENCE, hear(socket)).await {
        Ok(Some(Ok(Heard::Hello { page }))) if page.len() <= MAX_PAGE => page,
        Ok(None) => return Ok(None),
        _ => return Ok(Some(End::Refused)),
    };
    let opened_at = match standing(app, place).await? {
        Ok(opened_at) => opened_at,
        Err(end) => return Ok(Some(end)),
    };
    let (id, side, now) = (place.appointment, place.side, app.clock.now());
    let admitted = app.store.read(move |conn| log::was_admitted(conn, id, opened_at)).await?;
    let mut taken = app.rooms.take(id, opened_at, side, page, admitted);
    let event = if taken.replaced_own { Happening::Reconnected } else { Happening::Joined };
    let written = app.store.write(move |tx| log::note(tx, id, now, side, event)).await;
    let end = match written {
        Ok(()) => stay(app, socket, place, opened_at, &mut taken).await,
        Err(fault) => Err(fault),
    };
    if app.rooms.leave(id, side, taken.line) {
        let now = app.clock.now();
        app.store.write(move |tx| log::note(tx, id, now, side, Happening::Left)).await?;
    }
    end
}

async fn stay(
    app: &App,
    socket: &mut WebSocket,
    place: &Place,
    opened_at: Timestamp,
    taken: &mut Taken,
) -> Result<Option<End>> {
    let phone = phone(app, place).await?;
    let ice = turn::servers(&app.meetings, app.clock.now())?;
    let welcome = Said::Welcome { side: place.side, peer: taken.peer.clone(), admitted: taken.admitted, ice, phone };
    if say(socket, &welcome).await.is_err() {
        return Ok(None);
    }
    let mut rate = Rate::new();
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ask = interval(ASKING);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard_at = Instant::now();
    loop {
        tokio::select! {
            post = taken.post.recv() => match post {
                Some(Post::Say(said)) => if say(socket, &said).await.is_err() { return Ok(None) },
                Some(Post::End(end)) => return Ok(Some(end)),
                None => return Ok(Some(End::Again)),
            },
            heard = timeout_at(heard_at + SILENCE, hear(socket)) => {
                heard_at = Instant::now();
                match heard {
                    Err(_) => return Ok(Some(End::Again)),
                    Ok(None) => return Ok(None),
                    Ok(Some(Err(()))) => return Ok(Some(End::Refused)),
                    Ok(Some(Ok(_))) if !rate.admit() => return Ok(Some(End::Refused)),
                    Ok(Some(Ok(heard))) => {
                        if let ControlFlow::Break(end) = obey(app, socket, place, opened_at, heard).await? {
                            return Ok(end);
                        }
                    }
                }
            }
            _ = ask.tick() => if say(socket, &Said::Ask).await.is_err() { return Ok(None) },
            _ = look.tick() => {
                match standing(app, place).await? {
                    Ok(opening) if opening == opened_at => {}
                    // Only this line: who waits in the room has done nothing, and the officer can come back.
                    Err(End::SignedOut) => return Ok(Some(End::SignedOut)),
                    _ => {
                        app.rooms.close_opening(place.appointment, opened_at);
                        return Ok(Some(End::Closed));
                    }
                }
            }
        }
    }
}

async fn obey(
    app: &App,
    socket: &mut WebSocket,
    place: &Place,
    opened_at: Timestamp,
    heard: Heard,
) -> Result<ControlFlow<Option<End>>> {
    let (id, side, now) = (place.appointment, place.side, app.clock.now());
    match heard {
        Heard::Hello { .. } => return Ok(ControlFlow::Break(Some(End::Refused))),
        Heard::Admit if side == Side::Counter => return Ok(ControlFlow::Break(Some(End::Refused))),
        Heard::Beat => {
            if say(socket, &Said::Beat).await.is_err() {
                return Ok(ControlFlow::Break(None));
            }
        }
        Heard::Admit => {
            // Written first, so that after a restart of Centrale nobody has to be let in again.
            app.store.write(move |tx| log::admit(tx, id, opened_at, now)).await?;
            app.rooms.admit(id);
        }
        Heard::Signal { data } => app.rooms.pass_on(id, side, Said::Signal { data }),
        Heard::Quality { of } => {
            app.store.write(move |tx| log::set_quality(tx, id, opened_at, side, of)).await?;
        }
    }
    Ok(ControlFlow::Continue(()))
}

// The opening that lasts, or why this page may not stay. A meeting is work: while both are there the officer's session does not
// go idle.
async fn standing(app: &App, place: &Place) -> Result<Result<Timestamp, End>> {
    if let Some(session) = &place.session {
        let used = app.rooms.has(place.appointment, Side::Counter);
        if !keep_session(app, session.clone(), used).await? {
            return Ok(Err(End::SignedOut));
        }
    }
    let (comune, id) = (place.comune, place.appointment);
    let appointment = app.store.read(move |conn| appointments::get(conn, comune, id)).await?;
    let meeting = appointment.map(|appointment| appointment.meeting).filter(|meeting| meeting.is_open());
    Ok(meeting.filter(|meeting| meeting.link.is_none()).and_then(|meeting| meeting.opened_at).ok_or(End::Closed))
}

async fn phone(app: &App, place: &Place) -> Result<Option<String>> {
    if place.side == Side::Counter {
        return Ok(app.meetings.phone.clone());
    }
    let comune = place.comune;
    Ok(Some(app.store.read(move |conn| comuni::get(conn, comune)).await?.phone).filter(|phone| !phone.is_empty()))
}

// Nothing at the end of the line; what cannot be understood is an error.
async fn hear(socket: &mut WebSocket) -> Option<Result<Heard, ()>> {
    loop {
        match socket.recv().await? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).map_err(|_| ())),
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Close(_)) => return None,
            Ok(Message::Binary(_)) | Err(_) => return Some(Err(())),
        }
    }
}

async fn say(socket: &mut WebSocket, said: &Said) -> Result<(), Error> {
    let text = serde_json::to_string(said).map_err(Error::new)?;
    timeout(SENDING, socket.send(Message::Text(text.into()))).await.map_err(Error::new)?
}
