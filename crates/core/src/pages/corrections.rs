//! What is done to a page: by itself, unless the clerk decided otherwise.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to do to a page; the default leaves everything to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Corrections {
    /// Clockwise, before everything else.
    pub turn: Turn,
    /// Take out the skew.
    pub straighten: bool,
    /// To the paper, or to what the clerk drew.
    pub crop: Crop,
    /// Shaded paper to white, specks away.
    pub clean: bool,
    /// How the page is kept.
    pub coding: Wanted,
    /// Two colours always as CCITT G4, for offices whose programs do not read JBIG2.
    pub g4_only: bool,
}

impl Default for Corrections {
    fn default() -> Self {
        Self { turn: Turn::Auto, straighten: true, crop: Crop::Auto, clean: true, coding: Wanted::Auto, g4_only: false }
    }
}

/// A turn, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// As the text says, if it says so clearly.
    #[default]
    Auto,
    /// As it came.
    None,
    /// 90 degrees to the right.
    Right,
    /// 180 degrees.
    Half,
    /// 90 degrees to the left.
    Left,
}

impl Turn {
    /// This turn and then another; [`Turn::Auto`] counts as none.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        match (self.quarters() + next.quarters()) % 4 {
            1 => Self::Right,
            2 => Self::Half,
            3 => Self::Left,
            _ => Self::None,
        }
    }

    fn quarters(self) -> u8 {
        match self {
            Self::Auto | Self::None => 0,
            Self::Right => 1,
            Self::Half => 2,
            Self::Left => 3,
        }
    }
}

/// What remains of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Crop {
    /// To the paper, where it can be told from the glass.
    #[default]
    Auto,
    /// The whole picture.
    None,
    /// What the clerk drew on the page as [`Crop::None`] shows it, in thousandths of its width and height.
    Rect {
        /// From the left.
        left: u16,
        /// From the top.
        top: u16,
        /// Across.
        width: u16,
        /// Down.
        height: u16,
    },
}

/// How a page is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Text in black and white, photographs and cards as JPEG.
    #[default]
    Auto,
    /// Black and white.
    Bilevel,
    /// Shades of grey.
    Grey,
    /// Colours.
    Colour,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_left_to_the_program() {
        let said: Corrections = serde_json::from_str(r#"{"turn":"half"}"#).expect("corrections");
        assert_eq!(said, Corrections { turn: Turn::Half, ..Corrections::default() });
    }

    #[test]
    fn a_turn_to_the_right_on_the_screen_adds_to_the_turn_that_was_taken() {
        assert_eq!(Turn::Half.then(Turn::Right), Turn::Left);
        assert_eq!(Turn::Left.then(Turn::Right), Turn::None);
        assert_eq!(Turn::Auto.then(Turn::Right), Turn::Right);
    }
}
