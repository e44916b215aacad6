//! Which way up a page of Latin text is: more of it rises above the small letters (b, d, l, t, dots, capitals) than hangs
//! below them (g, p, q).

use super::{
    corrections::Turn,
    ink::Ink,
    skew::{Lines, lines},
};

/// How much more the feet must meet in rows one way than the other.
const CLEARLY_LINES: f32 = 1.5;
/// Lines of text that must have been looked at.
const FEWEST_LINES: usize = 5;
/// Of them, the share that must agree.
const AGREEMENT: f32 = 0.75;
/// Heights of a line of text, in millimetres from the top of its tall letters to the bottom of its hanging ones.
const LINE_MM: (f32, f32) = (1.2, 16.0);

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lie {
    /// What turns it upright; none where the page does not say so clearly.
    pub turn: Turn,
    /// Degrees by which its lines fall to the right, once turned; none where nothing says so.
    pub skew: Option<f32>,
}

/// Looks at the ink of a page with `dpi` pixels an inch. With `turning` off the page stays as it lies.
pub fn lie(ink: &Ink, dpi: f32, turning: bool) -> Lie {
    let (below, right) = ink.feet();
    let flat = lines(&below, ink.width, ink.height);
    if !turning {
        let sure = flat.filter(|lines| lines.sure);
        return Lie { turn: Turn::None, skew: sure.map(|lines| lines.skew(&below, ink.width, ink.height)) };
    }
    let upended = lines(&right, ink.height, ink.width);
    let strength = |lines: Option<Lines>| lines.map_or(1.0, |lines| lines.strength);
    let sideways = upended.is_some_and(|lines| lines.sure) && strength(upended) > strength(flat) * CLEARLY_LINES;
    let Some(found) = (if sideways { upended } else { flat }).filter(|lines| lines.sure) else {
        return Lie { turn: Turn::None, skew: None };
    };
    let skew = match sideways {
        true => found.skew(&right, ink.height, ink.width),
        false => found.skew(&below, ink.width, ink.height),
    };
    let rising = rising(&ink.profile(skew, sideways), dpi);
    let turn = match (sideways, rising) {
        // As the columns were looked at, from the right edge, an upright page needs a turn to the right.
        (true, Some(true)) => Turn::Right,
        (true, Some(false)) => Turn::Left,
        (false, Some(false)) => Turn::Half,
        _ => Turn::None,
    };
    // A page that lies on its side and does not say on which stays: its lines are no rows.
    let skew = if sideways && rising.is_none() { None } else { Some(skew) };
    Lie { turn, skew }
}

/// Whether the lines of a profile rise (true) or hang (false); nothing where they do not agree.
fn rising(profile: &[u32], dpi: f32) -> Option<bool> {
    let heights = LINE_MM.0 * dpi / 25.4..=LINE_MM.1 * dpi / 25.4;
    let mean = profile.iter().sum::<u32>() as f32 / profile.len().max(1) as f32;
    let mut votes: Vec<bool> = Vec::new();
    for line in profile.split(|count| (*count as f32) < mean * 0.1) {
        if !heights.contains(&(line.len() as f32)) {
            continue;
        }
        votes.extend(rises(line));
    }
    if votes.len() < FEWEST_LINES {
        return None;
    }
    let rising = votes.iter().filter(|rises| **rises).count() as f32 / votes.len() as f32;
    if rising >= AGREEMENT {
        Some(true)
    } else if rising <= 1.0 - AGREEMENT {
        Some(false)
    } else {
        None
    }
}

/// Whether more ink stands above the body of a line than hangs below it.
fn rises(line: &[u32]) -> Option<bool> {
    let most = line.iter().copied().max()? as f32;
    let body = |count: &u32| *count as f32 > most * 0.5;
    let (top, bottom) = (line.iter().position(body)?, line.iter().rposition(body)?);
    let above: u32 = line[..top].iter().sum();
    let below: u32 = line[bottom + 1..].iter().sum();
    let (more, less) = (above.max(below) as f32, above.min(below) as f32);
    (more > less * 1.25).then_some(above > below)
}

impl Ink {
    /// Ink in each row along lines that fall by `degrees`; sideways, of the page as it lies after a turn to the right.
    fn profile(&self, degrees: f32, sideways: bool) -> Vec<u32> {
        let (width, height) = if sideways { (self.height, self.width) } else { (self.width, self.height) };
        let slope = degrees.to_radians().tan();
        let margin = (slope.abs() * width as f32).ceil() as usize + 1;
        let mut profile = vec![0; height + 2 * margin];
        let columns: Vec<i32> = (0..width).map(|x| (x as f32 * slope).round() as i32 - margin as i32).collect();
        for (y, row) in self.black.chunks_exact(self.width.max(1)).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, black)| **black) {
                let (x, y) = if sideways { (self.height - 1 - y, x) } else { (x, y) };
                profile[(y as i32 - columns[x]) as usize] += 1;
            }
        }
        profile
    }
}
