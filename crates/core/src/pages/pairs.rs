//! What belongs together: both sides of a sheet, both sides of a card.

use super::{
    corrections::Corrections,
    place::placed,
    raster::{Pixels, Raster},
};

const A4_TENTHS_OF_MM: (u64, u64) = (2_100, 2_970);
const TENTHS_OF_MM_AN_INCH: u64 = 254;

/// Both sides of every sheet in reading order: the backs of a pile that was turned over come last first. Where a feeder
/// lost a sheet the rest follows as it came. Blank pages are removed after this, never before.
#[must_use]
pub fn interleave<T>(fronts: Vec<T>, backs_reversed: Vec<T>) -> Vec<T> {
    let mut pages = Vec::with_capacity(fronts.len() + backs_reversed.len());
    let mut backs = backs_reversed.into_iter().rev();
    for front in fronts {
        pages.push(front);
        pages.extend(backs.next());
    }
    pages.extend(backs);
    pages
}

/// Both sides of a card on one A4 page, in their true size, each in the middle of its half. Each is first turned,
/// straightened and cut out of the glass that it was scanned on.
#[must_use]
pub fn card(front: &Raster, back: &Raster) -> Raster {
    let side = |raster| placed(raster, &Corrections::default()).raster.into_owned();
    both(&side(front), &side(back))
}

fn both(front: &Raster, back: &Raster) -> Raster {
    let dpi = front.dpi.max(back.dpi).max(1);
    let pixels = |tenths: u64| (tenths * u64::from(dpi)).div_ceil(TENTHS_OF_MM_AN_INCH) as u32;
    let (width, height) = (pixels(A4_TENTHS_OF_MM.0), pixels(A4_TENTHS_OF_MM.1));
    let colour = front.is_colour() || back.is_colour();
    let channels = if colour { 3 } else { 1 };
    let mut paper = vec![255; width as usize * height as usize * channels];
    for (card, half) in [(front, 0), (back, 1)] {
        put(&mut paper, (width, height), channels, card, half);
    }
    let pixels = if colour { Pixels::Colour(paper) } else { Pixels::Grey(paper) };
    Raster { width, height, dpi, pixels, cut: front.cut || back.cut }
}

fn put(paper: &mut [u8], (width, height): (u32, u32), channels: usize, card: &Raster, half: u32) {
    let left = width.saturating_sub(card.width) as usize / 2;
    let top = (half * height / 2) as usize + (height / 2).saturating_sub(card.height) as usize / 2;
    let wide = card.width.min(width) as usize;
    let tall = (card.height as usize).min(height as usize - top);
    for y in 0..tall {
        let start = ((top + y) * width as usize + left) * channels;
        let row = &mut paper[start..start + wide * channels];
        let from = y * card.width as usize;
        match &card.pixels {
            Pixels::Grey(grey) if channels == 1 => row.copy_from_slice(&grey[from..from + wide]),
            Pixels::Grey(grey) => {
                row.chunks_exact_mut(3).zip(&grey[from..]).for_each(|(pixel, grey)| pixel.fill(*grey));
            }
            Pixels::Colour(colour) => row.copy_from_slice(&colour[from * 3..(from + wide) * 3]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backs_come_last_first_and_find_their_fronts() {
        assert_eq!(interleave(vec![1, 3, 5], vec![6, 4, 2]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(interleave(vec![1, 3], vec![2]), [1, 2, 3], "a sheet without its back");
        assert_eq!(interleave(vec![], vec![2, 1]), [1, 2]);
    }
}
