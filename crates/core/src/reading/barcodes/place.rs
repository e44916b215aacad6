//! Where a page looks like bars: blocks whose brightness changes much, and along one direction only.

use crate::reading::grey::Grey;

/// The side of a block, in millimetres: some bars, and not a bar alone.
pub const BLOCK: f32 = 1.6;
/// Sum of the squared differences a pixel above which a block is printed on.
const LEAST_ENERGY: i64 = 1_200;
/// How much of a block's change is along one direction: letters have less, bars nearly all.
const LEAST_COHERENCE: f32 = 0.7;
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

/// How brightness changes in a block: the sums of the squared differences, and of their product.
#[derive(Clone, Copy, Default)]
struct Change {
    across: i64,
    down: i64,
    both: i64,
}

impl Change {
    fn add(&mut self, other: Self) {
        self.across += other.across;
        self.down += other.down;
        self.both += other.both;
    }

    /// The direction of the strongest change, radians in (-π/2, π/2].
    fn angle(self) -> f32 {
        0.5 * (2.0 * self.both as f32).atan2((self.across - self.down) as f32)
    }

    fn coherence(self) -> f32 {
        let spread = ((self.across - self.down) as f32).hypot(2.0 * self.both as f32);
        spread / (self.across + self.down).max(1) as f32
    }
}

/// The places, the largest first.
pub fn find(page: &Grey) -> Vec<Place> {
    let side = ((BLOCK * page.dpi as f32 / 25.4) as usize).max(8);
    let (columns, rows) = (page.width as usize / side, page.height as usize / side);
    let blocks = Blocks { side, columns, changes: changes(page, side, columns, rows) };
    let mut seen = vec![false; blocks.changes.len()];
    let mut places: Vec<Place> = Vec::new();
    for start in 0..blocks.changes.len() {
        if !seen[start] && blocks.changes[start].is_some() {
            places.extend(blocks.place(blocks.neighbours(start, &mut seen), page.dpi));
        }
    }
    places.sort_by(|a, b| (b.length * b.height).total_cmp(&(a.length * a.height)));
    places.truncate(MOST_PLACES);
    places
}

/// The change of every block that looks like bars.
fn changes(page: &Grey, side: usize, columns: usize, rows: usize) -> Vec<Option<Change>> {
    // Every pixel at 200 dpi, every second one in both directions at 300 to 600.
    let step = (page.dpi as usize / 150).clamp(1, 8);
    let width = page.width as usize;
    let mut changes = vec![Change::default(); columns * rows];
    for y in (0..rows * side - usize::from(rows > 0)).step_by(step) {
        let (Some(upper), Some(lower)) = (row(page, y), row(page, y + 1)) else { break };
        let of_row = &mut changes[y / side * columns..][..columns];
        for (column, change) in of_row.iter_mut().enumerate() {
            let from = column * side;
            let to = (from + side + 1).min(width);
            let (upper, lower) = (&upper[from..to], &lower[from..to]);
            let (mut across, mut down, mut both) = (0_i32, 0_i32, 0_i32);
            for (above, below) in upper.windows(2).zip(lower.windows(2)).step_by(step) {
                let [a, b, c, d] = [above[0], above[1], below[0], below[1]].map(i32::from);
                let (x, y) = (b + d - a - c, c + d - a - b);
                across += x * x;
                down += y * y;
                both += x * y;
            }
            change.add(Change { across: across.into(), down: down.into(), both: both.into() });
        }
    }
    let samples = (side.div_ceil(step) * side.div_ceil(step)) as i64;
    let is_bars = |change: &Change| {
        change.across + change.down >= LEAST_ENERGY * samples && change.coherence() >= LEAST_COHERENCE
    };
    changes.into_iter().map(|change| Some(change).filter(is_bars)).collect()
}

fn row(page: &Grey, y: usize) -> Option<&[u8]> {
    let width = page.width as usize;
    page.pixels.get(y * width..(y + 1) * width)
}

struct Blocks {
    side: usize,
    columns: usize,
    changes: Vec<Option<Change>>,
}

impl Blocks {
    /// The blocks that hang together with `start` and change in the same direction.
    fn neighbours(&self, start: usize, seen: &mut [bool]) -> Vec<usize> {
        let (mut found, mut open) = (Vec::new(), vec![start]);
        seen[start] = true;
        while let Some(block) = open.pop() {
            found.push(block);
            let Some(here) = self.changes[block] else { continue };
            let (x, y) = (block % self.columns, block / self.columns);
            for beside in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
                let (Some(x), Some(y)) = (x.checked_add_signed(beside.0), y.checked_add_signed(beside.1)) else {
                    continue;
                };
                let next = y * self.columns + x;
                if x >= self.columns || seen.get(next) != Some(&false) {
                    continue;
                }
                if self.changes[next].is_some_and(|there| is_parallel(here.angle(), there.angle())) {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        found
    }

    /// Their rectangle, if it is one of bars.
    fn place(&self, blocks: Vec<usize>, dpi: u32) -> Option<Place> {
        let mut sum = Change::default();
        blocks.iter().filter_map(|block| self.changes[*block]).for_each(|change| sum.add(change));
        let angle = sum.angle();
        let (sin, cos) = angle.sin_cos();
        let side = self.side as f32;
        let (mut along, mut across) = (Range::default(), Range::default());
        for block in &blocks {
            let (x, y) =
                ((block % self.columns) as f32 * side + side / 2.0, (block / self.columns) as f32 * side + side / 2.0);
            along.reach(x * cos + y * sin);
            across.reach(y * cos - x * sin);
        }
        let (length, height) = (along.length() + side, across.length() + side);
        let pixels = dpi as f32 / 25.4;
        let filled = blocks.len() as f32 * side * side >= LEAST_FILL * length * height;
        let (u, v) = (along.middle(), across.middle());
        let centre = (u * cos - v * sin, u * sin + v * cos);
        let fits = filled && length >= LEAST_LENGTH * pixels && height >= LEAST_HEIGHT * pixels;
        fits.then_some(Place { centre, angle, length, height })
    }
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
