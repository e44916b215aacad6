//! JPEG: what ends early is shown as far as it goes, and told.

use super::{
    Refused, bounded,
    density::density,
    markers::{self, Said},
    upright,
};
use crate::pages::raster::Raster;
use jpeg_decoder::PixelFormat;
use zune_jpeg::{
    JpegDecoder,
    errors::DecodeErrors,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

pub fn page(bytes: &[u8], hint_dpi: Option<u32>) -> Result<Raster, Refused> {
    let said = markers::said(bytes);
    let mut raster = pixels_of(bytes, &said)?;
    raster.dpi = density(said.dpi, hint_dpi, raster.width.max(raster.height));
    raster.cut = said.cut;
    Ok(upright(raster, said.orientation))
}

/// The pixels as the file has them; the resolution is not looked at.
pub fn pixels(bytes: &[u8]) -> Result<Raster, Refused> {
    pixels_of(bytes, &markers::said(bytes))
}

fn pixels_of(bytes: &[u8], said: &Said) -> Result<Raster, Refused> {
    fast(bytes, said.one_by_one)?.map_or_else(|| careful(bytes), Ok)
}

/// By zune-jpeg, three times as fast as the other; what has its channels one by one is only measured, since version
/// 0.5.15 gives it wrong colours.
fn fast(bytes: &[u8], only_measure: bool) -> Result<Option<Raster>, Refused> {
    let longest = super::LONGEST_SIDE as usize;
    let options = DecoderOptions::default().set_max_width(longest).set_max_height(longest);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions().ok_or(Refused::Damaged)?;
    let (width, height) = (width as u32, height as u32);
    bounded(width, height)?;
    if only_measure {
        return Ok(None);
    }
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    decoder.set_options(options.jpeg_set_out_colorspace(if grey { ColorSpace::Luma } else { ColorSpace::RGB }));
    let pixels = decoder.decode().map_err(|error| refused(&error))?;
    let channels = if grey { 1 } else { 3 };
    if pixels.len() != width as usize * height as usize * channels {
        return Err(Refused::Damaged);
    }
    Ok(Some(if grey { Raster::grey_of(width, height, 0, pixels) } else { Raster::colour_of(width, height, 0, pixels) }))
}

/// By jpeg-decoder, after the limits were checked.
fn careful(bytes: &[u8]) -> Result<Raster, Refused> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let pixels = decoder.decode().map_err(|_| Refused::Damaged)?;
    let info = decoder.info().ok_or(Refused::Damaged)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    match info.pixel_format {
        PixelFormat::L8 => Ok(Raster::grey_of(width, height, 0, pixels)),
        PixelFormat::RGB24 => Ok(Raster::colour_of(width, height, 0, pixels)),
        PixelFormat::L16 | PixelFormat::CMYK32 => Err(Refused::Unsupported),
    }
}

fn refused(error: &DecodeErrors) -> Refused {
    match error {
        DecodeErrors::ExhaustedData => Refused::Cut,
        DecodeErrors::Unsupported(_) => Refused::Unsupported,
        DecodeErrors::LargeDimensions(side) => {
            Refused::TooManyPixels { width: u32::try_from(*side).unwrap_or(u32::MAX), height: 0 }
        }
        _ => Refused::Damaged,
    }
}
