//! The clerk's word: a batch becomes one PDF/A of an appointment, or nothing; either way its originals are purged.

use super::{
    draw,
    store::{self, PageRow},
    types::{BatchById, Batches, ConfirmBatch},
};
use crate::{
    App, Error, Result,
    app::Topic,
    catalogue, documents,
    documents::NewDocument,
    pages::{Page, pdf},
    scanning::{store as scans, take::fingerprint},
    settings, sync,
};
use rusqlite::Transaction;
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// The language of the papers, as PDF/A wants it (RFC 5646).
const LANGUAGE: &str = "it-IT";

/// Makes a batch a document: its row, the command and the upload are written together with the end of the batch.
///
/// # Errors
/// `NotFound`, `PagesNotReady` while a page is worked on or broken, `TooLarge` when the document would be larger than
/// 50 MB, those of [`documents::add_scanned`]
pub async fn confirm(app: &App, request: ConfirmBatch) -> Result<Batches> {
    let id = request.batch_id;
    let (pages, rows) = ready_pages(app, id).await?;
    let (title, conformance) = app.store.read(|conn| {
        let catalogue = catalogue::read(conn)?;
        let title = documents::form_titled(conn, request.appointment_id, &request.document_type)?
            .unwrap_or_else(|| catalogue::document_name(&catalogue, &request.document_type));
        Ok((title, settings::scanner_of(conn)?.conformance))
    })?;
    let about = pdf::About { title, language: LANGUAGE.into(), scanned_at: app.clock.now(), conformance };
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    // An id of its own: what comes under the batch's id afterwards can never replace it.
    let document = Uuid::now_v7();
    let vault = app.vault.clone();
    let written = spawn_blocking(move || {
        let bytes = pdf::write(&pages, &about);
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Error::TooLarge);
        }
        Ok((bytes.len() as u64, fingerprint(&bytes), vault.seal(document, &bytes)?))
    });
    let (bytes, sha256, key) = written.await??;
    let done = app.store.write(|tx| {
        // What the clerk saw is what becomes the document.
        if is_coming(app, id) || revisions(&store::pages(tx, id)?) != revisions(&rows) {
            return Err(Error::PagesNotReady);
        }
        let batch = store::batch(tx, id)?;
        let scan = scans::Taken {
            id: document,
            file_name: String::new(),
            media_type: MediaType::Pdf,
            bytes,
            sha256: sha256.clone(),
            pages: count,
            seen_at: batch.began_at,
            attached: false,
            duplicate: false,
            appointment_id: Some(request.appointment_id),
            document_type: Some(request.document_type.clone()),
            key: Some(key.clone()),
        };
        scans::insert(tx, &scan, app.clock.now())?;
        let new = NewDocument {
            id: document,
            appointment_id: request.appointment_id,
            document_type: request.document_type.clone(),
            media_type: MediaType::Pdf,
            bytes,
            sha256,
            pages: count,
            key,
        };
        documents::add_scanned(app, tx, new)?;
        scans::set_removed(tx, document)?;
        scans::set_attached(tx, document, request.appointment_id, &request.document_type)?;
        forget(app, tx, id)
    });
    let left = match done {
        Ok(left) => left,
        Err(error) => {
            app.vault.remove(document)?;
            return Err(error);
        }
    };
    tracing::info!(batch = %id, pages = count, "A batch is confirmed, its originals are purged.");
    sweep(app, left)?;
    app.changed(Topic::Scanning);
    sync::told(app);
    super::list(app, ()).await
}

/// Throws a batch away for good.
///
/// # Errors
/// `NotFound`
pub async fn discard(app: &App, request: BatchById) -> Result<Batches> {
    let left = app.store.write(|tx| {
        store::batch(tx, request.batch_id)?;
        forget(app, tx, request.batch_id)
    })?;
    tracing::info!(batch = %request.batch_id, "A batch is discarded, its originals are purged.");
    sweep(app, left)?;
    app.changed(Topic::Scanning);
    super::list(app, ()).await
}

/// The finished pages in order, with what is known of all of them.
async fn ready_pages(app: &App, id: Uuid) -> Result<(Vec<Page>, Vec<PageRow>)> {
    let rows = app.store.read(|conn| {
        store::batch(conn, id)?;
        store::pages(conn, id)
    })?;
    let bytes: u64 =
        rows.iter().filter(|row| !row.removed).filter_map(|row| row.finished.as_ref()).map(|f| f.bytes).sum();
    if bytes > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let kept: Vec<PageRow> = rows.iter().filter(|row| !row.removed).cloned().collect();
    if kept.iter().any(|row| row.broken.is_some() || row.finished_revision != row.revision) {
        return Err(Error::PagesNotReady);
    }
    let vault = app.vault.clone();
    let read = spawn_blocking(move || {
        kept.iter().map(|row| draw::finished(&vault, row)?.ok_or(Error::PagesNotReady)).collect::<Result<Vec<Page>>>()
    });
    let pages = read.await??;
    if pages.is_empty() || is_coming(app, id) { Err(Error::PagesNotReady) } else { Ok((pages, rows)) }
}

/// Whether the scanner still adds to it.
fn is_coming(app: &App, id: Uuid) -> bool {
    app.batches.scan().run.as_ref().is_some_and(|run| run.running && run.batch_id == id)
}

fn revisions(rows: &[PageRow]) -> Vec<(Uuid, u32, bool)> {
    rows.iter().map(|row| (row.id, row.revision, row.removed)).collect()
}

/// Deletes pages, steps and keys; gives what is left in the vault.
pub(super) fn forget(app: &App, tx: &Transaction, id: Uuid) -> Result<Vec<Uuid>> {
    let mut left = store::forget_pages(tx, id)?;
    left.extend(store::purge_unused(tx)?);
    store::forget_steps_of(tx, id)?;
    let scanning = app.batches.scan().run.as_ref().filter(|run| run.running).map(|run| run.batch_id);
    store::forget_empty(tx, scanning)?;
    Ok(left)
}

fn sweep(app: &App, left: Vec<Uuid>) -> Result<()> {
    left.into_iter().try_for_each(|id| app.vault.remove(id))
}
