//! A hold: a few minutes on common slots while the form is filled in. `POST /holds`, `DELETE /holds/{id}`.

use jiff::Timestamp;
use uuid::Uuid;

wire! {
    /// Ask for a hold; the same id again renews it. It exists on line only, on slots that are free for whoever is
    /// first, and never backs a confirmation given without the line.
    #[derive(Debug)]
    pub struct AskHold {
        /// Made at the desk, one a form.
        pub hold_id: Uuid,
        /// The slots; those held before by this id are let go.
        pub slot_ids: Vec<Uuid>,
    }

    /// A hold that was given.
    #[derive(Debug)]
    pub struct Hold {
        /// Its id.
        pub hold_id: Uuid,
        /// When it ends by itself.
        pub expires_at: Timestamp,
    }
}
