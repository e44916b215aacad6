//! Pages as the window can show them, with the limits that keep a hostile image from filling the memory.

use crate::{Error, Result};
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use sportello_protocol::documents::MediaType;
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// An A3 page at 600 dpi has 70 million.
pub const MOST_PIXELS: u64 = 100_000_000;
const LONGEST_SIDE: u32 = 40_000;
/// What decoding may hold at once: the largest page in 16-bit colour does not need more.
const MOST_MEMORY: u64 = 800 << 20;

/// Refuses an image whose size alone would fill the memory of whoever shows it.
///
/// # Errors
/// `DocumentUnreadable`
pub fn check(media_type: MediaType, bytes: &[u8]) -> Result<()> {
    if media_type == MediaType::Pdf {
        return Ok(());
    }
    guarded(|| match size(media_type, bytes) {
        Some(size) if is_bounded(size) => Ok(()),
        _ => Err(Error::DocumentUnreadable),
    })
}

/// Width and height of an image, by its head alone; of a TIFF its first page's. Nothing for a PDF.
pub fn size(media_type: MediaType, bytes: &[u8]) -> Option<(u32, u32)> {
    let format = match media_type {
        MediaType::Pdf => return None,
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::Tiff => ImageFormat::Tiff,
    };
    ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()
}

/// Page `number` (from 1) of a TIFF as a PNG: no browser shows TIFF.
///
/// # Errors
/// `NotFound` when it has no such page, `DocumentUnreadable`
pub fn tiff_page(bytes: &[u8], number: u32) -> Result<Vec<u8>> {
    let chain = super::tiff::pages(bytes).ok_or(Error::DocumentUnreadable)?;
    let place = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).ok_or(Error::NotFound)?;
    let page = super::tiff::starting_at(bytes, *chain.get(place).ok_or(Error::NotFound)?);
    guarded(|| png(&page))
}

fn png(tiff: &[u8]) -> Result<Vec<u8>> {
    let reader = |format| {
        let mut reader = ImageReader::with_format(Cursor::new(tiff), format);
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        reader
    };
    bounded(reader(ImageFormat::Tiff).into_dimensions().map_err(|_| Error::DocumentUnreadable)?)?;
    let image = reader(ImageFormat::Tiff).decode().map_err(|_| Error::DocumentUnreadable)?;
    let image = match image {
        DynamicImage::ImageRgb32F(_) | DynamicImage::ImageRgba32F(_) => DynamicImage::ImageRgb8(image.into_rgb8()),
        other => other,
    };
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Png).map_err(|_| Error::DocumentUnreadable)?;
    Ok(out.into_inner())
}

fn bounded(size: (u32, u32)) -> Result<()> {
    if is_bounded(size) { Ok(()) } else { Err(Error::DocumentUnreadable) }
}

/// Whether an image of this size is one of a paper.
pub fn is_bounded((width, height): (u32, u32)) -> bool {
    let pixels = u64::from(width) * u64::from(height);
    width <= LONGEST_SIDE && height <= LONGEST_SIDE && (1..=MOST_PIXELS).contains(&pixels)
}

/// A decoder that panics on strange bytes must not take the desk with it.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Error::DocumentUnreadable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma};

    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        let mut png = Cursor::new(Vec::new());
        GrayImage::new(1, 1).write_to(&mut png, ImageFormat::Png).expect("a PNG");
        let mut bytes = png.into_inner();
        check(MediaType::Png, &bytes).expect("a small one passes");
        bytes[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert!(matches!(check(MediaType::Png, &bytes), Err(Error::DocumentUnreadable)), "30,000 by 30,000");
    }

    #[test]
    fn a_tiff_page_becomes_a_png() {
        let mut tiff = Cursor::new(Vec::new());
        GrayImage::from_pixel(9, 5, Luma([77])).write_to(&mut tiff, ImageFormat::Tiff).expect("a TIFF");
        let png = tiff_page(tiff.get_ref(), 1).expect("its page");
        let shown = image::load_from_memory_with_format(&png, ImageFormat::Png).expect("a PNG").into_luma8();
        assert_eq!((shown.dimensions(), shown.get_pixel(8, 4).0), ((9, 5), [77]));
        assert!(matches!(tiff_page(tiff.get_ref(), 2), Err(Error::NotFound)), "it has one page");
        assert!(matches!(tiff_page(&tiff.get_ref()[..20], 1), Err(Error::DocumentUnreadable)), "cut");
    }
}
