//! The real desk and the real Centrale at the two ends of such a line.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use super::Line;
use serde_json::{Value, json};
use sportello_central::{Centrale, Running, app::Limits, demo, enrolments, launch};
use sportello_core::{App, api, app::Options, documents};
use sportello_protocol::documents::MediaType;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(90);

pub struct World {
    pub _folder: tempfile::TempDir,
    pub centrale: Running,
    pub line: Line,
    pub desk: Arc<App>,
}

pub async fn call(desk: &App, name: &str, request: Value) -> Value {
    api::call(desk, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

/// A Centrale with demonstration data and an enrolled desk that has read it, over a line that is calm for now.
pub async fn world(seed: u64) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Centrale {
        data: folder.path().join("centrale"),
        key_file: folder.path().join("centrale.key"),
        limits: Limits { guesses_per_minute: 10_000 },
        ..Centrale::default()
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let centrale = launch(&settings, listener).await.expect("Centrale starts");
    let now = settings.clock.now();
    demo::fill(&centrale.app.store, now, true).expect("demonstration data");
    let line = Line::to(&centrale.url, seed).await;
    let desk = open(&folder.path().join("desk"));
    let code = enrolments::make_code(&centrale.app.store, "S1", now).expect("a code").code;
    call(&desk, "desk_enrol", json!({ "central_url": line.url, "code": code })).await;
    desk.start();
    sign_in(&desk).await;
    until("the desk has read everything", async || {
        let offer = call(&desk, "slots_offer", json!({ "service_code": "naspi" })).await;
        let ready = offer["free"][0]["booking"] == "confirmed" && !offer["free"].as_array().expect("a list").is_empty();
        ready && call(&desk, "snapshot_get", json!(null)).await["built_at"].is_string()
    })
    .await;
    World { _folder: folder, centrale, line, desk }
}

pub fn open(folder: &Path) -> Arc<App> {
    App::open(Options { data: folder.to_path_buf(), force_key_file: true }).expect("the desk opens")
}

pub async fn sign_in(desk: &App) {
    let operators = call(desk, "operators_list", json!(null)).await;
    let anna = operators.as_array().expect("a list").iter().find(|o| o["name"] == "Anna Prova").expect("Anna");
    call(desk, "operators_sign_in", json!({ "operator_id": anna["id"], "pin": "123456" })).await;
}

pub async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !done().await {
        assert!(start.elapsed() < PATIENCE, "waited too long until {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub async fn free(desk: &App) -> Vec<Value> {
    let offer = call(desk, "slots_offer", json!({ "service_code": "naspi" })).await;
    offer["free"].as_array().expect("a list").clone()
}

pub async fn book(desk: &App) -> Value {
    book_hour(desk, &free(desk).await[0]).await
}

pub async fn book_hour(desk: &App, hour: &Value) -> Value {
    let catalogue = call(desk, "catalogue_get", json!(null)).await;
    let request = json!({
        "citizen": {
            "id": null, "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti", "given_name": "Esempio",
            "birth_date": null, "sex": null, "phone": "",
            "mismatch_reason": "Nome inventato per la prova",
        },
        "service_code": catalogue["services"][0]["code"],
        "slot_ids": hour["slot_ids"],
        "mode": "video",
        "papers": [{ "document_type": catalogue["document_types"][0]["code"], "state": "missing" }],
        "privacy_notice_version": catalogue["privacy_notice"]["version"],
    });
    call(desk, "appointments_book", request).await
}

/// A document of `bytes` bytes, as if it had been scanned.
pub async fn scan(desk: &App, appointment: &Value, bytes: usize) -> Uuid {
    let (id, mut content) = (Uuid::now_v7(), b"%PDF-1.4\n% invented\n".to_vec());
    content.extend((0..bytes).map(|byte| (byte % 251) as u8));
    let catalogue = call(desk, "catalogue_get", json!(null)).await;
    let new = documents::NewDocument {
        id,
        appointment_id: appointment.as_str().expect("an id").parse().expect("a UUID"),
        document_type: catalogue["document_types"][0]["code"].as_str().expect("a code").into(),
        media_type: MediaType::Pdf,
        bytes: content.len() as u64,
        sha256: hex::encode(ring::digest::digest(&ring::digest::SHA256, &content)),
        pages: 1,
        key: desk.vault.seal(id, &content).expect("sealed"),
    };
    desk.store.write(|tx| documents::add_scanned(desk, tx, new)).expect("added");
    id
}

pub async fn all_sent(desk: &App) -> bool {
    let status = call(desk, "connection_status", json!(null)).await;
    let parked = status["parked"] != 0;
    assert!(!parked, "nothing here deserves a refusal: {}", call(desk, "outbox_list", json!(null)).await);
    status["waiting"] == 0
}

/// The officer sends a document at the console.
pub async fn send(centrale: &Running, appointment: &Value, bytes: &[u8]) {
    let (http, console) = (reqwest::Client::new(), format!("{}/rest/console/v1", centrale.url));
    let account = json!({ "name": "funzionario", "password": "Demo-Funzionario-1" });
    let request = http.post(format!("{console}/session")).header("X-Sportello-Console", "1").json(&account);
    let answer = request.send().await.expect("an answer");
    let cookie =
        answer.headers()["set-cookie"].to_str().expect("a cookie").split(';').next().expect("a cookie").to_owned();
    let field = |name: &str, value: &str| {
        format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut form = field("document_type", "other") + &field("title", "Lettera di prova");
    form += "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    let body = [form.as_bytes(), bytes, b"\r\n--part--\r\n"].concat();
    let path = format!("{console}/appointments/{}/documents", appointment.as_str().expect("an id"));
    let request = http.post(path).header("Cookie", cookie).header("X-Sportello-Console", "1");
    let answer = request.header("Content-Type", "multipart/form-data; boundary=part").body(body).send().await;
    assert!(answer.expect("an answer").status().is_success());
}
