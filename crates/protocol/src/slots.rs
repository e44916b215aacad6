//! The hours that can be booked: `GET /slots` (ETag).

use crate::appointments::Mode;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

wire! {
    /// The offered hours of the calendar that serves the comune, from today on, and the closures.
    #[derive(Debug)]
    pub struct Slots {
        /// In order of start.
        pub slots: Vec<Slot>,
        /// Days without slots, with their reason.
        pub closures: Vec<Closure>,
        /// The weekly windows in words, for the screen that must say why nothing is free.
        pub windows: Vec<Window>,
        /// The INPS office of the calendar, where meetings in person are held; absent where Centrale does not know it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub office: Option<Office>,
    }

    /// An INPS office.
    #[derive(Debug)]
    pub struct Office {
        /// `Sede INPS di Belluno`
        pub name: String,
        /// Street and place, for the slip.
        pub address: String,
    }

    /// An hour of one INPS desk.
    #[derive(Debug, Eq)]
    pub struct Slot {
        /// The slot.
        pub id: Uuid,
        /// Start.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// Which of the calendar's anonymous INPS desks, from 1. An appointment longer than a slot takes consecutive
        /// slots of one of them.
        pub seat: u16,
        /// How a meeting can be held there.
        pub modes: Vec<Mode>,
        /// Whether it can be booked now by whoever is first: neither sold, held, reserved to a desk, nor withdrawn.
        pub free: bool,
    }

    /// A day without slots.
    #[derive(Debug)]
    pub struct Closure {
        /// The day, Europe/Rome.
        pub date: Date,
        /// Why: `Festa del patrono`.
        pub reason: String,
        /// Where that is written: a law, a notice of INPS.
        #[serde(default)]
        pub source: String,
        /// When that was last checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub checked_on: Option<Date>,
    }

    /// A weekly window.
    #[derive(Debug)]
    pub struct Window {
        /// 1 = Monday … 7 = Sunday.
        pub weekday: u8,
        /// `09:00`, Europe/Rome.
        pub from: String,
        /// `12:00`, Europe/Rome.
        pub to: String,
        /// Slot length, minutes.
        pub slot_minutes: u16,
        /// How many INPS desks are there.
        pub seats: u16,
        /// How meetings can be held.
        pub modes: Vec<Mode>,
        /// First day, Europe/Rome; absent: always was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_from: Option<Date>,
        /// Last day; absent: until further notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_to: Option<Date>,
        /// Where that is written.
        #[serde(default)]
        pub source: String,
        /// When that was last checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub checked_on: Option<Date>,
    }
}
