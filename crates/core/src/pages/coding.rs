//! Black and white coded without loss, greys and colours as JPEG that stays near 100 kB.

use super::{
    bitmap::Bitmap,
    page::Coding,
    raster::{Pixels, Raster},
    resize::scaled,
};
use fax::{Color, VecWriter, encoder::Encoder as Fax};
use jbig2enc_rust::{Jbig2Config, jbig2enc::Jbig2Encoder, jbig2sym::BitImage};
use jpeg_encoder::{ColorType, Encoder as Jpeg};

/// Bytes under which the overhead of a coding decides.
const NEARLY_EMPTY: usize = 4_096;
/// What an office asks of a page at most.
const ASKED_BYTES: usize = 100_000;
/// Resolution and quality, the best first: 200 dpi shows the small print of a card, and text can still be read well with
/// the last one.
const STEPS: [(u32, u8); 6] = [(200, 75), (200, 60), (200, 45), (150, 55), (150, 45), (150, 35)];

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
    let config = Jbig2Config {
        canonical_arithmetic_termination: true,
        want_full_headers: false,
        refine: false,
        text_refine: false,
        ..Jbig2Config::lossless()
    };
    let mut image = BitImage::new(page.width, page.height).ok()?;
    for (y, row) in page.rows().enumerate() {
        for (at, byte) in row.iter().enumerate() {
            let mut black = *byte;
            while black != 0 {
                let bit = black.leading_zeros();
                image.set_usize(at * 8 + bit as usize, y, true);
                black ^= 0x80 >> bit;
            }
        }
    }
    let mut encoder = Jbig2Encoder::new(&config);
    encoder.add_page_bitimage(image).ok()?;
    let mut coded = encoder.flush_pdf_split().ok()?;
    // A dictionary of symbols would stand there: a generic region has none.
    if coded.global_segments.is_some() { None } else { coded.page_streams.pop() }
}

/// The smaller of both; on a page that is not nearly empty that is JBIG2, and the other is not tried.
pub fn bilevel(page: &Bitmap, g4_only: bool) -> (Coding, Vec<u8>) {
    match if g4_only { None } else { jbig2(page) } {
        Some(data) if data.len() > NEARLY_EMPTY => (Coding::Jbig2, data),
        coded => {
            let fax = g4(page);
            match coded {
                Some(data) if data.len() < fax.len() => (Coding::Jbig2, data),
                _ => (Coding::G4, fax),
            }
        }
    }
}

/// The best quality that stays under what offices ask for; a page that never does keeps the least.
pub fn jpeg(raster: &Raster) -> (Raster, Coding, Vec<u8>) {
    let coding = if raster.is_colour() { Coding::ColourJpeg } else { Coding::GreyJpeg };
    let mut small = raster.clone();
    let mut data = Vec::new();
    for (dpi, quality) in STEPS {
        if small.dpi > dpi {
            small = scaled(&small, dpi);
        }
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
    // With several channels the encoder would write each as a scan of its own, which not every viewer reads well.
    jpeg.set_optimized_huffman_tables(!raster.is_colour());
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
