//! The pages to be confirmed as the screen shows them.

use super::{
    store::{self, BatchRow, PageRow},
    types::{Batch, Batches, CardRead, PageState, PageView, Undo},
};
use crate::{
    App, Result, appointments, citizens, operators,
    reading::{self, Read},
    scanning::{attach, types::Aim},
};
use jiff::civil::Date;
use rusqlite::Connection;
use sportello_protocol::citizens::Citizen;
use std::collections::HashSet;
use uuid::Uuid;

/// The pages to be confirmed, and the scan that runs.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, (): ()) -> Result<Batches> {
    let operator = app.session().map(|session| session.operator_id);
    let scan = app.batches.scan().shown_to(operator);
    let coming = scan.as_ref().filter(|run| run.running).map(|run| run.batch_id);
    let today = app.clock.today();
    let (batches, undo) = app.store.read(|conn| {
        let mut batches = Vec::new();
        for row in store::batches(conn)? {
            let pages = store::pages(conn, row.id)?;
            if !pages.is_empty() || coming == Some(row.id) {
                batches.push(batch(conn, row, pages, operator, today)?);
            }
        }
        let undo = store::last_step(conn)?.map(|step| {
            let now = step.before.iter().filter_map(|place| store::page(conn, place.page_id).ok());
            let mut batch_ids: Vec<Uuid> = step.before.iter().map(|place| place.batch_id).collect();
            batch_ids.extend(now.map(|page| page.batch_id));
            batch_ids.sort_unstable();
            batch_ids.dedup();
            Undo { kind: step.kind, batch_ids }
        });
        Ok((batches, undo))
    })?;
    Ok(Batches { batches, scan, undo })
}

fn batch(conn: &Connection, row: BatchRow, pages: Vec<PageRow>, operator: Option<Uuid>, today: Date) -> Result<Batch> {
    let scanned_by = match row.scanned_by {
        Some(id) => operators::name(conn, id)?,
        None => None,
    };
    let citizen = match row.appointment_id {
        Some(id) => citizen(conn, id)?,
        None => None,
    };
    // The back of a card is thrown away as a page and stands below its front: what it says still counts.
    let backs: HashSet<Uuid> = pages.iter().filter(|page| !page.removed).filter_map(|page| page.back_id).collect();
    let of_document = pages.iter().filter(|page| !page.removed || backs.contains(&page.id));
    let read: Vec<(Uuid, &Read)> = of_document.filter_map(|page| Some((page.id, page.reading.as_ref()?))).collect();
    let cards = cards(conn, &read, citizen.as_ref(), today);
    let read_type = read.iter().find_map(|(_, read)| read.proposed_type.clone());
    let type_was_read = row.document_type.is_none() && read_type.is_some();
    let document_type = match row.document_type.clone().or(read_type) {
        Some(known) => Some(known),
        None => missing_type(conn, row.appointment_id)?,
    };
    let duplicate = store::is_known(conn, row.id)?;
    let mut views: Vec<PageView> = pages.into_iter().map(view).collect();
    views.sort_by_key(|page| page.removed);
    Ok(Batch {
        id: row.id,
        source: row.source,
        is_own: row.scanned_by.is_some() && row.scanned_by == operator,
        scanned_by,
        began_at: row.began_at,
        appointment_id: row.appointment_id,
        document_type,
        type_was_read,
        cards,
        duplicate,
        pages: views,
    })
}

/// What is missing at the appointment, where one is known.
fn missing_type(conn: &Connection, appointment_id: Option<Uuid>) -> Result<Option<String>> {
    let aim = Aim { appointment_id, document_type: None };
    Ok(attach::target(conn, Some(&aim))?.1)
}

fn citizen(conn: &Connection, appointment_id: Uuid) -> Result<Option<Citizen>> {
    match appointments::read(conn, appointment_id) {
        Ok(appointment) => Ok(Some(appointment.citizen)),
        Err(crate::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The cards among the pages that do not agree with the citizen, each with what is on its own page; where all agree, the
/// first with a code, else the first with a zone.
fn cards(conn: &Connection, pages: &[(Uuid, &Read)], citizen: Option<&Citizen>, today: Date) -> Vec<CardRead> {
    let with_code = pages.iter().filter(|(_, read)| read.codice_fiscale.is_some());
    let with_zone = pages.iter().filter(|(_, read)| read.codice_fiscale.is_none() && read.mrz.is_some());
    let mut cards: Vec<CardRead> =
        with_code.chain(with_zone).map(|(page_id, read)| card(conn, *page_id, read, citizen, today)).collect();
    if cards.iter().any(CardRead::differs) {
        cards.retain(CardRead::differs);
    } else {
        cards.truncate(1);
    }
    cards
}

fn card(conn: &Connection, page_id: Uuid, read: &Read, citizen: Option<&Citizen>, today: Date) -> CardRead {
    let codice_fiscale = read.codice_fiscale.clone();
    let full = |family: &str, given: &str| format!("{family} {given}");
    let known = codice_fiscale.as_ref().and_then(|code| citizens::with_code(conn, code).ok().flatten());
    let name = known
        .map(|known| full(&known.family_name, &known.given_name))
        .or_else(|| read.mrz.as_ref().map(|zone| full(&zone.family_name, &zone.given_name)));
    let differences = citizen.map(|citizen| reading::differs(read, citizen, today));
    CardRead { page_id, codice_fiscale, name, differences }
}

fn view(page: PageRow) -> PageView {
    let state = match page.broken {
        Some(reason) => PageState::Broken { reason },
        None if page.finished_revision == page.revision => PageState::Ready,
        None => PageState::Working,
    };
    PageView {
        id: page.id,
        state,
        removed: page.removed,
        revision: page.revision,
        shown_revision: page.finished_revision,
        has_thumbnail: page.thumbnail.is_some(),
        back_id: page.back_id,
        corrections: page.corrections,
        finished: page.finished,
    }
}
