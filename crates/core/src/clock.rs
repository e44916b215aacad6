//! Now, at the desk: the machine's clock set to Centrale's, and the zone of the counter.

use jiff::{SignedDuration, Timestamp, Zoned, civil::Date, tz::TimeZone};
use std::sync::atomic::{AtomicI64, Ordering};

/// The desk's clock.
#[derive(Default)]
pub struct Clock {
    offset_ms: AtomicI64,
}

impl Clock {
    /// Now, by Centrale's clock as last heard.
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_millis(self.offset_ms.load(Ordering::Relaxed));
        let now = Timestamp::now();
        now.checked_add(offset).unwrap_or(now)
    }

    /// Today, where the counter stands.
    pub fn today(&self) -> Date {
        day_of(self.now())
    }

    /// Learns Centrale's time.
    pub fn set(&self, server_time: Timestamp) {
        let offset = server_time.duration_since(Timestamp::now());
        self.offset_ms.store(i64::try_from(offset.as_millis()).unwrap_or(0), Ordering::Relaxed);
    }
}

/// An instant as the counter's wall clock shows it (Europe/Rome, daylight saving included).
pub fn local(instant: Timestamp) -> Zoned {
    instant.to_zoned(TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC))
}

/// The day of an instant, where the counter stands.
pub fn day_of(instant: Timestamp) -> Date {
    local(instant).date()
}

/// The instants of a day in Europe/Rome: from its first to before the next day's first. 23, 24 or 25 hours; none of a day
/// that ends beyond all instants.
pub fn day(date: Date) -> (Timestamp, Timestamp) {
    let zone = TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC);
    let start = |date: Date| date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
    let beyond = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    (start(date).unwrap_or(beyond), date.tomorrow().and_then(start).unwrap_or(beyond))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_days_of_the_clock_change_have_23_and_25_hours() {
        let hours = |d| {
            let (from, to) = day(d);
            to.duration_since(from).as_hours()
        };
        assert_eq!(hours(date(2027, 3, 28)), 23, "the last Sunday of March loses an hour");
        assert_eq!(hours(date(2026, 10, 25)), 25, "the last Sunday of October gains one");
        assert_eq!(hours(date(2026, 11, 23)), 24, "any other day");
    }

    #[test]
    fn a_day_at_the_end_of_the_calendar_is_not_all_days() {
        for edge in [Date::MIN, date(9999, 12, 30), Date::MAX] {
            let (from, to) = day(edge);
            assert!(to.duration_since(from).as_hours() <= 25, "{edge}");
        }
    }

    #[test]
    fn the_clock_follows_centrale() {
        let clock = Clock::default();
        let ahead = Timestamp::now() + SignedDuration::from_hours(30);
        clock.set(ahead);
        assert!(clock.now().duration_since(ahead).as_secs().abs() < 5, "the desk's clock was a day wrong");
    }
}
