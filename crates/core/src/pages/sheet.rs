//! The paper, or the card, on the glass: what is lighter than a dark lid, or a card on a white one.

use super::{rotate::Frame, survey::Survey};

/// Survey pixels that are one here, each way: an edge is found to a third of a millimetre.
const STEP: usize = 3;
/// A lid or the edge of a feeder's glass, against paper.
const DARK: u8 = 90;
const LIGHT: u8 = 190;
/// By how much even a pale card is darker than the lid above it.
const TINT: u8 = 10;
/// Width of the border that is looked at for the lid.
const BORDER_MM: f32 = 1.5;
/// Shorter is no sheet.
const SHORTEST_MM: f32 = 20.0;
/// How much of its rectangle a sheet fills.
const FILLED: f32 = 0.9;
/// A printed and painted card, against lines of text of that size.
const PAINTED: f32 = 0.5;
/// Sizes of ISO/IEC 7810: the card of today, the older identity card, a page of a passport; in millimetres.
const CARDS_MM: [(f32, f32); 3] = [(85.6, 54.0), (105.0, 74.0), (125.0, 88.0)];
const CARD_TOLERANCE_MM: f32 = 2.5;
/// Taken off a sheet on a dark lid, left around a card on a white one.
const RIM_MM: f32 = 0.4;

/// A sheet that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Where it is, in pixels of the survey.
    pub frame: Frame,
    /// It has the size of a card.
    pub card: bool,
}

/// Finds the sheet; nothing where it fills the glass or cannot be told from it.
pub fn find(survey: &Survey) -> Option<Sheet> {
    let small = Mask::small(survey);
    let millimetre = survey.dpi / STEP as f32 / 25.4;
    let border = ((BORDER_MM * millimetre).round() as usize).max(1);
    if small.width < 8 * border || small.height < 8 * border {
        return None;
    }
    let mut ring = small.ring(border);
    let middle = ring.len() / 2;
    let lid = *ring.select_nth_unstable(middle).1;
    let dark_share = ring.iter().filter(|grey| **grey < DARK).count() as f32 / ring.len() as f32;
    if dark_share > 0.02 {
        return on_dark(&small, millimetre);
    }
    if lid >= LIGHT { on_white(&small, lid, millimetre) } else { None }
}

fn on_dark(small: &Mask, millimetre: f32) -> Option<Sheet> {
    let object = small.largest(&small.unreached());
    let rectangle = Rectangle::around(&small.outline(&object))?;
    let area = object.iter().filter(|inside| **inside).count() as f32;
    let (width, height) = rectangle.size();
    let fills_glass = width > small.width as f32 - 1.5 && height > small.height as f32 - 1.5;
    if fills_glass || width.min(height) < SHORTEST_MM * millimetre || area < width * height * FILLED {
        return None;
    }
    let card = is_card(width / millimetre, height / millimetre);
    Some(Sheet { frame: rectangle.frame(-RIM_MM * millimetre), card })
}

fn on_white(small: &Mask, lid: u8, millimetre: f32) -> Option<Sheet> {
    let tinted: Vec<bool> = small.grey.iter().map(|grey| *grey < lid.saturating_sub(TINT)).collect();
    let object = small.largest(&tinted);
    let rectangle = Rectangle::around(&small.outline(&object))?;
    let area = object.iter().filter(|inside| **inside).count() as f32;
    let (width, height) = rectangle.size();
    let painted = area > width * height * PAINTED;
    let alone = tinted.iter().filter(|tinted| **tinted).count() as f32 <= area * 1.1;
    (painted && alone && is_card(width / millimetre, height / millimetre))
        .then(|| Sheet { frame: rectangle.frame(RIM_MM * millimetre), card: true })
}

fn is_card(width: f32, height: f32) -> bool {
    let (long, short) = (width.max(height), width.min(height));
    let fits =
        |card: &(f32, f32)| (long - card.0).abs() < CARD_TOLERANCE_MM && (short - card.1).abs() < CARD_TOLERANCE_MM;
    CARDS_MM.iter().any(fits)
}

/// The glass, at about 50 pixels an inch.
struct Mask {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Mask {
    fn small(survey: &Survey) -> Self {
        let (width, height) = (survey.width / STEP, survey.height / STEP);
        let mut grey = Vec::with_capacity(width * height);
        for rows in survey.grey.chunks_exact((survey.width * STEP).max(1)).take(height) {
            grey.extend((0..width).map(|x| {
                let square = |row: usize| &rows[row * survey.width + x * STEP..][..STEP];
                let sum: u32 = (0..STEP).flat_map(square).map(|grey| u32::from(*grey)).sum();
                (sum / (STEP * STEP) as u32) as u8
            }));
        }
        Self { width, height, grey }
    }

    fn ring(&self, border: usize) -> Vec<u8> {
        let on_ring = |at: &usize| {
            let (x, y) = (at % self.width, at / self.width);
            x.min(self.width - 1 - x) < border || y.min(self.height - 1 - y) < border
        };
        (0..self.grey.len()).filter(on_ring).map(|at| self.grey[at]).collect()
    }

    /// What is not reached from the border through the dark.
    fn unreached(&self) -> Vec<bool> {
        let mut free = vec![true; self.grey.len()];
        let edge = |at: &usize| {
            let (x, y) = (at % self.width, at / self.width);
            x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height
        };
        let mut open: Vec<usize> = (0..self.grey.len()).filter(edge).filter(|at| self.grey[*at] < DARK).collect();
        open.iter().for_each(|at| free[*at] = false);
        while let Some(at) = open.pop() {
            for next in self.beside(at) {
                if free[next] && self.grey[next] < DARK {
                    free[next] = false;
                    open.push(next);
                }
            }
        }
        free
    }

    /// The largest of the parts that hang together.
    fn largest(&self, object: &[bool]) -> Vec<bool> {
        let mut part = vec![0u32; object.len()];
        let (mut best, mut name) = ((0, 0), 0);
        for start in 0..object.len() {
            if !object[start] || part[start] != 0 {
                continue;
            }
            name += 1;
            let mut count = 0;
            part[start] = name;
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                count += 1;
                for next in self.beside(at) {
                    if object[next] && part[next] == 0 {
                        part[next] = name;
                        open.push(next);
                    }
                }
            }
            if count > best.0 {
                best = (count, name);
            }
        }
        part.into_iter().map(|name| name != 0 && name == best.1).collect()
    }

    fn beside(&self, at: usize) -> impl Iterator<Item = usize> {
        let (x, y) = (at % self.width, at / self.width);
        let sides = [
            (x > 0).then(|| at - 1),
            (x + 1 < self.width).then_some(at + 1),
            (y > 0).then(|| at - self.width),
            (y + 1 < self.height).then_some(at + self.width),
        ];
        sides.into_iter().flatten()
    }

    /// The first and the last of the object in every row and column.
    fn outline(&self, object: &[bool]) -> Vec<(f32, f32)> {
        let mut points = Vec::new();
        let mut ends = |line: &mut dyn DoubleEndedIterator<Item = usize>| {
            let place = |at: usize| ((at % self.width) as f32 + 0.5, (at / self.width) as f32 + 0.5);
            let mut line = line.filter(|at| object[*at]);
            if let Some(first) = line.next() {
                points.push(place(first));
                points.push(place(line.next_back().unwrap_or(first)));
            }
        };
        for y in 0..self.height {
            ends(&mut (y * self.width..(y + 1) * self.width));
        }
        for x in 0..self.width {
            ends(&mut (x..self.grey.len()).step_by(self.width));
        }
        points
    }
}

/// A rectangle at an angle.
struct Rectangle {
    angle: f32,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Rectangle {
    /// The smallest rectangle around points, its angle between -45 and 45 degrees.
    fn around(points: &[(f32, f32)]) -> Option<Self> {
        let mut best = Self::at(points, 0.0)?;
        for (reach, step) in [(45.0, 1.0_f32), (1.0, 0.1), (0.1, 0.02)] {
            let (middle, count) = (best.angle, (reach / step).round() as i32);
            for at in -count..=count {
                let next = Self::at(points, middle + at as f32 * step)?;
                if next.area() < best.area() {
                    best = next;
                }
            }
        }
        Some(best)
    }

    fn at(points: &[(f32, f32)], angle: f32) -> Option<Self> {
        let (sin, cos) = angle.to_radians().sin_cos();
        let mut found = Self { angle, left: f32::MAX, right: f32::MIN, top: f32::MAX, bottom: f32::MIN };
        for (x, y) in points {
            let (along, across) = (x * cos + y * sin, y * cos - x * sin);
            (found.left, found.right) = (found.left.min(along), found.right.max(along));
            (found.top, found.bottom) = (found.top.min(across), found.bottom.max(across));
        }
        (!points.is_empty()).then_some(found)
    }

    fn area(&self) -> f32 {
        (self.right - self.left) * (self.bottom - self.top)
    }

    /// The points are the middles of pixels, which reach half a pixel further.
    fn size(&self) -> (f32, f32) {
        (self.right - self.left + 1.0, self.bottom - self.top + 1.0)
    }

    /// In pixels of the survey, wider by a rim on every side.
    fn frame(&self, rim: f32) -> Frame {
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let (along, across) = (f32::midpoint(self.left, self.right), f32::midpoint(self.top, self.bottom));
        let step = STEP as f32;
        let (width, height) = self.size();
        let side = |own: f32| ((own + 2.0 * rim).max(1.0) * step).round() as u32;
        Frame {
            middle: ((along * cos - across * sin) * step, (along * sin + across * cos) * step),
            size: (side(width), side(height)),
            angle: self.angle,
        }
    }
}
