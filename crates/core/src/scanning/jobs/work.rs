//! What wakes the work on pages, and the scan that runs.

use super::types::ScanRun;
use crate::scanning::devices::{Device, Wanted};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};
use uuid::Uuid;

/// A page that takes longer is not worth waiting for; the slowest desks need a few seconds.
const LONGEST: Duration = Duration::from_secs(60);

/// Megapixels that are unpacked at once, by all that draw together: six pages at 300 dpi, or one picture as large as any.
const MOST_MEGAPIXELS: u32 = 60;

/// The work on pages.
pub struct Work {
    /// How long a page may take before it is given up.
    pub longest: Duration,
    news: watch::Sender<()>,
    room: Arc<Semaphore>,
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
        let room = Arc::new(Semaphore::new(MOST_MEGAPIXELS as usize));
        Self { longest: LONGEST, news: watch::Sender::new(()), room, scan: Mutex::default() }
    }
}

impl Work {
    /// Waits for the room that a picture takes; it is free again when the permit is dropped. Nothing where a picture
    /// that never ends keeps it: one that hangs must not stop the counter.
    pub async fn room(&self, megapixels: u32) -> Option<OwnedSemaphorePermit> {
        let wanted = megapixels.clamp(1, MOST_MEGAPIXELS);
        timeout(self.longest, self.room.clone().acquire_many_owned(wanted)).await.ok()?.ok()
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pages_are_drawn_side_by_side_and_large_pictures_one_after_another() {
        let work = Work { longest: Duration::from_millis(50), ..Work::default() };
        let pages = [work.room(9).await, work.room(9).await, work.room(9).await];
        assert!(pages.iter().all(Option::is_some), "three loops, three pages");
        drop(pages);
        let large = work.room(35).await;
        assert!(large.is_some());
        let work = Arc::new(Work { longest: Duration::from_secs(60), ..work });
        let other = work.clone();
        let waiting = tokio::spawn(async move { other.room(u32::MAX).await.is_some() });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!waiting.is_finished(), "two of these do not fit");
        drop(large);
        assert!(waiting.await.expect("ended"), "however large, it is drawn alone");
    }

    #[tokio::test]
    async fn a_picture_that_never_ends_stops_nobody() {
        let work = Work { longest: Duration::from_millis(20), ..Work::default() };
        let hangs = work.room(60).await;
        assert!(hangs.is_some() && work.room(9).await.is_none(), "waited for, and then done without");
    }
}
