//! What wakes the work on pages, and the scan that runs.

use super::types::ScanRun;
use crate::scanning::devices::{Device, Wanted};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Notify, watch};

/// A page that takes longer is not worth waiting for; the slowest desks need a few seconds.
const LONGEST: Duration = Duration::from_secs(60);

/// The work on pages.
pub struct Work {
    /// How long a page may take before it is given up.
    pub longest: Duration,
    news: watch::Sender<()>,
    scan: Mutex<Scan>,
}

/// The scan that runs, and the next that is wanted.
#[derive(Default)]
pub struct Scan {
    /// What was asked for and has not begun.
    pub asked: Option<Asked>,
    /// The scan that runs, or the last one.
    pub run: Option<ScanRun>,
    /// Stops the one that runs.
    pub cancel: Arc<Notify>,
}

/// A scan that is asked for.
pub struct Asked {
    /// The scanner.
    pub device: Device,
    /// What to scan.
    pub wanted: Wanted,
    /// Where the pages go.
    pub batch: super::store::BatchRow,
}

impl Default for Work {
    fn default() -> Self {
        Self { longest: LONGEST, news: watch::Sender::new(()), scan: Mutex::default() }
    }
}

impl Work {
    /// There is something to do.
    pub fn wake(&self) {
        self.news.send_replace(());
    }

    /// Tells when there is something to do.
    pub fn news(&self) -> watch::Receiver<()> {
        let mut news = self.news.subscribe();
        news.mark_changed();
        news
    }

    /// The scan. Every holder leaves it whole, so a panic elsewhere does not spoil it.
    pub fn scan(&self) -> MutexGuard<'_, Scan> {
        self.scan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
