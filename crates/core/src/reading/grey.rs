//! A page as reading takes it: a byte of grey for every pixel.

use crate::pages::Raster;

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

    /// A decoded page; nothing if its resolution is no scanner's.
    pub fn of(raster: &Raster) -> Option<Self> {
        Self::new(raster.width, raster.height, raster.dpi, raster.grey().into_owned())
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

    /// The page made smaller by a whole number, so that no side is longer than `longest` pixels.
    pub fn within(&self, longest: u32) -> Self {
        let times = self.width.max(self.height).div_ceil(longest.max(1)).max(1);
        let (width, height) = (self.width / times, self.height / times);
        if times == 1 || width == 0 || height == 0 {
            return self.clone();
        }
        let (step, row) = (times as usize, self.width as usize);
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height as usize {
            for x in 0..width as usize {
                let rows = (0..step).map(|down| &self.pixels[(y * step + down) * row + x * step..][..step]);
                let sum: usize = rows.flatten().map(|grey| usize::from(*grey)).sum();
                pixels.push(u8::try_from(sum / (step * step)).unwrap_or(u8::MAX));
            }
        }
        Self { width, height, dpi: (self.dpi / times).max(1), pixels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_its_pixels() {
        assert!(Grey::new(10, 10, 300, vec![0; 100]).is_some());
        assert!(Grey::new(10, 10, 300, vec![0; 99]).is_none());
        assert!(Grey::new(0, 0, 300, Vec::new()).is_none());
        assert!(Grey::new(10, 10, 0, vec![0; 100]).is_none());
        assert!(Grey::new(u32::MAX, u32::MAX, 300, vec![0; 1]).is_none());
    }

    #[test]
    fn a_card_is_told_from_a_page() {
        let is_card = |width: u32, height: u32, dpi| {
            let pixels = vec![255; width as usize * height as usize];
            Grey::new(width, height, dpi, pixels).expect("a page").is_card()
        };
        assert!(is_card(1011, 638, 300) && is_card(425, 674, 200), "lying and standing");
        assert!(!is_card(2480, 3508, 300) && !is_card(1011, 638, 200));
    }

    #[test]
    fn a_smaller_page_is_the_mean_of_its_pixels() {
        let page = Grey::new(4, 2, 200, vec![0, 10, 100, 100, 20, 30, 100, 100]).expect("a page");
        let small = page.within(2);
        assert_eq!((small.width, small.height, small.dpi, small.pixels), (2, 1, 100, vec![15, 100]));
        assert_eq!(page.within(4).pixels, page.pixels);
    }
}
