//! `POST /allotment`: a desk and Centrale say which slots they believe to be the desk's, and the desk's incarnation
//! is renewed. A desk that shows an older one exists twice, or was put back whole from an image.

mod share;
pub mod trouble;

use crate::{
    app::App,
    clock::day_of,
    desk::Bearer,
    error::{Result, bad_request},
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
    problem::{Problem, ProblemKind},
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
/// `StaleContact`, `BadRequest`
pub fn meet(tx: &Transaction, desk: Uuid, contact: &Contact, now: Timestamp) -> Result<Allotment> {
    if contact.promised < 0 || contact.pending.iter().any(|number| *number < 1) {
        return Err(bad_request("promised or pending is no count of promises"));
    }
    if contact.owned.len() > share::BEYOND {
        return Err(bad_request("owned is longer than any desk's share"));
    }
    let desk = desks::get(tx, desk)?.ok_or(ProblemKind::Unauthorized)?;
    if contact.condition == Condition::Copied {
        trouble::copied(tx, &desk, now)?;
        return refusal(&desk);
    }
    if desk.standing == DeskStanding::Quarantined {
        return refusal(&desk);
    }
    if let Some(issued) = store::issued(tx, desk.id, contact.attempt, now)? {
        // Its answer was lost, or the network says it twice. After a later contact its answer would be no longer true.
        if desk.incarnation != Some(issued) {
            return Err(ProblemKind::StaleContact.into());
        }
        return answer(tx, &desk, issued, now, vec![]);
    }
    if contact.incarnation != desk.incarnation {
        trouble::twice(tx, &desk, contact.incarnation, now)?;
        return refusal(&desk);
    }
    let arrived = store::last_promise(tx, desk.id)?;
    if contact.promised < arrived {
        if contact.told.is_some_and(|told| told > contact.promised) {
            trouble::twice(tx, &desk, contact.incarnation, now)?;
            return refusal(&desk);
        }
        // It may have been long on its way, and the promise have come before it.
        let mut stale = Problem::new(ProblemKind::StaleContact);
        stale.arrived_promise = Some(arrived);
        return Err(stale.into());
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
    if contact.condition == Condition::Whole && desk.standing == DeskStanding::Good {
        trouble::claimed(tx, &desk, &contact.owned, now)?;
    }
    store::take_back(tx, desk.id, &contact.released)?;
    // Given in an answer that was lost: the desk asks for them as common ones, and does not know them as its own. One
    // that it knows it could promise until it hears the answer.
    let unheard: Vec<Uuid> = contact.requested.iter().filter(|slot| !contact.owned.contains(slot)).copied().collect();
    store::take_back(tx, desk.id, &unheard)?;
    note_gap(tx, &desk, now)?;
    let wanted_back = share::settle(tx, &desk, comuni::calendar(tx, desk.comune_id)?, &contact.requested, now)?;
    let issued = Uuid::new_v4();
    store::keep_contact(tx, desk.id, contact.attempt, issued, now)?;
    desks::renew(tx, desk.id, issued)?;
    store::forget_contacts(tx, desk.id, now)?;
    answer(tx, &desk, issued, now, wanted_back)
}

fn note_gap(tx: &Transaction, desk: &Desk, now: Timestamp) -> Result<()> {
    let gap = store::last_contact(tx, desk.id, None)?.map_or(0, |last| now.duration_since(last).as_mins().max(0));
    demand::contact(tx, desk.id, day_of(now)?, gap)
}

fn answer(
    tx: &Transaction,
    desk: &Desk,
    incarnation: Uuid,
    now: Timestamp,
    wanted_back: Vec<Uuid>,
) -> Result<Allotment> {
    Ok(Allotment {
        standing: Standing::Good,
        incarnation: Some(incarnation),
        owned: store::owned(tx, desk.id, now)?,
        wanted_back,
        expected_seq: desk.last_seq + 1,
        last_number: desk.last_number,
    })
}

fn refusal(desk: &Desk) -> Result<Allotment> {
    Ok(Allotment {
        standing: Standing::Quarantined,
        incarnation: None,
        owned: vec![],
        wanted_back: vec![],
        expected_seq: desk.last_seq + 1,
        last_number: desk.last_number,
    })
}
