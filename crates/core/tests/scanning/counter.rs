//! A desk that watches a folder, with somebody signed in.

use crate::desk;
use serde_json::{Value, json};
use sportello_core::{App, Error, scanning::Watch};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

/// The quiet time of the tests that do not measure it.
pub const QUIET: Duration = Duration::from_millis(700);
/// Generous: the machine may be busy with other things.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Counter {
    pub app: Arc<App>,
    pub folder: PathBuf,
    data: PathBuf,
    _place: tempfile::TempDir,
}

impl Counter {
    pub async fn new() -> Self {
        Self::with(Watch::new(QUIET)).await
    }

    pub async fn with(watch: Watch) -> Self {
        let place = tempfile::tempdir().expect("a place");
        let data = place.path().join("data");
        Self::at(watch, place, data).await
    }

    /// A desk whose data lie in `data`.
    pub async fn at(watch: Watch, place: tempfile::TempDir, data: PathBuf) -> Self {
        let folder = place.path().join("scans");
        fs::create_dir(&folder).expect("a folder");
        let mut app = desk::open(&data);
        Arc::get_mut(&mut app).expect("not shared yet").scanning = watch;
        tokio::spawn(sportello_core::scanning::run(app.clone()));
        desk::sign_in(&app, desk::CLERK).await;
        let folder = folder.canonicalize().expect("its full path");
        let counter = Self { app, folder, data, _place: place };
        counter.call("settings_set_folder", json!({ "folder": counter.folder })).await.expect("the folder is set");
        counter.until_folder("watched").await;
        counter
    }

    pub async fn call(&self, name: &str, request: Value) -> Result<Value, Error> {
        desk::call(&self.app, name, request).await
    }

    /// Writes a file as a scanner's program does, in place.
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, bytes).expect("written");
        path
    }

    pub fn names(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).expect("listed").flatten();
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
    }

    pub async fn scans(&self) -> Vec<Value> {
        let status = self.call("scanning_status", json!(null)).await.expect("the status");
        status["scans"].as_array().cloned().unwrap_or_default()
    }

    pub async fn batches(&self) -> Vec<Value> {
        let list = self.call("batches_list", json!(null)).await.expect("the batches");
        list["batches"].as_array().cloned().unwrap_or_default()
    }

    /// The newest batch that is so.
    pub async fn until_batch(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let batches = self.batches().await;
            if let Some(batch) = batches.iter().find(|batch| is(batch)) {
                return batch.clone();
            }
            assert!(started.elapsed() < PATIENCE, "never: {what}; there are {batches:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn until(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let scans = self.scans().await;
            if let Some(scan) = scans.iter().find(|scan| is(scan)) {
                return scan.clone();
            }
            assert!(started.elapsed() < PATIENCE, "never: {what}; there are {scans:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn until_folder(&self, state: &str) {
        let started = Instant::now();
        loop {
            let status = self.call("scanning_status", json!(null)).await.expect("the status");
            if status["folder_state"] == state {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "never {state}, but {}", status["folder_state"]);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn stays_silent(&self) {
        tokio::time::sleep(QUIET * 3).await;
        assert_eq!(self.scans().await, Vec::<Value>::new(), "an empty file is not mentioned");
    }

    /// Books, and aims the scanner at the booking; gives its id.
    pub async fn book_and_aim(&self) -> Value {
        let id = desk::book(&self.app).await["appointment"]["id"].clone();
        self.call("scanning_aim", json!({ "appointment_id": id, "document_type": null })).await.expect("aimed");
        id
    }

    /// No file of the program's data holds any part of `plain`.
    pub fn assert_nothing_plain(&self, plain: &[u8]) {
        let part = &plain[plain.len() / 2..plain.len() / 2 + 24];
        for file in files(&self.data) {
            let bytes = fs::read(&file).expect("read");
            assert!(!bytes.windows(part.len()).any(|window| window == part), "plain bytes in {}", file.display());
        }
    }
}

pub async fn eventually(what: &str, is: impl Fn() -> bool) {
    let started = Instant::now();
    while !is() {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("listed").flatten();
    entries.flat_map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { vec![entry.path()] }).collect()
}
