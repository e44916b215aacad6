//! From bytes that anybody may have made to pages, with every limit checked before anything is decoded.

mod density;
pub(super) mod jpeg;
mod markers;
mod png;
mod tags;
mod tiff;

use super::{corrections::Turn, raster::Raster};
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use ts_rs::TS;

/// No scanner's page comes near it.
pub const MOST_BYTES: usize = 256 << 20;
/// Pixels of one page: an A3 at 600 dpi has 70 million.
pub const MOST_PIXELS: u64 = 100_000_000;
/// Pixels of one side.
pub const LONGEST_SIDE: u32 = 40_000;
/// Pages of one file, more than any feeder holds.
pub const MOST_PAGES: usize = 2_000;
/// Bytes that a decoder may hold: the largest page in 16-bit colour does not need more.
const MOST_MEMORY: u64 = 800 << 20;
/// What [`decode`] holds at once, in pixels; [`each`] holds a page.
const MOST_PIXELS_AT_ONCE: u64 = 2 * MOST_PIXELS;

/// Why a picture was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Refused {
    /// Neither JPEG nor PNG nor TIFF.
    #[error("neither JPEG nor PNG nor TIFF")]
    Unknown,
    /// One of these, in a form that no scanner writes and that is not read here.
    #[error("a form of picture that is not read")]
    Unsupported,
    /// The file has too many bytes.
    #[error("too many bytes")]
    TooManyBytes,
    /// A page has too many pixels, or none.
    #[error("{width} x {height} pixels are too many or none")]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Too many pages.
    #[error("too many pages")]
    TooManyPages,
    /// The bytes end early, and what there is makes no page.
    #[error("the bytes end early")]
    Cut,
    /// The bytes contradict their own format.
    #[error("the bytes are damaged")]
    Damaged,
}

/// All pages of a JPEG, PNG or TIFF, upright where the file says how it was held. `hint_dpi` is the resolution that the
/// device was asked for; what the file says goes before it, and the size of A4 is the last resort.
///
/// # Errors
/// Every [`Refused`]; a decoder that panics is `Damaged`. A JPEG that ends early is a page with [`Raster::cut`].
pub fn decode(bytes: &[u8], hint_dpi: Option<u32>) -> Result<Vec<Raster>, Refused> {
    let mut held = 0;
    let mut pages = Vec::new();
    for page in each(bytes, hint_dpi)? {
        let page = page?;
        held += u64::from(page.width) * u64::from(page.height);
        if held > MOST_PIXELS_AT_ONCE {
            return Err(Refused::TooManyPages);
        }
        pages.push(page);
    }
    Ok(pages)
}

/// The same page by page, so that only one is held; the limits of all pages are checked before the first is decoded.
///
/// # Errors
/// As [`decode`], for the whole file at once or for one page.
pub fn each(
    bytes: &[u8],
    hint_dpi: Option<u32>,
) -> Result<impl ExactSizeIterator<Item = Result<Raster, Refused>> + '_, Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(Refused::TooManyBytes);
    }
    let pages = guarded(|| match bytes {
        [0xff, 0xd8, ..] => Ok(vec![Place::Jpeg]),
        [0x89, b'P', b'N', b'G', ..] => Ok(vec![Place::Png]),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => {
            Ok(tiff::pages(bytes)?.into_iter().map(Place::Tiff).collect())
        }
        _ => Err(Refused::Unknown),
    })?;
    Ok(pages.into_iter().map(move |place| {
        guarded(|| match place {
            Place::Jpeg => jpeg::page(bytes, hint_dpi),
            Place::Png => png::page(bytes, hint_dpi),
            Place::Tiff(offset) => tiff::page(bytes, offset, hint_dpi),
        })
    }))
}

enum Place {
    Jpeg,
    Png,
    Tiff(u32),
}

/// A decoder that panics costs a page, not the program.
fn guarded<T>(work: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refused::Damaged))
}

/// What is too large is refused by what its header says.
fn bounded(width: u32, height: u32) -> Result<(), Refused> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(Refused::TooManyPixels { width, height });
    }
    Ok(())
}

/// As it was held: `orientation` is EXIF's, where 2, 4, 5 and 7 are mirrored, which no scanner writes.
fn upright(raster: Raster, orientation: Option<u16>) -> Raster {
    match orientation {
        Some(3) => raster.turned(Turn::Half),
        Some(6) => raster.turned(Turn::Right),
        Some(8) => raster.turned(Turn::Left),
        _ => raster,
    }
}

#[cfg(test)]
mod tests;
