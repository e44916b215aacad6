//! The loop over the watched folder: events are hints, the listing is what counts.

use super::{
    STILL_SHOWN,
    entry::{Entry, Step},
    folder::{self, Found},
    late, store, take,
    types::{FolderState, ScanState},
    whole::{self, Refusal, Verdict},
};
use crate::{
    App, Error, Result,
    antivirus::{self, Finding},
    app::Topic,
    settings,
};
use notify::{
    EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};
use sportello_protocol::documents::MediaType;
use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{task::spawn_blocking, time::timeout};

/// A share that does not answer for so long counts as gone.
const LONGEST_LISTING: Duration = Duration::from_secs(10);

/// Runs until the runtime ends.
pub async fn run(app: Arc<App>) {
    let mut events: Option<(PathBuf, RecommendedWatcher)> = None;
    loop {
        let state = match settings::watched_folder(&app) {
            Ok(folder) => pass(&app, folder).await,
            Err(error) => Err(error),
        };
        match state {
            Ok(Some(folder)) if app.scanning.listens && events.as_ref().is_none_or(|known| known.0 != folder) => {
                events = listen(&app, folder).await;
            }
            Ok(Some(_)) => {}
            // A folder that comes back is another one to the operating system.
            Ok(None) => events = None,
            Err(error) => tracing::error!(%error, "The watched folder cannot be worked through."),
        }
        if let Err(error) = forget_names(&app) {
            tracing::error!(%error, "The names of files cannot be forgotten.");
        }
        if let Err(error) = late::follow(&app).await {
            tracing::error!(%error, "The removed files cannot be followed.");
        }
        app.scanning.pause().await;
    }
}

/// A name may say whose paper it was: it goes when it is no longer shown.
fn forget_names(app: &App) -> Result<()> {
    let since = app.clock.now() - STILL_SHOWN;
    if app.store.read(|conn| store::has_names(conn, since))? {
        app.store.write(|tx| store::forget_names(tx, since))?;
    }
    Ok(())
}

/// Hints from the operating system, where it gives any. Our own reading must not wake us.
async fn listen(app: &Arc<App>, folder: PathBuf) -> Option<(PathBuf, RecommendedWatcher)> {
    let listener = app.clone();
    let begin = move || {
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
            if event.is_ok_and(|event| event.kind == written || !event.kind.is_access()) {
                listener.scanning.hint();
            }
        })?;
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
        Ok::<_, notify::Error>((folder, watcher))
    };
    spawn_blocking(begin).await.ok()?.ok()
}

/// Looks at the folder once; gives it back if it could be read.
async fn pass(app: &Arc<App>, folder: Option<PathBuf>) -> Result<Option<PathBuf>> {
    let Some(folder) = folder else {
        if app.scanning.stands(None) {
            app.changed(Topic::Scanning);
        }
        return Ok(None);
    };
    let listing = list(app, &folder).await?;
    let state = listing.as_ref().err().copied().unwrap_or(FolderState::Watched);
    if app.scanning.stands(Some((folder.clone(), state))) {
        app.changed(Topic::Scanning);
    }
    let Ok(found) = listing else { return Ok(None) };
    if app.scanning.meet(&found, app.clock.now()) {
        app.changed(Topic::Scanning);
    }
    let names: HashSet<String> = found.iter().map(|file| file.name.to_string_lossy().into_owned()).collect();
    let gone = app.store.read(|conn| store::vanished(conn, &names))?;
    if !gone.is_empty() {
        app.store.write(|tx| gone.iter().try_for_each(|id| store::set_removed(tx, *id)))?;
    }
    for file in &found {
        let path = folder.join(&file.name);
        match app.scanning.step(&file.name) {
            Some((Step::Look { thorough }, entry)) => look(app, path, entry, thorough).await,
            Some((Step::Take, entry)) => take_one(app, path, entry).await,
            Some((Step::Wait, _)) | None => {}
        }
    }
    Ok(Some(folder))
}

/// Lists the folder; a share that hangs is called missing meanwhile, and waited for.
async fn list(app: &App, folder: &Path) -> Result<Result<Vec<Found>, FolderState>> {
    let owned = folder.to_owned();
    let mut listing = spawn_blocking(move || folder::list(&owned));
    loop {
        if let Ok(listed) = timeout(LONGEST_LISTING, &mut listing).await {
            return Ok(listed?);
        }
        if app.scanning.stands(Some((folder.to_owned(), FolderState::Missing))) {
            app.changed(Topic::Scanning);
        }
    }
}

async fn look(app: &App, path: PathBuf, entry: Entry, thorough: bool) {
    let name = path.file_name().unwrap_or_default().to_owned();
    let stamp = entry.stamp;
    let looked = match bounded(app, move || examine(&path, stamp, thorough)).await {
        Ok(Some((verdict, bytes))) => Ok(checked(app, verdict, bytes).await),
        Ok(None) => Ok(Looked::Changed),
        Err(error) => Err(error),
    };
    let (now, quiet) = (Instant::now(), app.scanning.quiet);
    let changed = app.scanning.change(&name, entry.id, |known| match looked {
        Ok(Looked::Judged(verdict)) if known.stamp == stamp => known.looked(verdict, thorough, now, quiet),
        Ok(Looked::Unchecked) if known.stamp == stamp => known.stopped(ScanState::Unchecked, now, quiet),
        // It has changed under our eyes: the next listing says how.
        Ok(_) => false,
        // Looked at again it would cost as much again.
        Err(error) if error.kind() == io::ErrorKind::TimedOut && entry.media_type.is_some() => {
            let media_type = entry.media_type.unwrap_or(MediaType::Pdf);
            known.looked(Verdict::Refused(media_type, Refusal::Excessive), thorough, now, quiet)
        }
        Err(error) => known.failed(folder::is_busy(&error), now, quiet),
    });
    if changed == Some(true) {
        app.changed(Topic::Scanning);
    }
}

/// What became of a look.
enum Looked {
    Judged(Verdict),
    Unchecked,
    Changed,
}

/// Has the virus check look at what would be taken, in its own time: that it is slow says nothing of the file.
async fn checked(app: &App, verdict: Verdict, bytes: Vec<u8>) -> Looked {
    let Verdict::Whole(media_type, _) = verdict else { return Looked::Judged(verdict) };
    match antivirus::check(app, Arc::new(bytes)).await {
        Ok(Finding::Virus) => Looked::Judged(Verdict::Refused(media_type, Refusal::Virus)),
        Ok(_) => Looked::Judged(verdict),
        Err(_) => Looked::Unchecked,
    }
}

fn examine(path: &Path, stamp: folder::Stamp, thorough: bool) -> io::Result<Option<(Verdict, Vec<u8>)>> {
    if !thorough {
        let (head, tail) = folder::ends(path)?;
        match MediaType::sniff(&head) {
            Some(media_type) if !whole::seems_ended(media_type, &tail) => {
                return Ok(Some((Verdict::NotYet(media_type), Vec::new())));
            }
            None => return Ok(Some((Verdict::NotADocument, Vec::new()))),
            Some(_) => {}
        }
    }
    let Some(bytes) = folder::read(path, stamp)? else { return Ok(None) };
    Ok(Some((whole::judge(&bytes), bytes)))
}

async fn take_one(app: &Arc<App>, path: PathBuf, entry: Entry) {
    let name = path.file_name().unwrap_or_default().to_owned();
    let (place, file) = (path.clone(), entry.clone());
    let reading = bounded(app, move || take::read(&place, &file)).await;
    let (now, quiet) = (Instant::now(), app.scanning.quiet);
    let reading = match reading {
        Ok(Some(reading)) => reading,
        Ok(None) => {
            app.scanning.change(&name, entry.id, |known| known.changed_meanwhile(now));
            return;
        }
        Err(error) => {
            app.scanning.change(&name, entry.id, |known| known.failed(folder::is_busy(&error), now, quiet));
            app.changed(Topic::Scanning);
            return;
        }
    };
    let (owned, id) = (app.clone(), entry.id);
    let taken = spawn_blocking(move || take::take(&owned, &path, &entry, reading)).await;
    if let Err(error) = taken.map_err(Into::into).and_then(|result| result) {
        tracing::error!(scan = %id, %error, "A scan cannot be taken.");
        let state = if matches!(error, Error::DiskFull) { ScanState::DiskFull } else { ScanState::Unreadable };
        app.scanning.change(&name, id, |known| known.stopped(state, now, quiet));
        app.changed(Topic::Scanning);
    }
}

/// Runs what reads untrusted bytes on its own thread, with a limit of time; its panic is an unreadable file.
///
/// # Errors
/// `InvalidData` after a panic, `TimedOut`, and those of the work.
pub async fn bounded<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    match timeout(app.scanning.longest_look, spawn_blocking(work)).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(io::ErrorKind::InvalidData.into()),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}
