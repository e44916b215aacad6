//! The ways of single models that cannot be found out by asking.

use super::{capabilities::Description, http::Host};

/// What is special about a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirks {
    /// What its `Host` header must say.
    pub host: Host,
    /// It says "no more" to whoever asks too soon: Brother.
    pub ends_too_soon: bool,
    /// It says "no more" or "gone" and means "not yet": Xerox B205, B215 and WorkCentre 3345.
    pub gone_is_later: bool,
    /// It calls an empty feeder jammed: Xerox WorkCentre 3345, Canon MF410.
    pub empty_is_jam: bool,
}

impl Quirks {
    /// What is known of a model, by its name and by what its server calls itself.
    #[must_use]
    pub fn of(scanner: &Description, server: &str) -> Self {
        let model = scanner.model.to_ascii_lowercase();
        let is = |parts: &[&str]| parts.iter().any(|part| model.contains(part));
        let host = if server.starts_with("HP_Compact_Server") || is(&["laserjet mfp m630", "flowmfp m578"]) {
            Host::Localhost
        } else if model.starts_with("epson ") {
            Host::WithPort
        } else {
            Host::Usual
        };
        Self {
            host,
            ends_too_soon: model.starts_with("brother "),
            gone_is_later: is(&["xerox b205", "xerox b215", "workcentre 3345"]),
            empty_is_jam: is(&["workcentre 3345", "canon mf410"]),
        }
    }
}
