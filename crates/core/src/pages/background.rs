//! How bright the paper is from place to place, and from it what is ink and what is shade.

use super::{survey::Survey, threshold::otsu};

/// Wider than a bold capital, narrower than the shade of a fold.
const TILE_MM: f32 = 4.0;
/// Of the pixels of a tile, those that are surely paper where there is any.
const PAPER_SHARE: f32 = 0.9;
/// A place that is darker than this share of the page's paper is no shaded paper.
const DEEPEST_SHADE: f32 = 0.45;
/// Shares of the paper's brightness between which ink is parted from paper: fainter is the other side showing through.
const LIMITS: (u8, u8) = (102, 196);

/// The paper's brightness, a value a tile.
pub struct Background {
    across: usize,
    down: usize,
    /// Side of a tile in the survey's pixels.
    pub tile: usize,
    paper: Vec<u8>,
    /// Ink is darker than this share, in 255ths, of the paper around it.
    pub limit: u8,
}

impl Background {
    /// Measures the paper of a page.
    pub fn of(survey: &Survey) -> Self {
        let tile = survey.pixels(TILE_MM);
        let (across, down) = (survey.width.div_ceil(tile), survey.height.div_ceil(tile));
        let mut paper = Vec::with_capacity(across * down);
        let line = survey.width.max(1);
        for rows in survey.grey.chunks(line * tile) {
            for left in (0..across).map(|tile_x| tile_x * tile) {
                let right = (left + tile).min(line);
                let mut histogram = [0u32; 256];
                for row in rows.chunks_exact(line) {
                    row[left..right].iter().for_each(|grey| histogram[usize::from(*grey)] += 1);
                }
                paper.push(share(&histogram, PAPER_SHARE));
            }
        }
        let mut all = [0u32; 256];
        paper.iter().for_each(|grey| all[usize::from(*grey)] += 1);
        let white = share(&all, 0.8).max(1);
        let mut background = Self { across, down, tile, paper, limit: LIMITS.1 };
        // What is dark and small is ink: a bar, a seal, a bold headline.
        background.spread(|around| around.iter().copied().max().unwrap_or(0));
        background.spread(|around| around.iter().copied().min().unwrap_or(0));
        background
            .spread(|around| (around.iter().map(|grey| u32::from(*grey)).sum::<u32>() / around.len() as u32) as u8);
        let floor = (f32::from(white) * DEEPEST_SHADE) as u8;
        background.paper.iter_mut().for_each(|grey| *grey = (*grey).max(floor).max(1));
        background.limit = background.parting(survey);
        background
    }

    /// A page whose paper is as white everywhere, and the limit as one histogram gives it.
    pub fn even(survey: &Survey) -> Self {
        let mut histogram = [0; 256];
        survey.grey.iter().for_each(|grey| histogram[usize::from(*grey)] += 1);
        Self {
            across: 1,
            down: 1,
            tile: survey.width.max(survey.height).max(1),
            paper: vec![255],
            limit: otsu(&histogram).clamp(LIMITS.0 / 2, LIMITS.1),
        }
    }

    fn spread(&mut self, choose: impl Fn(&[u8]) -> u8) {
        let from = self.paper.clone();
        let mut around = Vec::with_capacity(9);
        for y in 0..self.down {
            for x in 0..self.across {
                around.clear();
                for row in y.saturating_sub(1)..(y + 2).min(self.down) {
                    around.extend_from_slice(
                        &from[row * self.across + x.saturating_sub(1)..]
                            [..(x + 2).min(self.across) - x.saturating_sub(1)],
                    );
                }
                self.paper[y * self.across + x] = choose(&around);
            }
        }
    }

    /// Where ink ends, over the whole page as if its paper were white.
    fn parting(&self, survey: &Survey) -> u8 {
        let mut histogram = [0; 256];
        for (y, row) in survey.rows().enumerate() {
            let tiles = &self.paper[y / self.tile * self.across..][..self.across];
            for (pixels, paper) in row.chunks(self.tile).zip(tiles) {
                let scale = 65_280 / u32::from(*paper);
                for grey in pixels {
                    histogram[((u32::from(*grey) * scale) >> 8).min(255) as usize] += 1;
                }
            }
        }
        otsu(&histogram).clamp(LIMITS.0, LIMITS.1)
    }

    /// The paper's brightness in a tile of the survey.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.paper[(y / self.tile).min(self.down - 1) * self.across + (x / self.tile).min(self.across - 1)]
    }

    /// The limits of row `y` of the page itself, whose pixels are `factor` times as many each way; between the middles of
    /// the tiles the paper changes evenly.
    pub fn limits(&self, y: usize, factor: u32, limits: &mut [u8]) {
        let tile = (self.tile * factor as usize) as f32;
        let place = |at: f32, count: usize| {
            let at = (at / tile - 0.5).clamp(0.0, (count - 1) as f32);
            (at as usize, (at as usize + 1).min(count - 1), at.fract())
        };
        let (above, below, down) = place(y as f32 + 0.5, self.down);
        let share = f32::from(self.limit) / 255.0;
        let column = |x: usize| {
            let (above, below) = (self.paper[above * self.across + x], self.paper[below * self.across + x]);
            (f32::from(above) * (1.0 - down) + f32::from(below) * down) * share
        };
        let mut start = 0;
        for x in 0..=self.across {
            let (from, to) = (column(x.saturating_sub(1)), column(x.min(self.across - 1)));
            let end = (((x as f32 + 0.5) * tile) as usize).min(limits.len());
            let end = if x == self.across { limits.len() } else { end };
            let step = (to - from) / tile;
            let first = from + step * (start as f32 + 0.5 - (x as f32 - 0.5) * tile);
            // In 65,536ths: a page has nine million of these.
            let (mut value, step) = ((first * 65_536.0) as i32, (step * 65_536.0) as i32);
            for limit in &mut limits[start..end.max(start)] {
                *limit = (value >> 16) as u8;
                value += step;
            }
            start = end.max(start);
        }
    }
}

fn share(histogram: &[u32; 256], share: f32) -> u8 {
    let wanted = (histogram.iter().sum::<u32>() as f32 * share) as u32;
    let mut seen = 0;
    let at = histogram.iter().position(|count| {
        seen += count;
        seen > wanted
    });
    at.map_or(255, |grey| grey as u8)
}
