//! The pictures of a page, by path: the thumbnail, what the document will show, cropped or not, and the original.

use super::{
    draw,
    pipeline::{bounded, weighed},
    store,
};
use crate::{
    App, Error, Result,
    documents::{Bytes, preview},
    pages::{self, Corrections, Crop},
};
use sportello_protocol::documents::MediaType;
use uuid::Uuid;

/// The bytes at `pages/{id}/thumbnail/{revision}`, `pages/{id}/shown/{revision}`, `pages/{id}/uncropped/{revision}` or
/// `pages/{id}/original`. The revision only tells one picture of a page from the next; the newest is given.
///
/// # Errors
/// `NotFound`, `DocumentNotHere`, `DocumentUnreadable`
pub async fn bytes(app: &App, id: Uuid, what: &[&str]) -> Result<Bytes> {
    let page = app.store.read(|conn| store::page(conn, id))?;
    match what {
        ["thumbnail", _revision] => {
            let sealed = page.thumbnail.ok_or(Error::DocumentNotHere)?;
            Ok(Bytes { media_type: MediaType::Jpeg, bytes: draw::open(app, sealed.id, &sealed.key)? })
        }
        ["shown", _revision] => {
            let finished = draw::finished(&app.vault, &page)?.ok_or(Error::DocumentNotHere)?;
            let bytes = tokio::task::spawn_blocking(move || pages::shown(&finished)).await?;
            Ok(Bytes { media_type: MediaType::Png, bytes })
        }
        ["uncropped", _revision] => {
            let unreadable = |_| Error::DocumentUnreadable;
            let (source, megapixels) = weighed(app, draw::Source::of(app, &page)?).await.map_err(unreadable)?;
            let room = app.batches.room.enter(megapixels).await;
            let whole = Corrections { crop: Crop::None, ..page.corrections };
            let drawn = bounded(app, room, move || Ok(pages::shown(&pages::finish(&source.raster()?, &whole))));
            Ok(Bytes { media_type: MediaType::Png, bytes: drawn.await.map_err(unreadable)? })
        }
        ["original"] => {
            let original = app.store.read(|conn| store::original(conn, page.original_id))?;
            let bytes = draw::open(app, original.id, &original.key)?;
            let media_type = original.media_type;
            tokio::task::spawn_blocking(move || {
                if media_type == MediaType::Tiff {
                    let bytes = preview::tiff_page(&bytes, page.frame + 1)?;
                    return Ok(Bytes { media_type: MediaType::Png, bytes });
                }
                preview::check(media_type, &bytes)?;
                Ok(Bytes { media_type, bytes })
            })
            .await?
        }
        _ => Err(Error::NotFound),
    }
}
