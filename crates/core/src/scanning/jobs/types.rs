//! What the screen of pages to be confirmed is made of.

use crate::{
    pages::{Coding, Corrections, Turn},
    reading::Difference,
    scanning::devices::{DeviceFault, Progress},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// The pages to be confirmed, and the scan that runs.
#[derive(Debug, Serialize, TS)]
pub struct Batches {
    /// Newest first; one without pages is left out, unless pages are on their way to it.
    pub batches: Vec<Batch>,
    /// The scan that runs, or the last one, until the next begins or the clerk has read what went wrong.
    pub scan: Option<ScanRun>,
    /// What can be undone; absent: nothing.
    pub undo: Option<Undo>,
}

/// Pages that will be one document.
#[derive(Debug, Serialize, TS)]
pub struct Batch {
    /// The batch; once confirmed, the document's id.
    pub id: Uuid,
    /// Where its pages come from.
    pub source: BatchSource,
    /// Whether whoever is signed in scanned it; if not, they have not seen its pages and must not accept them unasked.
    pub is_own: bool,
    /// Who scanned it, by name; absent where that is not known.
    pub scanned_by: Option<String>,
    /// When its first page was asked for.
    pub began_at: Timestamp,
    /// The appointment it would go to.
    pub appointment_id: Option<Uuid>,
    /// The document type it would get: as the clerk says, else as read on a page, else what is missing.
    pub document_type: Option<String>,
    /// Whether the type was read on a page.
    pub type_was_read: bool,
    /// What the cards among its pages say: those that do not agree with the citizen of the appointment, else one.
    pub cards: Vec<CardRead>,
    /// Whether the same picture is in another batch or was taken before.
    pub duplicate: bool,
    /// Its pages in order; those thrown away come last.
    pub pages: Vec<PageView>,
}

/// Where the pages of a batch come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BatchSource {
    /// A scanner of this desk.
    Scanner,
    /// A file of the watched folder.
    Folder,
    /// Dropped on the window or pasted.
    Added,
}

/// What a card says, beside the citizen of the appointment.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CardRead {
    /// The page.
    pub page_id: Uuid,
    /// The codice fiscale on it; absent where only a zone was read, as on a passport.
    pub codice_fiscale: Option<String>,
    /// Surname and name: of the citizen whom this desk knows by the code, else as they stand in the card's zone.
    pub name: Option<String>,
    /// What on this page does not agree with the citizen of the appointment: it warns, and never blocks. Absent without
    /// an appointment.
    pub differences: Option<Vec<Difference>>,
}

impl CardRead {
    /// Whether anything on it does not agree.
    pub fn differs(&self) -> bool {
        self.differences.as_ref().is_some_and(|differences| !differences.is_empty())
    }
}

/// A page that is not yet confirmed. Its pictures are at `pages/{id}/thumbnail/{revision}`,
/// `pages/{id}/shown/{revision}` (what the document will show, as PNG) and `pages/{id}/original`.
#[derive(Debug, Serialize, TS)]
pub struct PageView {
    /// The page.
    pub id: Uuid,
    /// How far it is.
    pub state: PageState,
    /// Thrown away by the clerk, or because it is blank.
    pub removed: bool,
    /// Raised by every change of what it shows.
    pub revision: u32,
    /// The revision that is shown; 0: none is finished yet.
    pub shown_revision: u32,
    /// Whether there is a thumbnail.
    pub has_thumbnail: bool,
    /// The back of the card, which is shown below it on the same sheet.
    pub back_id: Option<Uuid>,
    /// What is to be done to it.
    pub corrections: Corrections,
    /// What it has become; of the last revision that was finished.
    pub finished: Option<Finished>,
}

/// How far a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum PageState {
    /// Being worked on.
    Working,
    /// As the document will show it.
    Ready,
    /// Cannot be made a page; its original is kept.
    Broken {
        /// Why.
        reason: Broken,
    },
}

/// Why a picture cannot be made a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Broken {
    /// It is damaged, or of a form that is not understood.
    Unreadable,
    /// It is larger than any paper.
    TooLarge,
    /// It took too long.
    TooSlow,
    /// The program failed on it.
    Failed,
}

/// A finished page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Finished {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels an inch.
    pub dpi: u32,
    /// How it is coded.
    pub coding: Coding,
    /// Bytes.
    pub bytes: u64,
    /// The turn that was taken.
    pub turn: Turn,
    /// Degrees by which it was straightened.
    pub skew: f32,
    /// Whether there is nothing on it.
    pub blank: bool,
    /// Whether the end of the picture is missing.
    pub cut: bool,
}

/// What can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Undo {
    /// What was done.
    pub kind: StepKind,
    /// The batches whose pages it changed.
    pub batch_ids: Vec<Uuid>,
}

/// What the clerk did to pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Turned one.
    Turn,
    /// Cropped it, or chose how it is made.
    Correct,
    /// Threw some away.
    Remove,
    /// Put one back.
    Restore,
    /// Moved one to another place.
    Move,
    /// Made two batches of one.
    Split,
    /// Made one batch of two.
    Merge,
    /// Put fronts and backs that were scanned apart in order.
    Interleave,
    /// Put both sides of a card on one sheet.
    Card,
}

/// A change to pages.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Edit {
    /// Turns a page.
    Turn {
        /// The page.
        page_id: Uuid,
        /// Quarters of a turn, clockwise; negative: the other way.
        quarters: i8,
    },
    /// Says how a page is made.
    Correct {
        /// The page.
        page_id: Uuid,
        /// All of what is to be done.
        corrections: Corrections,
    },
    /// Throws a page away.
    Remove {
        /// The page.
        page_id: Uuid,
    },
    /// Throws away what is blank.
    RemoveBlank {
        /// The batch.
        batch_id: Uuid,
    },
    /// Puts a page back that was thrown away, or takes the back of a card off its front.
    Restore {
        /// The page.
        page_id: Uuid,
    },
    /// Moves a page to another place.
    Move {
        /// The page.
        page_id: Uuid,
        /// To which batch.
        batch_id: Uuid,
        /// To which place among the pages that are not thrown away, from 0.
        to: u32,
    },
    /// Makes a batch of its own of a page and all after it.
    Split {
        /// The first page of the new batch.
        page_id: Uuid,
    },
    /// Adds the pages of a batch to the end of another.
    Merge {
        /// The one that goes.
        batch_id: Uuid,
        /// The one that stays.
        into: Uuid,
    },
    /// Puts the second half of the pages, scanned from the last to the first, between those of the first half.
    Interleave {
        /// The batch.
        batch_id: Uuid,
    },
    /// Puts two pages on one sheet, as the sides of a card.
    Card {
        /// Above.
        front_id: Uuid,
        /// Below.
        back_id: Uuid,
    },
}

/// Says where a batch would go.
#[derive(Debug, Deserialize, TS)]
pub struct AimBatch {
    /// The batch.
    pub batch_id: Uuid,
    /// The appointment; absent: not decided.
    pub appointment_id: Option<Uuid>,
    /// The document type; absent: as proposed.
    pub document_type: Option<String>,
}

/// Makes a batch a document of an appointment.
#[derive(Debug, Deserialize, TS)]
pub struct ConfirmBatch {
    /// The batch.
    pub batch_id: Uuid,
    /// The appointment.
    pub appointment_id: Uuid,
    /// The document type.
    pub document_type: String,
}

/// Names a batch.
#[derive(Debug, Deserialize, TS)]
pub struct BatchById {
    /// The batch.
    pub batch_id: Uuid,
}

/// Opens a taken scan as pages.
#[derive(Debug, Deserialize, TS)]
pub struct OpenScan {
    /// The scan: an image or a TIFF that is not attached.
    pub scan_id: Uuid,
}

/// Starts the scanner.
#[derive(Debug, Default, Deserialize, TS)]
pub struct StartScan {
    /// Adds the pages to this batch; absent: to a new one.
    pub batch_id: Option<Uuid>,
}

/// A scan.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ScanRun {
    /// The batch that gets the pages.
    pub batch_id: Uuid,
    /// The scanner's name.
    pub scanner: String,
    /// Whether it goes on.
    pub running: bool,
    /// How far it is.
    pub progress: Progress,
    /// Why it ended before its time. The pages that came before are kept.
    pub fault: Option<ScanFault>,
}

/// Why a scan ended before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum ScanFault {
    /// The scanner.
    Scanner {
        /// What is wrong with it.
        fault: DeviceFault,
    },
    /// This computer's disk is full: the last page could not be kept.
    DiskFull,
    /// The page could not be kept.
    NotKept,
}
