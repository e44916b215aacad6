//! A file of the watched folder that grew after it was opened as pages: the longer version takes their place.

use super::{
    confirm,
    store::{self, BatchRow},
};
use crate::{App, Result};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// The bytes of an original that is still here.
///
/// # Errors
/// `NotFound`, `DocumentNotHere`, `DocumentUnreadable`
pub fn kept(app: &App, original_id: Uuid) -> Result<Vec<u8>> {
    let original = app.store.read(|conn| store::original(conn, original_id))?;
    app.vault.open(original.id, &original.key)
}

/// The batch in which its pages are now, if there are any.
///
/// # Errors
/// When the database cannot be read.
pub fn batch_of(conn: &Connection, original_id: Uuid) -> Result<Option<BatchRow>> {
    let pages = store::pages_of(conn, original_id)?;
    pages.first().map(|first| store::batch(conn, first.batch_id)).transpose()
}

/// Purges the pages of an original, if nobody has touched them yet; gives their batch and what is left in the vault.
///
/// # Errors
/// When the database cannot be written.
pub fn withdraw(app: &App, tx: &Transaction, original_id: Uuid) -> Result<Option<(BatchRow, Vec<Uuid>)>> {
    let pages = store::pages_of(tx, original_id)?;
    let Some(first) = pages.first() else { return Ok(None) };
    let touched = |page: &store::PageRow| page.revision > 1 || page.removed || page.batch_id != first.batch_id;
    if pages.iter().any(touched) || store::pages(tx, first.batch_id)?.len() != pages.len() {
        return Ok(None);
    }
    let batch = store::batch(tx, first.batch_id)?;
    let left = confirm::forget(app, tx, batch.id)?;
    Ok(Some((batch, left)))
}
