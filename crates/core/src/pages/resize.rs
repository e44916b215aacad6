//! A page with fewer pixels: every new one is the mean of what it covers.

use super::raster::{Pixels, Raster};

/// The page at a lower resolution.
pub fn scaled(raster: &Raster, dpi: u32) -> Raster {
    let to = |side: u32| ((u64::from(side) * u64::from(dpi)).div_ceil(u64::from(raster.dpi.max(1))) as u32).max(1);
    Raster { dpi, ..fitted(raster, to(raster.width), to(raster.height)) }
}

/// The page with that many pixels, never more than it has.
pub fn fitted(raster: &Raster, width: u32, height: u32) -> Raster {
    let (width, height) = (width.clamp(1, raster.width), height.clamp(1, raster.height));
    let (from, to) = ((raster.width as usize, raster.height as usize), (width as usize, height as usize));
    let pixels = match &raster.pixels {
        Pixels::Grey(grey) => Pixels::Grey(means::<1>(grey, from, to)),
        Pixels::Colour(colour) => Pixels::Colour(means::<3>(colour, from, to)),
    };
    Raster { width, height, pixels, ..*raster }
}

fn means<const CHANNELS: usize>(from: &[u8], old: (usize, usize), new: (usize, usize)) -> Vec<u8> {
    let columns = shares(old.0, new.0);
    let rows = shares(old.1, new.1);
    let line = old.0 * CHANNELS;
    let mut to = Vec::with_capacity(new.0 * new.1 * CHANNELS);
    let mut sums = vec![0u32; line];
    for row in rows {
        sums.fill(0);
        for (place, weight) in row.weights().enumerate() {
            let start = (row.first + place) * line;
            sums.iter_mut().zip(&from[start..start + line]).for_each(|(sum, value)| *sum += u32::from(*value) * weight);
        }
        for column in &columns {
            let mut means = [0u64; CHANNELS];
            for (place, weight) in column.weights().enumerate() {
                let start = (column.first + place) * CHANNELS;
                for (mean, sum) in means.iter_mut().zip(&sums[start..start + CHANNELS]) {
                    *mean += u64::from(*sum) * u64::from(weight);
                }
            }
            let whole = u64::from(row.whole()) * u64::from(column.whole());
            to.extend(means.map(|mean| ((mean + whole / 2) / whole) as u8));
        }
    }
    to
}

/// The old pixels that one new pixel covers: the first and the last in part, those between wholly.
struct Share {
    first: usize,
    count: usize,
    head: u32,
    tail: u32,
}

const WHOLE: u32 = 256;

impl Share {
    fn weights(&self) -> impl Iterator<Item = u32> {
        let (head, tail, last) = (self.head, self.tail, self.count - 1);
        (0..self.count).map(move |place| match place {
            0 => head,
            _ if place == last => tail,
            _ => WHOLE,
        })
    }

    fn whole(&self) -> u32 {
        self.weights().sum()
    }
}

fn shares(old: usize, new: usize) -> Vec<Share> {
    let fine = old as u64 * u64::from(WHOLE);
    let edge = |at: usize| (fine * at as u64 / new as u64) as usize;
    let whole = WHOLE as usize;
    (0..new)
        .map(|at| {
            let (start, end) = (edge(at), edge(at + 1));
            let (first, last) = (start / whole, (end - 1) / whole);
            let head = if first == last { end - start } else { whole - start % whole };
            Share { first, count: last - first + 1, head: head as u32, tail: (end - last * whole) as u32 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_pixel_is_the_mean_of_the_old_ones_it_covers() {
        let page = Raster::grey_of(3, 2, 300, vec![0, 90, 30, 60, 30, 150]);
        let Pixels::Grey(one) = fitted(&page, 1, 1).pixels else { panic!("grey stays grey") };
        assert_eq!(one, [60]);
        let Pixels::Grey(two) = fitted(&page, 2, 1).pixels else { panic!("grey stays grey") };
        assert_eq!(two, [40, 80], "the middle column counts half on both sides");
        let plain = Raster::colour_of(7, 5, 300, [9, 99, 199].repeat(35));
        let Pixels::Colour(small) = scaled(&plain, 170).pixels else { panic!("colour stays colour") };
        assert!(small.chunks(3).all(|pixel| pixel == [9, 99, 199]));
    }
}
