//! The bytes that the window shows, by path: whole documents and single pages. Only for whoever is signed in.

use super::preview;
use crate::{App, Error, Result, operators, operators::Needs, scanning};
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use uuid::Uuid;

/// Bytes with what they are.
pub struct Bytes {
    /// What they are.
    pub media_type: MediaType,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The bytes at `documents/{id}`, `documents/{id}/pages/{n}`, `scans/{id}` or `scans/{id}/pages/{n}` (pages from 1).
/// A page of a TIFF comes as a PNG; the one page of a JPEG or PNG is the file itself. `pages/{id}/…` are those of
/// [`scanning::jobs::bytes`].
///
/// # Errors
/// `NotSignedIn`, `NotFound`, `DocumentNotHere`, `DocumentUnreadable` (also for an image too large to be shown, and
/// for a single page of a PDF, which the window's own viewer turns)
pub async fn bytes(app: &App, path: &str) -> Result<Bytes> {
    operators::authorise(app, Needs::Clerk)?;
    let mut parts = path.trim_matches('/').split('/');
    let (what, id) = (parts.next(), parts.next().and_then(|id| Uuid::try_parse(id).ok()).ok_or(Error::NotFound)?);
    if what == Some("pages") {
        return scanning::jobs::bytes(app, id, &parts.collect::<Vec<_>>()).await;
    }
    let page: Option<u32> = match (parts.next(), parts.next(), parts.next()) {
        (None, None, None) => None,
        (Some("pages"), Some(number), None) => Some(number.parse().map_err(|_| Error::NotFound)?),
        _ => return Err(Error::NotFound),
    };
    let (media_type, bytes) = match what {
        Some("documents") => {
            let media_type = app.store.read(|conn| super::get(conn, id))?.media_type;
            (media_type, super::content(app, id)?)
        }
        Some("scans") => scanning::content(app, id).await?,
        _ => return Err(Error::NotFound),
    };
    if bytes.len() as u64 > MAX_BYTES || MediaType::sniff(&bytes) != Some(media_type) {
        return Err(Error::DocumentUnreadable);
    }
    tokio::task::spawn_blocking(move || shown(media_type, bytes, page)).await?
}

fn shown(media_type: MediaType, bytes: Vec<u8>, page: Option<u32>) -> Result<Bytes> {
    match (media_type, page) {
        (MediaType::Tiff, Some(number)) => {
            Ok(Bytes { media_type: MediaType::Png, bytes: preview::tiff_page(&bytes, number)? })
        }
        (MediaType::Pdf, Some(_)) => Err(Error::DocumentUnreadable),
        (MediaType::Jpeg | MediaType::Png, Some(number)) if number != 1 => Err(Error::NotFound),
        _ => {
            preview::check(media_type, &bytes)?;
            Ok(Bytes { media_type, bytes })
        }
    }
}
