//! PNG: all of it or nothing.

use super::{Refused, bounded, density::density, tags, upright};
use crate::pages::raster::Raster;
use png::{ColorType, Decoder, DecodingError, Limits, Transformations, Unit};
use std::io::{Cursor, ErrorKind};

/// What the decoder may hold beside the page itself.
const MOST_MEMORY: usize = 64 << 20;
const METRES_AN_INCH: f64 = 0.0254;

pub fn page(bytes: &[u8], hint_dpi: Option<u32>) -> Result<Raster, Refused> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_MEMORY });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(|error| refused(&error))?;
    bounded(header.width, header.height)?;
    let mut reader = decoder.read_info().map_err(|error| refused(&error))?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(Refused::Damaged)?];
    let frame = reader.next_frame(&mut pixels).map_err(|error| refused(&error))?;
    pixels.truncate(frame.buffer_size());
    let info = reader.info();
    let said =
        info.pixel_dims.filter(|dims| dims.unit == Unit::Meter).map(|dims| f64::from(dims.xppu) * METRES_AN_INCH);
    let dpi = density(said, hint_dpi, frame.width.max(frame.height));
    let orientation = info.exif_metadata.as_ref().and_then(|exif| tags::read(exif).orientation);
    let raster = match frame.color_type {
        ColorType::Grayscale => Raster::grey_of(frame.width, frame.height, dpi, pixels),
        ColorType::Rgb => Raster::colour_of(frame.width, frame.height, dpi, pixels),
        ColorType::GrayscaleAlpha => Raster::grey_of(frame.width, frame.height, dpi, on_paper::<2>(&pixels)),
        ColorType::Rgba => Raster::colour_of(frame.width, frame.height, dpi, on_paper::<4>(&pixels)),
        ColorType::Indexed => return Err(Refused::Unsupported),
    };
    Ok(upright(raster, orientation))
}

/// What is transparent shows white paper; the last of the channels is the cover.
fn on_paper<const CHANNELS: usize>(pixels: &[u8]) -> Vec<u8> {
    let over = |value: u8, cover: u8| {
        let (value, cover) = (u32::from(value), u32::from(cover));
        ((value * cover + 255 * (255 - cover) + 127) / 255) as u8
    };
    let pixels = pixels.chunks_exact(CHANNELS);
    pixels.flat_map(|pixel| pixel[..CHANNELS - 1].iter().map(move |value| over(*value, pixel[CHANNELS - 1]))).collect()
}

fn refused(error: &DecodingError) -> Refused {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Refused::Cut,
        DecodingError::LimitsExceeded => Refused::TooManyBytes,
        _ => Refused::Damaged,
    }
}
