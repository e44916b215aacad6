//! What changed in the comune since a cursor: `GET /changes?cursor=&limit=`.

use crate::{appointments::Appointment, citizens::Citizen, documents::Document};

wire! {
    /// A page of changes, oldest first. Each names a thing once, in its present state.
    #[derive(Debug)]
    pub struct ChangesPage {
        /// The log's epoch; another one means: forget the cursor and start again without it.
        pub epoch: String,
        /// Where to go on; opaque.
        pub cursor: String,
        /// Whether there is more now.
        pub more: bool,
        /// The changes.
        pub changes: Vec<Change>,
        /// Centrale's clock.
        pub server_time: jiff::Timestamp,
    }

    /// A thing in its present state.
    #[derive(Debug)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    #[allow(clippy::large_enum_variant, reason = "a page at a time; a box would only be in the way")]
    pub enum Change {
        /// A citizen.
        Citizen {
            /// In full.
            citizen: Citizen,
        },
        /// An appointment.
        Appointment {
            /// In full.
            appointment: Appointment,
        },
        /// A document (without its bytes).
        Document {
            /// In full.
            document: Document,
        },
    }
}
