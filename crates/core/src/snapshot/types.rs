//! What the welfare screen is made of.

use jiff::Timestamp;
use serde::Serialize;
use sportello_protocol::snapshot::TerritoryDocument;
use ts_rs::TS;

/// The snapshot on this desk.
#[derive(Debug, Serialize, TS)]
pub struct SnapshotView {
    /// The comune's name.
    pub comune_name: String,
    /// When the release was built; absent if none has come yet.
    pub built_at: Option<Timestamp>,
    /// When Centrale last confirmed that this is the newest.
    pub checked_at: Option<Timestamp>,
    /// Whether the figures are invented.
    pub demonstration: bool,
    /// Own comune, province, region, Italy: those that are here.
    pub territories: Vec<TerritoryDocument>,
}
