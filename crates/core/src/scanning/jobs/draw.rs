//! From the vault to pixels: the picture of a page, and both sides of a card on one sheet.

use super::{
    store::{self, PageRow},
    types::{Broken, Finished},
};
use crate::{
    App, Result,
    documents::{
        preview, tiff,
        vault::{Key, Vault},
    },
    pages::{self, Page, Raster, Refused, decode},
};
use rusqlite::Connection;
use sportello_protocol::documents::MediaType;
use uuid::Uuid;

/// What a page is made of.
pub struct Source {
    front: Side,
    back: Option<Side>,
}

struct Side {
    bytes: Vec<u8>,
    media_type: MediaType,
    dpi: Option<u32>,
    frame: u32,
}

impl Source {
    /// Reads the originals of a page.
    ///
    /// # Errors
    /// `NotFound`, `DocumentNotHere`, `DocumentUnreadable`
    pub fn of(app: &App, page: &PageRow) -> Result<Self> {
        let back = match page.back_id {
            Some(back) => Some(Side::of(app, &app.store.read(|conn| store::page(conn, back))?)?),
            None => None,
        };
        Ok(Self { front: Side::of(app, page)?, back })
    }

    /// The page as it came, or both sides of the card on one sheet.
    ///
    /// # Errors
    /// Why it is none.
    pub fn raster(&self) -> Result<Raster, Broken> {
        let front = self.front.raster()?;
        match &self.back {
            Some(back) => Ok(pages::card(&front, &back.raster()?)),
            None => Ok(front),
        }
    }
}

impl Source {
    /// How much room its pixels take.
    pub fn megapixels(&self) -> u32 {
        self.front.megapixels().saturating_add(self.back.as_ref().map_or(0, Side::megapixels))
    }
}

impl Side {
    /// As its head says: what says nothing is refused before it takes any.
    fn megapixels(&self) -> u32 {
        let pixels = match self.media_type {
            MediaType::Tiff => tiff::pages(&self.bytes).map_or(0, |pages| tiff::pixels(&self.bytes, &pages).0),
            other => {
                preview::size(other, &self.bytes).map_or(0, |(width, height)| u64::from(width) * u64::from(height))
            }
        };
        u32::try_from(pixels / 1_000_000).unwrap_or(u32::MAX)
    }

    fn of(app: &App, page: &PageRow) -> Result<Self> {
        let original = app.store.read(|conn: &Connection| store::original(conn, page.original_id))?;
        let bytes = open(app, original.id, &original.key)?;
        Ok(Self { bytes, media_type: original.media_type, dpi: original.dpi, frame: page.frame })
    }

    fn raster(&self) -> Result<Raster, Broken> {
        let alone;
        let bytes = if self.media_type == MediaType::Tiff && self.frame > 0 {
            // Its own page first: the pages before it are not decoded for it.
            let chain = tiff::pages(&self.bytes).ok_or(Broken::Unreadable)?;
            let place = usize::try_from(self.frame).unwrap_or(usize::MAX);
            alone = tiff::starting_at(&self.bytes, *chain.get(place).ok_or(Broken::Unreadable)?);
            &alone
        } else {
            &self.bytes
        };
        decode::each(bytes, self.dpi)?.next().ok_or(Broken::Unreadable)?.map_err(Broken::from)
    }
}

impl From<Refused> for Broken {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooManyBytes | Refused::TooManyPixels { .. } | Refused::TooManyPages => Self::TooLarge,
            Refused::Unknown | Refused::Unsupported | Refused::Cut | Refused::Damaged => Self::Unreadable,
        }
    }
}

impl From<&Page> for Finished {
    fn from(page: &Page) -> Self {
        Self {
            width: page.width,
            height: page.height,
            dpi: page.dpi,
            coding: page.coding,
            bytes: page.data.len() as u64,
            turn: page.turn,
            skew: page.skew,
            blank: page.blank,
            cut: page.cut,
        }
    }
}

/// A finished page as it was; nothing where it is not finished.
///
/// # Errors
/// `DocumentNotHere`, `DocumentUnreadable`
pub fn finished(vault: &Vault, row: &PageRow) -> Result<Option<Page>> {
    let (Some(known), Some(sealed)) = (&row.finished, &row.finished_data) else { return Ok(None) };
    Ok(Some(Page {
        width: known.width,
        height: known.height,
        dpi: known.dpi,
        coding: known.coding,
        data: vault.open(sealed.id, &sealed.key)?,
        turn: known.turn,
        skew: known.skew,
        blank: known.blank,
        cut: known.cut,
    }))
}

/// A small picture of just what the document will show.
///
/// # Errors
/// Never, for what was finished here.
pub fn small(page: &Page, longest: u32) -> Result<Vec<u8>, Broken> {
    Ok(pages::thumbnail(&pixels(page)?, longest))
}

/// The pixels that the document will show.
///
/// # Errors
/// Never, for what was finished here.
pub fn pixels(page: &Page) -> Result<Raster, Broken> {
    let mut shown = decode::each(&pages::shown(page), Some(page.dpi))?.next().ok_or(Broken::Failed)??;
    shown.dpi = page.dpi;
    Ok(shown)
}

/// Opens what is sealed.
///
/// # Errors
/// `DocumentNotHere`, `DocumentUnreadable`
pub fn open(app: &App, id: Uuid, key: &Key) -> Result<Vec<u8>> {
    app.vault.open(id, key)
}
