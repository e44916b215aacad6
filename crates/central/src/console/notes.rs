//! What the officer notes about an appointment.

use super::{
    day::{ConsoleAppointment, whole},
    session::SignedIn,
};
use crate::{app::App, commands::keep_note, error::Result, store::appointments};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use sportello_protocol::{appointments::Note, problem::ProblemKind};
use uuid::Uuid;

#[derive(Deserialize)]
pub(super) struct NewNote {
    /// Made by the page, so that the same note sent twice is one.
    note_id: Uuid,
    text: String,
}

pub(super) async fn add(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(note): Json<NewNote>,
) -> Result<Json<ConsoleAppointment>> {
    let (comune, at) = (signed_in.account.comune_id, app.clock.now());
    app.store
        .write(move |tx| {
            let mut appointment = appointments::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
            let note = Note { id: note.note_id, text: note.text.trim().to_owned(), at };
            keep_note(tx, comune, &mut appointment, note)
        })
        .await?;
    whole(&app, comune, id).await.map(Json)
}
