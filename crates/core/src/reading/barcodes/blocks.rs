//! A page as blocks: how much its brightness changes in each, and in which direction.

use crate::reading::grey::Grey;

/// The side of a block, in millimetres: some bars, and not a bar alone.
pub const BLOCK: f32 = 1.6;
/// Sum of the squared differences a pixel above which a block is printed on.
const LEAST_ENERGY: i64 = 1_200;
/// How much of a block's change is along one direction: letters have less, bars nearly all.
const LEAST_COHERENCE: f32 = 0.7;

/// How brightness changes in a block: the sums of the squared differences, and of their product.
#[derive(Clone, Copy, Default)]
pub struct Change {
    across: i64,
    down: i64,
    both: i64,
}

impl Change {
    /// Takes another block in.
    pub fn add(&mut self, other: Self) {
        self.across += other.across;
        self.down += other.down;
        self.both += other.both;
    }

    /// The direction of the strongest change, radians in (-π/2, π/2].
    pub fn angle(self) -> f32 {
        0.5 * (2.0 * self.both as f32).atan2((self.across - self.down) as f32)
    }

    /// Whether the block looks like bars.
    pub fn is_bars(self) -> bool {
        let spread = ((self.across - self.down) as f32).hypot(2.0 * self.both as f32);
        spread >= LEAST_COHERENCE * (self.across + self.down).max(1) as f32
    }
}

/// The blocks of a page, row by row.
pub struct Blocks {
    /// The side of a block in pixels.
    pub side: usize,
    /// Blocks in a row.
    pub columns: usize,
    /// The change of every block that is printed on.
    pub changes: Vec<Option<Change>>,
}

impl Blocks {
    /// Looks at the page.
    pub fn of(page: &Grey) -> Self {
        let side = ((BLOCK * page.dpi as f32 / 25.4) as usize).max(8);
        let (columns, rows) = (page.width as usize / side, page.height as usize / side);
        Self { side, columns, changes: changes(page, side, columns, rows) }
    }

    /// The block beside another one, if the page has it.
    pub fn beside(&self, block: usize, (right, down): (isize, isize)) -> Option<usize> {
        let x = (block % self.columns).checked_add_signed(right).filter(|x| *x < self.columns)?;
        let y = (block / self.columns).checked_add_signed(down)?;
        Some(y * self.columns + x).filter(|block| *block < self.changes.len())
    }

    /// Where a block is, in blocks.
    pub fn at(&self, block: usize) -> (usize, usize) {
        (block % self.columns, block / self.columns)
    }

    /// The groups of blocks that hang together: `first` may begin one, `together` may two that are beside each other.
    pub fn groups(&self, first: impl Fn(usize) -> bool, together: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
        const AROUND: [(isize, isize); 8] = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];
        let mut seen = vec![false; self.changes.len()];
        let mut groups = Vec::new();
        for start in 0..self.changes.len() {
            if seen[start] || !first(start) {
                continue;
            }
            let (mut group, mut open) = (Vec::new(), vec![start]);
            seen[start] = true;
            while let Some(block) = open.pop() {
                group.push(block);
                for next in AROUND.iter().filter_map(|step| self.beside(block, *step)) {
                    if !seen[next] && together(block, next) {
                        seen[next] = true;
                        open.push(next);
                    }
                }
            }
            groups.push(group);
        }
        groups
    }
}

/// The change of every block that is printed on.
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
    let is_printed = |change: &Change| change.across + change.down >= LEAST_ENERGY * samples;
    changes.into_iter().map(|change| Some(change).filter(is_printed)).collect()
}

fn row(page: &Grey, y: usize) -> Option<&[u8]> {
    let width = page.width as usize;
    page.pixels.get(y * width..(y + 1) * width)
}
