//! A desk with somebody signed in, pages that wait for their word, and an appointment to which they may go.

use crate::{desk, sheets};
use serde_json::{Value, json};
use sportello_core::{App, Error, documents, scanning};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

/// Generous: the machine may be busy with other things.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Tray {
    pub app: Arc<App>,
    pub data: PathBuf,
    pub appointment: Value,
}

impl Tray {
    /// A desk in `data` with a booking.
    pub async fn new(data: &Path) -> Self {
        Self::with(data, |_| ()).await
    }

    /// The same, changed before its work begins.
    pub async fn with(data: &Path, change: impl FnOnce(&mut App)) -> Self {
        let mut tray = Self::open(data, change).await;
        tray.appointment = desk::book(&tray.app).await["appointment"]["id"].clone();
        tray
    }

    /// The desk as it was left.
    pub async fn again(data: &Path) -> Self {
        Self::open(data, |_| ()).await
    }

    async fn open(data: &Path, change: impl FnOnce(&mut App)) -> Self {
        let mut app = desk::open(data);
        change(Arc::get_mut(&mut app).expect("not shared yet"));
        scanning::jobs::run(&app);
        desk::sign_in(&app, desk::CLERK).await;
        Self { app, data: data.to_path_buf(), appointment: Value::Null }
    }

    pub async fn call(&self, name: &str, request: Value) -> Result<Value, Error> {
        desk::call(&self.app, name, request).await
    }

    pub async fn list(&self) -> Value {
        self.call("batches_list", json!(null)).await.expect("the batches")
    }

    pub async fn edit(&self, edit: Value) -> Value {
        self.call("batches_edit", edit).await.expect("an edit")
    }

    /// Drops bytes on the window; gives the batch.
    pub async fn add(&self, bytes: Vec<u8>) -> String {
        let added = scanning::add(&self.app, "added", bytes).await.expect("added");
        json!(added)["batch_id"].as_str().expect("pages").to_owned()
    }

    /// A batch of so many sheets, one file.
    pub async fn sheets(&self, count: u8) -> String {
        let batch = self.add(sheets::text(1)).await;
        for number in 2..=count {
            scanning::add(&self.app, &format!("added/{batch}"), sheets::text(number)).await.expect("added");
        }
        self.until_done(&batch).await;
        batch
    }

    /// Sets a network scanner, coarse so that it is quick.
    pub async fn use_scanner(&self, url: &str, feed: &str) {
        let settings = json!({
            "device": { "id": "escl:prova", "name": "Scanner di prova", "via": { "kind": "escl", "url": url, "plain": null, "pin": null } },
            "wanted": { "feed": feed, "colour": "grey", "dpi": 75, "paper": "a4" },
            "drop_blank": true,
            "conformance": "a2b",
        });
        self.call("settings_set_scanner", settings).await.expect("set");
    }

    /// Scans until the scanner ends; gives the batch.
    pub async fn scan(&self, into: Option<&str>) -> String {
        self.call("scanning_start", json!({ "batch_id": into })).await.expect("started");
        let started = Instant::now();
        loop {
            let scan = self.list().await["scan"].clone();
            if scan["running"] == false {
                return scan["batch_id"].as_str().expect("a batch").to_owned();
            }
            assert!(started.elapsed() < PATIENCE, "never ends: {scan}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn batch(&self, id: &str) -> Value {
        let list = self.list().await;
        let batches = list["batches"].as_array().cloned().unwrap_or_default();
        batches.into_iter().find(|batch| batch["id"] == id).unwrap_or_else(|| panic!("no batch {id} in {list}"))
    }

    /// The ids of the pages that are kept, in order.
    pub async fn kept(&self, id: &str) -> Vec<String> {
        let batch = self.batch(id).await;
        let pages = batch["pages"].as_array().expect("pages");
        let kept = pages.iter().filter(|page| page["removed"] == false);
        kept.map(|page| page["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// Waits until no page of a batch is worked on any more.
    pub async fn until_done(&self, id: &str) -> Value {
        self.until(id, "its pages are done", |batch| {
            batch["pages"].as_array().is_some_and(|pages| pages.iter().all(|page| page["state"]["name"] != "working"))
        })
        .await
    }

    pub async fn until(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let batch = self.batch(id).await;
            if is(&batch) {
                return batch;
            }
            assert!(started.elapsed() < PATIENCE, "never: {what}; there is {batch}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn confirm(&self, batch: &str) -> Result<Value, Error> {
        let request =
            json!({ "batch_id": batch, "appointment_id": self.appointment, "document_type": "identity_card" });
        self.call("batches_confirm", request).await
    }

    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        documents::bytes(&self.app, path).await.map(|bytes| bytes.bytes)
    }

    /// How many files the vault holds.
    pub fn sealed(&self) -> usize {
        fs::read_dir(self.data.join("documents")).expect("the vault").count()
    }
}
