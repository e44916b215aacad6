//! What a command receives: the store, the keys, the clock, the session and the means to wake the loops.

use crate::{
    Error, Result, citizens,
    clock::Clock,
    desk::Identity,
    documents::{self, vault::Vault},
    exports::AskPlace,
    operators::Session,
    promise::Promise,
    scanning,
    secrets::Secrets,
    store::{Store, facts},
    sync,
};
use anyhow::anyhow;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock},
};
use tokio::sync::{Notify, broadcast};
use ts_rs::TS;

/// What may have changed: the screen reads again what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Appointments, slots, documents' states.
    Appointments,
    /// Citizens.
    Citizens,
    /// The scanning screen.
    Scanning,
    /// The connection line and the outbox.
    Connection,
    /// Roster, catalogue, settings, the desk's identity, the session.
    Desk,
    /// The snapshot.
    Snapshot,
}

impl Topic {
    /// All of them: for a listener that fell behind.
    pub const ALL: [Self; 6] =
        [Self::Appointments, Self::Citizens, Self::Scanning, Self::Connection, Self::Desk, Self::Snapshot];
}

/// How to open a desk.
pub struct Options {
    /// The folder of the database, the documents and, where there is no keystore, the key file.
    pub data: PathBuf,
    /// Keeps the keys in a file even where the system has a keystore.
    pub force_key_file: bool,
}

/// The desk.
pub struct App {
    /// The database.
    pub store: Store,
    /// The documents' bytes.
    pub vault: Vault,
    /// The keys.
    pub secrets: Secrets,
    /// The desk's word: the slots on which it may confirm without a line.
    pub promise: Promise,
    /// The clock.
    pub clock: Clock,
    /// The watched folder.
    pub scanning: scanning::Watch,
    /// The work on pages that are not yet confirmed, and the scan that runs.
    pub batches: scanning::jobs::Work,
    /// The line to Centrale.
    pub line: sync::Line,
    /// Wakes the synchronisation: there is something to send.
    pub wake: Notify,
    /// Asks the operator where a file goes; the window sets it.
    pub ask_place: OnceLock<AskPlace>,
    data: PathBuf,
    session: Mutex<Option<Session>>,
    changes: broadcast::Sender<Topic>,
}

impl App {
    /// Opens the desk in its data folder.
    ///
    /// # Errors
    /// Those of [`Store::open`] and of the keystore.
    pub fn open(options: Options) -> Result<Arc<Self>> {
        std::fs::create_dir_all(&options.data)?;
        restrict(&options.data)?;
        let database = options.data.join("sportello.db");
        let secrets = Secrets::find(&options.data, options.force_key_file);
        let store = Store::open(&database, &secrets.database_key(database.exists())?)?;
        citizens::search::renew(&store)?;
        store.write(scanning::digest_names)?;
        let vault = Vault::new(options.data.join("documents"))?;
        documents::sweep(&store, &vault);
        Ok(Arc::new(Self {
            promise: Promise::open(&store, Box::new(secrets.clone()))?,
            store,
            vault,
            secrets,
            clock: Clock::default(),
            scanning: scanning::Watch::default(),
            batches: scanning::jobs::Work::default(),
            line: sync::Line::new()?,
            wake: Notify::new(),
            ask_place: OnceLock::new(),
            data: options.data,
            session: Mutex::new(None),
            changes: broadcast::channel(256).0,
        }))
    }

    /// Starts the loops that run beside the screen: synchronisation, the watched folder, the work on pages
    /// and the scanner. They end with the runtime.
    pub fn start(self: &Arc<Self>) {
        tokio::spawn(sync::run(self.clone()));
        tokio::spawn(scanning::run(self.clone()));
        scanning::jobs::run(self);
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Tells the screen that something may have changed.
    pub fn changed(&self, topic: Topic) {
        // Nobody listening is no error: the bridge and the tests may not.
        let _ = self.changes.send(topic);
    }

    /// Listens to what changes.
    pub fn changes(&self) -> broadcast::Receiver<Topic> {
        self.changes.subscribe()
    }

    /// The desk's identity.
    ///
    /// # Errors
    /// `NotEnrolled`
    pub fn identity(&self) -> Result<Identity> {
        self.store.read(|conn| facts::get(conn, facts::IDENTITY))?.ok_or(Error::NotEnrolled)
    }

    /// Who is signed in.
    pub fn session(&self) -> Option<Session> {
        self.session_lock().ok().and_then(|session| session.clone())
    }

    /// Signs in, or out.
    ///
    /// # Errors
    /// Only after a panic elsewhere.
    pub fn set_session(&self, session: Option<Session>) -> Result<()> {
        *self.session_lock()? = session;
        self.changed(Topic::Desk);
        Ok(())
    }

    fn session_lock(&self) -> Result<MutexGuard<'_, Option<Session>>> {
        self.session.lock().map_err(|_| anyhow!("the session's lock is poisoned").into())
    }
}

/// Other users of the machine have no business in the data folder. On Windows the profile's folder sees to it.
fn restrict(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    let _ = folder;
    Ok(())
}
