//! Files that their writer may still hold after they were removed: what it adds then goes nowhere else.
//!
//! Only where a file can be removed under its writer (not on Windows, where such a file cannot be opened).

use super::{
    entry::Entry,
    folder::{self, Stamp},
    run, store, take,
};
use crate::{App, Error, Result, app::Topic};
use std::{
    fs::File,
    io::ErrorKind,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::spawn_blocking;

/// How long a removed file is held after its last change.
const HELD: Duration = Duration::from_secs(120);
/// Files held at once, the newest.
const MOST: usize = 64;

/// A removed file.
pub struct Held {
    file: Arc<File>,
    file_name: String,
    stamp: Stamp,
    looked: Stamp,
    changed: Instant,
}

/// Opens a file that is about to be removed, where that makes sense.
pub fn hold(path: &Path, stamp: Stamp) -> Option<Held> {
    let file = if cfg!(unix) { File::open(path).ok()? } else { return None };
    let file_name = path.file_name()?.to_string_lossy().into_owned();
    Some(Held { file: Arc::new(file), file_name, stamp, looked: stamp, changed: Instant::now() })
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
            (self.stamp, self.changed) = (stamp, now);
        }
        let still = now.duration_since(self.changed);
        if stamp != self.looked && still >= app.scanning.quiet {
            match self.take(app).await {
                Ok(()) => self.looked = stamp,
                // Looked at again it would cost as much again, and hold up the whole folder.
                Err(Error::TooLarge) => {
                    self.looked = stamp;
                    tracing::warn!("What was added to a removed file takes too long to read.");
                }
                Err(error) => tracing::error!(%error, "What was added to a removed file cannot be taken."),
            }
        }
        // What could not be taken yet is nowhere else.
        (still < HELD || self.stamp != self.looked).then_some(self)
    }

    async fn take(&self, app: &Arc<App>) -> Result<()> {
        let (file, stamp) = (self.file.clone(), self.stamp);
        let reading = run::bounded(app, move || Ok(folder::read_open(&file, stamp)?.and_then(take::judged))).await;
        let reading = match reading {
            Ok(Some(reading)) => reading,
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::TimedOut => return Err(Error::TooLarge),
            Err(error) => return Err(error.into()),
        };
        let (app, file_name) = (app.clone(), self.file_name.clone());
        let entry = Entry::new(self.stamp, app.clock.now(), None, self.changed);
        spawn_blocking(move || {
            let as_what = take::keep(&app, &file_name, &entry, reading)?;
            app.store.write(|tx| store::set_removed(tx, entry.id))?;
            app.changed(Topic::Scanning);
            take::send(&app, entry.id, as_what);
            Ok(())
        })
        .await?
    }
}
