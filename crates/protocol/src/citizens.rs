//! The person at the counter.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

wire! {
    /// A citizen, with the least that booking and meeting need.
    pub struct Citizen {
        /// The citizen, by an id made at a desk.
        pub id: Uuid,
        /// As on the card, upper case: the legal one, omocodia included; or the 11-digit provisional code.
        pub codice_fiscale: String,
        /// Surname.
        pub family_name: String,
        /// Given name.
        pub given_name: String,
        /// Date of birth, where known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub birth_date: Option<Date>,
        /// Sex as in the codice fiscale, where known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sex: Option<Sex>,
        /// Cadastral code of the birthplace (canonical form), where known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub birthplace_code: Option<String>,
        /// Telephone, empty where not given.
        #[serde(default)]
        pub phone: String,
        /// Why the clerk went on although name or date of birth do not agree with the code; empty: they agree.
        #[serde(default)]
        pub mismatch_reason: String,
        /// When the privacy notice (GDPR art. 13) was last given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub privacy_notice: Option<NoticeGiven>,
    }

    /// Sex as encoded in the codice fiscale.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Sex {
        /// F
        Female,
        /// M
        Male,
    }

    /// That the privacy notice was shown and handed over.
    #[derive(Debug)]
    pub struct NoticeGiven {
        /// The version of the text.
        pub version: String,
        /// When.
        pub at: Timestamp,
    }
}

impl std::fmt::Debug for Citizen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Citizen").field("id", &self.id).finish_non_exhaustive()
    }
}
