//! What is known of the watched folder while the program runs; what was taken is in the store.

use super::{
    entry::{Entry, Step},
    folder::Found,
    late::Held,
    types::{Aim, FolderState, Scan, ScanState},
};
use jiff::Timestamp;
use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Notify;
use uuid::Uuid;

/// Scanners close a file between pages for up to four seconds.
const QUIET: Duration = Duration::from_secs(5);

/// A file whose structure cannot be read for so long is not worth waiting for.
const LONGEST_LOOK: Duration = Duration::from_secs(20);

/// The watched folder.
pub struct Watch {
    /// How long a file must hold still before it is taken.
    pub quiet: Duration,
    /// How long a look at what comes from outside may take, from the folder or dropped on the window.
    pub longest_look: Duration,
    /// Whether the operating system's events are heard; network shares may give none, and nothing depends on them.
    pub listens: bool,
    wake: Notify,
    inner: Mutex<Inner>,
}

/// The files that are there, by name.
#[derive(Default)]
pub struct Inner {
    /// The folder last looked at, and how it stood.
    pub folder: Option<(PathBuf, FolderState)>,
    /// Where new scans go.
    pub aim: Option<Aim>,
    /// The files.
    pub entries: HashMap<OsString, Entry>,
    /// Removed files that may still grow.
    pub held: Vec<Held>,
    /// What was added to removed files and could not be read.
    pub lost: Vec<Scan>,
}

impl Default for Watch {
    fn default() -> Self {
        Self::new(QUIET)
    }
}

impl Watch {
    /// Watches with another quiet time than the counter's five seconds; for tests.
    pub fn new(quiet: Duration) -> Self {
        Self { quiet, longest_look: LONGEST_LOOK, listens: true, wake: Notify::new(), inner: Mutex::default() }
    }

    /// Looks at the folder anew: another one was set.
    pub fn folder_changed(&self) {
        self.wake.notify_one();
    }

    /// New scans go nowhere, until a screen says where.
    pub fn forget_aim(&self) {
        self.lock().aim = None;
    }

    /// Something may have happened in the folder.
    pub fn hint(&self) {
        self.wake.notify_one();
    }

    /// Waits for a hint, at most a fifth of the quiet time: events are lost on network shares, listings are not.
    pub async fn pause(&self) {
        let step = self.quiet / 5;
        if tokio::time::timeout(step, self.wake.notified()).await.is_ok() {
            // A burst of events is one listing.
            tokio::time::sleep(step / 8).await;
        }
    }

    /// What is known now. Every holder leaves it whole, so a panic elsewhere does not spoil it.
    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how the folder stands; says whether the screen changes. Where it cannot be read, nothing is known of
    /// its files.
    pub fn stands(&self, folder: Option<(PathBuf, FolderState)>) -> bool {
        let mut inner = self.lock();
        let same_folder = inner.folder.as_ref().map(|known| &known.0) == folder.as_ref().map(|now| &now.0);
        if !same_folder || folder.as_ref().is_none_or(|now| now.1 != FolderState::Watched) {
            inner.entries.clear();
        }
        let changed = inner.folder != folder;
        inner.folder = folder;
        changed
    }

    /// Lays a listing over what is known; says whether the screen changes.
    pub fn meet(&self, found: &[Found], seen_at: Timestamp) -> bool {
        let now = Instant::now();
        let mut inner = self.lock();
        let names: HashSet<&OsStr> = found.iter().map(|file| file.name.as_os_str()).collect();
        let before = inner.entries.len();
        inner.entries.retain(|name, _| names.contains(name.as_os_str()));
        let mut changed = inner.entries.len() != before;
        for file in found {
            match inner.entries.get_mut(&file.name) {
                Some(entry) => changed |= entry.listed(file.stamp, now),
                None => {
                    let aim = inner.aim.clone();
                    inner.entries.insert(file.name.clone(), Entry::new(file.stamp, seen_at, aim, now));
                    changed = true;
                }
            }
        }
        changed
    }

    /// What to do with a file now, and the file.
    pub fn step(&self, name: &OsStr) -> Option<(Step, Entry)> {
        let inner = self.lock();
        let entry = inner.entries.get(name)?;
        Some((entry.step(Instant::now(), self.quiet), entry.clone()))
    }

    /// Changes a file that is still the one it was.
    pub fn change<T>(&self, name: &OsStr, id: Uuid, change: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.lock().entries.get_mut(name).filter(|entry| entry.id == id).map(change)
    }

    /// The path of a file that is whole and not yet taken.
    pub fn whole(&self, id: Uuid) -> Option<(PathBuf, Entry)> {
        let inner = self.lock();
        let (name, entry) = inner
            .entries
            .iter()
            .find(|(_, entry)| entry.id == id && entry.state == ScanState::Whole && !entry.hidden)?;
        Some((inner.folder.as_ref()?.0.join(name), entry.clone()))
    }

    /// Forgets a refused file until it changes, or what was lost; says whether there is one.
    pub fn forget(&self, id: Uuid) -> bool {
        let mut inner = self.lock();
        if inner.lost.extract_if(.., |lost| lost.id == id).count() > 0 {
            return true;
        }
        match inner.entries.values_mut().find(|entry| entry.id == id && entry.state.is_refused()) {
            Some(entry) => {
                entry.hidden = true;
                true
            }
            None => false,
        }
    }
}
