//! Centrale's own room: the signalling between the officer's page and the counter's, one to one.
//!
//! What the two pages say to each other passes through and is kept nowhere.

mod line;
mod rate;
mod rooms;
mod speech;

pub use line::{Place, serve};
pub use rooms::Rooms;

use crate::{
    app::App,
    error::Result,
    meetings::tickets::Pass,
    store::rooms::{self as log, Side},
};
use axum::{
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, header},
    response::Response,
};
use sportello_protocol::problem::ProblemKind;

/// The largest message, bytes: an offer of one camera and one microphone has some eight thousand.
pub const MAX_MESSAGE: usize = 32 * 1024;

/// The counter's line to the room that its pass is for.
pub async fn enter(
    State(app): State<App>,
    Pass(tag): Pass,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    refuse_strangers(&headers)?;
    let (appointment, comune) =
        app.store.read(move |conn| log::of_pass(conn, &tag)).await?.ok_or(ProblemKind::MeetingClosed)?;
    Ok(upgraded(upgrade, app, Place { appointment, comune, side: Side::Counter, session: None }))
}

/// Makes a line of the request.
pub fn upgraded(upgrade: WebSocketUpgrade, app: App, place: Place) -> Response {
    let upgrade = upgrade.max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    upgrade.on_upgrade(move |socket| serve(app, socket, place))
}

/// A browser lets any page open a line, with the cookies of this host: only a page of this host may.
///
/// # Errors
/// `Forbidden`
pub fn refuse_strangers(headers: &HeaderMap) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    if origin.is_some() && origin == text(header::HOST) { Ok(()) } else { Err(ProblemKind::Forbidden.into()) }
}
