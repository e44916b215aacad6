//! A page seen from afar: small enough to be looked at many times.

use super::raster::Raster;

/// Enough to see the strokes of small print as strokes.
const ENOUGH_DPI: u32 = 150;

/// A page in grey at about 150 pixels an inch.
pub struct Survey {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// How many of the page's pixels are one here, each way.
    pub factor: u32,
    /// Pixels an inch.
    pub dpi: f32,
    /// Row by row.
    pub grey: Vec<u8>,
}

impl Survey {
    /// A look at a page whose greys are given.
    pub fn of(raster: &Raster, grey: &[u8]) -> Self {
        let factor = ((raster.dpi + ENOUGH_DPI / 2) / ENOUGH_DPI).clamp(1, raster.width.min(raster.height).max(1));
        let step = factor as usize;
        let (width, height) = (raster.width as usize / step, raster.height as usize / step);
        let line = raster.width as usize;
        // What most scanners give, with the divisions known beforehand.
        let grey = match step {
            2 => means(grey, line, 2),
            4 => means(grey, line, 4),
            step => means(grey, line, step),
        };
        Self { width, height, factor, dpi: raster.dpi as f32 / factor as f32, grey }
    }

    /// Millimetres in its pixels, at least one.
    pub fn pixels(&self, millimetres: f32) -> usize {
        ((millimetres * self.dpi / 25.4).round() as usize).max(1)
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.grey.chunks_exact(self.width.max(1))
    }
}

/// The mean of every square of `step` by `step` pixels.
#[inline(always)]
fn means(grey: &[u8], line: usize, step: usize) -> Vec<u8> {
    let area = (step * step) as u32;
    let width = line / step;
    let mut small = vec![0; width * (grey.len() / line / step)];
    let mut sums = vec![0u32; line];
    for (rows, means) in grey.chunks_exact(line * step).zip(small.chunks_exact_mut(width)) {
        sums.fill(0);
        for row in rows.chunks_exact(line) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
        }
        for (sums, mean) in sums.chunks_exact(step).zip(means) {
            *mean = (sums.iter().sum::<u32>() / area) as u8;
        }
    }
    small
}
