//! Pages that do not come from a scanner of this desk: files of the watched folder, and what the clerk drops or pastes.

use super::{
    arrive, scan,
    store::{self, BatchRow, Original},
    types::{BatchSource, Batches, OpenScan},
};
use crate::{
    App, Error, Result,
    app::Topic,
    documents::vault::{Key, Vault},
    scanning::{
        store::{self as scans, Taken},
        types::Aim,
    },
};
use sportello_protocol::documents::MediaType;
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// Opens a taken scan as pages: its bytes and its key become an original's, nothing is written twice.
///
/// # Errors
/// `NotFound` unless it is taken and waits; `BadRequest` for a PDF, which stays whole
pub async fn open_scan(app: &App, request: OpenScan) -> Result<Batches> {
    let (scan, key) = taken(app, request.scan_id)?;
    let vault = app.vault.clone();
    let frames = spawn_blocking(move || frames(&vault, scan, &key));
    let (scan, frames) = frames.await??;
    begin(app, &scan, frames, None, whoever(app))?;
    super::list(app, ()).await
}

/// The same, for a document type that the clerk has chosen and an operator whose pages they are.
///
/// # Errors
/// As [`open_scan`].
pub fn open(app: &App, scan_id: Uuid, document_type: Option<String>, scanned_by: Option<Uuid>) -> Result<()> {
    let (scan, key) = taken(app, scan_id)?;
    let (scan, frames) = frames(&app.vault, scan, &key)?;
    begin(app, &scan, frames, document_type, scanned_by)
}

/// Whoever is signed in.
pub fn whoever(app: &App) -> Option<Uuid> {
    app.session().map(|session| session.operator_id)
}

fn taken(app: &App, scan_id: Uuid) -> Result<(Taken, Key)> {
    let scan = app.store.read(|conn| scans::get(conn, scan_id))?;
    let key = scan.key.clone().filter(|_| !scan.attached).ok_or(Error::NotFound)?;
    if scan.media_type == MediaType::Pdf { Err(Error::BadRequest) } else { Ok((scan, key)) }
}

fn frames(vault: &Vault, scan: Taken, key: &Key) -> Result<(Taken, u32)> {
    let frames = arrive::frames(scan.media_type, &vault.open(scan.id, key)?);
    Ok((scan, frames))
}

fn begin(app: &App, scan: &Taken, frames: u32, document_type: Option<String>, scanned_by: Option<Uuid>) -> Result<()> {
    let key = scan.key.clone().ok_or(Error::NotFound)?;
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
            scanned_by,
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
pub async fn add_pictures(
    app: &App,
    batch_id: Option<Uuid>,
    aim: Option<Aim>,
    media_type: MediaType,
    bytes: Vec<u8>,
) -> Result<Uuid> {
    let batch = app.store.read(|conn| match batch_id {
        Some(id) => store::batch(conn, id),
        None => scan::fresh(app, conn, aim, BatchSource::Added, false),
    })?;
    let vault = app.vault.clone();
    let picture = spawn_blocking(move || arrive::seal(&vault, media_type, &bytes, None)).await??;
    arrive::keep(app, &batch, picture)?;
    Ok(batch.id)
}
