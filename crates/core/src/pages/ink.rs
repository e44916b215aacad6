//! What is written on a page, as seen from afar.

use super::{background::Background, survey::Survey};

/// The ink of a survey.
pub struct Ink {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Whether there is ink, row by row.
    pub black: Vec<bool>,
}

impl Ink {
    /// What is darker than the paper around it.
    pub fn of(survey: &Survey, background: &Background) -> Self {
        let mut black = vec![false; survey.grey.len()];
        let mut limits = vec![0; survey.width];
        for (y, (row, black)) in survey.rows().zip(black.chunks_exact_mut(survey.width.max(1))).enumerate() {
            background.limits(y, 1, &mut limits);
            for ((grey, limit), black) in row.iter().zip(&limits).zip(black) {
                *black = grey < limit;
            }
        }
        Self { width: survey.width, height: survey.height, black }
    }

    /// Without what lies outside a sheet that was found on the glass; `keep` says what lies inside.
    pub fn within(mut self, keep: impl Fn(usize, usize) -> bool) -> Self {
        let width = self.width.max(1);
        for (at, black) in self.black.iter_mut().enumerate() {
            *black = *black && keep(at % width, at / width);
        }
        self
    }

    /// Where ink ends below, and where it ends on the right: text has its feet on lines, and the rest has not.
    pub fn feet(&self) -> (Vec<(i32, i32)>, Vec<(i32, i32)>) {
        let (mut below, mut right) = (Vec::new(), Vec::new());
        for y in 0..self.height.saturating_sub(1) {
            let here = &self.black[y * self.width..][..self.width];
            let next = &self.black[(y + 1) * self.width..][..self.width];
            for x in 0..self.width.saturating_sub(1) {
                if here[x] {
                    if !next[x] {
                        below.push((x as i32, y as i32));
                    }
                    if !here[x + 1] {
                        // As a page that was turned to the left: its rows are these columns.
                        right.push((self.height as i32 - 1 - y as i32, x as i32));
                    }
                }
            }
        }
        (below, right)
    }
}
