//! Pages that do not come from a scanner of this desk: files of the watched folder, and what the clerk drops or pastes.

use super::{
    arrive, scan,
    store::{self, BatchRow, Original},
    types::{BatchSource, Batches, OpenScan},
};
use crate::{
    App, Error, Result,
    app::Topic,
    scanning::{store as scans, types::Aim},
};
use sportello_protocol::documents::MediaType;
use uuid::Uuid;

/// Opens a taken scan as pages: its bytes and its key become an original's, nothing is written twice.
///
/// # Errors
/// `NotFound` unless it is taken and waits; `BadRequest` for a PDF, which stays whole
pub async fn open_scan(app: &App, request: OpenScan) -> Result<Batches> {
    open(app, request.scan_id, None)?;
    super::list(app, ()).await
}

/// The same, for a document type that the clerk has chosen.
///
/// # Errors
/// As [`open_scan`].
pub fn open(app: &App, scan_id: Uuid, document_type: Option<String>) -> Result<()> {
    let scan = app.store.read(|conn| scans::get(conn, scan_id))?;
    let key = scan.key.clone().filter(|_| !scan.attached).ok_or(Error::NotFound)?;
    if scan.media_type == MediaType::Pdf {
        return Err(Error::BadRequest);
    }
    let frames = arrive::frames(scan.media_type, &app.vault.open(scan.id, &key)?);
    app.store.write(|tx| {
        if !scans::open_as_pages(tx, scan.id)? {
            return Err(Error::NotFound);
        }
        let batch = BatchRow {
            id: Uuid::now_v7(),
            source: BatchSource::Folder,
            began_at: scan.seen_at,
            appointment_id: scan.appointment_id,
            document_type,
            drop_blank: false,
            scanned_by: app.session().map(|session| session.operator_id),
        };
        store::begin(tx, &batch)?;
        let original = Original {
            id: scan.id,
            media_type: scan.media_type,
            bytes: scan.bytes,
            sha256: scan.sha256.clone(),
            dpi: None,
            key,
        };
        store::keep_original(tx, &original, app.clock.now())?;
        (0..frames).try_for_each(|frame| store::add_page(tx, Uuid::now_v7(), batch.id, scan.id, frame))
    })?;
    app.batches.wake();
    app.changed(Topic::Scanning);
    Ok(())
}

/// Keeps pictures that were dropped or pasted, at the end of a batch or in one of their own; gives the batch.
///
/// # Errors
/// `NotFound` for a batch that is not there, `DiskFull`
pub fn add_pictures(
    app: &App,
    batch_id: Option<Uuid>,
    aim: Option<Aim>,
    media_type: MediaType,
    bytes: &[u8],
) -> Result<Uuid> {
    let batch = app.store.read(|conn| match batch_id {
        Some(id) => store::batch(conn, id),
        None => scan::fresh(app, conn, aim, BatchSource::Added, false),
    })?;
    arrive::keep(app, &batch, media_type, bytes, None)?;
    Ok(batch.id)
}
