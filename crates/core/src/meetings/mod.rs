//! The web meeting at the counter: what comes before it, and opening it in the system's browser, only where it may lead.

mod access;
mod attesting;
mod checks;
mod door;
mod due;
mod link;
mod types;

pub use access::set_access;
pub use attesting::{attest, check_network};
pub use checks::{LINE_DAYS, checks, checks_from};
pub use door::door;
pub use due::{due, opened_here};
pub use types::*;

use crate::{
    App, Error, Result, appointments, catalogue,
    sync::client::{self, Failure},
};
use reqwest::Method;
use sportello_protocol::{TRIAL_PATH, WAITING_PATH, meetings::Ticket, problem::ProblemKind};
use url::Url;

/// Opens the meeting. A link that is data must pass [`link::check`]; Centrale's own waiting page is never data: its
/// address is formed here, and entered by a ticket that is good once and for two minutes.
///
/// # Errors
/// `MeetingNotOpen`, `MeetingLink`, `Offline`, `Browser`
pub async fn launch(app: &App, request: LaunchMeeting) -> Result<Launched> {
    let (appointment, catalogue) =
        app.store.read(|conn| Ok((appointments::read(conn, request.appointment_id)?, catalogue::read(conn)?)))?;
    if door(&appointment, catalogue.meeting_window, app.clock.now())? != Door::Open {
        return Err(Error::MeetingNotOpen);
    }
    let url = match &appointment.meeting.link {
        Some(link) => link::check(link, &catalogue.meeting_hosts).map_err(|host| Error::MeetingLink { host })?,
        None => waiting_page(app, &request).await?,
    };
    let launched = open_browser(url).await?;
    attesting::opened(app, appointment.id).await?;
    Ok(launched)
}

/// Opens Centrale's page for trying camera, microphone and loudspeaker: the program that holds the meeting is the browser, so
/// it is there that they must work. The desk's own window never asks for them.
///
/// # Errors
/// `Browser`
pub async fn open_trial(app: &App, (): ()) -> Result<Launched> {
    let central_url = app.identity()?.central_url;
    open_browser(Url::parse(&format!("{central_url}{TRIAL_PATH}")).map_err(anyhow::Error::from)?).await
}

async fn open_browser(url: Url) -> Result<Launched> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let opened = tokio::task::spawn_blocking(move || webbrowser::open(url.as_str()).is_ok()).await?;
    if opened { Ok(Launched { host }) } else { Err(Error::Browser) }
}

async fn waiting_page(app: &App, request: &LaunchMeeting) -> Result<Url> {
    let path = format!("/meetings/{}/tickets", request.appointment_id);
    let answer =
        async { client::json::<Ticket>(client::send(app, Method::POST, &path, |request| request).await?).await };
    let ticket = match answer.await {
        Err(Failure::Problem(problem)) if problem.kind == ProblemKind::MeetingClosed => {
            return Err(Error::MeetingNotOpen);
        }
        other => other?.ticket,
    };
    let central_url = app.identity()?.central_url;
    let mut url = Url::parse(&format!("{central_url}{WAITING_PATH}")).map_err(anyhow::Error::from)?;
    // A fragment is not sent, so no log on the way can keep it.
    url.set_fragment(Some(&ticket));
    Ok(url)
}
