//! `GET /changes`: what changed in the comune since a cursor.

use crate::{
    app::App,
    desk::Bearer,
    error::{Result, bad_request},
    store::{
        appointments,
        changes::{self, Kind},
        citizens, documents, settings,
    },
};
use axum::{
    Json,
    extract::{Query, State},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Deserialize;
use sportello_protocol::changes::{Change, ChangesPage};
use std::collections::HashSet;
use utoipa::IntoParams;
use uuid::Uuid;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 500;

/// Where to go on, and how far.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The cursor of the page before; absent for the beginning.
    cursor: Option<String>,
    /// Entries of the log to read, 1 to 500; 100 where absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What changed in the comune since a cursor, oldest first.
#[utoipa::path(get, path = "/changes", tag = "changes", params(Since),
    responses((status = 200, body = ChangesPage, description = "A page of changes."), (status = 400, description = "Not a cursor of this API.")))]
pub async fn get(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Query(since): Query<Since>,
) -> Result<Json<ChangesPage>> {
    let now = app.clock.now();
    let limit = since.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let page = app.store.read(move |conn| page(conn, desk.comune_id, since.cursor.as_deref(), limit, now)).await?;
    Ok(Json(page))
}

/// The changes of a comune after a cursor.
///
/// # Errors
/// `BadRequest` for a cursor that is not of this API
pub fn page(conn: &Connection, comune: Uuid, cursor: Option<&str>, limit: u32, now: Timestamp) -> Result<ChangesPage> {
    let cursor = cursor.map(read_cursor).transpose()?;
    let epoch = settings::epoch(conn)?;
    // A cursor of another epoch points into a log that is gone: the answer begins anew.
    let from = cursor.filter(|(of, _)| *of == epoch).map_or(0, |(_, seq)| seq);
    let entries = changes::after(conn, comune, from, limit)?;
    let last = entries.last().map_or(from, |(seq, ..)| *seq);
    Ok(ChangesPage {
        cursor: write_cursor(&epoch, last),
        more: !changes::after(conn, comune, last, 1)?.is_empty(),
        changes: present(conn, comune, &entries)?,
        epoch,
        server_time: now,
    })
}

// In the order of each thing's first entry, so that what another refers to comes before it.
fn present(conn: &Connection, comune: Uuid, entries: &[(i64, Kind, Uuid)]) -> Result<Vec<Change>> {
    let mut seen = HashSet::new();
    let mut changes = Vec::new();
    for (_, kind, id) in entries {
        if !seen.insert((*kind, *id)) {
            continue;
        }
        let change = match kind {
            Kind::Citizen => Some(Change::Citizen { citizen: citizens::get(conn, *id)? }),
            Kind::Appointment => {
                appointments::get(conn, comune, *id)?.map(|appointment| Change::Appointment { appointment })
            }
            Kind::Document => documents::get(conn, comune, *id)?.map(|document| Change::Document { document }),
        };
        changes.extend(change);
    }
    Ok(changes)
}

fn write_cursor(epoch: &str, seq: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{epoch}.{seq}"))
}

fn read_cursor(cursor: &str) -> Result<(String, i64)> {
    let wrong = || bad_request("cursor is not of this API");
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(wrong)?;
    let (epoch, seq) = text.split_once('.').ok_or_else(wrong)?;
    Ok((epoch.to_owned(), seq.parse().map_err(|_| wrong())?))
}
