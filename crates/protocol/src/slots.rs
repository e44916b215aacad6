//! The hours that can be booked: `GET /slots` (ETag).

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

wire! {
    /// The offered hours of the comune's calendar from today on, free and taken, and the closures.
    #[derive(Debug)]
    pub struct Slots {
        /// In order of start.
        pub slots: Vec<Slot>,
        /// Days without slots, with their reason.
        pub closures: Vec<Closure>,
        /// The weekly windows in words, for the screen that must say why nothing is free.
        pub windows: Vec<Window>,
    }

    /// An hour of one INPS desk.
    #[derive(Debug)]
    pub struct Slot {
        /// The slot.
        pub id: Uuid,
        /// Start.
        pub starts_at: Timestamp,
        /// Length, minutes.
        pub minutes: u16,
        /// Whether it can be booked now.
        pub free: bool,
    }

    /// A day without slots.
    #[derive(Debug)]
    pub struct Closure {
        /// The day, Europe/Rome.
        pub date: Date,
        /// Why: `Festa del patrono`.
        pub reason: String,
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
    }
}
