//! By how much the lines of a page fall or rise: at the true angle the feet of the letters meet in few rows (projection
//! profile; Baird, 1987).

use std::f32::consts::PI;

/// What a feeder or a hasty hand does at most.
const MOST_DEGREES: f32 = 10.0;
/// Fewer say nothing.
const FEWEST_FEET: usize = 150;
const FEW_FEET: usize = 12_000;
/// How much better the best angle must be than angles are as a rule.
const SURE: f32 = 1.3;

/// The lines of a page, as a first look finds them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lines {
    /// How much more the feet meet in rows than if they stood anywhere.
    pub strength: f32,
    /// Whether the angle stands out from all others.
    pub sure: bool,
    angle: f32,
}

/// Finds the lines on which `feet`, points of a page `width` pixels wide and `height` high, stand.
pub fn lines(feet: &[(i32, i32)], width: usize, height: usize) -> Option<Lines> {
    if feet.len() < FEWEST_FEET {
        return None;
    }
    let some: Vec<(i32, i32)> = feet.iter().copied().step_by(feet.len().div_ceil(FEW_FEET)).collect();
    let mut rows = Rows::new(width, height);
    let coarse: Vec<(f32, f32)> =
        steps(0.0, MOST_DEGREES, 0.25).map(|angle| (angle, rows.meeting(&some, angle, 2))).collect();
    let usual = coarse.iter().map(|(_, meeting)| meeting).sum::<f32>() / coarse.len() as f32;
    let (angle, strength) = highest(&coarse);
    Some(Lines { strength, sure: strength > usual * SURE, angle })
}

impl Lines {
    /// By how many degrees the lines on which the same feet stand fall to the right.
    pub fn skew(self, feet: &[(i32, i32)], width: usize, height: usize) -> f32 {
        let mut rows = Rows::new(width, height);
        let middle: Vec<(f32, f32)> =
            steps(self.angle, 0.4, 0.08).map(|angle| (angle, rows.meeting(feet, angle, 1))).collect();
        let (angle, _) = highest(&middle);
        let fine: Vec<(f32, f32)> =
            steps(angle, 0.12, 0.02).map(|angle| (angle, rows.meeting(feet, angle, 0))).collect();
        summit(&fine)
    }
}

fn steps(around: f32, reach: f32, step: f32) -> impl Iterator<Item = f32> {
    let count = (reach / step).round() as i32;
    (-count..=count).map(move |at| around + at as f32 * step)
}

fn highest(scores: &[(f32, f32)]) -> (f32, f32) {
    scores.iter().copied().max_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((0.0, 0.0))
}

/// The middle of what stands above half of the peak's height: steadier than its single highest step.
fn summit(scores: &[(f32, f32)]) -> f32 {
    let (at, best) = highest(scores);
    let least = scores.iter().map(|(_, score)| *score).fold(f32::MAX, f32::min);
    let half = f32::midpoint(best, least);
    let (mut weight, mut sum) = (0.0, 0.0);
    for (angle, score) in scores {
        let above = (score - half).max(0.0);
        weight += above;
        sum += above * angle;
    }
    if weight > 0.0 { sum / weight } else { at }
}

/// Rows at an angle, and how many feet stand in each.
struct Rows {
    counts: Vec<u32>,
    margin: i64,
    height: usize,
}

impl Rows {
    fn new(width: usize, height: usize) -> Self {
        let margin = ((MOST_DEGREES + 1.0) * PI / 180.0).tan() * width as f32;
        let margin = margin.ceil() as i64 + 2;
        Self { counts: vec![0; height + 2 * margin as usize], margin, height }
    }

    /// The mean of the squares over the square of the mean; rows are `1 << wide` pixels high.
    fn meeting(&mut self, feet: &[(i32, i32)], degrees: f32, wide: u32) -> f32 {
        self.counts.fill(0);
        let slope = (f64::from(degrees).to_radians().tan() * 65_536.0).round() as i64;
        let origin = self.margin << 16;
        let last = self.counts.len() - 1;
        for (x, y) in feet {
            // Feet stand in whole pixels: without an even spread over each the angle 0 would always win.
            let spread = i64::from(
                (*x as u32).wrapping_mul(0x9e37_79b9).wrapping_add((*y as u32).wrapping_mul(0x85eb_ca6b)) >> 16,
            );
            let row = (origin + (i64::from(*y) << 16) + spread - i64::from(*x) * slope) >> (16 + wide);
            self.counts[(row.max(0) as usize).min(last)] += 1;
        }
        let squares: f64 = self.counts.iter().map(|count| f64::from(*count) * f64::from(*count)).sum();
        let rows = (self.height >> wide).max(1) as f64;
        (squares * rows / (feet.len() as f64 * feet.len() as f64)) as f32
    }
}
