//! A document as the workspace shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sportello_protocol::documents::{MediaType, Origin, Verdict};
use ts_rs::TS;
use uuid::Uuid;

/// A document of an appointment.
#[derive(Clone, Serialize, TS)]
pub struct DocumentView {
    /// The document; its bytes are at `documents/{id}`.
    pub id: Uuid,
    /// Its appointment.
    pub appointment_id: Uuid,
    /// Who made it.
    pub origin: Origin,
    /// The document type.
    pub document_type: String,
    /// The type's name, or the officer's title.
    pub title: String,
    /// What it is.
    pub media_type: MediaType,
    /// Bytes.
    pub bytes: u64,
    /// Pages, where known.
    pub pages: u32,
    /// When it was added.
    pub added_at: Timestamp,
    /// How far it is.
    pub state: DocumentState,
    /// When the other side first opened it.
    pub opened_at: Option<Timestamp>,
    /// What the officer decided about one of ours.
    pub verdict: Option<Verdict>,
    /// What was decided before, oldest first.
    pub earlier_verdicts: Vec<Verdict>,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Theirs: whether it is a form to be signed and sent back.
    pub to_sign: bool,
    /// Ours: the form whose signed copy it is.
    pub signs: Option<Uuid>,
}

impl std::fmt::Debug for DocumentView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentView").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// How far a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum DocumentState {
    /// Ours: stored here, waits to be sent.
    Waiting,
    /// Ours: its bytes are on their way.
    Sending {
        /// 0 to 100.
        percent: u8,
    },
    /// Ours: Centrale has all of it.
    Delivered,
    /// Ours: the officer has opened it.
    Opened,
    /// Ours: the officer accepts it.
    Accepted,
    /// Ours: the officer refuses it, and says why.
    Refused,
    /// Theirs: its bytes are not here yet.
    Arriving {
        /// 0 to 100.
        percent: u8,
    },
    /// Theirs: can be opened, nobody has yet.
    Here,
    /// Theirs: opened at the counter.
    Read,
    /// A virus check found something in it: it is kept sealed, and not opened.
    Held,
}

/// Opens a document of the officer: its opening is told to Centrale.
#[derive(Debug, Deserialize, TS)]
pub struct OpenDocument {
    /// The document.
    pub id: Uuid,
}
