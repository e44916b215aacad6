//! The web meeting of an appointment.

use jiff::Timestamp;

wire! {
    /// The web meeting, as far as both sides know.
    #[derive(Debug, Default)]
    pub struct Meeting {
        /// When the officer opened the room; absent while it is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opened_at: Option<Timestamp>,
        /// When the officer closed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closed_at: Option<Timestamp>,
        /// A link of another provider (data, never trusted); absent for Centrale's own waiting page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub link: Option<String>,
        /// What the other provider asks for at its door (*codice d'ingresso*); it may come late or change.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub door_code: Option<String>,
    }

    /// The answer of `POST /meetings/{appointment_id}/tickets`: a right to enter, once, within two minutes.
    pub struct Ticket {
        /// Opaque; goes into the fragment of the waiting page's address, which no server logs.
        pub ticket: String,
        /// When it ends.
        pub expires_at: Timestamp,
    }
}

impl Meeting {
    /// Whether the counter can enter now.
    pub fn is_open(&self) -> bool {
        self.opened_at.is_some() && self.closed_at.is_none()
    }
}
