//! Pages that have come and are not yet confirmed: kept, worked on, corrected, and at the clerk's word one document.
//!
//! A picture is sealed and committed before the next is asked for; what is to be done with it stands in the database,
//! so that a crash interrupts and loses nothing. The original stays until the clerk confirms or throws away.

mod arrive;
mod confirm;
mod content;
mod draw;
mod edit;
mod grown;
mod list;
mod look;
mod opened;
mod pipeline;
mod scan;
mod steps;
mod store;
mod types;
mod work;

pub use confirm::{confirm, discard};
pub use content::bytes;
pub use grown::{batch_of, kept, withdraw};
pub use list::list;
pub use opened::{add_pictures, open, open_scan, whoever};
pub use scan::{cancel, start};
pub use steps::{aim, edit, undo};
pub(super) use store::BatchRow;
pub use types::*;
pub use work::Work;

#[cfg(unix)]
use super::devices;
use crate::App;
use std::sync::Arc;

/// Starts the work on pages and the scanner's loop. They end with the runtime.
pub fn run(app: &Arc<App>) {
    #[cfg(unix)]
    tokio::task::spawn_blocking(devices::sane::sweep);
    tokio::spawn(pipeline::thumbnails(app.clone()));
    tokio::spawn(pipeline::finishing(app.clone()));
    tokio::spawn(pipeline::reading(app.clone()));
    tokio::spawn(scan::run(app.clone()));
}
