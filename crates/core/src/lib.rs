//! The desk without its window: everything Sportello does at the counter, behind one list of commands ([`api`]).
//!
//! Folders are the nouns of the counter. The domain writes to the [`store`]; what Centrale must know goes into the
//! outbox in the same transaction, and [`sync`] carries it. This crate knows no window: the Tauri shell, the bridge
//! and the tests all enter by [`api::call`].

pub mod antivirus;
pub mod api;
pub mod app;
pub mod appointments;
pub mod catalogue;
mod characters;
pub mod citizens;
pub mod clock;
pub mod desk;
pub mod documents;
pub mod error;
pub mod exports;
pub mod meetings;
pub mod operators;
pub mod pages;
pub mod promise;
pub mod reading;
pub mod scanning;
pub mod secrets;
pub mod settings;
pub mod snapshot;
pub mod store;
pub mod supervision;
pub mod sync;

pub use app::App;
pub use error::{Error, Result};
