//! Where a page may have a QR code: print as dense as no text is, about as wide as high.

use super::blocks::Blocks;
use crate::reading::grey::Grey;

/// Blocks in both directions of which fewer than one row may be paper: 6.4 mm. Between lines of text is a row of it.
const DENSE: isize = 4;
/// Dense blocks of the smallest code that a scanner resolves, some 10 mm wide; print has smaller groups by chance.
const LEAST_GROUP: usize = 9;
/// Paper around the code that is looked at too, in blocks: its finder may begin before the dense part.
const MARGIN: usize = 4;
/// The largest code, in blocks: 64 mm.
const LARGEST: usize = 40;
/// The longest side given to the decoder, in pixels.
const LONGEST_SIDE: u32 = 600;
/// Squares that are looked at, the fullest.
const MOST_SQUARES: usize = 6;

/// The squares, cut out and made smaller, the fullest first.
pub fn find(page: &Grey, blocks: &Blocks) -> Vec<Grey> {
    let dense: Vec<bool> = (0..blocks.changes.len()).map(|block| is_dense(blocks, block)).collect();
    let mut groups = blocks.groups(|block| dense[block], |_, next| dense[next]);
    groups.retain(|group| group.len() >= LEAST_GROUP);
    groups.sort_by(|one, other| compactness(blocks, other).total_cmp(&compactness(blocks, one)));
    groups.iter().filter_map(|group| cut(page, blocks, group)).take(MOST_SQUARES).collect()
}

fn is_dense(blocks: &Blocks, block: usize) -> bool {
    let around = (0..DENSE * DENSE).map(|place| blocks.beside(block, (place % DENSE, place / DENSE)));
    around.filter(|block| block.is_none_or(|block| blocks.changes[block].is_none())).count() < DENSE as usize
}

/// Left, top, width and height of a group, in blocks.
fn bounds(blocks: &Blocks, group: &[usize]) -> (usize, usize, usize, usize) {
    let ends = |values: &mut dyn Iterator<Item = usize>| {
        values.fold((usize::MAX, 0), |(least, most), value| (least.min(value), most.max(value)))
    };
    let (left, right) = ends(&mut group.iter().map(|block| blocks.at(*block).0));
    let (top, bottom) = ends(&mut group.iter().map(|block| blocks.at(*block).1));
    (left, top, right + 1 - left, bottom + 1 - top)
}

/// How much of the square around it a group fills: all for a code that stands straight, half for one on its corner.
fn compactness(blocks: &Blocks, group: &[usize]) -> f32 {
    let (_, _, width, height) = bounds(blocks, group);
    group.len() as f32 / (width.max(height) as f32).powi(2)
}

fn cut(page: &Grey, blocks: &Blocks, group: &[usize]) -> Option<Grey> {
    let (left, top, width, height) = bounds(blocks, group);
    let (width, height) = (width + DENSE as usize - 1, height + DENSE as usize - 1);
    if width.max(height) > LARGEST || width > 2 * height || height > 2 * width {
        return None;
    }
    let side = blocks.side;
    let within = |from: usize, length: usize, all: u32| {
        (from.saturating_sub(MARGIN) * side)..((from + length + MARGIN) * side).min(all as usize)
    };
    let (columns, rows) = (within(left, width, page.width), within(top, height, page.height));
    let pixels: Vec<u8> =
        rows.clone().flat_map(|row| &page.pixels[row * page.width as usize..][columns.clone()]).copied().collect();
    let length = |range: &std::ops::Range<usize>| u32::try_from(range.len()).unwrap_or(0);
    Some(Grey::new(length(&columns), length(&rows), page.dpi, pixels)?.within(LONGEST_SIDE))
}
