//! Where a page looks like bars: blocks whose brightness changes much, and along one direction only.

use super::blocks::{Blocks, Change};

/// The shortest code of 16 characters and the lowest bars, in millimetres.
const LEAST_LENGTH: f32 = 15.0;
const LEAST_HEIGHT: f32 = 3.0;
/// The share of a place's rectangle that its blocks fill.
const LEAST_FILL: f32 = 0.5;
/// Places that are looked at, the largest: a card has one or two.
const MOST_PLACES: usize = 6;

/// A rectangle of bars, in pixels and radians.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its centre.
    pub centre: (f32, f32),
    /// The direction in which the bars follow each other, against the page's rows; some degrees off.
    pub angle: f32,
    /// Along that direction.
    pub length: f32,
    /// Across it: the height of the bars.
    pub height: f32,
}

/// The places, the largest first.
pub fn find(blocks: &Blocks, dpi: u32) -> Vec<Place> {
    let bars = |block: usize| blocks.changes[block].filter(|change| change.is_bars());
    let parallel =
        |one, other| bars(one).zip(bars(other)).is_some_and(|(one, other)| is_parallel(one.angle(), other.angle()));
    let groups = blocks.groups(|block| bars(block).is_some(), parallel);
    let mut places: Vec<Place> = groups.iter().filter_map(|group| place(blocks, group, dpi)).collect();
    places.sort_by(|a, b| (b.length * b.height).total_cmp(&(a.length * a.height)));
    places.truncate(MOST_PLACES);
    places
}

/// The rectangle of a group, if it is one of bars.
fn place(blocks: &Blocks, group: &[usize], dpi: u32) -> Option<Place> {
    let mut sum = Change::default();
    group.iter().filter_map(|block| blocks.changes[*block]).for_each(|change| sum.add(change));
    let angle = sum.angle();
    let (sin, cos) = angle.sin_cos();
    let side = blocks.side as f32;
    let (mut along, mut across) = (Range::default(), Range::default());
    for block in group {
        let (x, y) = blocks.at(*block);
        let (x, y) = ((x as f32 + 0.5) * side, (y as f32 + 0.5) * side);
        along.reach(x * cos + y * sin);
        across.reach(y * cos - x * sin);
    }
    let (length, height) = (along.length() + side, across.length() + side);
    let pixels = dpi as f32 / 25.4;
    let filled = group.len() as f32 * side * side >= LEAST_FILL * length * height;
    let (u, v) = (along.middle(), across.middle());
    let centre = (u * cos - v * sin, u * sin + v * cos);
    let fits = filled && length >= LEAST_LENGTH * pixels && height >= LEAST_HEIGHT * pixels;
    fits.then_some(Place { centre, angle, length, height })
}

fn is_parallel(one: f32, other: f32) -> bool {
    /// cos of twice 20 degrees: directions have no sign.
    const NEARLY: f32 = 0.766;
    (2.0 * (one - other)).cos() >= NEARLY
}

struct Range(f32, f32);

impl Default for Range {
    fn default() -> Self {
        Self(f32::MAX, f32::MIN)
    }
}

impl Range {
    fn reach(&mut self, value: f32) {
        *self = Self(self.0.min(value), self.1.max(value));
    }

    fn length(&self) -> f32 {
        self.1 - self.0
    }

    fn middle(&self) -> f32 {
        (self.0 + self.1) / 2.0
    }
}
