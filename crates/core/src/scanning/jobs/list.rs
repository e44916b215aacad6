//! The pages to be confirmed as the screen shows them.

use super::{
    store::{self, BatchRow, PageRow},
    types::{Batch, Batches, CardRead, PageState, PageView, Undo},
};
use crate::{
    App, Result, appointments, citizens,
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
                batches.push(batch(conn, row, pages, today)?);
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

fn batch(conn: &Connection, row: BatchRow, pages: Vec<PageRow>, today: Date) -> Result<Batch> {
    let citizen = match row.appointment_id {
        Some(id) => citizen(conn, id)?,
        None => None,
    };
    // The back of a card is thrown away as a page and stands below its front: what it says still counts.
    let backs: HashSet<Uuid> = pages.iter().filter(|page| !page.removed).filter_map(|page| page.back_id).collect();
    let of_document = pages.iter().filter(|page| !page.removed || backs.contains(&page.id));
    let read: Vec<(Uuid, &Read)> = of_document.filter_map(|page| Some((page.id, page.reading.as_ref()?))).collect();
    let card = card(conn, &read, citizen.as_ref(), today);
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
        began_at: row.began_at,
        appointment_id: row.appointment_id,
        document_type,
        type_was_read,
        card,
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

/// The card among the pages: the first with a code, else the first with a zone.
fn card(conn: &Connection, pages: &[(Uuid, &Read)], citizen: Option<&Citizen>, today: Date) -> Option<CardRead> {
    let with = |says: fn(&Read) -> bool| pages.iter().find(|(_, read)| says(read));
    let (page_id, read) = with(|read| read.codice_fiscale.is_some()).or_else(|| with(|read| read.mrz.is_some()))?;
    let codice_fiscale = read.codice_fiscale.clone();
    let full = |family: &str, given: &str| format!("{family} {given}");
    let known = codice_fiscale.as_ref().and_then(|code| citizens::with_code(conn, code).ok().flatten());
    let name = known
        .map(|known| full(&known.family_name, &known.given_name))
        .or_else(|| read.mrz.as_ref().map(|zone| full(&zone.family_name, &zone.given_name)));
    let differences = citizen.map(|citizen| {
        let all = pages.iter().flat_map(|(_, read)| reading::differs(read, citizen, today));
        all.fold(Vec::new(), |mut found, difference| {
            if !found.contains(&difference) {
                found.push(difference);
            }
            found
        })
    });
    Some(CardRead { page_id: *page_id, codice_fiscale, name, differences })
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
