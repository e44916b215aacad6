//! What can be set at this desk.

use crate::{
    App, Error, Result,
    antivirus::{self, Engine, Standing},
    app::Topic,
    citizens::places,
    pages::pdf::Conformance,
    scanning::devices::{Device, Wanted},
    store::facts,
};
use jiff::civil::Date;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// After ten minutes without a touch the screen locks: long enough for a citizen who looks for a paper.
const LOCK_MINUTES: u16 = 10;

/// The settings, with what is only shown.
#[derive(Debug, Serialize, TS)]
pub struct Settings {
    /// The folder where the scanner's program puts its files.
    pub watched_folder: Option<String>,
    /// The scanner of this desk, and how it scans.
    pub scanner: ScannerSettings,
    /// The most that uploads may take of the line, kbit/s; absent: all there is.
    pub upload_limit: Option<u32>,
    /// The virus check of this computer.
    pub antivirus: AntivirusState,
    /// The socket of clamd, where one was set; absent: it is looked for where systems put it.
    pub clamd_socket: Option<String>,
    /// Where the program keeps its data.
    pub data_folder: String,
    /// Minutes without a touch after which the screen locks.
    pub lock_minutes: u16,
    /// Where the names of the birthplaces come from.
    pub places: PlacesSource,
}

/// The virus check of this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AntivirusState {
    /// There is none that programs can ask.
    NotFound,
    /// clamd answers.
    Clamd,
    /// Windows' own answers.
    Windows,
    /// There is one that does not answer: nothing from outside is opened before it does.
    Silent,
}

/// Where the names of the birthplaces come from, as their licence asks to say.
#[derive(Debug, Serialize, TS)]
pub struct PlacesSource {
    /// The words that the licence asks for.
    pub attribution: String,
    /// The data's own name and version.
    pub source: String,
    /// The day of the data.
    pub as_of: Option<Date>,
}

/// The scanner of this desk, and how it scans.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScannerSettings {
    /// The scanner; absent: none is chosen.
    pub device: Option<Device>,
    /// What is scanned unless the clerk says otherwise.
    pub wanted: Wanted,
    /// Whether blank pages of both-sided scans are thrown away as they come.
    pub drop_blank: bool,
    /// The form of PDF that the office asks for.
    pub conformance: Conformance,
}

impl Default for ScannerSettings {
    fn default() -> Self {
        Self { device: None, wanted: Wanted::default(), drop_blank: true, conformance: Conformance::A2b }
    }
}

/// Sets the watched folder.
#[derive(Debug, Deserialize, TS)]
pub struct SetFolder {
    /// The folder's path; empty: none.
    pub folder: String,
}

/// Sets the most that uploads may take of the line.
#[derive(Debug, Deserialize, TS)]
pub struct SetUploadLimit {
    /// kbit/s, 64 or more; absent: all there is.
    pub kbit: Option<u32>,
}

/// Sets where clamd listens.
#[derive(Debug, Deserialize, TS)]
pub struct SetClamd {
    /// The path of its socket; empty: where systems put it.
    pub socket: String,
}

/// Less would be no line.
const LEAST_KBIT: u32 = 64;

/// The settings.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(app: &App, (): ()) -> Result<Settings> {
    let (source, as_of) = places::source();
    Ok(Settings {
        watched_folder: watched_folder(app)?.map(|folder| folder.to_string_lossy().into_owned()),
        scanner: app.store.read(scanner_of)?,
        upload_limit: app.store.read(|conn| facts::get(conn, facts::UPLOAD_LIMIT))?,
        antivirus: antivirus_of(app).await?,
        clamd_socket: app.store.read(|conn| facts::get(conn, facts::CLAMD_SOCKET))?,
        data_folder: app.data().to_string_lossy().into_owned(),
        lock_minutes: LOCK_MINUTES,
        places: PlacesSource { attribution: places::ATTRIBUTION.into(), source: source.into(), as_of },
    })
}

/// Sets the watched folder. It must be there now; later it may go and come back. The program's own data folder would
/// be eaten by the scan, so it is refused; so is a folder with files in it, which may be somebody's pictures.
///
/// # Errors
/// `Folder`, `FolderInUse`
pub async fn set_folder(app: &App, request: SetFolder) -> Result<Settings> {
    let folder = request.folder.trim();
    if folder.is_empty() {
        app.store.write(|tx| facts::remove(tx, facts::WATCHED_FOLDER))?;
    } else {
        let path = PathBuf::from(folder).canonicalize().map_err(|_| Error::Folder)?;
        let data = app.data().canonicalize()?;
        if !path.is_dir() || path.starts_with(&data) || data.starts_with(&path) {
            return Err(Error::Folder);
        }
        let files = files_in(&path)?;
        if files > 0 && watched_folder(app)?.as_ref() != Some(&path) {
            return Err(Error::FolderInUse { files });
        }
        app.store.write(|tx| facts::set(tx, facts::WATCHED_FOLDER, &path))?;
    }
    app.scanning.folder_changed();
    app.changed(Topic::Scanning);
    app.changed(Topic::Desk);
    get(app, ()).await
}

/// Sets the scanner and how it scans.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_scanner(app: &App, request: ScannerSettings) -> Result<Settings> {
    app.store.write(|tx| facts::set(tx, facts::SCANNER, &request))?;
    app.changed(Topic::Scanning);
    app.changed(Topic::Desk);
    get(app, ()).await
}

/// Sets the most that uploads may take of the line.
///
/// # Errors
/// `Field` for a limit that is no line
pub async fn set_upload_limit(app: &App, request: SetUploadLimit) -> Result<Settings> {
    if request.kbit.is_some_and(|kbit| kbit < LEAST_KBIT) {
        return Err(Error::Field { field: "upload_limit".into() });
    }
    app.store.write(|tx| match request.kbit {
        Some(kbit) => facts::set(tx, facts::UPLOAD_LIMIT, &kbit),
        None => facts::remove(tx, facts::UPLOAD_LIMIT),
    })?;
    app.changed(Topic::Desk);
    get(app, ()).await
}

/// Sets where clamd listens; somebody listens there now.
///
/// # Errors
/// `Field`
pub async fn set_clamd(app: &App, request: SetClamd) -> Result<Settings> {
    let socket = request.socket.trim().to_owned();
    if !socket.is_empty() {
        let found = Engine::Clamd { socket: PathBuf::from(&socket), is_set: true };
        if stands(found).await != Standing::Answers {
            return Err(Error::Field { field: "clamd_socket".into() });
        }
    }
    app.store.write(|tx| match socket.is_empty() {
        true => facts::remove(tx, facts::CLAMD_SOCKET),
        false => facts::set(tx, facts::CLAMD_SOCKET, &socket),
    })?;
    app.changed(Topic::Desk);
    get(app, ()).await
}

async fn antivirus_of(app: &App) -> Result<AntivirusState> {
    let engine = antivirus::engine(app)?;
    Ok(match (stands(engine.clone()).await, &engine) {
        (Standing::Absent, _) | (_, Engine::Nothing) => AntivirusState::NotFound,
        (Standing::Silent, _) => AntivirusState::Silent,
        (Standing::Answers, Engine::Windows) => AntivirusState::Windows,
        (Standing::Answers, Engine::Clamd { .. }) => AntivirusState::Clamd,
    })
}

/// How it stands, asked for no longer than whoever looks at the settings waits.
async fn stands(engine: Engine) -> Standing {
    const SOON: std::time::Duration = std::time::Duration::from_secs(3);
    let asked = tokio::task::spawn_blocking(move || engine.stands());
    tokio::time::timeout(SOON, asked).await.map_or(Standing::Silent, |stands| stands.unwrap_or(Standing::Silent))
}

/// The most that uploads may take of the line, bytes a second.
///
/// # Errors
/// When the database cannot be read.
pub fn upload_limit(conn: &Connection) -> Result<Option<u64>> {
    let kbit: Option<u32> = facts::get(conn, facts::UPLOAD_LIMIT)?;
    Ok(kbit.map(|kbit| u64::from(kbit) * 1000 / 8))
}

/// The scanner of this desk. What an older or newer program set in a form that is not known counts as not set.
///
/// # Errors
/// When the database cannot be read.
pub fn scanner_of(conn: &Connection) -> Result<ScannerSettings> {
    let set: Option<Value> = facts::get(conn, facts::SCANNER)?;
    Ok(set.and_then(|set| serde_json::from_value(set).ok()).unwrap_or_default())
}

fn files_in(folder: &Path) -> Result<u32> {
    let entries = std::fs::read_dir(folder).map_err(|_| Error::Folder)?;
    let files = entries.flatten().filter(|entry| {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        !hidden && entry.file_type().is_ok_and(|kind| kind.is_file())
    });
    Ok(u32::try_from(files.count()).unwrap_or(u32::MAX))
}

/// The watched folder, if one is set.
///
/// # Errors
/// When the database cannot be read.
pub fn watched_folder(app: &App) -> Result<Option<PathBuf>> {
    app.store.read(|conn| facts::get(conn, facts::WATCHED_FOLDER))
}
