//! A page straightened: every new pixel is mixed from the four old ones around its place.

use super::raster::{Area, Pixels, Raster};

const ONE: i64 = 1 << 16;
const PAPER: u8 = 255;
/// Less moves no pixel of a page by half its size.
const NOTHING: f32 = 0.01;

/// What to cut out of a page: a rectangle that may lie at an angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Its middle, in pixels of the page.
    pub middle: (f32, f32),
    /// Its width and height.
    pub size: (u32, u32),
    /// Degrees; positive where its upper side falls to the right.
    pub angle: f32,
}

impl Frame {
    /// All of a page, whose lines fall by `angle`.
    pub fn whole(raster: &Raster, angle: f32) -> Self {
        let middle = (raster.width as f32 / 2.0, raster.height as f32 / 2.0);
        Self { middle, size: (raster.width, raster.height), angle }
    }
}

/// What lies in the frame, upright; white where the frame reaches beyond the page.
pub fn framed(raster: &Raster, frame: &Frame) -> Raster {
    if frame.angle.abs() < NOTHING
        && let Some(part) = straight(raster, frame)
    {
        return part;
    }
    let pixels = match &raster.pixels {
        Pixels::Grey(grey) => Pixels::Grey(mixed::<1>(grey, raster, frame)),
        Pixels::Colour(colour) => Pixels::Colour(mixed::<3>(colour, raster, frame)),
    };
    Raster { width: frame.size.0, height: frame.size.1, pixels, ..*raster }
}

/// The frame as whole pixels, where it lies inside.
fn straight(raster: &Raster, frame: &Frame) -> Option<Raster> {
    let (width, height) = frame.size;
    let left = (frame.middle.0 - width as f32 / 2.0).round().max(0.0) as u32;
    let top = (frame.middle.1 - height as f32 / 2.0).round().max(0.0) as u32;
    let inside = left + width <= raster.width && top + height <= raster.height;
    inside.then(|| raster.part(Area { left, top, width, height }))
}

fn mixed<const CHANNELS: usize>(from: &[u8], raster: &Raster, frame: &Frame) -> Vec<u8> {
    let (wide, tall) = (raster.width as usize, raster.height as usize);
    let (width, height) = (frame.size.0 as usize, frame.size.1 as usize);
    let angle = f64::from(frame.angle).to_radians();
    let fixed = |value: f64| (value * ONE as f64).round() as i64;
    let (along, across) = (fixed(angle.cos()), fixed(angle.sin()));
    let start = |y: usize| {
        let (x, y) = (0.5 - width as f64 / 2.0, y as f64 + 0.5 - height as f64 / 2.0);
        let from_x = f64::from(frame.middle.0) + x * angle.cos() - y * angle.sin() - 0.5;
        let from_y = f64::from(frame.middle.1) + x * angle.sin() + y * angle.cos() - 0.5;
        (fixed(from_x), fixed(from_y))
    };
    let mut to = vec![PAPER; width * height * CHANNELS];
    for (y, row) in to.chunks_exact_mut((width * CHANNELS).max(1)).enumerate() {
        let (mut from_x, mut from_y) = start(y);
        let mut x = 0;
        while x < width {
            // As long as neither coordinate passes a whole pixel out of step, the old pixels are two straight runs.
            let run = run(from_x, along - ONE).min(run(from_y, across)).min(width - x);
            let (left, top) = (from_x >> 16, from_y >> 16);
            let inside = left >= 0 && top >= 0 && (top as usize) + 1 < tall && left as usize + run < wide;
            let out = &mut row[x * CHANNELS..(x + run) * CHANNELS];
            if inside {
                let at = (top as usize * wide + left as usize) * CHANNELS;
                let upper = &from[at..at + (run + 1) * CHANNELS];
                let lower = &from[at + wide * CHANNELS..][..(run + 1) * CHANNELS];
                let shares = (from_x & (ONE - 1), from_y & (ONE - 1), along - ONE, across);
                mix::<CHANNELS>(out, upper, lower, shares);
            } else {
                for (step, pixel) in out.chunks_exact_mut(CHANNELS).enumerate() {
                    let (at_x, at_y) = (from_x + along * step as i64, from_y + across * step as i64);
                    let (at_x, at_y) = ((at_x + ONE / 2) >> 16, (at_y + ONE / 2) >> 16);
                    if (0..wide as i64).contains(&at_x) && (0..tall as i64).contains(&at_y) {
                        let at = (at_y as usize * wide + at_x as usize) * CHANNELS;
                        pixel.copy_from_slice(&from[at..at + CHANNELS]);
                    }
                }
            }
            x += run;
            from_x += along * run as i64;
            from_y += across * run as i64;
        }
    }
    to
}

/// How many steps of `drift` a coordinate makes before it leaves its pixel.
fn run(from: i64, drift: i64) -> usize {
    let place = from & (ONE - 1);
    let steps = match drift {
        0 => return usize::MAX,
        drift if drift > 0 => (ONE - place + drift - 1) / drift,
        drift => place / -drift + 1,
    };
    steps.max(1) as usize
}

/// Mixes a run. Every step fits sixteen bits, of which the processors of the counters multiply eight at once.
fn mix<const CHANNELS: usize>(out: &mut [u8], upper: &[u8], lower: &[u8], shares: (i64, i64, i64, i64)) {
    let (x, y, x_drift, y_drift) = (shares.0 as u16, shares.1 as u16, shares.2 as u16, shares.3 as u16);
    let between =
        |one: u8, other: u8, share: u16| (u16::from(one) * (256 - share) + u16::from(other) * share + 128) >> 8;
    let old = upper.iter().zip(&upper[CHANNELS..]).zip(lower.iter().zip(&lower[CHANNELS..]));
    for (at, (new, ((one, two), (three, four)))) in out.iter_mut().zip(old).enumerate() {
        let step = (at / CHANNELS) as u16;
        // A run ends before a coordinate leaves its pixel, so the sums do not leave the sixteen bits.
        let right = x.wrapping_add(x_drift.wrapping_mul(step)) >> 8;
        let down = y.wrapping_add(y_drift.wrapping_mul(step)) >> 8;
        let (above, below) = (between(*one, *two, right), between(*three, *four, right));
        *new = ((above * (256 - down) + below * down + 128) >> 8) as u8;
    }
}
