//! A page brought to its place: upright, straight, and without the glass around it.

use super::{
    background::Background,
    corrections::{Corrections, Crop, Turn},
    ink::Ink,
    orientation::lie,
    raster::{Area, Raster},
    rotate::{Frame, framed},
    sheet::{self, Sheet},
    survey::Survey,
};
use std::borrow::Cow;

/// Text that stands more askew on its sheet was printed so.
const PRINTED_ASKEW: f32 = 1.5;

/// A page in its place.
pub struct Placed<'a> {
    /// The page.
    pub raster: Cow<'a, Raster>,
    /// The turn that was taken.
    pub turn: Turn,
    /// Degrees that were taken out.
    pub skew: f32,
    /// It has the size of a card.
    pub card: bool,
}

/// Turns, straightens and crops a page as far as it is wanted.
pub fn placed<'a>(raster: &'a Raster, corrections: &Corrections) -> Placed<'a> {
    let mut page = match corrections.turn {
        Turn::Auto | Turn::None => Cow::Borrowed(raster),
        turn => Cow::Owned(raster.turned(turn)),
    };
    let survey = Survey::of(&page, &page.grey());
    let mut sheet = if corrections.crop == Crop::Auto || corrections.straighten { sheet::find(&survey) } else { None };
    let automatic = corrections.turn == Turn::Auto;
    let mut turn = if automatic { Turn::None } else { corrections.turn };
    let mut skew = None;
    if automatic || corrections.straighten {
        let mut ink = Ink::of(&survey, &Background::of(&survey));
        if let Some(sheet) = &sheet {
            ink = ink.within(|x, y| sheet.frame.holds(x as f32, y as f32));
        }
        let found = lie(&ink, survey.dpi, automatic);
        skew = found.skew;
        if found.turn != Turn::None {
            turn = found.turn;
            sheet = sheet.map(|sheet| sheet.turned(turn, &survey));
            page = Cow::Owned(page.turned(turn));
        }
    }
    let angle = match (skew, &sheet) {
        _ if !corrections.straighten => 0.0,
        (Some(skew), Some(sheet)) if (skew - sheet.frame.angle).abs() > PRINTED_ASKEW => sheet.frame.angle,
        (Some(skew), _) => skew,
        (None, Some(sheet)) => sheet.frame.angle,
        (None, None) => 0.0,
    };
    let card = sheet.is_some_and(|sheet| sheet.card);
    let frame = match (corrections.crop, sheet) {
        (Crop::Auto, Some(sheet)) if corrections.straighten => sheet.frame.of_page(survey.factor, angle),
        (Crop::Auto, Some(sheet)) => sheet.frame.upright().of_page(survey.factor, 0.0),
        _ => Frame::whole(&page, angle),
    };
    if frame != Frame::whole(&page, 0.0) {
        page = Cow::Owned(framed(&page, &frame));
    }
    if let Crop::Rect { left, top, width, height } = corrections.crop {
        page = Cow::Owned(page.part(thousandths(&page, (left, top), (width, height))));
    }
    Placed { raster: page, turn, skew: frame.angle, card: card && corrections.crop == Crop::Auto }
}

/// The page in its place, in all its shades.
#[must_use]
pub fn upright(raster: &Raster, corrections: &Corrections) -> Raster {
    placed(raster, corrections).raster.into_owned()
}

/// What was drawn on a page, as far as it lies inside.
fn thousandths(page: &Raster, (left, top): (u16, u16), (width, height): (u16, u16)) -> Area {
    let along = |from: u16, size: u16, side: u32| {
        let start = (u32::from(from) * side / 1_000).min(side - 1);
        (start, (u32::from(size) * side / 1_000).clamp(1, side - start))
    };
    let ((left, width), (top, height)) = (along(left, width, page.width), along(top, height, page.height));
    Area { left, top, width, height }
}

impl Frame {
    /// The same in pixels of the page, at an angle that is known better.
    fn of_page(&self, factor: u32, angle: f32) -> Self {
        let factor_f = factor as f32;
        Self {
            middle: (self.middle.0 * factor_f, self.middle.1 * factor_f),
            size: (self.size.0 * factor, self.size.1 * factor),
            angle,
        }
    }

    /// The rectangle around it that is not at an angle.
    fn upright(&self) -> Self {
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let (width, height) = (self.size.0 as f32, self.size.1 as f32);
        let size = ((width * cos + height * sin.abs()) as u32, (width * sin.abs() + height * cos) as u32);
        Self { size, angle: 0.0, ..*self }
    }

    fn holds(&self, x: f32, y: f32) -> bool {
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let (x, y) = (x - self.middle.0, y - self.middle.1);
        (x * cos + y * sin).abs() * 2.0 < self.size.0 as f32 && (y * cos - x * sin).abs() * 2.0 < self.size.1 as f32
    }
}

impl Sheet {
    /// Where it is after the whole survey was turned.
    fn turned(self, turn: Turn, survey: &Survey) -> Self {
        let (x, y) = self.frame.middle;
        let (width, height) = (survey.width as f32, survey.height as f32);
        let (middle, sideways) = match turn {
            Turn::Right => ((height - y, x), true),
            Turn::Left => ((y, width - x), true),
            Turn::Half => ((width - x, height - y), false),
            Turn::Auto | Turn::None => ((x, y), false),
        };
        let (wide, tall) = self.frame.size;
        let size = if sideways { (tall, wide) } else { (wide, tall) };
        Self { frame: Frame { middle, size, ..self.frame }, ..self }
    }
}
