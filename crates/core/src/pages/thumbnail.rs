//! The small picture of a page that the clerk sees at once.

use super::{coding::jpeg_of, raster::Raster, resize::fitted};

const QUALITY: u8 = 70;

/// A JPEG of the page whose longer side has at most `longest` pixels.
#[must_use]
pub fn thumbnail(raster: &Raster, longest: u32) -> Vec<u8> {
    let side = u64::from(raster.width.max(raster.height).max(1));
    let to = |own: u32| ((u64::from(own) * u64::from(longest)).div_ceil(side)) as u32;
    jpeg_of(&fitted(raster, to(raster.width), to(raster.height)), QUALITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::decode;

    #[test]
    fn a_thumbnail_keeps_the_shape_of_the_page() {
        let page = Raster::grey_of(2480, 3508, 300, vec![200; 2480 * 3508]);
        let small = decode(&thumbnail(&page, 320), None).expect("a JPEG").remove(0);
        assert_eq!((small.width, small.height), (227, 320));
    }
}
