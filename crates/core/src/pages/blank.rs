//! Whether anything is written on a page.

use super::bitmap::Bitmap;

/// Where holes, staples and the feeder's shadow are.
const MARGIN_MM: f32 = 6.0;
const TILE_MM: f32 = 2.0;
/// Ink of a tile in which a stroke stands, in its share; dust has less.
const STROKE: f32 = 0.03;
/// Fewer such tiles are a smear: a page number has more.
const FEWEST: usize = 2;

/// Whether a page in black and white has no stroke inside its margins.
pub fn is_blank(page: &Bitmap, dpi: u32) -> bool {
    let pixels = |millimetres: f32| ((millimetres * dpi as f32 / 25.4).round() as u32).max(1);
    let side = page.width.min(page.height);
    let margin = pixels(MARGIN_MM).min(side / 10);
    let tile = pixels(TILE_MM).next_multiple_of(8);
    let (across, bytes) = ((page.width / tile) as usize + 1, (tile / 8) as usize);
    let mut ink = vec![0u32; across];
    let mut strokes = 0;
    let inside = page.rows().skip(margin as usize).take((page.height - 2 * margin) as usize);
    let (first, last) = (margin.div_ceil(8) as usize, ((page.width - margin) / 8) as usize);
    for (y, row) in inside.enumerate() {
        for (bytes, ink) in row[first..last.max(first)].chunks(bytes).zip(&mut ink) {
            *ink += bytes.iter().map(|byte| byte.count_ones()).sum::<u32>();
        }
        let end_of_tile = (y + 1) % tile as usize == 0 || y as u32 + 1 == page.height - 2 * margin;
        if end_of_tile {
            strokes += ink.iter().filter(|ink| **ink as f32 > (tile * tile) as f32 * STROKE).count();
            ink.fill(0);
        }
    }
    strokes < FEWEST
}
