//! What the clerk drops on the window or pastes: pictures become pages, a PDF stays whole.

use super::{
    attach, jobs, run,
    store::{self, Taken},
    take,
    types::Aim,
    whole::{self, Refusal, Verdict},
};
use crate::{
    App, Error, Result,
    antivirus::{self, Finding},
    app::Topic,
    operators,
    operators::Needs,
};
use serde::Serialize;
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use std::{io::ErrorKind, sync::Arc};
use ts_rs::TS;
use uuid::Uuid;

/// What has become of it.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Added {
    /// Pages to be confirmed.
    Pages {
        /// Their batch.
        batch_id: Uuid,
    },
    /// A document that stays as it is.
    Whole {
        /// The scan.
        scan_id: Uuid,
    },
}

/// Takes the bytes posted to `added`, or to `added/{batch}` to put pictures at the end of that batch.
///
/// # Errors
/// `NotSignedIn`, `NotFound` for another path or a batch that is not there, `TooLarge` over 50 MB, `NotADocument`,
/// `DocumentRefused`, `DiskFull`
pub async fn add(app: &App, path: &str, bytes: Vec<u8>) -> Result<Added> {
    operators::authorise(app, Needs::Clerk)?;
    let mut parts = path.trim_matches('/').split('/');
    let batch_id = match (parts.next(), parts.next(), parts.next()) {
        (Some("added"), None, None) => None,
        (Some("added"), Some(id), None) => Some(Uuid::try_parse(id).map_err(|_| Error::NotFound)?),
        _ => return Err(Error::NotFound),
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let media_type = MediaType::sniff(&bytes).ok_or(Error::NotADocument)?;
    // Where scans go now, not when the bytes have been looked at.
    let aim = app.scanning.lock().aim.clone();
    if media_type == MediaType::Pdf {
        return Ok(Added::Whole { scan_id: keep_pdf(app, bytes, aim.as_ref()).await? });
    }
    // A picture that ends early is a page as far as it goes, and says so.
    let (bytes, _) = judged(app, bytes).await?;
    Ok(Added::Pages { batch_id: jobs::add_pictures(app, batch_id, aim, media_type, bytes).await? })
}

/// The bytes with what they are, judged as those of the watched folder are: beside everything else, and not for ever.
///
/// # Errors
/// `DocumentRefused`, `NotADocument` after a panic
async fn judged(app: &App, bytes: Vec<u8>) -> Result<(Vec<u8>, Verdict)> {
    let looked = run::bounded(app, move || {
        let verdict = whole::judge(&bytes);
        Ok((bytes, verdict))
    });
    let (bytes, verdict) = match looked.await {
        Ok((_, Verdict::Refused(_, why))) => return Err(Error::DocumentRefused { why }),
        Ok(looked) => looked,
        Err(error) if error.kind() == ErrorKind::TimedOut => {
            return Err(Error::DocumentRefused { why: Refusal::Excessive });
        }
        Err(_) => return Err(Error::NotADocument),
    };
    let bytes = Arc::new(bytes);
    // In its own time: that it is slow says nothing of the document.
    match antivirus::check(app, bytes.clone()).await {
        Ok(Finding::Virus) => Err(Error::DocumentRefused { why: Refusal::Virus }),
        Ok(_) => Ok((Arc::unwrap_or_clone(bytes), verdict)),
        Err(_) => Err(Error::DocumentRefused { why: Refusal::Unchecked }),
    }
}

/// Keeps a PDF as a scan that waits for the clerk, under no name, aimed where it is said.
///
/// # Errors
/// `NotADocument` unless it is whole, `DocumentRefused`, `DiskFull`
pub async fn keep_pdf(app: &App, bytes: Vec<u8>, aim: Option<&Aim>) -> Result<Uuid> {
    let (bytes, Verdict::Whole(media_type, pages)) = judged(app, bytes).await? else { return Err(Error::NotADocument) };
    let id = Uuid::now_v7();
    let key = app.vault.seal(id, &bytes)?;
    let at = app.clock.now();
    let kept = app.store.write(|tx| {
        let (appointment_id, document_type) = attach::target(tx, aim)?;
        let scan = Taken {
            id,
            file_name: String::new(),
            media_type,
            bytes: bytes.len() as u64,
            sha256: take::fingerprint(&bytes),
            pages,
            seen_at: at,
            attached: false,
            duplicate: false,
            appointment_id,
            document_type,
            key: Some(key.clone()),
        };
        store::insert(tx, &scan, at)?;
        store::set_removed(tx, id)
    });
    if let Err(error) = kept {
        app.vault.remove(id)?;
        return Err(error);
    }
    app.changed(Topic::Scanning);
    Ok(id)
}
