//! How much is sent at a time: what the line carries in about a second, so that a command never waits longer behind bytes,
//! and no more than the clerk's limit.

use std::time::Duration;

/// What a request carries, in time: a cut loses nothing of it that arrived, and the head of a request is small beside it.
const SPAN: Duration = Duration::from_millis(1_000);
const FIRST: usize = 64 * 1024;
const LEAST: usize = 32 * 1024;
const MOST: usize = 2 * 1024 * 1024;
/// Below this a video meeting and an upload disturb each other, bytes a second (2 Mbit/s).
const THIN: f64 = 250_000.0;

/// What is known of the line's upward speed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// Bytes a second.
    rate: Option<f64>,
}

impl Pace {
    /// A request of so many bytes took so long. Of a short one Centrale's own work is most of the time: it says nothing. A
    /// line that has become much slower is believed at once.
    pub fn carried(&mut self, bytes: usize, took: Duration) {
        if bytes < LEAST {
            return;
        }
        let measured = bytes as f64 / took.as_secs_f64().max(0.000_1);
        let mean = |known: f64| if measured < known / 2.0 { measured } else { (known + measured) / 2.0 };
        self.rate = Some(self.rate.map_or(measured, mean));
    }

    /// A request came to no end in all its time: the next one is smaller. A cut says nothing of the speed.
    pub fn missed(&mut self) {
        self.rate = self.rate.map(|rate| rate / 2.0);
    }

    /// How many bytes the next request carries, under a limit of bytes a second.
    pub fn next(&self, limit: Option<u64>) -> usize {
        let free = self.rate.map_or(FIRST, |rate| ((rate * SPAN.as_secs_f64()) as usize).clamp(LEAST, MOST));
        let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        free.min(limit).max(1)
    }

    /// How long to be silent after a request, so that the limit is kept.
    pub fn silence(bytes: usize, took: Duration, limit: Option<u64>) -> Duration {
        let Some(limit) = limit.filter(|limit| *limit > 0) else { return Duration::ZERO };
        Duration::from_secs_f64(bytes as f64 / limit as f64).saturating_sub(took)
    }

    /// What it carries, kbit/s; nothing before a document went.
    pub fn kilobits(&self) -> Option<u32> {
        self.rate.map(|rate| (rate / 125.0) as u32)
    }

    /// Whether it is known to be too slow for bytes beside a meeting.
    pub fn is_thin(&self) -> bool {
        self.rate.is_some_and(|rate| rate < THIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_what_the_line_carries_in_a_second() {
        let mut pace = Pace::default();
        assert_eq!(pace.next(None), FIRST);
        pace.carried(FIRST, Duration::from_millis(128));
        assert_eq!(pace.next(None), 512_000, "4 Mbit/s");
        assert!(!pace.is_thin());
        for _ in 0..20 {
            pace.carried(LEAST, Duration::from_secs(4));
        }
        assert_eq!(pace.next(None), LEAST);
        assert!(pace.is_thin());
        for _ in 0..8 {
            pace.carried(MOST, Duration::ZERO);
        }
        assert_eq!(pace.next(None), MOST);
        pace.carried(1_000, Duration::from_secs(1));
        assert!(!pace.is_thin(), "a short request says nothing");
        for _ in 0..40 {
            pace.missed();
        }
        assert_eq!(pace.next(None), LEAST, "after many that were cut");
    }

    #[test]
    fn a_limit_is_kept_by_smaller_requests_and_silence() {
        let pace = Pace { rate: Some(1_000_000.0) };
        assert_eq!(pace.next(Some(50_000)), 50_000);
        let silence = Pace::silence(50_000, Duration::from_millis(50), Some(50_000));
        assert_eq!(silence, Duration::from_millis(950));
        assert_eq!(Pace::silence(50_000, Duration::from_secs(3), Some(50_000)), Duration::ZERO);
        assert_eq!(Pace::silence(50_000, Duration::ZERO, None), Duration::ZERO);
    }
}
