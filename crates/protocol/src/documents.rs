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
        /// What the officer decided about a document of the counter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verdict: Option<Verdict>,
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
        /// When.
        pub at: Timestamp,
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
