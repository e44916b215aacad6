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
/// Of a page: the face of one card of two on an A4 is more, a stamp is lines and not shades.
const PICTURE: f32 = 0.01;
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
            let (right, bottom) = ((left + tile).min(survey.width), (top + tile).min(survey.height));
            let places = || (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
            // Against the paper around it: shade over paper is no picture.
            let paper = u32::from(background.at(left, top));
            let grey = |share: u32| (share * paper).div_ceil(255) as u8;
            let (darkest, brightest) = (grey(BETWEEN.0), grey(BETWEEN.1));
            let shades = (top..bottom).flat_map(|y| &survey.grey[y * survey.width..][left..right]);
            let between = shades.map(|grey| u32::from((darkest..brightest).contains(grey))).sum::<u32>() as f32;
            let all = ((right - left) * (bottom - top)) as f32;
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
