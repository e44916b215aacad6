//! Black and white coded without loss, greys and colours as JPEG that stays near 100 kB.

use super::{
    bitmap::Bitmap,
    page::Coding,
    raster::{Pixels, Raster},
    resize::scaled,
};
use fax::{Color, VecWriter, encoder::Encoder as Fax};
use jbig2enc_rust::{Jbig2Config, Jbig2Context, encode_single_image_with_config};
use jpeg_encoder::{ColorType, Encoder as Jpeg};

/// What an office asks of a page at most.
const ASKED_BYTES: usize = 100_000;
/// Enough for the small print of a card, and for every screen.
const PHOTO_DPI: u32 = 200;
/// Under the last one faces and seals fall into blocks.
const QUALITIES: [u8; 4] = [70, 60, 50, 40];

/// CCITT Group 4 (ITU-T T.6), one strip with its end mark.
pub fn g4(page: &Bitmap) -> Vec<u8> {
    let mut fax = Fax::new(VecWriter::with_capacity(page.bits.len()));
    for row in page.rows() {
        let colours = row.iter().flat_map(|byte| (0..8).map(move |bit| byte & (0x80 >> bit) != 0));
        let colours = colours.take(page.width as usize).map(|black| if black { Color::Black } else { Color::White });
        let Ok(()) = fax.encode_line(colours, page.width);
    }
    let Ok(writer) = fax.finish();
    writer.finish()
}

/// One generic region (ITU-T T.88), as a PDF carries it; nothing where the encoder gives up.
pub fn jbig2(page: &Bitmap) -> Option<Vec<u8>> {
    let config = Jbig2Config { canonical_arithmetic_termination: true, ..Jbig2Config::lossless() };
    let context = Jbig2Context::with_config(config, true);
    let coded = encode_single_image_with_config(&page.spread(), page.width, page.height, context).ok()?;
    // A dictionary of symbols would stand here: a generic region has none.
    coded.global_data.is_none().then_some(coded.page_data)
}

/// The smaller of both.
pub fn bilevel(page: &Bitmap, g4_only: bool) -> (Coding, Vec<u8>) {
    let fax = g4(page);
    match (!g4_only).then(|| jbig2(page)).flatten() {
        Some(data) if data.len() < fax.len() => (Coding::Jbig2, data),
        _ => (Coding::G4, fax),
    }
}

/// The best quality that stays under what offices ask for; a page that never does keeps the least.
pub fn jpeg(raster: &Raster) -> (Raster, Coding, Vec<u8>) {
    let small = if raster.dpi > PHOTO_DPI { scaled(raster, PHOTO_DPI) } else { raster.clone() };
    let coding = if small.is_colour() { Coding::ColourJpeg } else { Coding::GreyJpeg };
    let mut data = Vec::new();
    for quality in QUALITIES {
        data = jpeg_of(&small, quality);
        if data.len() <= ASKED_BYTES {
            break;
        }
    }
    (small, coding, data)
}

/// A JPEG file; sides over 65,535 pixels give none.
pub fn jpeg_of(raster: &Raster, quality: u8) -> Vec<u8> {
    let mut data = Vec::new();
    let mut jpeg = Jpeg::new(&mut data, quality);
    jpeg.set_optimized_huffman_tables(true);
    let (Ok(width), Ok(height)) = (u16::try_from(raster.width), u16::try_from(raster.height)) else {
        return Vec::new();
    };
    let done = match &raster.pixels {
        Pixels::Grey(grey) => jpeg.encode(grey, width, height, ColorType::Luma),
        Pixels::Colour(colour) => jpeg.encode(colour, width, height, ColorType::Rgb),
    };
    // Writing to memory fails on no page that has pixels.
    if done.is_ok() { data } else { Vec::new() }
}
