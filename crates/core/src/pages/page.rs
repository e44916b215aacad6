//! A finished page: what goes into the PDF.

use super::corrections::Turn;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A finished page, coded.
#[derive(Clone, PartialEq)]
pub struct Page {
    /// Pixels across, of `data`.
    pub width: u32,
    /// Pixels down, of `data`.
    pub height: u32,
    /// Pixels an inch of `data`: with `width` and `height` the true size of the paper.
    pub dpi: u32,
    /// What `data` is.
    pub coding: Coding,
    /// A bare G4 strip, a JBIG2 page stream without file header (ISO 32000-1, 7.4.7), or a JPEG file.
    pub data: Vec<u8>,
    /// The turn that was taken, never [`Turn::Auto`].
    pub turn: Turn,
    /// Degrees that were taken out; positive where the lines fell to the right.
    pub skew: f32,
    /// Nothing is written on it; the page stays until a clerk removes it.
    pub blank: bool,
    /// The picture's bytes ended early: something is missing.
    pub cut: bool,
}

/// How a page is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// Black and white, CCITT Group 4 (ITU-T T.6).
    G4,
    /// Black and white, JBIG2 (ITU-T T.88), one generic region, lossless.
    Jbig2,
    /// Grey, JPEG.
    GreyJpeg,
    /// Colour, JPEG.
    ColourJpeg,
}

impl Coding {
    /// Whether it knows black and white only.
    #[must_use]
    pub fn is_bilevel(self) -> bool {
        matches!(self, Self::G4 | Self::Jbig2)
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("dpi", &self.dpi)
            .field("coding", &self.coding)
            .field("bytes", &self.data.len())
            .field("turn", &self.turn)
            .field("skew", &self.skew)
            .field("blank", &self.blank)
            .field("cut", &self.cut)
            .finish()
    }
}
