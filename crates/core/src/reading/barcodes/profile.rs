//! The row of bars at a place, black and white, averaged over their height.

use super::{blocks::BLOCK, place::Place};
use crate::reading::grey::Grey;

/// Samples a pixel: the narrowest bars have 1.5 pixels.
const FINE: f32 = 4.0;
/// Paper beside the bars that belongs to the row, in millimetres: decoders want to see it.
const QUIET: f32 = 5.0;
/// Bands of the bars' height that are tried, beside the whole: a smear or a fold may spoil some.
const BANDS: usize = 5;
/// How far the direction found may be off, and how finely it is found anew, in degrees.
const OFF: f32 = 10.0;
const COARSE: f32 = 0.5;
const EXACT: f32 = 0.1;
/// Pixels looked at to judge one direction.
const MOST_SAMPLES: usize = 8_000;

/// The rows of bars at a place, the likeliest first, each made when it is asked for.
pub fn along<'a>(page: &'a Grey, place: &Place) -> impl Iterator<Item = Vec<bool>> + 'a {
    let pixels = page.dpi as f32 / 25.4;
    let ruler = Ruler::new(place, straight(page, place), place.length + 2.0 * (QUIET + BLOCK) * pixels);
    let height = place.height - BLOCK * pixels;
    let bands = (0..BANDS).map(|number| (number as f32 / BANDS as f32, 1.0 / BANDS as f32));
    std::iter::once((0.2, 0.6)).chain(bands).map(move |(from, share)| {
        let row = ruler.profile(page, height * (from - 0.5), height * share);
        black(&row, (3.0 * pixels * FINE) as usize)
    })
}

/// The direction in which the bars are sharpest: gradients of thin bars lie about it by several degrees.
fn straight(page: &Grey, place: &Place) -> f32 {
    let sharpest = |about: f32, reach: f32, step: f32| {
        let steps = (reach / step).round() as i32;
        let angles = (-steps..=steps).map(|number| about + (number as f32 * step).to_radians());
        angles
            .map(|angle| (sharpness(page, place, angle), angle))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(about, |best| best.1)
    };
    let coarse = sharpest(place.angle, OFF, COARSE);
    sharpest(coarse, COARSE, EXACT)
}

/// How much the mean brightness changes from pixel to pixel along a direction.
fn sharpness(page: &Grey, place: &Place, angle: f32) -> f32 {
    let ruler = Ruler::new(place, angle, place.length);
    let (length, height) = (place.length * 0.9, (place.height * 0.6).min(0.3 * page.dpi as f32));
    let bins = length as usize;
    let lines = (MOST_SAMPLES / bins.max(1)).clamp(4, 24);
    let mut sums = vec![0_u32; bins];
    for line in 0..lines {
        let down = height * (line as f32 / (lines - 1) as f32 - 0.5);
        for (bin, sum) in sums.iter_mut().enumerate() {
            let (x, y) = ruler.at(bin as f32 - length / 2.0, down);
            *sum += u32::from(nearest(page, x, y));
        }
    }
    let change = |pair: &[u32]| (pair[1] as f32 - pair[0] as f32).powi(2);
    sums.windows(2).map(change).sum::<f32>() / (lines * lines) as f32
}

/// Points of the page by their place along and across the bars.
struct Ruler {
    centre: (f32, f32),
    sin: f32,
    cos: f32,
    length: f32,
}

impl Ruler {
    fn new(place: &Place, angle: f32, length: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self { centre: place.centre, sin, cos, length }
    }

    fn at(&self, along: f32, across: f32) -> (f32, f32) {
        (self.centre.0 + along * self.cos - across * self.sin, self.centre.1 + along * self.sin + across * self.cos)
    }

    /// Mean brightness along the bars, over the part of their height that begins at `from`.
    fn profile(&self, page: &Grey, from: f32, height: f32) -> Vec<f32> {
        let lines = (height as usize).clamp(1, 40);
        let samples = (self.length * FINE) as usize;
        let mut sums = vec![0.0; samples];
        for line in 0..lines {
            let across = from + height * (line as f32 + 0.5) / lines as f32;
            for (sample, sum) in sums.iter_mut().enumerate() {
                let (x, y) = self.at(sample as f32 / FINE - self.length / 2.0, across);
                *sum += between(page, x, y);
            }
        }
        sums.iter().map(|sum| sum / lines as f32).collect()
    }
}

/// Beyond the page is paper.
fn pixel(page: &Grey, x: i32, y: i32) -> u8 {
    match (usize::try_from(x), usize::try_from(y)) {
        (Ok(x), Ok(y)) if x < page.width as usize => {
            page.pixels.get(y * page.width as usize + x).copied().unwrap_or(255)
        }
        _ => 255,
    }
}

fn nearest(page: &Grey, x: f32, y: f32) -> u8 {
    pixel(page, x.round() as i32, y.round() as i32)
}

fn between(page: &Grey, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, lower_share) = (x - left, y - top);
    let (left, top) = (left as i32, top as i32);
    let at = |x, y| f32::from(pixel(page, x, y));
    let upper = at(left, top) * (1.0 - right_share) + at(left + 1, top) * right_share;
    let lower = at(left, top + 1) * (1.0 - right_share) + at(left + 1, top + 1) * right_share;
    upper * (1.0 - lower_share) + lower * lower_share
}

/// Black where it is darker than the middle of the darkest and the brightest around it: thin bars are paler than
/// wide ones, and the light may differ along the row. Where nothing changes is paper.
fn black(row: &[f32], around: usize) -> Vec<bool> {
    let (least, most) =
        row.iter().fold((255.0_f32, 0.0_f32), |(least, most), value| (least.min(*value), most.max(*value)));
    let flat = (most - least) / 4.0;
    let half = (around / 2).max(1);
    let mut out = Vec::with_capacity(row.len());
    for place in 0..row.len() {
        let near = &row[place.saturating_sub(half)..(place + half + 1).min(row.len())];
        let (least, most) =
            near.iter().fold((255.0_f32, 0.0_f32), |(least, most), value| (least.min(*value), most.max(*value)));
        out.push(most - least > flat && row[place] < (least + most) / 2.0);
    }
    out
}
