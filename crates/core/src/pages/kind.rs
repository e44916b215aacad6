//! Whether a page is text, for black and white, or has pictures that need their shades.

use super::{
    background::Background,
    raster::{Pixels, Raster},
    survey::Survey,
};

/// Shares of the paper's brightness between which lies what is neither ink nor paper.
const BETWEEN: (u32, u32) = (60, 210);
/// Of a tile: letters have less between, since their edges are narrow.
const SHADED: f32 = 0.45;
/// Of a page: a stamp or a shaded heading is less.
const PICTURE: f32 = 0.04;
/// How far the channels of a coloured pixel lie apart.
const COLOURED: u8 = 40;
/// Of the shaded pixels.
const COLOURFUL: f32 = 0.15;

/// What a page needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Black and white.
    Text,
    /// Shades of grey.
    Grey,
    /// Colours.
    Colour,
}

/// Looks at a page that is in its place; a card has a face on it, or fine print on colours, and always needs them.
pub fn of(raster: &Raster, survey: &Survey, background: &Background, card: bool) -> Kind {
    let tile = background.tile.max(1);
    let (mut tiles, mut shaded_tiles, mut shaded_pixels, mut coloured) = (0.0, 0.0, 0.0, 0.0);
    for top in (0..survey.height).step_by(tile) {
        for left in (0..survey.width).step_by(tile) {
            let places = || {
                let across = left..(left + tile).min(survey.width);
                (top..(top + tile).min(survey.height)).flat_map(move |y| across.clone().map(move |x| (x, y)))
            };
            // Against the paper of the whole page: a picture's own brightest spot is no paper.
            let paper = u32::from(background.at(left, top)).max(u32::from(background.white) * 3 / 4);
            let share = |(x, y): (usize, usize)| u32::from(survey.grey[y * survey.width + x]) * 255 / paper;
            let between = places().filter(|place| (BETWEEN.0..BETWEEN.1).contains(&share(*place))).count() as f32;
            let all = places().count() as f32;
            tiles += 1.0;
            if card || between > all * SHADED {
                shaded_tiles += 1.0;
                shaded_pixels += all;
                coloured += places().filter(|place| is_coloured(raster, survey.factor, *place)).count() as f32;
            }
        }
    }
    if !card && shaded_tiles < tiles * PICTURE {
        Kind::Text
    } else if coloured > shaded_pixels * COLOURFUL {
        Kind::Colour
    } else {
        Kind::Grey
    }
}

fn is_coloured(raster: &Raster, factor: u32, (x, y): (usize, usize)) -> bool {
    let Pixels::Colour(colour) = &raster.pixels else { return false };
    let at = (y * factor as usize * raster.width as usize + x * factor as usize) * 3;
    let pixel = &colour[at..at + 3];
    let (low, high) = (pixel.iter().min(), pixel.iter().max());
    low.zip(high).is_some_and(|(low, high)| high - low > COLOURED)
}
