//! A document of an appointment, from the counter or from the officer. Its bytes travel apart: tus 1.0 up
//! (`/uploads`), plain `GET /documents/{id}/content` down.

use jiff::Timestamp;
use uuid::Uuid;

/// The largest document, bytes.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

wire! {
    /// A document.
    pub struct Document {
        /// The document, by an id made where it was made.
        pub id: Uuid,
        /// Its appointment.
        pub appointment_id: Uuid,
        /// Who made it.
        pub origin: Origin,
        /// The document type.
        pub document_type: String,
        /// What the screen shows: a title, cleaned; never a path.
        pub title: String,
        /// What the bytes are, by content.
        pub media_type: MediaType,
        /// Length of the bytes.
        pub bytes: u64,
        /// SHA-256 of the bytes, lower-case hex.
        pub sha256: String,
        /// Pages, where known.
        pub pages: u32,
        /// When it was added.
        pub added_at: Timestamp,
        /// Whether Centrale has all its bytes.
        pub delivered: bool,
        /// When the other side first opened it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opened_at: Option<Timestamp>,
        /// When a counter had all of a document of the officer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub received_at: Option<Timestamp>,
        /// What the officer decided about a document of the counter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verdict: Option<Verdict>,
        /// What was decided before that, oldest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub earlier_verdicts: Vec<Verdict>,
        /// Whether it is a form of the officer's that is to be signed and sent back.
        #[serde(default)]
        pub to_sign: bool,
        /// Whether a virus check found something in it: it is kept sealed, and opened by nobody.
        #[serde(default)]
        pub held: bool,
    }

    /// What the officer decided about a document.
    pub struct Verdict {
        /// Accepted, or refused.
        pub accepted: bool,
        /// Why it was refused; empty where it was accepted.
        #[serde(default)]
        pub reason: String,
        /// What to send instead; may be empty.
        #[serde(default)]
        pub instead: String,
        /// Whose decision: the name of the officer's account.
        #[serde(default)]
        pub by: String,
        /// When.
        pub at: Timestamp,
    }

    /// What became of a document of the officer at a counter: `POST /documents/{id}/receipt`.
    #[derive(Debug)]
    pub struct Receipt {
        /// When all of it was there.
        pub at: Timestamp,
        /// Whether the counter's virus check found something in it.
        #[serde(default)]
        pub held: bool,
    }

    /// Who made a document.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Origin {
        /// Scanned at the counter.
        Desk,
        /// Sent by the officer.
        Officer,
    }

    /// What a document may be.
    #[derive(Debug, Copy, Eq)]
    pub enum MediaType {
        /// PDF
        #[serde(rename = "application/pdf")]
        Pdf,
        /// JPEG
        #[serde(rename = "image/jpeg")]
        Jpeg,
        /// PNG
        #[serde(rename = "image/png")]
        Png,
        /// TIFF
        #[serde(rename = "image/tiff")]
        Tiff,
    }
}

/// What stands before the id of a form in the type of its signed copy.
const FORM: &str = "form-";

/// The document type of the signed copy of a form; also its line on the checklist.
pub fn signed_copy_of(form: Uuid) -> String {
    format!("{FORM}{form}")
}

/// The form whose signed copy a document type is, where it is one.
pub fn form_of(document_type: &str) -> Option<Uuid> {
    document_type.strip_prefix(FORM)?.parse().ok()
}

impl Document {
    /// How many decisions there were about it.
    pub fn decisions(&self) -> usize {
        self.earlier_verdicts.len() + usize::from(self.verdict.is_some())
    }
}

impl MediaType {
    /// The media type as in a `Content-Type` header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
        }
    }

    /// What the first bytes say a content is; never its name.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [0x25, 0x50, 0x44, 0x46, 0x2d, ..] => Some(Self::Pdf),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Self::Tiff),
            _ => None,
        }
    }
}

impl std::fmt::Debug for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verdict").field("accepted", &self.accepted).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("id", &self.id).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}
