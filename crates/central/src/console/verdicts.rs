//! What the officer decides about the counter's papers: accepted, refused with what to send instead, asked for.

use super::{
    day::{ConsoleAppointment, whole},
    session::SignedIn,
};
use crate::{
    app::App,
    commands::refuse_closed,
    documents::titles,
    error::{Result, bad_request},
    store::{appointments, documents},
};
use axum::{
    Json,
    extract::{Path, State},
};
use rusqlite::Transaction;
use serde::Deserialize;
use sportello_protocol::{
    appointments::{PaperRequest, PaperState, Presence},
    documents::{Document, Origin, Verdict},
    problem::ProblemKind,
};
use uuid::Uuid;

const MAX_WORDS: usize = 500;
/// More papers than any reason of visit needs.
const MAX_REQUESTS: usize = 30;

#[derive(Deserialize)]
pub(super) struct Judgement {
    accepted: bool,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    instead: String,
}

#[derive(Deserialize)]
pub(super) struct NewRequest {
    document_type: String,
    #[serde(default)]
    note: String,
}

/// Says of a document of the counter that it is accepted, or refused, why, and what to send instead; again says otherwise.
pub(super) async fn judge(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(judgement): Json<Judgement>,
) -> Result<Json<ConsoleAppointment>> {
    let (reason, instead) = (words(&judgement.reason)?, words(&judgement.instead)?);
    if judgement.accepted != reason.is_empty() {
        return Err(bad_request("a refusal has a reason, and only a refusal"));
    }
    let (comune, at) = (signed_in.account.comune_id, app.clock.now());
    let verdict = Verdict { accepted: judgement.accepted, reason, instead, at };
    let appointment = app.store.write(move |tx| keep(tx, comune, id, verdict)).await?;
    whole(&app, comune, appointment).await.map(Json)
}

/// The paper of a refused document is missing again, and asked for with the officer's words, unless another one stands or
/// the appointment is over; gives the appointment.
fn keep(tx: &Transaction, comune: Uuid, id: Uuid, verdict: Verdict) -> Result<Uuid> {
    let known =
        documents::get(tx, comune, id)?.filter(|document| document.origin == Origin::Desk && document.delivered);
    let mut document = known.ok_or(ProblemKind::NotFound)?;
    let (accepted, at) = (verdict.accepted, verdict.at);
    let words = [verdict.reason.as_str(), verdict.instead.as_str()].map(str::to_owned);
    document.opened_at = document.opened_at.or(Some(verdict.at));
    document.verdict = Some(verdict);
    documents::update(tx, comune, &document)?;
    let mut appointment = appointments::get(tx, comune, document.appointment_id)?.ok_or(ProblemKind::NotFound)?;
    let id = appointment.id;
    if appointment.closing.is_some() || !appointment.stands() {
        return Ok(id);
    }
    let code = document.document_type;
    if accepted {
        let missing = |paper: &PaperState| paper.document_type == code && paper.state == Presence::Missing;
        if appointment.papers.iter().any(missing) || appointment.requests.iter().any(|one| one.document_type == code) {
            appointment.requests.retain(|one| one.document_type != code);
            appointment.mark_present(&code);
            appointments::update(tx, comune, &mut appointment)?;
        }
        return Ok(id);
    }
    let stands = |other: &Document| {
        other.id != document.id
            && other.document_type == code
            && other.origin == Origin::Desk
            && other.verdict.as_ref().is_none_or(|verdict| verdict.accepted)
    };
    if !documents::of_appointment(tx, id)?.iter().any(stands) {
        let note = words.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ");
        put_down(tx, comune, id, PaperRequest { document_type: code, note, at })?;
    }
    Ok(id)
}

/// Asks the counter for a paper: it is on the checklist, missing; asked for again, with the new words.
pub(super) async fn ask(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(request): Json<NewRequest>,
) -> Result<Json<ConsoleAppointment>> {
    if !app.catalogue.knows_document(&request.document_type) {
        return Err(bad_request("document_type is not in the catalogue"));
    }
    let (comune, at, note) = (signed_in.account.comune_id, app.clock.now(), words(&request.note)?);
    let request = PaperRequest { document_type: request.document_type, note, at };
    app.store.write(move |tx| put_down(tx, comune, id, request)).await?;
    whole(&app, comune, id).await.map(Json)
}

fn put_down(tx: &Transaction, comune: Uuid, id: Uuid, request: PaperRequest) -> Result<()> {
    let mut appointment = appointments::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
    refuse_closed(&appointment)?;
    appointment.set_papers(&[PaperState { document_type: request.document_type.clone(), state: Presence::Missing }]);
    appointment.requests.retain(|known| known.document_type != request.document_type);
    appointment.requests.push(request);
    if appointment.requests.len() > MAX_REQUESTS {
        return Err(bad_request("more papers are asked for than anybody can bring"));
    }
    appointments::update(tx, comune, &mut appointment)
}

fn words(text: &str) -> Result<String> {
    let text = titles::plain(text);
    if text.chars().count() > MAX_WORDS {
        return Err(bad_request("reason, instead or note is too long"));
    }
    Ok(text)
}
