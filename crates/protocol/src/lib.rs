//! The wire types of the central API, and nothing else: what the desk and Centrale must agree on.
//!
//! JSON in `snake_case`; instants are RFC 3339 in UTC, dates `YYYY-MM-DD`, durations minutes or seconds as the
//! name says; errors are `application/problem+json` (RFC 9457). Types that hold personal data print only their
//! id in `Debug`, so that no log can carry a name or a codice fiscale.

/// Adds what every wire type needs: serde always, OpenAPI and TypeScript where a crate asks for them.
macro_rules! wire {
    ($($item:item)*) => {$(
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        $item
    )*};
}

pub mod allotment;
pub mod appointments;
pub mod catalogue;
pub mod changes;
pub mod citizens;
pub mod commands;
pub mod documents;
pub mod enrolment;
pub mod holds;
pub mod meetings;
pub mod problem;
pub mod roster;
pub mod slots;
pub mod snapshot;
pub mod token;

/// The path under which Centrale serves the desk's interface.
pub const BASE_PATH: &str = "/rest/sportello/v1";
/// The path of the page where the counter waits for the officer.
pub const WAITING_PATH: &str = "/videochiamata/";
/// The path of the page where camera, microphone and loudspeaker are tried.
pub const TRIAL_PATH: &str = "/prova/";
/// The header that marks an answer given again from the store, not computed now.
pub const REPLAYED_HEADER: &str = "Idempotency-Replayed";
