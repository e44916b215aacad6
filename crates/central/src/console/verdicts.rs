//! What the officer decides about the counter's papers: accepted, refused with what to send instead, asked for, no longer
//! asked for.

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
    /// How many decisions about the document the officer saw.
    #[serde(default)]
    saw: usize,
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
    let verdict = Verdict { accepted: judgement.accepted, reason, instead, by: signed_in.account.name, at };
    let appointment = app.store.write(move |tx| keep(tx, comune, id, verdict, judgement.saw)).await?;
    whole(&app, comune, appointment).await.map(Json)
}

/// The paper of a refused document is missing again, and asked for with the officer's words, unless another one stands or
/// the appointment is over; gives the appointment.
fn keep(tx: &Transaction, comune: Uuid, id: Uuid, verdict: Verdict, saw: usize) -> Result<Uuid> {
    let known =
        documents::get(tx, comune, id)?.filter(|document| document.origin == Origin::Desk && document.delivered);
    let mut document = known.ok_or(ProblemKind::NotFound)?;
    // Nobody can have read it.
    if document.held && verdict.accepted {
        return Err(ProblemKind::VirusFound.into());
    }
    // Two officers who decide at once: the second reads the first's decision before taking it back.
    if document.decisions() != saw {
        return Err(ProblemKind::Conflict.into());
    }
    let (accepted, at) = (verdict.accepted, verdict.at);
    let words = [verdict.reason.as_str(), verdict.instead.as_str()].map(str::to_owned);
    document.opened_at = document.opened_at.or(Some(verdict.at));
    document.earlier_verdicts.extend(document.verdict.replace(verdict));
    documents::update(tx, comune, &document)?;
    let mut appointment = appointments::get(tx, comune, document.appointment_id)?.ok_or(ProblemKind::NotFound)?;
    let id = appointment.id;
    if appointment.closing.is_some() || !appointment.stands() {
        return Ok(id);
    }
    let code = document.document_type;
    if accepted {
        // A request that this document did not answer stands: it was made by who knew the document, or never saw it.
        let of_it = |one: &PaperRequest| one.document_type == code;
        let open = appointment.open_requests().any(|one| of_it(one) && one.refused != Some(document.id));
        let missing = |paper: &PaperState| paper.document_type == code && paper.state == Presence::Missing;
        if !open && (appointment.papers.iter().any(missing) || appointment.requests.iter().any(of_it)) {
            appointment.requests.retain(|one| !of_it(one) || one.form.is_some());
            let version = appointment.version;
            appointment.mark_present(&code, Some(version));
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
        let refused = Some(document.id);
        let request = PaperRequest {
            document_type: code,
            note: sentences(&words),
            form: None,
            version: 0,
            refused,
            was: None,
            at,
        };
        put_down(tx, comune, id, request)?;
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
    let document_type = request.document_type;
    let request = PaperRequest { document_type, note, form: None, version: 0, refused: None, was: None, at };
    app.store.write(move |tx| put_down(tx, comune, id, request)).await?;
    whole(&app, comune, id).await.map(Json)
}

/// The request stands on the checklist, missing, from the version on that this makes.
pub(super) fn put_down(tx: &Transaction, comune: Uuid, id: Uuid, mut request: PaperRequest) -> Result<()> {
    let mut appointment = appointments::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
    refuse_closed(&appointment)?;
    let code = request.document_type.clone();
    let known = appointment.requests.iter().position(|known| known.document_type == code);
    let known = known.map(|at| appointment.requests.remove(at));
    let now = appointment.papers.iter().find(|paper| paper.document_type == code).map(|paper| paper.state);
    request.was = known.as_ref().map_or(now, |known| known.was);
    request.form = request.form.or_else(|| known.and_then(|known| known.form));
    request.version = appointment.version + 1;
    appointment.set_papers(&[PaperState { document_type: code, state: Presence::Missing }], None);
    appointment.requests.push(request);
    if appointment.requests.len() > MAX_REQUESTS {
        return Err(bad_request("more papers are asked for than anybody can bring"));
    }
    appointments::update(tx, comune, &mut appointment)
}

/// Asks no longer for a paper: if it is still missing it stands as it stood before it was asked for.
pub(super) async fn withdraw(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, document_type)): Path<(Uuid, String)>,
) -> Result<Json<ConsoleAppointment>> {
    let comune = signed_in.account.comune_id;
    app.store
        .write(move |tx| {
            let mut appointment = appointments::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
            refuse_closed(&appointment)?;
            let at = appointment.requests.iter().position(|known| known.document_type == document_type);
            let request = appointment.requests.remove(at.ok_or(ProblemKind::NotFound)?);
            let missing = |paper: &PaperState| paper.document_type == document_type && paper.state == Presence::Missing;
            let accepted = |one: &Document| {
                one.origin == Origin::Desk
                    && one.document_type == document_type
                    && one.verdict.as_ref().is_some_and(|verdict| verdict.accepted)
            };
            // One that was accepted while it was asked for is what has come since.
            let was = match documents::of_appointment(tx, id)?.iter().any(accepted) {
                true => Some(Presence::Present),
                false => request.was,
            };
            if let Some(place) = appointment.papers.iter().position(missing) {
                match (was, appointment.papers.get_mut(place)) {
                    (Some(was), Some(paper)) => paper.state = was,
                    _ => drop(appointment.papers.remove(place)),
                }
            }
            appointments::update(tx, comune, &mut appointment)
        })
        .await?;
    whole(&app, comune, id).await.map(Json)
}

/// The parts as sentences: whoever ends one with a full stop gets no second.
fn sentences(parts: &[String]) -> String {
    let ends = |part: &str| part.ends_with(['.', '!', '?', ':', ';', '…']);
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push_str(if ends(&text) { " " } else { ". " });
        }
        text.push_str(part);
    }
    text
}

fn words(text: &str) -> Result<String> {
    let text = titles::plain(text);
    if text.chars().count() > MAX_WORDS {
        return Err(bad_request("reason, instead or note is too long"));
    }
    Ok(text)
}
