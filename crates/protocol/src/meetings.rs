//! The web meeting of an appointment.

use crate::commands::SetMeetingAccess;
use jiff::{SignedDuration, Timestamp};

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

    /// When the counter is reminded of a meeting and may open it.
    #[derive(Debug, Copy, Eq)]
    pub struct MeetingWindow {
        /// Minutes before the start at which the clerk is reminded.
        pub remind_minutes: u16,
        /// Minutes before the start from which it can be opened.
        pub before_minutes: u16,
        /// Minutes after the start until which it can be opened; a room that the officer has open counts for more.
        pub after_minutes: u16,
    }

    /// The answer of `POST /meetings/{appointment_id}/tickets`: a right to enter, once, within two minutes.
    pub struct Ticket {
        /// Opaque; goes into the fragment of the waiting page's address, which no server logs.
        pub ticket: String,
        /// When it ends.
        pub expires_at: Timestamp,
    }
}

impl Default for MeetingWindow {
    fn default() -> Self {
        Self { remind_minutes: 15, before_minutes: 10, after_minutes: 30 }
    }
}

impl MeetingWindow {
    /// From when to before when a meeting that starts so can be opened.
    ///
    /// # Errors
    /// At the ends of the calendar.
    pub fn around(&self, starts_at: Timestamp) -> Result<(Timestamp, Timestamp), jiff::Error> {
        let minutes = |count: u16| SignedDuration::from_mins(count.into());
        Ok((starts_at.checked_sub(minutes(self.before_minutes))?, starts_at.checked_add(minutes(self.after_minutes))?))
    }

    /// From when the clerk is reminded.
    ///
    /// # Errors
    /// At the ends of the calendar.
    pub fn reminds_from(&self, starts_at: Timestamp) -> Result<Timestamp, jiff::Error> {
        starts_at.checked_sub(SignedDuration::from_mins(self.remind_minutes.into()))
    }
}

impl Meeting {
    /// Whether the counter can enter now.
    pub fn is_open(&self) -> bool {
        self.opened_at.is_some() && self.closed_at.is_none()
    }

    /// Whether nobody changed meanwhile what the counter changes; each of link and code for itself.
    pub fn agrees_with(&self, access: &SetMeetingAccess) -> bool {
        let stands = |stands: &Option<String>, wanted: &Option<String>, saw: &Option<String>| {
            // Where nothing stands, because the room was closed, nothing is written over.
            wanted == saw || stands == saw || stands == wanted || stands.is_none()
        };
        stands(&self.link, &access.link, &access.instead_of)
            && stands(&self.door_code, &access.door_code, &access.instead_of_code)
    }

    /// Takes what the counter changed and leaves the rest. Another link is another room: that the one before was closed no
    /// longer counts. Both sides must say the same. Says whether anything changed.
    pub fn take_access(&mut self, access: &SetMeetingAccess) -> bool {
        let before = self.clone();
        if access.link != access.instead_of {
            self.link.clone_from(&access.link);
        }
        if access.door_code != access.instead_of_code {
            self.door_code.clone_from(&access.door_code);
        }
        if self.link != before.link && self.link.is_some() && self.closed_at.is_some() {
            (self.opened_at, self.closed_at) = (None, None);
        }
        *self != before
    }
}
