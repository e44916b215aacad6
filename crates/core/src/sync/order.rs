//! Which bytes have the line first: by the day of the appointment, what is past last and the latest of it first; within a day what has waited an hour,
//! oldest first, then the smaller.

use crate::clock::day_of;
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::cmp::Reverse;
use uuid::Uuid;

/// A document whose bytes wait to go, up or down.
#[derive(Clone)]
pub struct Cargo {
    /// The document.
    pub document_id: Uuid,
    /// Its appointment.
    pub appointment_id: Uuid,
    /// When it was added.
    pub added_at: Timestamp,
    pub(super) bytes: i64,
    pub(super) starts_at: Timestamp,
}

/// A large document must not wait behind small ones for ever.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// The least is the first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Urgency {
    pub day: Day,
    turn: Turn,
    // Added in the same moment: any order, but the same every time.
    id: Uuid,
}

/// What is past comes after all that is to come, and of it yesterday before last year: a new machine fetches a history.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Day {
    ToCome(Date),
    Past(Reverse<Date>),
}

impl Day {
    fn of(day: Date, today: Date) -> Self {
        if day < today { Self::Past(Reverse(day)) } else { Self::ToCome(day) }
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    HasWaited { since: Timestamp },
    Fresh { bytes: i64 },
}

impl Urgency {
    pub fn of(cargo: &Cargo, now: Timestamp) -> Self {
        let turn = if now.duration_since(cargo.added_at) >= PATIENCE {
            Turn::HasWaited { since: cargo.added_at }
        } else {
            Turn::Fresh { bytes: cargo.bytes }
        };
        Self { day: Day::of(day_of(cargo.starts_at), day_of(now)), turn, id: cargo.document_id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cargo(starts_at: &str, added_at: &str, bytes: i64) -> Cargo {
        Cargo {
            document_id: Uuid::now_v7(),
            appointment_id: Uuid::now_v7(),
            added_at: added_at.parse().expect("an instant"),
            bytes,
            starts_at: starts_at.parse().expect("an instant"),
        }
    }

    #[test]
    fn the_day_of_the_counter_comes_before_the_size_and_an_hour_of_waiting_before_the_size_too() {
        let now: Timestamp = "2026-12-01T10:00:00Z".parse().expect("an instant");
        let mut cargoes = [
            cargo("2025-11-30T08:00:00Z", "2025-11-30T08:00:00Z", 6),
            cargo("2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z", 7),
            cargo("2026-12-02T08:00:00Z", "2026-12-01T08:00:00Z", 1),
            cargo("2026-12-01T15:00:00Z", "2026-12-01T09:30:00Z", 900),
            cargo("2026-12-01T15:00:00Z", "2026-12-01T09:40:00Z", 800),
            cargo("2026-12-01T16:00:00Z", "2026-12-01T09:00:00Z", 5_000),
            cargo("2026-12-01T16:00:00Z", "2026-12-01T08:59:00Z", 9_000),
            // 00:30 of the second at the counter, though the first in UTC.
            cargo("2026-12-01T23:30:00Z", "2026-12-01T09:59:00Z", 2),
        ];
        cargoes.sort_by_key(|cargo| Urgency::of(cargo, now));
        let order: Vec<i64> = cargoes.iter().map(|cargo| cargo.bytes).collect();
        assert_eq!(order, [9_000, 5_000, 800, 900, 1, 2, 7, 6]);
    }
}
