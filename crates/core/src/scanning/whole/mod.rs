//! Whether a file is whole, by its structure: a scanner makes the file first and writes it later. And whether it may
//! be taken at all: what comes from outside is looked at before anything decodes it.

mod jpeg;
mod pdf;
mod png;

use crate::documents::{preview, tiff};
use serde::Serialize;
use sportello_protocol::documents::MediaType;
use std::panic::{AssertUnwindSafe, catch_unwind};
use ts_rs::TS;

pub use pdf::images;

/// Pixels of all pages of a TIFF: a thousand A4 at 300 dpi. A few bytes a page can claim far more, and each would be
/// unpacked in turn.
const MOST_PIXELS_OF_ALL: u64 = 10_000_000_000;

/// What a look at the bytes tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Complete.
    Whole(MediaType, u32),
    /// The beginning of one, or a damaged one: only time can tell.
    NotYet(MediaType),
    /// Complete, and not to be taken.
    Refused(MediaType, Refusal),
    /// No image or PDF.
    NotADocument,
}

/// Why a whole file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Only a password opens it: nobody else could read it either.
    Password,
    /// It runs, starts, sends or carries something beside its pages.
    Active,
    /// A link opens a file or a program, or opens an address though nobody clicks it.
    Link,
    /// More pages, objects or pixels than a paper has, or few bytes that unpack to very many.
    Excessive,
    /// A virus check found something in it.
    Virus,
    /// The virus check that there is does not answer.
    Unchecked,
}

/// Judges the bytes, never the name. Reads untrusted input: a panic of a parser is no verdict of wholeness.
pub fn judge(bytes: &[u8]) -> Verdict {
    let Some(media_type) = MediaType::sniff(bytes) else { return Verdict::NotADocument };
    let pages = catch_unwind(AssertUnwindSafe(|| match media_type {
        MediaType::Jpeg => picture(media_type, bytes, jpeg::is_whole(bytes)),
        MediaType::Png => picture(media_type, bytes, png::is_whole(bytes)),
        MediaType::Tiff => tiff::pages(bytes).map_or(Ok(None), |pages| match tiff::pixels(bytes, &pages) {
            (largest, all) if largest > preview::MOST_PIXELS || all > MOST_PIXELS_OF_ALL => Err(Refusal::Excessive),
            _ => Ok(u32::try_from(pages.len()).ok()),
        }),
        MediaType::Pdf => pdf::pages(bytes),
    }));
    match pages {
        Ok(Ok(Some(pages))) => Verdict::Whole(media_type, pages),
        Ok(Err(refusal)) => Verdict::Refused(media_type, refusal),
        Ok(Ok(None)) | Err(_) => Verdict::NotYet(media_type),
    }
}

/// A picture of one page whose size nobody's memory is filled by.
fn picture(media_type: MediaType, bytes: &[u8], is_whole: bool) -> Result<Option<u32>, Refusal> {
    if !is_whole {
        return Ok(None);
    }
    match preview::size(media_type, bytes) {
        Some(size) if !preview::is_bounded(size) => Err(Refusal::Excessive),
        Some(_) => Ok(Some(1)),
        None => Ok(None),
    }
}

/// Whether the last bytes look like an end: spares reading a large file at every step of its growth.
pub fn seems_ended(media_type: MediaType, tail: &[u8]) -> bool {
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|part| part == mark);
    match media_type {
        MediaType::Jpeg => has(&[0xff, 0xd9]),
        MediaType::Png => has(b"IEND"),
        MediaType::Pdf => has(b"%%EOF"),
        MediaType::Tiff => true,
    }
}

/// Whether `new` is `old` with pages added: the same bytes and more, or a TIFF whose links were moved to reach the
/// new pages, or a PDF written anew around the same images.
pub fn continues(media_type: MediaType, (old, old_pages): (&[u8], u32), (new, new_pages): (&[u8], u32)) -> bool {
    /// The links between the pages of a TIFF and its count of pages; anything more is another picture.
    const LINKS: usize = 64;
    if new.len() <= old.len() {
        return false;
    }
    if new.starts_with(old) {
        return true;
    }
    if new_pages <= old_pages {
        return false;
    }
    match media_type {
        MediaType::Tiff => old.iter().zip(new).filter(|(a, b)| a != b).count() <= LINKS,
        MediaType::Pdf => catch_unwind(AssertUnwindSafe(|| {
            let (old, new) = (images(old), images(new));
            !old.is_empty() && old.is_subset(&new)
        }))
        .unwrap_or(false),
        MediaType::Jpeg | MediaType::Png => false,
    }
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
