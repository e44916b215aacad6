//! Sheets as a scanner would give them, drawn here; nothing on them means anything.

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use std::io::Cursor;

/// A4 at 100 dpi.
const SIZE: (u32, u32) = (827, 1169);

/// A sheet of lines of words, as PNG; every number is another sheet.
pub fn text(number: u8) -> Vec<u8> {
    png(lines(u32::from(number)))
}

/// The same with a QR code in the lower half: 25 mm wide at its 100 dpi.
pub fn with_code(number: u8, content: &str) -> Vec<u8> {
    const MODULE: u32 = 4;
    let code = qrcodegen::QrCode::encode_text(content, qrcodegen::QrCodeEcc::Medium).expect("short enough");
    let side = u32::try_from(code.size()).expect("some modules") * MODULE;
    let mut sheet = lines(u32::from(number));
    let (left, top, quiet) = (300, 800, 4 * MODULE);
    for (x, y) in (0..side + 2 * quiet).flat_map(|x| (0..side + 2 * quiet).map(move |y| (x, y))) {
        let module = |at: u32| i32::try_from(at / MODULE).unwrap_or(0) - 4;
        let black = code.get_module(module(x), module(y));
        sheet.put_pixel(left + x, top + y, Luma([if black { 20 } else { 250 }]));
    }
    png(sheet)
}

/// A PNG of which the second half is missing.
pub fn torn() -> Vec<u8> {
    let whole = text(9);
    whole[..whole.len() / 2].to_vec()
}

fn lines(number: u32) -> GrayImage {
    let mut sheet = GrayImage::from_pixel(SIZE.0, SIZE.1, Luma([250]));
    for line in 0..38 {
        let mut x = 90;
        let mut word = number * 7 + line * 13;
        while x < SIZE.0 - 130 {
            let width = 12 + (word * 17) % 50;
            for (dx, dy) in (0..width).flat_map(|dx| (0..9).map(move |dy| (dx, dy))) {
                // Strokes with light between them, as letters have.
                if dx % 5 < 2 || dy % 8 == 0 {
                    sheet.put_pixel(x + dx, 100 + line * 25 + dy, Luma([30]));
                }
            }
            x += width + 9;
            word += 1;
        }
    }
    sheet
}

fn png(image: GrayImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(image).write_to(&mut out, ImageFormat::Png).expect("a PNG");
    out.into_inner()
}
