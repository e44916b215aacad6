//! What wakes the work on pages, and the scan that runs.

use super::types::ScanRun;
use crate::scanning::devices::{Device, Wanted};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

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
    /// Who started it.
    pub by: Option<Uuid>,
    /// Stops the one that runs.
    pub cancel: Arc<Notify>,
}

impl Scan {
    /// What an operator is shown: a scan that runs, since the scanner is busy; of those that are over only their own,
    /// since the next page of the glass would be added to it.
    pub fn shown_to(&self, operator: Option<Uuid>) -> Option<ScanRun> {
        self.run.clone().filter(|run| run.running || self.by == operator)
    }
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
