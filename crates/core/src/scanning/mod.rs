//! Scanning: the folder where the scanner's program puts its files, and what becomes of them.
//!
//! A file is shown as soon as it is whole, and taken (encrypted, committed, then the plain file removed) after it has
//! held still for five seconds; one that grows later is read again. What is no image or PDF stays where it is.

mod added;
mod attach;
pub mod devices;
mod entry;
mod folder;
pub mod jobs;
mod late;
mod run;
mod scanners;
mod store;
mod take;
mod types;
mod watch;
pub mod whole;

pub use added::{Added, add};
pub use run::run;
pub use scanners::{FindScanner, ask, devices as list_devices, find};
pub use store::{digest_names, take_back};
pub use types::*;
pub use watch::Watch;
pub use whole::Refusal;

use crate::{App, Error, Result, app::Topic, appointments, characters::is_deceiving, documents, settings};
use jiff::SignedDuration;
use sportello_protocol::documents::MediaType;
use std::collections::HashSet;
use uuid::Uuid;

/// What was attached so lately is still shown, so that the clerk sees where it went.
const STILL_SHOWN: SignedDuration = SignedDuration::from_mins(10);

/// The folder and what came from it.
///
/// # Errors
/// When the database cannot be read.
pub async fn status(app: &App, (): ()) -> Result<ScanningStatus> {
    let folder = settings::watched_folder(app)?;
    let (aim, looked_at, entries, lost) = {
        let inner = app.scanning.lock();
        let shown = inner.entries.iter().filter(|(_, entry)| !entry.hidden);
        let entries: Vec<_> = shown.map(|(name, entry)| (readable(&name.to_string_lossy()), entry.clone())).collect();
        (inner.aim.clone(), inner.folder.clone(), entries, inner.lost.clone())
    };
    let folder_state = match (&folder, looked_at) {
        (None, _) => FolderState::NotSet,
        (Some(folder), Some((known, state))) if *folder == known => state,
        // Set a moment ago, which includes that it was there.
        (Some(_), _) => FolderState::Watched,
    };
    let (mut scans, (appointment_id, document_type)) = app.store.read(|conn| {
        let taken = store::list(conn, app.clock.now() - STILL_SHOWN)?;
        let scans = taken.into_iter().map(Scan::from);
        let scans: Vec<Scan> = scans.map(|scan| Scan { file_name: readable(&scan.file_name), ..scan }).collect();
        Ok((scans, attach::target(conn, aim.as_ref())?))
    })?;
    // Committed, its file not yet removed: one scan, not two.
    let taken: HashSet<Uuid> = scans.iter().map(|scan| scan.id).collect();
    let coming = entries.into_iter().filter(|(_, entry)| !taken.contains(&entry.id));
    scans.extend(coming.map(|(file_name, entry)| {
        let comes = matches!(entry.state, ScanState::Arriving | ScanState::Whole);
        Scan {
            id: entry.id,
            state: entry.state,
            media_type: entry.media_type,
            bytes: entry.stamp.bytes,
            pages: entry.pages,
            seen_at: entry.seen_at,
            appointment_id: appointment_id.filter(|_| comes && entry.aim(aim.as_ref()).is_some()),
            document_type: document_type.clone().filter(|_| comes && entry.aim.is_some()),
            duplicate: false,
            file_name,
        }
    }));
    scans.extend(lost);
    scans.sort_by_key(|scan| std::cmp::Reverse((scan.seen_at, scan.id)));
    Ok(ScanningStatus { folder: folder.map(|f| f.to_string_lossy().into_owned()), folder_state, aim, scans })
}

/// A file's name as it can be read: one with marks that turn text round could pass for another.
fn readable(name: &str) -> String {
    name.chars().filter(|c| !is_deceiving(*c)).take(200).collect()
}

/// Says where new scans go from now on; without an appointment, nowhere.
///
/// # Errors
/// `NotFound` when there is no such appointment
pub async fn aim(app: &App, request: Aim) -> Result<ScanningStatus> {
    let aim = match request.appointment_id {
        Some(id) => {
            app.store.read(|conn| appointments::read(conn, id))?;
            Some(request)
        }
        None => None,
    };
    app.scanning.lock().aim = aim;
    app.changed(Topic::Scanning);
    status(app, ()).await
}

/// Attaches a taken scan to an appointment.
///
/// # Errors
/// `NotFound` unless it is taken and waits; those of [`documents::add_scanned`]
pub async fn attach(app: &App, request: AttachScan) -> Result<ScanningStatus> {
    attach::attach(app, request.scan_id, request.appointment_id, &request.document_type)?;
    status(app, ()).await
}

/// Throws a taken scan away for good, or forgets a refused file, which stays in its folder.
///
/// # Errors
/// `NotFound` for a scan that is attached or still comes
pub async fn discard(app: &App, request: DiscardScan) -> Result<ScanningStatus> {
    let id = request.scan_id;
    if app.store.write(|tx| store::purge(tx, id, "discarded"))? {
        tracing::info!(scan = %id, "A scan is purged.");
        app.vault.remove(id)?;
    } else if !app.scanning.forget(id) {
        return Err(Error::NotFound);
    }
    app.changed(Topic::Scanning);
    status(app, ()).await
}

/// The bytes of a scan: of the plain file while it is whole and not yet taken, else from the vault.
///
/// # Errors
/// `NotFound`, `DocumentNotHere` when the file has just changed, `DocumentUnreadable`
pub async fn content(app: &App, id: Uuid) -> Result<(MediaType, Vec<u8>)> {
    if let Some((path, entry)) = app.scanning.whole(id) {
        let read = tokio::task::spawn_blocking(move || folder::read(&path, entry.stamp)).await?;
        if let (Ok(Some(bytes)), Some(media_type)) = (read, entry.media_type) {
            return Ok((media_type, bytes));
        }
        // Taken between the two looks, or changed: the store knows.
    }
    let scan = match app.store.read(|conn| store::get(conn, id)) {
        Err(Error::NotFound) if app.scanning.whole(id).is_some() => return Err(Error::DocumentNotHere),
        other => other?,
    };
    let bytes = match &scan.key {
        Some(key) => app.vault.open(id, key)?,
        None => documents::content(app, id)?,
    };
    Ok((scan.media_type, bytes))
}
