//! One page as pixels.

use super::corrections::Turn;
use std::borrow::Cow;

/// One page, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels an inch, the same both ways.
    pub dpi: u32,
    /// Row by row from the top left.
    pub pixels: Pixels,
    /// The picture's bytes ended early: the rest of the page is missing.
    pub cut: bool,
}

/// The pixels of a page: `width * height` greys, or three times as many bytes of sRGB.
#[derive(Clone, PartialEq, Eq)]
pub enum Pixels {
    /// 0 is black, 255 white.
    Grey(Vec<u8>),
    /// Red, green, blue.
    Colour(Vec<u8>),
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.is_colour() { "colour" } else { "grey" };
        write!(f, "Raster({kind}, {} x {}, {} dpi)", self.width, self.height, self.dpi)
    }
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, bytes) = match self {
            Self::Grey(grey) => ("Grey", grey),
            Self::Colour(colour) => ("Colour", colour),
        };
        write!(f, "{kind}({} bytes)", bytes.len())
    }
}

/// A rectangle of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl Raster {
    /// A grey page; `pixels` has `width * height` bytes.
    #[must_use]
    pub fn grey_of(width: u32, height: u32, dpi: u32, pixels: Vec<u8>) -> Self {
        Self { width, height, dpi, pixels: Pixels::Grey(pixels), cut: false }
    }

    /// A colour page; `pixels` has `3 * width * height` bytes.
    #[must_use]
    pub fn colour_of(width: u32, height: u32, dpi: u32, pixels: Vec<u8>) -> Self {
        Self { width, height, dpi, pixels: Pixels::Colour(pixels), cut: false }
    }

    /// Whether it has colour channels.
    #[must_use]
    pub fn is_colour(&self) -> bool {
        matches!(self.pixels, Pixels::Colour(_))
    }

    /// Its greys, `width * height` of them (luma of ITU-R BT.601).
    #[must_use]
    pub fn grey(&self) -> Cow<'_, [u8]> {
        match &self.pixels {
            Pixels::Grey(grey) => Cow::Borrowed(grey),
            Pixels::Colour(colour) => Cow::Owned(colour.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect()),
        }
    }

    /// Turned clockwise; [`Turn::Auto`] leaves it as it is.
    #[must_use]
    pub fn turned(&self, turn: Turn) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let pixels = match &self.pixels {
            Pixels::Grey(grey) => Pixels::Grey(turned::<1>(grey, width, height, turn)),
            Pixels::Colour(colour) => Pixels::Colour(turned::<3>(colour, width, height, turn)),
        };
        let sideways = matches!(turn, Turn::Right | Turn::Left);
        let (width, height) = if sideways { (self.height, self.width) } else { (self.width, self.height) };
        Self { width, height, pixels, ..*self }
    }

    /// A rectangle of it, which must lie inside.
    pub(super) fn part(&self, area: Area) -> Self {
        let cut = |bytes: &[u8], channels: usize| {
            let line = self.width as usize * channels;
            let (left, wide) = (area.left as usize * channels, area.width as usize * channels);
            let rows = bytes.chunks_exact(line).skip(area.top as usize).take(area.height as usize);
            rows.flat_map(|row| &row[left..left + wide]).copied().collect()
        };
        let pixels = match &self.pixels {
            Pixels::Grey(grey) => Pixels::Grey(cut(grey, 1)),
            Pixels::Colour(colour) => Pixels::Colour(cut(colour, 3)),
        };
        Self { width: area.width, height: area.height, pixels, ..*self }
    }
}

pub(super) fn luma(red: u8, green: u8, blue: u8) -> u8 {
    ((77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue)) >> 8) as u8
}

fn turned<const CHANNELS: usize>(from: &[u8], width: usize, height: usize, turn: Turn) -> Vec<u8> {
    let at = |x: usize, y: usize| {
        let start = (y * width + x) * CHANNELS;
        &from[start..start + CHANNELS]
    };
    let mut to = Vec::with_capacity(from.len());
    match turn {
        Turn::Auto | Turn::None => to.extend_from_slice(from),
        Turn::Half => from.chunks_exact(CHANNELS).rev().for_each(|pixel| to.extend_from_slice(pixel)),
        Turn::Right => {
            for x in 0..width {
                (0..height).rev().for_each(|y| to.extend_from_slice(at(x, y)));
            }
        }
        Turn::Left => {
            for x in (0..width).rev() {
                (0..height).for_each(|y| to.extend_from_slice(at(x, y)));
            }
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_turns_to_the_right_are_none_and_left_undoes_right() {
        let page = Raster::colour_of(3, 2, 300, (0..18).collect());
        let right = page.turned(Turn::Right);
        assert_eq!((right.width, right.height), (2, 3));
        assert_eq!(right.turned(Turn::Left), page);
        assert_eq!(right.turned(Turn::Right), page.turned(Turn::Half));
        assert_eq!(right.turned(Turn::Half).turned(Turn::Right), page);
        let Pixels::Colour(pixels) = right.pixels else { panic!("colour stays colour") };
        assert_eq!(pixels[..3], [9, 10, 11], "the lower left corner comes to the upper left");
    }
}
