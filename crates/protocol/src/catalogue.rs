//! What can be booked and what to bring: `GET /catalogue` (ETag). Data of Centrale, never code.

use crate::{
    appointments::{ActingRole, Mode},
    meetings::MeetingWindow,
};

wire! {
    /// The reasons of visit, the document types, the notice and the rules that every desk of the comune needs.
    #[derive(Debug)]
    pub struct Catalogue {
        /// Reasons of visit, in the order to show them.
        pub services: Vec<Service>,
        /// Papers and document types, by code.
        pub document_types: Vec<DocumentType>,
        /// The privacy notice in force.
        pub privacy_notice: PrivacyNotice,
        /// Exact host names to which a meeting link may lead.
        pub meeting_hosts: Vec<String>,
        /// When a meeting is reminded of and may be opened.
        #[serde(default)]
        pub meeting_window: MeetingWindow,
        /// What each who acts for a citizen must bring.
        #[serde(default)]
        pub acting: Vec<ActingRule>,
    }

    /// What somebody who acts for a citizen must bring.
    #[derive(Debug)]
    pub struct ActingRule {
        /// As what.
        pub role: ActingRole,
        /// The form, a document type: `aa08`. Empty: none.
        #[serde(default)]
        pub form: String,
        /// One sentence the clerk must know; may be empty.
        #[serde(default)]
        pub hint: String,
        /// For how many people at most one person may act so; absent: no limit. More is warned of, not refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub most: Option<u16>,
        /// Where the rule comes from.
        pub source: String,
        /// When the rule was last checked.
        pub checked_on: jiff::civil::Date,
    }

    /// A reason of visit.
    #[derive(Debug)]
    pub struct Service {
        /// `naspi`
        pub code: String,
        /// In the citizen's words: `Ho perso il lavoro`.
        pub plain_name: String,
        /// The official name: `NASpI, indennità di disoccupazione`.
        pub official_name: String,
        /// Words that find it.
        pub keywords: Vec<String>,
        /// Length of the meeting, minutes.
        pub minutes: u16,
        /// How the meeting can be held, the usual one first.
        pub modes: Vec<Mode>,
        /// What to bring.
        pub papers: Vec<Paper>,
        /// One sentence the clerk must know (a deadline, say); may be empty.
        #[serde(default)]
        pub hint: String,
        /// Where the rule comes from.
        pub source: String,
        /// When the rule was last checked.
        pub checked_on: jiff::civil::Date,
        /// First day of an appointment for it, Europe/Rome; absent: always was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_from: Option<jiff::civil::Date>,
        /// Last day; absent: until further notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_to: Option<jiff::civil::Date>,
        /// ISTAT codes of the provinces (three digits) or comuni (six) where it holds; empty: everywhere. Centrale
        /// tells a comune only what holds there.
        #[serde(default)]
        pub territories: Vec<String>,
    }

    /// A paper to bring for a service.
    #[derive(Debug)]
    pub struct Paper {
        /// The document type.
        pub document_type: String,
        /// Whether the meeting cannot do without.
        pub required: bool,
        /// A condition in words: `se coniugato`; may be empty.
        #[serde(default)]
        pub condition: String,
        /// First day of an appointment that needs it; absent: always did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_from: Option<jiff::civil::Date>,
        /// Last day; absent: until further notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_to: Option<jiff::civil::Date>,
        /// As for the service.
        #[serde(default)]
        pub territories: Vec<String>,
    }

    /// A type of document.
    #[derive(Debug)]
    pub struct DocumentType {
        /// `identity_card`
        pub code: String,
        /// `Documento di identità`
        pub name: String,
    }

    /// The privacy notice (GDPR art. 13).
    #[derive(Debug)]
    pub struct PrivacyNotice {
        /// Version of the text, a date.
        pub version: String,
        /// Paragraphs, plain text.
        pub paragraphs: Vec<String>,
    }
}
