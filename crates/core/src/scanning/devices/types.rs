//! What is said about scanners, and to them.

use serde::{Deserialize, Serialize};
use sportello_protocol::documents::MediaType;
use ts_rs::TS;
use url::Url;

/// A scanner that can be asked; kept in the settings as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Device {
    /// The same whenever it is found again: `escl:` and its uuid, else its address; `sane:` or `wia:` and its name there.
    pub id: String,
    /// What it calls itself.
    pub name: String,
    /// How it is reached.
    pub via: Via,
}

/// How a scanner is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Via {
    /// Over the network, by eSCL (AirScan).
    Escl {
        /// The root of its resources, without a slash at the end: `http://192.0.2.4/eSCL`.
        #[ts(type = "string")]
        url: Url,
        /// The same without protection, where it offers both; used only when the clerk decides so.
        #[ts(type = "string | null")]
        plain: Option<Url>,
        /// SHA-256 of the certificate that the clerk has accepted, lower-case hex.
        pin: Option<String>,
    },
    /// By SANE, on Linux.
    Sane {
        /// SANE's name of it.
        name: String,
    },
    /// By Windows Image Acquisition.
    Wia {
        /// Windows' id of it.
        id: String,
    },
}

/// Where the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Feed {
    /// On the glass.
    Flatbed,
    /// In the feeder, one side.
    Feeder,
    /// In the feeder, both sides in one pass.
    Duplex,
}

/// What a pixel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColourMode {
    /// Black or white.
    Bilevel,
    /// 8 bits of grey.
    Grey,
    /// 24 bits of colour.
    Colour,
}

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PaperSize")]
pub enum Paper {
    /// 210 by 297 mm.
    A4,
    /// 148 by 210 mm.
    A5,
    /// 297 by 420 mm.
    A3,
    /// 216 by 356 mm.
    Legal,
    /// All that the scanner sees.
    Whole,
}

impl Paper {
    /// Width and height in 1/300 inch, rounded down: a scanner refuses one unit too much. Nothing for the whole area.
    #[must_use]
    pub fn size(self) -> Option<(u32, u32)> {
        match self {
            Self::A4 => Some((2480, 3507)),
            Self::A5 => Some((1748, 2480)),
            Self::A3 => Some((3507, 4960)),
            Self::Legal => Some((2550, 4200)),
            Self::Whole => None,
        }
    }
}

/// What a scanner offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Capabilities {
    /// What it calls itself; empty if it does not tell.
    pub name: String,
    /// Its feeds.
    pub sources: Vec<Offer>,
}

/// What a scanner offers on one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Offer {
    /// The feed.
    pub feed: Feed,
    /// Its colour modes; empty if it does not tell.
    pub colours: Vec<ColourMode>,
    /// Its resolutions in dpi, ascending; empty if it does not tell.
    pub resolutions: Vec<u32>,
    /// The widest area, 1/300 inch; 0 if it does not tell.
    pub max_width: u32,
    /// The longest area, 1/300 inch; 0 if it does not tell.
    pub max_height: u32,
}

/// What a scanner is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DeviceState {
    /// The device as a whole.
    pub activity: Activity,
    /// Whether the feeder has paper; absent where there is none or it does not tell. Some scanners lie.
    pub feeder_loaded: Option<bool>,
}

/// What the device as a whole is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Ready.
    Idle,
    /// Scanning, for whomever.
    Busy,
    /// Warming up or testing itself.
    Warming,
    /// Stopped: something has to be done at it.
    Stopped,
}

/// What is to be scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Wanted {
    /// From where; absent: from the feeder if it says that it has paper, else from the glass.
    pub feed: Option<Feed>,
    /// The colour mode.
    pub colour: ColourMode,
    /// Resolution in dpi.
    pub dpi: u32,
    /// The size of the paper.
    pub paper: Paper,
}

impl Default for Wanted {
    /// Colour at 300 dpi on A4: what the page needs is decided when it is seen.
    fn default() -> Self {
        Self { feed: None, colour: ColourMode::Colour, dpi: 300, paper: Paper::A4 }
    }
}

/// A page as the scanner gave it.
#[derive(Clone, PartialEq, Eq)]
pub struct ScannedPage {
    /// The picture: a whole file.
    pub bytes: Vec<u8>,
    /// What it is, by its first bytes. `Pdf` only from a scanner that knows nothing else; it may hold all pages.
    pub media_type: MediaType,
    /// Its resolution, by its pixels and the area that was asked for; more to be believed than what the file says.
    pub dpi: Option<u32>,
    /// Which side of the sheet.
    pub side: Side,
}

impl std::fmt::Debug for ScannedPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScannedPage")
            .field("media_type", &self.media_type)
            .field("side", &self.side)
            .finish_non_exhaustive()
    }
}

/// A side of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The front, or the only one.
    Front,
    /// The back.
    Back,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Progress {
    /// The scanner is not ready yet: warming up, or with somebody else's pages.
    Waiting,
    /// It scans a page.
    Scanning {
        /// Which, from 1.
        page: u32,
    },
    /// A page arrives.
    Arriving {
        /// Which, from 1.
        page: u32,
        /// Bytes so far.
        bytes: u32,
    },
    /// All pages have come, or it was cancelled, or failed.
    Over {
        /// How many came whole.
        pages: u32,
    },
}
