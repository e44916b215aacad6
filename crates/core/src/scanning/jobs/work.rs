//! What wakes the work on pages, and the scan that runs.

use super::types::ScanRun;
use crate::scanning::devices::{Device, Wanted};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use uuid::Uuid;

/// A page that takes longer is not worth waiting for; the slowest desks need a few seconds.
const LONGEST: Duration = Duration::from_secs(60);

/// Megapixels that are unpacked at once, by all that draw together: six pages at 300 dpi, or one picture as large as any.
const MOST_MEGAPIXELS: u32 = 60;
/// The same for the first thumbnails, which wait for nothing else: two pages, or one picture alone.
const MOST_OF_THUMBNAILS: u32 = 20;

/// The work on pages.
pub struct Work {
    /// How long a page may take before it is given up.
    pub longest: Duration,
    /// Where pages are unpacked to be finished and read.
    pub room: Room,
    /// Where they are unpacked for their first thumbnails.
    pub thumbnails: Room,
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

/// Memory that several share while they unpack pictures.
pub struct Room {
    megapixels: u32,
    free: Arc<Semaphore>,
}

impl Room {
    fn of(megapixels: u32) -> Self {
        Self { megapixels, free: Arc::new(Semaphore::new(megapixels as usize)) }
    }

    /// Waits until there is room for a picture; it is free again when the permit is dropped. A picture that is larger
    /// than the room has it alone.
    pub async fn enter(&self, megapixels: u32) -> Option<OwnedSemaphorePermit> {
        // Nobody closes it.
        self.free.clone().acquire_many_owned(megapixels.clamp(1, self.megapixels)).await.ok()
    }
}

impl Default for Work {
    fn default() -> Self {
        Self {
            longest: LONGEST,
            room: Room::of(MOST_MEGAPIXELS),
            thumbnails: Room::of(MOST_OF_THUMBNAILS),
            news: watch::Sender::new(()),
            scan: Mutex::default(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    #[tokio::test]
    async fn pages_are_drawn_side_by_side_and_large_pictures_one_after_another() {
        let work = Work::default();
        let pages = [work.room.enter(9).await, work.room.enter(9).await];
        assert!(pages.iter().all(Option::is_some), "two loops, two pages");
        drop(pages);
        let large = work.room.enter(35).await;
        let mut other = Box::pin(work.room.enter(u32::MAX));
        assert!(timeout(Duration::from_millis(50), &mut other).await.is_err(), "two of these do not fit");
        let thumbnail = timeout(Duration::from_millis(50), work.thumbnails.enter(35)).await;
        assert!(thumbnail.is_ok(), "a thumbnail waits for no page that is finished");
        drop(large);
        assert!(other.await.is_some(), "however large, it is drawn alone");
    }
}
