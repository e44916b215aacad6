//! A page as reading takes it: a byte of grey for every pixel.

/// The longest and the shortest side of a card, in millimetres (ISO/IEC 7810, ID-1: 85.60 by 53.98), and how far a
/// crop may be off.
const CARD: (f32, f32) = (85.6, 54.0);
const OFF: f32 = 8.0;

/// A page in grey, row by row from the top left, 0 is black.
#[derive(Clone)]
pub struct Grey {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pixels an inch, the same in both directions.
    pub dpi: u32,
    /// `width` times `height` bytes.
    pub pixels: Vec<u8>,
}

impl Grey {
    /// A page, if the pixels are as many as its size says and the resolution is a scanner's (50 to 2400).
    pub fn new(width: u32, height: u32, dpi: u32, pixels: Vec<u8>) -> Option<Self> {
        let fits = u64::from(width) * u64::from(height) == pixels.len() as u64;
        (fits && !pixels.is_empty() && (50..=2400).contains(&dpi)).then_some(Self { width, height, dpi, pixels })
    }

    /// Whether the page has the size of a card, lying or standing.
    pub fn is_card(&self) -> bool {
        let millimetres = |pixels: u32| pixels as f32 * 25.4 / self.dpi as f32;
        let (long, short) = (self.width.max(self.height), self.width.min(self.height));
        (millimetres(long) - CARD.0).abs() < OFF && (millimetres(short) - CARD.1).abs() < OFF
    }

    /// As a binary PGM, which every OCR engine reads.
    pub fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.pixels);
        out
    }
}
