//! A picture comes in: sealed and committed before anything else, so that the next may be asked for.

use super::store::{self, BatchRow, Original};
use crate::{App, Result, app::Topic, documents::tiff, scanning::take::fingerprint};
use sportello_protocol::documents::MediaType;
use uuid::Uuid;

/// Keeps a picture as the next pages of its batch, which begins with it where it is new. When this returns, a power
/// cut takes nothing.
///
/// # Errors
/// `DiskFull`, or when vault or database cannot be written; nothing is kept then.
pub fn keep(app: &App, batch: &BatchRow, media_type: MediaType, bytes: &[u8], dpi: Option<u32>) -> Result<()> {
    let id = Uuid::now_v7();
    let key = app.vault.seal(id, bytes)?;
    let sha256 = fingerprint(bytes);
    let original = Original { id, media_type, bytes: bytes.len() as u64, sha256, dpi, key };
    let frames = frames(media_type, bytes);
    let kept = app.store.write(|tx| {
        store::begin(tx, batch)?;
        store::keep_original(tx, &original, app.clock.now())?;
        (0..frames).try_for_each(|frame| store::add_page(tx, Uuid::now_v7(), batch.id, id, frame))
    });
    if let Err(error) = kept {
        app.vault.remove(id)?;
        return Err(error);
    }
    tracing::info!(batch = %batch.id, pages = frames, "A picture is kept.");
    app.batches.wake();
    app.changed(Topic::Scanning);
    Ok(())
}

/// How many pictures a file holds. A damaged one is a single page, which then says what is wrong with it.
pub fn frames(media_type: MediaType, bytes: &[u8]) -> u32 {
    match media_type {
        MediaType::Tiff => tiff::pages(bytes).and_then(|pages| u32::try_from(pages.len()).ok()).unwrap_or(1),
        _ => 1,
    }
}
