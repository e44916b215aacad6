//! Exactly what the PDF will show, as a browser can show it: the coded bytes are decoded again.

use super::{
    bitmap::Bitmap,
    decode::jpeg,
    page::{Coding, Page},
    raster::{Pixels, Raster},
};
use png::{BitDepth, ColorType, Compression, Encoder};

/// A PNG of the page, pixel by pixel what the PDF will show.
#[must_use]
pub fn shown(page: &Page) -> Vec<u8> {
    if page.coding.is_bilevel() {
        let bitmap = bitmap(page);
        let light: Vec<u8> = bitmap.bits.iter().map(|byte| !byte).collect();
        return png(page, ColorType::Grayscale, BitDepth::One, &light);
    }
    match jpeg::pixels(&page.data) {
        Ok(Raster { pixels: Pixels::Grey(grey), .. }) => png(page, ColorType::Grayscale, BitDepth::Eight, &grey),
        Ok(Raster { pixels: Pixels::Colour(colour), .. }) => png(page, ColorType::Rgb, BitDepth::Eight, &colour),
        Err(_) => Vec::new(),
    }
}

/// The black and white that a reader of the PDF decodes, JBIG2 by a decoder that is not the encoder's.
pub fn bitmap(page: &Page) -> Bitmap {
    let mut rows = Rows { page: Bitmap::white(page.width, page.height), x: 0, y: 0 };
    match page.coding {
        Coding::Jbig2 => {
            let coded = hayro_jbig2::Page::new_embedded(&page.data, None, &hayro_jbig2::DecodeSettings::default());
            // What cannot be decoded stays white: nothing is shown that the PDF does not hold.
            coded.and_then(|coded| coded.decode(&mut rows)).ok();
        }
        _ => {
            let data = page.data.iter().copied();
            fax::decoder::decode_g4(data, page.width, Some(page.height), |changes| {
                for black in changes.chunks(2) {
                    let end = black.get(1).copied().unwrap_or(page.width);
                    (black[0]..end).for_each(|x| rows.blacken(x));
                }
                rows.y += 1;
            });
        }
    }
    rows.page
}

struct Rows {
    page: Bitmap,
    x: u32,
    y: u32,
}

impl Rows {
    fn blacken(&mut self, x: u32) {
        if x < self.page.width && self.y < self.page.height {
            let at = self.y as usize * self.page.stride() + (x / 8) as usize;
            self.page.bits[at] |= 0x80 >> (x % 8);
        }
    }
}

impl hayro_jbig2::Decoder for Rows {
    fn push_pixel(&mut self, black: bool) {
        if black {
            self.blacken(self.x);
        }
        self.x += 1;
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        (0..chunk_count * 8).for_each(|_| self.push_pixel(black));
    }

    fn next_line(&mut self) {
        self.x = 0;
        self.y += 1;
    }
}

fn png(page: &Page, colour: ColorType, depth: BitDepth, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut png = Encoder::new(&mut out, page.width, page.height);
    png.set_color(colour);
    png.set_depth(depth);
    png.set_compression(Compression::Fast);
    let written = png.write_header().and_then(|mut writer| {
        writer.write_image_data(data)?;
        writer.finish()
    });
    // Writing to memory fails only where the data is not that of a picture of this size.
    if written.is_ok() { out } else { Vec::new() }
}
