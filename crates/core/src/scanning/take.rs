//! Taking a file: read again, sealed, committed, and only then removed, if it is still what was read.

use super::{
    attach,
    entry::Entry,
    folder,
    jobs::{self, BatchRow},
    late,
    store::{self, Taken},
    whole::{self, Verdict},
};
use crate::{App, Error, Result, app::Topic, documents};
use jiff::SignedDuration;
use ring::digest::{SHA256, digest};
use sportello_protocol::documents::MediaType;
use std::{io, path::Path, time::Instant};
use uuid::Uuid;

/// How long after it was taken a file of the same name may be the same paper, grown.
const SAME_PAPER: SignedDuration = SignedDuration::from_mins(10);

/// A file that was read whole.
pub struct Reading {
    bytes: Vec<u8>,
    media_type: MediaType,
    pages: u32,
    sha256: String,
}

/// Reads a file, if it has not changed and is whole.
///
/// # Errors
/// Those of the file system.
pub fn read(path: &Path, entry: &Entry) -> io::Result<Option<Reading>> {
    Ok(folder::read(path, entry.stamp)?.and_then(judged))
}

/// The bytes with what they are; nothing unless they are whole.
pub fn judged(bytes: Vec<u8>) -> Option<Reading> {
    let Verdict::Whole(media_type, pages) = whole::judge(&bytes) else { return None };
    let sha256 = fingerprint(&bytes);
    Some(Reading { bytes, media_type, pages, sha256 })
}

/// By what the same content is known again: SHA-256, lower-case hex.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

/// Takes what was read, removes the file and attaches the scan where it is aimed.
///
/// # Errors
/// `DiskFull`, or when vault or database cannot be written; the file stays and is tried again.
pub fn take(app: &App, path: &Path, entry: &Entry, reading: Reading) -> Result<()> {
    let name = path.file_name().unwrap_or_default();
    let file_name = name.to_string_lossy().into_owned();
    let (kept, as_what) = match app.store.read(|conn| store::unremoved(conn, &file_name, &reading.sha256))? {
        Some(id) => (id, AsWhat::Aimed),
        None => (entry.id, keep(app, &file_name, entry, reading)?),
    };
    let now = Instant::now();
    let watch = &app.scanning;
    let held = late::hold(path, entry.stamp);
    match folder::remove(path, entry.stamp) {
        Ok(true) => {
            if let Some(held) = held {
                late::keep(app, held);
            }
            app.store.write(|tx| store::set_removed(tx, kept))?;
            let mut inner = watch.lock();
            if inner.entries.get(name).is_some_and(|known| known.id == entry.id) {
                inner.entries.remove(name);
            }
        }
        Ok(false) => {
            watch.change(name, entry.id, |known| known.changed_meanwhile(now));
        }
        Err(error) => {
            tracing::warn!(scan = %kept, kind = ?error.kind(), "A taken file cannot be removed yet.");
            watch.change(name, entry.id, |known| known.stays(now, watch.quiet));
        }
    }
    app.changed(Topic::Scanning);
    send(app, kept, as_what);
    Ok(())
}

/// What the pages of a picture will be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsWhat {
    /// As the clerk has chosen for what comes now.
    Aimed,
    /// As the batch whose place they take: the clerk may have chosen, and knows nothing of the file's growth. They stay
    /// those of whoever scanned their beginning, whoever is signed in by now.
    Grown {
        /// Its document type.
        document_type: Option<String>,
        /// Its operator.
        scanned_by: Option<Uuid>,
    },
}

impl AsWhat {
    fn grown(batch: Option<&BatchRow>) -> Self {
        Self::Grown {
            document_type: batch.and_then(|batch| batch.document_type.clone()),
            scanned_by: batch.and_then(|batch| batch.scanned_by),
        }
    }
}

/// Seals and commits. The file is still there, so whatever fails here loses nothing.
///
/// # Errors
/// `DiskFull`, or when vault or database cannot be written
pub fn keep(app: &App, file_name: &str, entry: &Entry, reading: Reading) -> Result<AsWhat> {
    let at = app.clock.now();
    let earlier = app.store.read(|conn| store::last_of_name(conn, file_name, at - SAME_PAPER))?;
    let growth = earlier.as_ref().map_or(Growth::Another, |earlier| growth(app, earlier, &reading));
    let key = app.vault.seal(entry.id, &reading.bytes)?;
    // Of a paper whose beginning is no longer here nobody knows whose it is.
    let aim = entry.aim(app.scanning.lock().aim.as_ref()).filter(|_| growth != Growth::Unknown);
    let preselected = aim.as_ref().is_some_and(|_| entry.aim.is_none());
    let (replaced, as_what) = app.store.write(|tx| {
        let mut as_what = AsWhat::Aimed;
        let (mut appointment_id, mut document_type) = attach::target(tx, aim.as_ref())?;
        // A document leaves by itself only for whoever was before the clerk when it came.
        document_type = document_type.filter(|_| !preselected);
        let mut replaced = Vec::new();
        if let Some(earlier) = &earlier {
            store::set_removed(tx, earlier.id)?;
            if growth == Growth::Same {
                let now = store::get(tx, earlier.id)?;
                (appointment_id, document_type) = (now.appointment_id, now.document_type);
                if store::purge(tx, earlier.id, "replaced")? {
                    replaced.push(earlier.id);
                } else if let Some((batch, left)) = jobs::withdraw(app, tx, earlier.id)? {
                    store::set_replaced(tx, earlier.id)?;
                    as_what = AsWhat::grown(Some(&batch));
                    (appointment_id, document_type) = (batch.appointment_id, batch.document_type);
                    replaced.extend(left);
                } else if !now.attached {
                    // Its pages were touched, confirmed or thrown away.
                    let batch = jobs::batch_of(tx, earlier.id)?;
                    as_what = AsWhat::grown(batch.as_ref());
                    (appointment_id, document_type) =
                        batch.map_or((None, None), |b| (b.appointment_id, b.document_type));
                }
            }
        }
        let scan = Taken {
            id: entry.id,
            file_name: file_name.to_owned(),
            media_type: reading.media_type,
            bytes: reading.bytes.len() as u64,
            sha256: reading.sha256.clone(),
            pages: reading.pages,
            seen_at: entry.seen_at,
            attached: false,
            duplicate: false,
            appointment_id,
            document_type,
            key: Some(key),
        };
        store::insert(tx, &scan, at)?;
        Ok((replaced, as_what))
    })?;
    tracing::info!(scan = %entry.id, pages = reading.pages, ?growth, "A scan is taken.");
    replaced.into_iter().try_for_each(|id| app.vault.remove(id))?;
    Ok(as_what)
}

/// How a file stands to one of the same name that was taken a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Growth {
    /// The same paper, longer.
    Same,
    /// Another paper.
    Another,
    /// The earlier bytes are no longer here, and do not begin these as they are.
    Unknown,
}

fn growth(app: &App, earlier: &Taken, reading: &Reading) -> Growth {
    if earlier.media_type != reading.media_type {
        return Growth::Another;
    }
    let old = match &earlier.key {
        Some(key) => app.vault.open(earlier.id, key),
        None if earlier.attached => documents::content(app, earlier.id),
        None => jobs::kept(app, earlier.id),
    };
    let begins = usize::try_from(earlier.bytes).ok().and_then(|length| reading.bytes.get(..length));
    match old {
        Ok(old) if whole::continues(reading.media_type, (&old, earlier.pages), (&reading.bytes, reading.pages)) => {
            Growth::Same
        }
        Ok(_) => Growth::Another,
        // The same content once more is told as that, not as growth.
        Err(_) if reading.sha256 == earlier.sha256 => Growth::Another,
        Err(_) if begins.is_some_and(|begins| fingerprint(begins) == earlier.sha256) => Growth::Same,
        Err(_) => Growth::Unknown,
    }
}

/// Sends a scan where it is aimed: a picture as pages that the clerk confirms, a PDF as the document that it is.
/// Whatever stands against it (nobody signed in, the appointment closed) leaves it with the clerk.
pub fn send(app: &App, id: Uuid, as_what: AsWhat) {
    let sent = app.store.read(|conn| store::get(conn, id)).and_then(|scan| {
        let Some(appointment) = scan.appointment_id.filter(|_| scan.key.is_some()) else { return Ok(()) };
        match (scan.media_type, scan.document_type) {
            (MediaType::Pdf, Some(document_type)) => attach::attach(app, id, appointment, &document_type),
            (MediaType::Pdf, None) => Ok(()),
            _ if app.session().is_none() => Err(Error::NotSignedIn),
            // The first paper that is missing is only a guess: what stands on the page knows better.
            _ => match as_what {
                AsWhat::Aimed => jobs::open(app, id, chosen(app, appointment), jobs::whoever(app)),
                AsWhat::Grown { document_type, scanned_by } => jobs::open(app, id, document_type, scanned_by),
            },
        }
    });
    if let Err(error) = sent {
        tracing::info!(scan = %id, %error, "A scan waits for the clerk.");
    }
}

/// The document type that the clerk has chosen for what comes now.
fn chosen(app: &App, appointment: Uuid) -> Option<String> {
    let aim = app.scanning.lock().aim.clone().filter(|aim| aim.appointment_id == Some(appointment));
    aim.and_then(|aim| aim.document_type)
}

#[cfg(test)]
mod tests;
