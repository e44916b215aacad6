//! Files that their writer may still hold after they were removed: what it adds then goes nowhere else.
//!
//! Only where a file can be removed under its writer (not on Windows, where such a file cannot be opened).

use super::{
    entry::Entry,
    folder::{self, Stamp},
    readable, run, store, take,
    types::{Scan, ScanState},
};
use crate::{App, Result, app::Topic};
use std::{
    fs::File,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// How long a removed file is held after its last change.
const HELD: Duration = Duration::from_secs(120);
/// Files held at once, the newest.
const MOST: usize = 64;
/// How often what was added is read before it is given up.
const MOST_TRIES: u32 = 3;
/// Longer pauses would hold the file for ever.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A removed file.
pub struct Held {
    file: Arc<File>,
    file_name: String,
    stamp: Stamp,
    looked: Stamp,
    changed: Instant,
    misses: u32,
    not_before: Instant,
}

/// Why what was added is not taken.
enum Miss {
    /// It cannot be read, or not in time.
    Unread,
    /// It cannot be kept: the disk is full, say. That may pass.
    Unkept,
}

/// Opens a file that is about to be removed, where that makes sense.
pub fn hold(path: &Path, stamp: Stamp) -> Option<Held> {
    let file = if cfg!(unix) { File::open(path).ok()? } else { return None };
    let file_name = path.file_name()?.to_string_lossy().into_owned();
    let now = Instant::now();
    let file = Arc::new(file);
    Some(Held { file, file_name, stamp, looked: stamp, changed: now, misses: 0, not_before: now })
}

/// Keeps a file that was just removed.
pub fn keep(app: &App, held: Held) {
    let mut inner = app.scanning.lock();
    inner.held.push(held);
    let spare = inner.held.len().saturating_sub(MOST);
    inner.held.drain(..spare);
}

/// Looks at all of them once.
///
/// # Errors
/// After a panic.
pub async fn follow(app: &Arc<App>) -> Result<()> {
    let held = std::mem::take(&mut app.scanning.lock().held);
    if held.is_empty() {
        return Ok(());
    }
    for one in held {
        if let Some(one) = one.follow(app).await {
            app.scanning.lock().held.push(one);
        }
    }
    Ok(())
}

impl Held {
    async fn follow(mut self, app: &Arc<App>) -> Option<Self> {
        let file = self.file.clone();
        let metadata = spawn_blocking(move || file.metadata()).await.ok()?.ok()?;
        let (now, stamp) = (Instant::now(), Stamp::of(&metadata));
        if stamp != self.stamp {
            (self.stamp, self.changed, self.misses, self.not_before) = (stamp, now, 0, now);
        }
        let still = now.duration_since(self.changed);
        if stamp != self.looked && still >= app.scanning.quiet && now >= self.not_before {
            match self.take(app).await {
                Ok(()) => self.looked = stamp,
                Err(Miss::Unread) if self.misses + 1 >= MOST_TRIES => {
                    self.looked = stamp;
                    self.give_up(app);
                }
                Err(_) => self.pause(app.scanning.longest_look),
            }
        }
        // What could not be taken yet is nowhere else.
        (still < HELD || self.stamp != self.looked).then_some(self)
    }

    /// Longer after every miss: a look that takes its time holds up the whole folder.
    fn pause(&mut self, look: Duration) {
        let pause = look.saturating_mul(2_u32.saturating_pow(self.misses.min(16)));
        self.misses = self.misses.saturating_add(1);
        self.not_before = Instant::now() + pause.min(LONGEST_PAUSE);
    }

    /// Tells the clerk: nobody else knows that there was more.
    fn give_up(&self, app: &App) {
        tracing::warn!("What was added to a removed file cannot be read.");
        let lost = Scan {
            id: Uuid::now_v7(),
            state: ScanState::Lost,
            media_type: None,
            bytes: self.stamp.bytes,
            pages: 0,
            seen_at: app.clock.now(),
            appointment_id: None,
            document_type: None,
            duplicate: false,
            file_name: readable(&self.file_name),
        };
        app.scanning.lock().lost.push(lost);
        app.changed(Topic::Scanning);
    }

    async fn take(&self, app: &Arc<App>) -> Result<(), Miss> {
        let (file, stamp) = (self.file.clone(), self.stamp);
        let reading = run::bounded(app, move || Ok(folder::read_open(&file, stamp)?.and_then(take::judged))).await;
        let reading = match reading {
            Ok(Some(reading)) => reading,
            Ok(None) => return Ok(()),
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "What was added to a removed file cannot be read yet.");
                return Err(Miss::Unread);
            }
        };
        let (app, file_name) = (app.clone(), self.file_name.clone());
        let entry = Entry::new(self.stamp, app.clock.now(), None, self.changed);
        let kept = spawn_blocking(move || {
            let as_what = take::keep(&app, &file_name, &entry, reading)?;
            app.store.write(|tx| store::set_removed(tx, entry.id))?;
            app.changed(Topic::Scanning);
            take::send(&app, entry.id, as_what);
            Ok(())
        });
        kept.await.map_err(Into::into).and_then(|kept: Result<()>| kept).map_err(|error| {
            tracing::error!(%error, "What was added to a removed file cannot be taken yet.");
            Miss::Unkept
        })
    }
}

#[cfg(all(test, unix))]
mod tests;
