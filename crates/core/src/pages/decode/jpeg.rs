//! JPEG: what ends early is shown as far as it goes, and told.

use super::{Refused, bounded, density::density, markers, upright};
use crate::pages::raster::Raster;
use zune_jpeg::{
    JpegDecoder,
    errors::DecodeErrors,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

pub fn page(bytes: &[u8], hint_dpi: Option<u32>) -> Result<Raster, Refused> {
    let said = markers::said(bytes);
    let mut raster = pixels(bytes)?;
    raster.dpi = density(said.dpi, hint_dpi, raster.width.max(raster.height));
    raster.cut = said.cut;
    Ok(upright(raster, said.orientation))
}

/// The pixels as the file has them; the resolution is not looked at.
pub fn pixels(bytes: &[u8]) -> Result<Raster, Refused> {
    let longest = super::LONGEST_SIDE as usize;
    let options = DecoderOptions::default().set_max_width(longest).set_max_height(longest);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions().ok_or(Refused::Damaged)?;
    let (width, height) = (width as u32, height as u32);
    bounded(width, height)?;
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    decoder.set_options(options.jpeg_set_out_colorspace(if grey { ColorSpace::Luma } else { ColorSpace::RGB }));
    let pixels = decoder.decode().map_err(|error| refused(&error))?;
    let channels = if grey { 1 } else { 3 };
    if pixels.len() != width as usize * height as usize * channels {
        return Err(Refused::Damaged);
    }
    Ok(if grey { Raster::grey_of(width, height, 0, pixels) } else { Raster::colour_of(width, height, 0, pixels) })
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
