//! Files that their writer may still hold after they were removed: what it adds then goes nowhere else.
//!
//! Only where a file can be removed under its writer (not on Windows, where such a file cannot be opened).

use super::{
    entry::Entry,
    folder::{self, Stamp},
    store, take,
};
use crate::{App, Result, app::Topic};
use std::{
    fs::File,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a removed file is held after its last change.
const HELD: Duration = Duration::from_secs(120);
/// Files held at once, the newest.
const MOST: usize = 64;

/// A removed file.
pub struct Held {
    file: File,
    file_name: String,
    stamp: Stamp,
    looked: Stamp,
    changed: Instant,
}

/// Opens a file that is about to be removed, where that makes sense.
pub fn hold(path: &Path, stamp: Stamp) -> Option<Held> {
    let file = if cfg!(unix) { File::open(path).ok()? } else { return None };
    let file_name = path.file_name()?.to_string_lossy().into_owned();
    Some(Held { file, file_name, stamp, looked: stamp, changed: Instant::now() })
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
    let owned = app.clone();
    let still = move || held.into_iter().filter_map(|one| one.follow(&owned)).collect::<Vec<_>>();
    let still = tokio::task::spawn_blocking(still).await?;
    app.scanning.lock().held.extend(still);
    Ok(())
}

impl Held {
    fn follow(mut self, app: &App) -> Option<Self> {
        let (now, stamp) = (Instant::now(), Stamp::of(&self.file.metadata().ok()?));
        if stamp != self.stamp {
            (self.stamp, self.changed) = (stamp, now);
        }
        let still = now.duration_since(self.changed);
        if stamp != self.looked && still >= app.scanning.quiet {
            match self.take(app) {
                Ok(()) => self.looked = stamp,
                Err(error) => tracing::error!(%error, "What was added to a removed file cannot be taken."),
            }
        }
        // What could not be taken yet is nowhere else.
        (still < HELD || self.stamp != self.looked).then_some(self)
    }

    fn take(&self, app: &App) -> Result<()> {
        let Some(reading) = folder::read_open(&self.file, self.stamp)?.and_then(take::judged) else { return Ok(()) };
        let entry = Entry::new(self.stamp, app.clock.now(), None, self.changed);
        take::keep(app, &self.file_name, &entry, reading)?;
        app.store.write(|tx| store::set_removed(tx, entry.id))?;
        app.changed(Topic::Scanning);
        take::send(app, entry.id);
        Ok(())
    }
}
