//! The only source of "now" in Centrale; tests move it.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The years in which there are appointments: beyond, the calendar's own arithmetic ends.
pub const YEARS: std::ops::RangeInclusive<i16> = 2000..=2999;
/// The zone of every desk.
pub const ZONE: &str = "Europe/Rome";

/// A clock that can be set off from the machine's.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The present instant, in whole microseconds as the database keeps them.
    pub fn now(&self) -> Timestamp {
        let shifted = Timestamp::now()
            .checked_add(SignedDuration::from_millis(self.offset_ms.load(Ordering::SeqCst)))
            .unwrap_or(Timestamp::MAX);
        Timestamp::from_microsecond(shifted.as_microsecond()).unwrap_or(shifted)
    }

    /// Moves the clock on by `by` (back, when negative).
    pub fn advance(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

/// The zone of every desk.
pub fn zone() -> Result<TimeZone, jiff::Error> {
    TimeZone::get(ZONE)
}

/// The day of an instant at the desks.
pub fn day_of(at: Timestamp) -> Result<Date, jiff::Error> {
    Ok(Zoned::new(at, zone()?).date())
}

/// The instant of an hour on the wall; one that the change to summer time skips is taken an hour later, one that comes
/// twice the first time.
pub fn instant_of(wall: DateTime) -> Result<Timestamp, jiff::Error> {
    Ok(wall.to_zoned(zone()?)?.timestamp())
}
