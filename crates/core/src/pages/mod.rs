//! From a picture's bytes to a straight, clean, small page, and from pages to one PDF/A.
//!
//! Pure: no database, no clock, no threads of its own. One page is held at a time: [`decode::each`] gives page after
//! page, [`finish`] turns one into its coded form, and [`pdf::write`] takes coded pages only. Whoever calls bounds the
//! time. Lossy symbol coding, which can swap characters, is nowhere in it.

mod background;
mod bitmap;
mod blank;
mod coding;
mod corrections;
pub mod decode;
mod finish;
mod ink;
mod kind;
mod orientation;
mod page;
mod pairs;
pub mod pdf;
mod place;
mod raster;
mod resize;
mod rotate;
mod sheet;
mod shown;
mod skew;
mod survey;
mod threshold;
mod thumbnail;

pub use bitmap::Bitmap;
pub use corrections::{Corrections, Crop, Turn, Wanted};
pub use decode::{Refused, decode};
pub use finish::finish;
pub use page::{Coding, Page};
pub use pairs::{card, interleave};
pub use place::upright;
pub use raster::{Pixels, Raster};
pub use shown::shown;
pub use thumbnail::thumbnail;

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
