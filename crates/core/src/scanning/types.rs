//! What the scanning screen is made of.

use super::whole::Refusal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sportello_protocol::documents::MediaType;
use ts_rs::TS;
use uuid::Uuid;

/// The watched folder and what came from it.
#[derive(Debug, Serialize, TS)]
pub struct ScanningStatus {
    /// The folder, as the operating system writes it; absent if none is set.
    pub folder: Option<String>,
    /// Whether it can be read.
    pub folder_state: FolderState,
    /// Where new scans go: the appointment that is open, if any.
    pub aim: Option<Aim>,
    /// What came, newest first; what was attached stays for ten minutes, so that the clerk sees where it went.
    pub scans: Vec<Scan>,
}

/// Whether the watched folder can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FolderState {
    /// No folder is set.
    NotSet,
    /// It is being watched.
    Watched,
    /// It is not there (a share that went away, say); looked for again every few seconds.
    Missing,
    /// The operating system does not let the program read it.
    Forbidden,
}

/// Where new scans go; an absent appointment: nowhere, the clerk decides later.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Aim {
    /// The appointment.
    pub appointment_id: Option<Uuid>,
    /// The document type; absent: the first that is missing.
    pub document_type: Option<String>,
}

/// A file that came.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Scan {
    /// The scan; once taken, also the document's id.
    pub id: Uuid,
    /// How far it is.
    pub state: ScanState,
    /// What it is; absent while unknown.
    pub media_type: Option<MediaType>,
    /// Bytes so far.
    pub bytes: u64,
    /// Pages, where known.
    pub pages: u32,
    /// When it was first seen.
    pub seen_at: Timestamp,
    /// The appointment it would go to or went to.
    pub appointment_id: Option<Uuid>,
    /// The document type it would get or got.
    pub document_type: Option<String>,
    /// That the same content was taken before.
    pub duplicate: bool,
    /// The file's name in the folder, while it waits or was left there; empty once nobody looks for it any more, since it
    /// may say whose paper it is.
    pub file_name: String,
}

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanState {
    /// Being written: not whole yet.
    Arriving,
    /// Whole, shown, waiting for five quiet seconds.
    Whole,
    /// Stored encrypted, the plain file removed; waits for an appointment.
    Taken,
    /// Stored and attached to its appointment.
    Attached,
    /// No image or PDF: left where it is.
    NotADocument,
    /// Larger than 50 MB: left where it is.
    TooLarge,
    /// Only a password opens it: left where it is.
    Password,
    /// It runs, starts, sends or carries something beside its pages: left where it is.
    Active,
    /// A link in it opens a file or a program, or opens an address though nobody clicks it: left where it is.
    Link,
    /// More pages, objects or pixels than a paper has, or few bytes that unpack to very many: left where it is.
    Excessive,
    /// A virus check found something in it: left where it is.
    Virus,
    /// The virus check does not answer: left where it is, tried again.
    Unchecked,
    /// This computer's disk is full: left where it is, taken as soon as there is room.
    DiskFull,
    /// Cannot be read (locked, no permission): left where it is, tried again.
    Unreadable,
    /// What was added to a file after it was taken and removed; it could not be read and has to be scanned again.
    Lost,
}

impl From<Refusal> for ScanState {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Password => Self::Password,
            Refusal::Active => Self::Active,
            Refusal::Link => Self::Link,
            Refusal::Excessive => Self::Excessive,
            Refusal::Virus => Self::Virus,
            Refusal::Unchecked => Self::Unchecked,
        }
    }
}

impl ScanState {
    /// Whether it was not taken, and the clerk is told why.
    pub fn is_refused(self) -> bool {
        match self {
            Self::NotADocument
            | Self::TooLarge
            | Self::Password
            | Self::Active
            | Self::Link
            | Self::Excessive
            | Self::Virus
            | Self::Unchecked
            | Self::DiskFull
            | Self::Unreadable
            | Self::Lost => true,
            Self::Arriving | Self::Whole | Self::Taken | Self::Attached => false,
        }
    }
}

/// Attaches a scan.
#[derive(Debug, Deserialize, TS)]
pub struct AttachScan {
    /// The scan.
    pub scan_id: Uuid,
    /// The appointment.
    pub appointment_id: Uuid,
    /// The document type.
    pub document_type: String,
}

/// Throws a taken scan away, or forgets a refused one (its file stays).
#[derive(Debug, Deserialize, TS)]
pub struct DiscardScan {
    /// The scan.
    pub scan_id: Uuid,
}
