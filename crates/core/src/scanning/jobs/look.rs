//! What stands on a finished page: its barcodes at once, its words where an engine is installed and nothing else waits;
//! again when the page has become another.

use super::{
    draw,
    pipeline::{bounded, weighed},
    store,
};
use crate::{
    App, Result,
    app::Topic,
    catalogue,
    pages::{self, Crop},
    reading::{self, Grey, Read},
};
use std::{collections::HashSet, sync::Arc};

/// Looks at all pages at which nobody has looked yet.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn at_all(app: &Arc<App>) -> Result<()> {
    let mut tried = HashSet::new();
    loop {
        if let Some(page) = app.store.read(store::next_unread)? {
            let read = match grey(app, &page).await {
                Some(grey) => reading::read(grey, &types(app), app.clock.today()).await,
                None => Read::default(),
            };
            keep(app, &page, &read)?;
        } else if let Some(page) = app.store.read(|conn| store::next_unworded(conn, &tried))?
            && reading::can_read_words().await
        {
            tried.insert(page.id);
            if let (Some(grey), Some(read)) = (grey(app, &page).await, page.reading.clone()) {
                let read = reading::read_words(grey, read, &types(app), app.clock.today()).await;
                keep(app, &page, &read)?;
            }
        } else {
            return Ok(());
        }
    }
}

fn keep(app: &App, page: &store::PageRow, read: &Read) -> Result<()> {
    app.store.write(|tx| store::set_reading(tx, page.id, page.revision, read))?;
    app.changed(Topic::Scanning);
    Ok(())
}

fn types(app: &App) -> Vec<sportello_protocol::catalogue::DocumentType> {
    app.store.read(catalogue::read).map(|catalogue| catalogue.document_types).unwrap_or_default()
}

/// The page in grey: as the document shows it, or from what came where the document has black and white only, in which
/// thin bars suffer. What the clerk cut off is not of the document and is not read.
async fn grey(app: &Arc<App>, page: &store::PageRow) -> Option<Arc<Grey>> {
    let finished = draw::finished(&app.vault, page).ok().flatten()?;
    let (source, megapixels) = weighed(app, draw::Source::of(app, page).ok()?).await.ok()?;
    let room = app.batches.room.enter(megapixels).await;
    let corrections = page.corrections;
    let raster = bounded(app, room, move || match corrections.crop {
        _ if !finished.coding.is_bilevel() => draw::pixels(&finished),
        Crop::Rect { .. } => Ok(pages::upright(&source.raster()?, &corrections)),
        Crop::Auto | Crop::None => Ok(source.raster()?.turned(finished.turn)),
    });
    let raster = raster.await.ok()?;
    Grey::new(raster.width, raster.height, raster.dpi, raster.grey().into_owned()).map(Arc::new)
}
