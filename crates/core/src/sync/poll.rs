//! Reads what is polled whole, only where it is newer than what is here: roster, catalogue, slots, snapshot.

use super::{client, client::Failure};
use crate::{App, app::Topic, appointments, catalogue, operators, snapshot, store::resources, supervision};
use reqwest::{Method, StatusCode, header};
use serde::de::DeserializeOwned;
use sportello_protocol::{catalogue::Catalogue, roster::Roster, slots::Slots, snapshot::Release};

/// Reads all of them.
///
/// # Errors
/// Every [`Failure`].
pub async fn all(app: &App) -> Result<(), Failure> {
    if let Some(roster) = fetch::<Roster>(app, operators::RESOURCE).await? {
        keep(app, operators::RESOURCE, &roster, Topic::Desk)?;
        operators::check_session(app)?;
    }
    if let Some(catalogue) = fetch::<Catalogue>(app, catalogue::RESOURCE).await? {
        keep(app, catalogue::RESOURCE, &catalogue, Topic::Desk)?;
    }
    slots(app).await?;
    if let Some(release) = fetch::<Release>(app, snapshot::RESOURCE).await? {
        match snapshot::take(app, &release.value, &release.body, &release.etag).await {
            // The figures of yesterday stay, and the rest of the line is not to blame.
            Err(Failure::Desk(error)) => tracing::warn!(%error, "A snapshot was not taken."),
            other => other?,
        }
    }
    Ok(())
}

/// Reads the hours.
///
/// # Errors
/// Every [`Failure`].
pub async fn slots(app: &App) -> Result<(), Failure> {
    if let Some(slots) = fetch::<Slots>(app, appointments::SLOTS_RESOURCE).await? {
        // Before the hours themselves, so that whoever sees these knows also of the days that go by.
        app.store.write(|tx| supervision::remember_open(tx, &slots.value, app.clock.today()))?;
        keep(app, appointments::SLOTS_RESOURCE, &slots, Topic::Appointments)?;
    }
    Ok(())
}

/// A resource that is newer than the one here.
struct Fresh<T> {
    value: T,
    body: String,
    etag: String,
}

/// Asks for `/{name}`; nothing when it is still the same, or not there.
async fn fetch<T: DeserializeOwned>(app: &App, name: &str) -> Result<Option<Fresh<T>>, Failure> {
    let etag = app.store.read(|conn| resources::etag(conn, name))?;
    let response = client::send(app, Method::GET, &format!("/{name}"), |request| {
        if etag.is_empty() { request } else { request.header(header::IF_NONE_MATCH, &etag) }
    })
    .await;
    let response = match response {
        Err(failure) if client::is_problem(&failure, sportello_protocol::problem::ProblemKind::NotFound) => {
            return Ok(None);
        }
        other => other?,
    };
    if response.status() == StatusCode::NOT_MODIFIED {
        app.store.write(|tx| resources::touch(tx, name, app.clock.now()))?;
        return Ok(None);
    }
    let etag = client::header_text(&response, header::ETAG.as_str());
    let value: serde_json::Value = client::json(response).await?;
    let body = value.to_string();
    let value = serde_json::from_value(value).map_err(|_| Failure::Network)?;
    Ok(Some(Fresh { value, body, etag }))
}

fn keep<T>(app: &App, name: &str, fresh: &Fresh<T>, topic: Topic) -> Result<(), Failure> {
    app.store.write(|tx| resources::set(tx, name, &fresh.body, &fresh.etag, app.clock.now()))?;
    app.changed(topic);
    Ok(())
}
