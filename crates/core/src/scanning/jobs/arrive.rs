//! A picture comes in: sealed and committed before anything else, so that the next may be asked for.

use super::store::{self, BatchRow, Original};
use crate::{
    App, Result,
    app::Topic,
    documents::{tiff, vault::Vault},
    scanning::take::fingerprint,
};
use sportello_protocol::documents::MediaType;
use uuid::Uuid;

/// A picture whose bytes are sealed and that no row knows yet.
pub struct Picture {
    original: Original,
    frames: u32,
}

/// Seals a picture: the slow half, which needs no database.
///
/// # Errors
/// `DiskFull`, or when the vault cannot be written
pub fn seal(vault: &Vault, media_type: MediaType, bytes: &[u8], dpi: Option<u32>) -> Result<Picture> {
    let id = Uuid::now_v7();
    let key = vault.seal(id, bytes)?;
    let sha256 = fingerprint(bytes);
    let original = Original { id, media_type, bytes: bytes.len() as u64, sha256, dpi, key };
    Ok(Picture { original, frames: frames(media_type, bytes) })
}

/// Keeps a picture as the next pages of its batch, which begins with it where it is new. When this returns, a power
/// cut takes nothing.
///
/// # Errors
/// When the database cannot be written; nothing is kept then.
pub fn keep(app: &App, batch: &BatchRow, Picture { original, frames }: Picture) -> Result<()> {
    let id = original.id;
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
