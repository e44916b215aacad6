//! `POST /allotment`: a desk and Centrale say which slots they believe to be the desk's, and the desk's incarnation
//! is renewed. A desk that shows an older one exists twice, or was put back whole from an image.

mod share;
pub mod trouble;

use crate::{
    app::App,
    clock::day_of,
    desk::Bearer,
    error::Result,
    store::{
        allotment as store, comuni, demand,
        desks::{self, Desk, DeskStanding},
    },
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use rusqlite::Transaction;
use sportello_protocol::{
    allotment::{Allotment, Condition, Contact, Standing},
    problem::ProblemKind,
};
use uuid::Uuid;

/// A desk's contact: both sides say the full set of slots that they believe to be the desk's.
#[utoipa::path(post, path = "/allotment", tag = "allotment", request_body = Contact,
    responses((status = 200, body = Allotment, description = "What belongs to the desk now."),
        (status = 409, description = "The attempt was overtaken by a later one.")))]
pub async fn contact(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Json(contact): Json<Contact>,
) -> Result<Json<Allotment>> {
    let now = app.clock.now();
    Ok(Json(app.store.write(move |tx| meet(tx, desk.id, &contact, now)).await?))
}

/// Answers a contact.
///
/// # Errors
/// `StaleContact`
pub fn meet(tx: &Transaction, desk: Uuid, contact: &Contact, now: Timestamp) -> Result<Allotment> {
    let desk = desks::get(tx, desk)?.ok_or(ProblemKind::Unauthorized)?;
    if let Some(known) = store::contact(tx, desk.id, contact.attempt)? {
        // The same request again, by the network. Only while nothing came after it can its answer still be true.
        if known.issued.is_none() || known.issued != desk.incarnation {
            return Err(ProblemKind::StaleContact.into());
        }
        return answer(tx, &desk, known.issued, now, vec![]);
    }
    for attempt in &contact.unanswered {
        store::keep_contact(tx, desk.id, *attempt, contact.incarnation, None, now)?;
    }
    if contact.condition == Condition::Copied {
        trouble::copied(tx, &desk, now)?;
        return refusal(&desk);
    }
    if desk.standing == DeskStanding::Quarantined {
        return refusal(&desk);
    }
    if !is_known(tx, &desk, contact)? {
        trouble::twice(tx, &desk, contact.incarnation, now)?;
        return refusal(&desk);
    }
    if desk.standing == DeskStanding::Lost {
        trouble::back(tx, &desk, now)?;
    }
    if contact.incarnation.is_none() && desk.incarnation.is_none() {
        desks::set_promise_base(tx, desk.id, contact.promised)?;
    } else {
        let missing = store::missing_promises(tx, desk.id, desk.promise_base, contact.promised, &contact.pending)?;
        if missing > 0 {
            trouble::promises_missing(tx, &desk, missing, now)?;
            desks::set_promise_base(tx, desk.id, contact.promised)?;
        }
    }
    store::take_back(tx, desk.id, &contact.released)?;
    // Given in an answer that was lost: the desk asks for them as common ones, so they are not its own.
    store::take_back(tx, desk.id, &contact.requested)?;
    note_gap(tx, &desk, now)?;
    let wanted_back = share::settle(tx, &desk, comuni::calendar(tx, desk.comune_id)?, &contact.requested, now)?;
    let issued = Uuid::new_v4();
    store::keep_contact(tx, desk.id, contact.attempt, contact.incarnation, Some(issued), now)?;
    desks::renew(tx, desk.id, issued, contact.incarnation)?;
    store::forget_contacts(tx, desk.id, now)?;
    answer(tx, &desk, Some(issued), now, wanted_back)
}

/// The incarnation is the one that was given last; or the one before, by the desk that never got the answers which
/// were given to it: it names all of those attempts.
fn is_known(tx: &Transaction, desk: &Desk, contact: &Contact) -> Result<bool> {
    if contact.incarnation == desk.incarnation {
        return Ok(true);
    }
    if contact.incarnation != desk.incarnation_before {
        return Ok(false);
    }
    let answered = store::answered_with(tx, desk.id, contact.incarnation)?;
    Ok(answered.iter().all(|attempt| contact.unanswered.contains(attempt)))
}

fn note_gap(tx: &Transaction, desk: &Desk, now: Timestamp) -> Result<()> {
    let gap = store::last_contact(tx, desk.id, None)?.map_or(0, |last| now.duration_since(last).as_mins().max(0));
    demand::contact(tx, desk.id, day_of(now)?, gap)
}

fn answer(
    tx: &Transaction,
    desk: &Desk,
    incarnation: Option<Uuid>,
    now: Timestamp,
    wanted_back: Vec<Uuid>,
) -> Result<Allotment> {
    Ok(Allotment {
        standing: Standing::Good,
        incarnation,
        owned: store::owned(tx, desk.id, now)?,
        wanted_back,
        expected_seq: desk.last_seq + 1,
    })
}

fn refusal(desk: &Desk) -> Result<Allotment> {
    Ok(Allotment {
        standing: Standing::Quarantined,
        incarnation: None,
        owned: vec![],
        wanted_back: vec![],
        expected_seq: desk.last_seq + 1,
    })
}
