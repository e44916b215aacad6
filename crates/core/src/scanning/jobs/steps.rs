//! The clerk's changes to pages, each noted so that it can be undone, after a crash too.

use super::{
    edit::{self, Seen},
    store::{self, BatchRow, Place},
    types::{AimBatch, Batches, Edit},
};
use crate::{App, Error, Result, app::Topic, appointments};
use rusqlite::Transaction;
use uuid::Uuid;

/// Changes pages.
///
/// # Errors
/// `NotFound` for what is no longer there, `BadRequest` for what makes no sense
pub async fn edit(app: &App, request: Edit) -> Result<Batches> {
    app.store.write(|tx| {
        let pages = match request.sees() {
            Seen::Batch(batch) => store::pages(tx, batch)?,
            Seen::Both(one, other) => [store::pages(tx, one)?, store::pages(tx, other)?].concat(),
            Seen::OfPage(page) => store::pages(tx, store::page(tx, page)?.batch_id)?,
            Seen::PageAndBatch(page, batch) => {
                let own = store::page(tx, page)?.batch_id;
                store::batch(tx, batch)?;
                let other = if own == batch { vec![] } else { store::pages(tx, batch)? };
                [store::pages(tx, own)?, other].concat()
            }
            Seen::TwoPages(one, other) => {
                let (one, other) = (store::page(tx, one)?.batch_id, store::page(tx, other)?.batch_id);
                let others = if one == other { vec![] } else { store::pages(tx, other)? };
                [store::pages(tx, one)?, others].concat()
            }
        };
        let fresh = Uuid::now_v7();
        let before: Vec<Place> = pages.iter().map(Place::from).collect();
        let after = edit::apply(&pages, &request, fresh)?;
        let (before, after): (Vec<Place>, Vec<Place>) =
            before.into_iter().zip(after).filter(|(before, after)| before != after).unzip();
        if before.is_empty() {
            return Ok(());
        }
        if let Edit::Split { page_id } = request {
            split_off(tx, store::page(tx, page_id)?.batch_id, fresh)?;
        }
        after.iter().try_for_each(|place| store::put(tx, place))?;
        store::note(tx, request.kind(), &before, app.clock.now())
    })?;
    told(app).await
}

/// The new batch of a split goes where the old one goes; what it is, is not known: it was another document.
fn split_off(tx: &Transaction, from: Uuid, fresh: Uuid) -> Result<()> {
    let from = store::batch(tx, from)?;
    store::begin(tx, &BatchRow { id: fresh, document_type: None, ..from })
}

/// Undoes the last change. Where nothing can be undone, nothing happens.
///
/// # Errors
/// When the database cannot be written.
pub async fn undo(app: &App, (): ()) -> Result<Batches> {
    app.store.write(|tx| {
        let Some(step) = store::last_step(tx)? else { return Ok(()) };
        step.before.iter().try_for_each(|place| store::put(tx, place))?;
        store::forget_step(tx, step.position)
    })?;
    told(app).await
}

/// Says where a batch would go.
///
/// # Errors
/// `NotFound`
pub async fn aim(app: &App, request: AimBatch) -> Result<Batches> {
    app.store.write(|tx| {
        if let Some(id) = request.appointment_id {
            appointments::read(tx, id)?;
        }
        store::aim(tx, request.batch_id, request.appointment_id, request.document_type.as_deref())
    })?;
    told(app).await
}

async fn told(app: &App) -> Result<Batches, Error> {
    app.batches.wake();
    app.changed(Topic::Scanning);
    super::list(app, ()).await
}
