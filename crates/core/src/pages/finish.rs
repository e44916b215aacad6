//! One page from its pixels to its coded form.

use super::{
    background::Background,
    bitmap::Bitmap,
    blank::is_blank,
    coding,
    corrections::{Corrections, Wanted},
    kind::{self, Kind},
    page::{Coding, Page},
    place::{Placed, placed},
    raster::{Pixels, Raster},
    survey::Survey,
    threshold::black,
};
use std::borrow::Cow;

/// Turned, straightened, cropped, cleaned and coded, as far as `corrections` wants it. An A4 at 300 dpi takes some 0.1
/// seconds of one core.
#[must_use]
pub fn finish(raster: &Raster, corrections: &Corrections) -> Page {
    let Placed { raster, turn, skew, card } = placed(raster, corrections);
    let grey = raster.grey();
    let survey = Survey::of(&raster, &grey);
    let background = if corrections.clean { Background::of(&survey) } else { Background::even(&survey) };
    let kind = match corrections.coding {
        Wanted::Bilevel => Kind::Text,
        Wanted::Grey => Kind::Grey,
        Wanted::Colour => Kind::Colour,
        Wanted::Auto => kind::of(&raster, &survey, &background, card),
    };
    let page = |(width, height, dpi): (u32, u32, u32), (coding, data): (Coding, Vec<u8>), blank: bool| Page {
        width,
        height,
        dpi,
        coding,
        data,
        turn,
        skew,
        blank,
        cut: raster.cut,
    };
    let bitmap = bitmap(&raster, &grey, &survey, &background, corrections.clean);
    let blank = is_blank(&bitmap, raster.dpi);
    if kind == Kind::Text {
        return page((raster.width, raster.height, raster.dpi), coding::bilevel(&bitmap, corrections.g4_only), blank);
    }
    let shaded = match kind {
        Kind::Grey if raster.is_colour() => {
            Cow::Owned(Raster { pixels: Pixels::Grey(grey.clone().into_owned()), ..*raster })
        }
        _ => Cow::Borrowed(&*raster),
    };
    let (small, coding, data) = coding::jpeg(&shaded);
    page((small.width, small.height, small.dpi), (coding, data), blank && corrections.coding != Wanted::Auto)
}

/// Black and white, with the limit of ink following the paper's shade.
pub fn bitmap(raster: &Raster, grey: &[u8], survey: &Survey, background: &Background, clean: bool) -> Bitmap {
    let page = black(grey, raster.width, raster.height, |y, limits| background.limits(y, survey.factor, limits));
    if clean { page.without_specks() } else { page }
}
