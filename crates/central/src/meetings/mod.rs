//! The web meeting: who provides it, the counter's ticket for the waiting page, and Centrale's own room.

pub mod bbb;
pub mod jitsi;
pub mod providers;
pub mod room;
pub mod settings;
pub mod tickets;
pub mod turn;
