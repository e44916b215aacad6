//! The work on pages, beside the screen and while the scanner goes on: a thumbnail at once, then the finished page, then
//! what stands on it. What is to be done stands in the database, so a crash only interrupts it.

use super::{
    draw, look,
    store::{self, PageRow, Sealed},
    types::{Broken, Finished},
};
use crate::{App, Error, Result, app::Topic, documents::vault::Vault};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::OwnedSemaphorePermit,
    task::spawn_blocking,
    time::{sleep, timeout},
};
use uuid::Uuid;

/// A page on which the program ended so often is left alone: once may be a power cut, twice too.
const MOST_ATTEMPTS: u32 = 3;
/// After a fault that is not the page's: a full disk, say.
const PAUSE: Duration = Duration::from_secs(3);
/// The longer side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 400;

/// Draws thumbnails until the runtime ends.
pub async fn thumbnails(app: Arc<App>) {
    let mut news = app.batches.news();
    while news.changed().await.is_ok() {
        while let Some(page) = next(&app, store::next_undrawn) {
            if let Err(error) = thumbnail(&app, &page).await {
                tracing::error!(page = %page.id, %error, "A thumbnail cannot be kept.");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Finishes pages until the runtime ends.
pub async fn finishing(app: Arc<App>) {
    let mut news = app.batches.news();
    while news.changed().await.is_ok() {
        while let Some(page) = next(&app, store::next_unfinished) {
            if let Err(error) = finish(&app, &page).await {
                tracing::error!(page = %page.id, %error, "A finished page cannot be kept.");
                let _ = app.store.write(|tx| store::count_attempt(tx, page.id, -1));
                sleep(PAUSE).await;
            }
        }
    }
}

/// Reads what stands on pages until the runtime ends.
pub async fn reading(app: Arc<App>) {
    let mut news = app.batches.news();
    while news.changed().await.is_ok() {
        if let Err(error) = look::at_all(&app).await {
            tracing::error!(%error, "What stands on a page cannot be kept.");
        }
    }
}

fn next(app: &App, find: fn(&rusqlite::Connection) -> Result<Option<PageRow>>) -> Option<PageRow> {
    app.store.read(find).unwrap_or_else(|error| {
        tracing::error!(%error, "The pages cannot be read.");
        None
    })
}

async fn thumbnail(app: &Arc<App>, page: &PageRow) -> Result<()> {
    let Some((source, megapixels)) = source(app, page).await? else { return Ok(()) };
    let room = app.batches.thumbnails.enter(megapixels).await;
    let drawn =
        bounded(app, room, move || source.raster().map(|raster| crate::pages::thumbnail(&raster, THUMBNAIL))).await;
    match drawn {
        Ok(jpeg) => {
            let sealed = seal(&app.vault, &jpeg)?;
            if !app.store.write(|tx| store::set_first_thumbnail(tx, page.id, &sealed))? {
                app.vault.remove(sealed.id)?;
            }
        }
        Err(reason) => return break_page(app, page, reason),
    }
    app.changed(Topic::Scanning);
    Ok(())
}

async fn finish(app: &Arc<App>, page: &PageRow) -> Result<()> {
    if page.attempts >= MOST_ATTEMPTS {
        return break_page(app, page, Broken::Failed);
    }
    let Some((source, megapixels)) = source(app, page).await? else { return Ok(()) };
    let room = app.batches.room.enter(megapixels).await;
    // Not before: whoever closes the program while a sound page waits says nothing against it.
    app.store.write(|tx| store::count_attempt(tx, page.id, 1))?;
    let corrections = page.corrections;
    let made = bounded(app, room, move || {
        let page = crate::pages::finish(&source.raster()?, &corrections);
        let small = draw::small(&page, THUMBNAIL)?;
        Ok((page, small))
    })
    .await;
    let (made, small) = match made {
        Ok(made) => made,
        Err(reason) => return break_page(app, page, reason),
    };
    let (data, thumbnail) = (seal(&app.vault, &made.data)?, seal(&app.vault, &small)?);
    let finished = Finished::from(&made);
    // The early thumbnail may have come since.
    let (kept, early) = app.store.write(|tx| {
        let early = store::page(tx, page.id).ok().and_then(|now| now.thumbnail);
        Ok((store::set_finished(tx, page, &finished, &data, &thumbnail)?, early))
    })?;
    // What is no longer shown, or never was because the page has gone, has no key any more.
    let spare: Vec<Uuid> = if kept {
        page.finished_data.iter().chain(&early).map(|sealed| sealed.id).collect()
    } else {
        vec![data.id, thumbnail.id]
    };
    spare.into_iter().try_for_each(|id| app.vault.remove(id))?;
    app.batches.wake();
    app.changed(Topic::Scanning);
    Ok(())
}

/// What the page is made of, and the room that its pixels take; nothing where it is no longer there, or cannot be read.
async fn source(app: &Arc<App>, page: &PageRow) -> Result<Option<(draw::Source, u32)>> {
    let source = match draw::Source::of(app, page) {
        Err(Error::NotFound) => return Ok(None),
        Err(Error::DocumentNotHere | Error::DocumentUnreadable) => {
            return break_page(app, page, Broken::Unreadable).map(|()| None);
        }
        other => other?,
    };
    match weighed(app, source).await {
        Ok(weighed) => Ok(Some(weighed)),
        Err(reason) => break_page(app, page, reason).map(|()| None),
    }
}

/// A source with the room that its pixels take: already its head comes from outside.
///
/// # Errors
/// Those of [`bounded`].
pub async fn weighed(app: &App, source: draw::Source) -> Result<(draw::Source, u32), Broken> {
    bounded(app, None, move || {
        let megapixels = source.megapixels();
        Ok((source, megapixels))
    })
    .await
}

fn break_page(app: &App, page: &PageRow, reason: Broken) -> Result<()> {
    tracing::warn!(page = %page.id, ?reason, "A page cannot be finished; its original is kept.");
    app.store.write(|tx| store::set_broken(tx, page.id, page.revision, reason))?;
    app.changed(Topic::Scanning);
    Ok(())
}

fn seal(vault: &Vault, bytes: &[u8]) -> Result<Sealed> {
    let id = Uuid::now_v7();
    Ok(Sealed { id, key: vault.seal(id, bytes)? })
}

/// Runs what reads untrusted pictures on its own thread, with a limit of time; a panic costs one page. One that never
/// ends keeps its thread and what it holds, but not its room: the next page must not wait for it.
///
/// # Errors
/// `TooSlow`, `Failed` after a panic, and those of the work.
pub async fn bounded<T: Send + 'static>(
    app: &App,
    room: Option<OwnedSemaphorePermit>,
    work: impl FnOnce() -> Result<T, Broken> + Send + 'static,
) -> Result<T, Broken> {
    let ended = timeout(app.batches.longest, spawn_blocking(work)).await;
    drop(room);
    match ended {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Broken::Failed),
        Err(_) => Err(Broken::TooSlow),
    }
}

#[cfg(test)]
mod tests;
