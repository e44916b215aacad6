//! `POST /holds`, `DELETE /holds/{id}`: a few minutes on common slots while a form is filled in.

use crate::{
    app::App,
    desk::Bearer,
    error::{Result, bad_request},
    store::holds as store,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::SignedDuration;
use sportello_protocol::holds::{AskHold, Hold};
use uuid::Uuid;

/// How long a form may take: the four minutes of a counter, and one more.
const HOLD: SignedDuration = SignedDuration::from_mins(5);
/// Slots of one meeting.
const MAX_SLOTS: usize = 16;

/// Holds slots that are free for whoever is first; the same id again renews or changes the hold.
#[utoipa::path(post, path = "/holds", tag = "comune", request_body = AskHold,
    responses((status = 200, body = Hold, description = "They are held."),
        (status = 422, description = "One of them is no longer free.")))]
pub async fn take(State(app): State<App>, Bearer(desk): Bearer, Json(asked): Json<AskHold>) -> Result<Json<Hold>> {
    if asked.slot_ids.is_empty() || asked.slot_ids.len() > MAX_SLOTS {
        return Err(bad_request("slot_ids are none or too many"));
    }
    let now = app.clock.now();
    let expires_at = now.checked_add(HOLD)?;
    let hold_id = asked.hold_id;
    app.store.write(move |tx| store::take(tx, desk.id, hold_id, &asked.slot_ids, now, expires_at)).await?;
    Ok(Json(Hold { hold_id, expires_at }))
}

/// Lets a hold go; one that is not there is let go already.
#[utoipa::path(delete, path = "/holds/{id}", tag = "comune", params(("id" = Uuid, Path, description = "The hold.")),
    responses((status = 204, description = "It is gone.")))]
pub async fn release(State(app): State<App>, Bearer(desk): Bearer, Path(id): Path<Uuid>) -> Result<StatusCode> {
    app.store.write(move |tx| store::release(tx, desk.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
