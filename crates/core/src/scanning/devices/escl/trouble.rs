//! Why a scanner refuses a scan before it began, as far as it tells.

use super::{
    http::Line,
    quirks::Quirks,
    status::{Feeder, Status},
};
use crate::scanning::devices::{DeviceFault, Feed};

/// What the scanner says is wrong with the feed; nothing if it is the settings that it does not like.
pub(super) async fn before(line: &Line, quirks: Quirks, feed: Feed) -> Option<DeviceFault> {
    let status = super::status(line).await.ok()?;
    of(&status, quirks, feed)
}

fn of(status: &Status, quirks: Quirks, feed: Feed) -> Option<DeviceFault> {
    match (feed, status.feeder) {
        (Feed::Flatbed, _) => None,
        (_, Feeder::Empty) => Some(DeviceFault::FeederEmpty),
        (_, Feeder::Jam) if quirks.empty_is_jam => Some(DeviceFault::FeederEmpty),
        _ => status.fault(),
    }
}
