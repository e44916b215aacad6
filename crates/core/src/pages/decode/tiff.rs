//! TIFF, with as many pages as its chain has; a page whose data lies outside the bytes refuses the file.

use super::{MOST_MEMORY, MOST_PAGES, Refused, bounded, density::density, tags, upright};
use crate::pages::raster::Raster;
use image::{DynamicImage, ImageDecoder, ImageError, Limits, codecs::tiff::TiffDecoder};
use std::io::{Cursor, ErrorKind};
use tiff::{TiffError, decoder::Decoder, tags::Tag};

/// The offsets of the pages, after the size of each was found to be within the limits.
pub fn pages(bytes: &[u8]) -> Result<Vec<u32>, Refused> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut pages = Vec::new();
    loop {
        let (width, height) = decoder.dimensions().map_err(|error| broken(&error))?;
        bounded(width, height)?;
        inside(&mut decoder, bytes.len() as u64)?;
        let offset = decoder.ifd_pointer().and_then(|pointer| u32::try_from(pointer.0).ok()).ok_or(Refused::Damaged)?;
        if pages.len() == MOST_PAGES {
            return Err(Refused::TooManyPages);
        }
        pages.push(offset);
        if !decoder.more_images() {
            return Ok(pages);
        }
        decoder.next_image().map_err(|error| broken(&error))?;
    }
}

fn inside(decoder: &mut Decoder<Cursor<&[u8]>>, end: u64) -> Result<(), Refused> {
    for (offsets, lengths) in [(Tag::StripOffsets, Tag::StripByteCounts), (Tag::TileOffsets, Tag::TileByteCounts)] {
        let mut values = |tag| decoder.find_tag_unsigned_vec::<u64>(tag).map_err(|error| broken(&error));
        let (Some(offsets), Some(lengths)) = (values(offsets)?, values(lengths)?) else { continue };
        if offsets.iter().zip(&lengths).any(|(offset, length)| offset.saturating_add(*length) > end) {
            return Err(Refused::Cut);
        }
    }
    Ok(())
}

/// The page whose directory is at `offset`.
pub fn page(bytes: &[u8], offset: u32, hint_dpi: Option<u32>) -> Result<Raster, Refused> {
    // The decoder with all conversions knows the first page only, so that this one is made the first.
    let mut first = bytes.to_vec();
    let place = if bytes.starts_with(b"II") { offset.to_le_bytes() } else { offset.to_be_bytes() };
    first.get_mut(4..8).ok_or(Refused::Cut)?.copy_from_slice(&place);
    let mut decoder = TiffDecoder::new(Cursor::new(first)).map_err(|error| refused(&error))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits).map_err(|error| refused(&error))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    let (width, height) = (image.width(), image.height());
    let said = tags::at(bytes, offset);
    let dpi = density(said.dpi, hint_dpi, width.max(height));
    let raster = if image.color().has_color() {
        Raster::colour_of(width, height, dpi, image.into_rgb8().into_raw())
    } else {
        Raster::grey_of(width, height, dpi, image.into_luma8().into_raw())
    };
    Ok(upright(raster, said.orientation))
}

fn broken(error: &TiffError) -> Refused {
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Refused::Cut,
        TiffError::UnsupportedError(_) => Refused::Unsupported,
        _ => Refused::Damaged,
    }
}

fn refused(error: &ImageError) -> Refused {
    match error {
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Refused::Cut,
        ImageError::Unsupported(_) => Refused::Unsupported,
        _ => Refused::Damaged,
    }
}
