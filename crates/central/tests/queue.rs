//! A thousand documents that waited for the line leave in the order of their urgency, each once, though Centrale is
//! started anew three times meanwhile. All data is invented.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use sportello_central::{Centrale, Running, app::Limits, demo, enrolments, launch};
use sportello_core::{App, api, app::Options, documents};
use sportello_protocol::documents::MediaType;
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

const DOCUMENTS: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(300);

async fn call(desk: &App, name: &str, request: Value) -> Value {
    api::call(desk, name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !done().await {
        assert!(start.elapsed() < PATIENCE, "waited too long until {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

struct Office {
    settings: Centrale,
    address: String,
    running: Option<Running>,
}

impl Office {
    async fn open(&mut self) {
        // The port may be free a moment after the one before has ended.
        let listener = loop {
            match std::net::TcpListener::bind(&self.address) {
                Ok(listener) => break listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        let running = launch(&self.settings, listener).await.unwrap();
        self.address = running.address.to_string();
        self.running = Some(running);
    }

    async fn close(&mut self) {
        self.running.take().unwrap().stop().await.unwrap();
    }

    fn read<T>(&self, sql: &str, take: impl Fn(&rusqlite::Row) -> rusqlite::Result<T>) -> Vec<T> {
        let store = &self.running.as_ref().unwrap().app.store;
        store.write_now(|tx| Ok(tx.prepare(sql)?.query_map([], take)?.collect::<rusqlite::Result<_>>()?)).unwrap()
    }

    /// What came, in the order in which it came: an announcement, or the last byte of a document.
    fn arrived(&self) -> Vec<(String, Uuid)> {
        self.read("SELECT what, id FROM arrived ORDER BY place", |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

/// Appointments on as many days as there are.
async fn book_on_each_day(desk: &App) -> Vec<(Uuid, Timestamp)> {
    let offer = call(desk, "slots_offer", json!({ "service_code": "naspi" })).await;
    let (mut days, mut booked) = (BTreeSet::new(), vec![]);
    for hour in offer["free"].as_array().unwrap() {
        let starts_at: Timestamp = hour["starts_at"].as_str().unwrap().parse().unwrap();
        if !days.insert(day_of(starts_at)) {
            continue;
        }
        let booking = json!({
            "citizen": { "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti", "given_name": "Esempio",
                "phone": "", "mismatch_reason": "Nome inventato per la prova" },
            "service_code": "naspi", "slot_ids": hour["slot_ids"], "mode": "video", "papers": [],
            "privacy_notice_version": call(desk, "catalogue_get", json!(null)).await["privacy_notice"]["version"],
        });
        let answer = call(desk, "appointments_book", booking).await;
        booked.push((answer["appointment"]["id"].as_str().unwrap().parse().unwrap(), starts_at));
    }
    assert!(booked.len() > 2, "hours on {} days", booked.len());
    booked
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::get("Europe/Rome").unwrap()).date()
}

struct Waiting {
    id: Uuid,
    day: Date,
    bytes: usize,
    waited_since: Option<Timestamp>,
}

/// Scanned with the cable out; every fortieth a good hour ago or longer.
fn scan(desk: &App, booked: &[(Uuid, Timestamp)]) -> Vec<Waiting> {
    let mut random = fastrand::Rng::with_seed(5);
    let mut waiting = vec![];
    for place in 0..DOCUMENTS {
        let (appointment_id, starts_at) = booked[random.usize(..booked.len())];
        let mut content = b"%PDF-1.7\n% invented\n".to_vec();
        content.resize_with(random.usize(100..30_000), || random.u8(..));
        let id = Uuid::now_v7();
        let new = documents::NewDocument {
            id,
            appointment_id,
            document_type: "other".into(),
            media_type: MediaType::Pdf,
            bytes: content.len() as u64,
            sha256: hex::encode(ring::digest::digest(&ring::digest::SHA256, &content)),
            pages: 1,
            key: desk.vault.seal(id, &content).unwrap(),
        };
        let since = desk.clock.now() - SignedDuration::from_mins(90 + random.i64(0..600));
        let waited_since = (place % 40 == 0).then_some(since);
        desk.store
            .write(|tx| {
                documents::add_scanned(desk, tx, new)?;
                if let Some(since) = waited_since {
                    tx.execute("UPDATE documents SET added_at = ?2 WHERE id = ?1", (id.to_string(), since))?;
                }
                Ok(())
            })
            .unwrap();
        waiting.push(Waiting { id, day: day_of(starts_at), bytes: content.len(), waited_since });
    }
    waiting
}

/// By the day of the appointment; within it what has waited an hour, longest first; then the smaller.
fn in_order(mut waiting: Vec<Waiting>) -> Vec<Uuid> {
    waiting.sort_by(|one, other| {
        let longest_first = match (one.waited_since, other.waited_since) {
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => one.bytes.cmp(&other.bytes),
        };
        one.day.cmp(&other.day).then(longest_first).then(one.id.cmp(&other.id))
    });
    waiting.into_iter().map(|one| one.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_documents_leave_in_the_order_of_their_urgency_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Centrale {
        data: folder.path().join("centrale"),
        key_file: folder.path().join("centrale.key"),
        limits: Limits { guesses_per_minute: 10_000 },
        ..Centrale::default()
    };
    let mut office = Office { settings, address: "127.0.0.1:0".into(), running: None };
    office.open().await;
    let store = office.running.as_ref().unwrap().app.store.clone();
    let now = office.settings.clock.now();
    demo::fill(&store, now, true).unwrap();
    let log = "CREATE TABLE arrived (place INTEGER PRIMARY KEY, what TEXT, id BLOB);
        CREATE TRIGGER log_announced AFTER INSERT ON document WHEN new.origin = 'desk'
            BEGIN INSERT INTO arrived (what, id) VALUES ('announced', new.id); END;
        CREATE TRIGGER log_whole AFTER UPDATE OF delivered ON document WHEN new.delivered AND NOT old.delivered
            BEGIN INSERT INTO arrived (what, id) VALUES ('whole', new.id); END;";
    store.write_now(|tx| Ok(tx.execute_batch(log)?)).unwrap();
    let code = enrolments::make_code(&store, "S1", now).unwrap().code;
    drop(store);

    let desk: Arc<App> = App::open(Options { data: folder.path().join("desk"), force_key_file: true }).unwrap();
    let url = format!("http://{}", office.address);
    call(&desk, "desk_enrol", json!({ "central_url": url, "code": code })).await;
    desk.start();
    let operators = call(&desk, "operators_list", json!(null)).await;
    let anna = operators.as_array().unwrap().iter().find(|one| one["name"] == "Anna Prova").unwrap();
    call(&desk, "operators_sign_in", json!({ "operator_id": anna["id"], "pin": "123456" })).await;
    until("the desk has read the hours", async || {
        call(&desk, "slots_offer", json!({ "service_code": "naspi" })).await["free"][0]["slot_ids"].is_array()
    })
    .await;
    let booked = book_on_each_day(&desk).await;
    let status = async || call(&desk, "connection_status", json!(null)).await;
    until("the bookings have left", async || status().await["waiting"] == 0).await;

    office.close().await;
    until("the desk has noticed", async || status().await["state"] == "offline").await;
    let waiting = scan(&desk, &booked);
    office.open().await;
    for whole in [250, 500, 750] {
        let whole = |office: &Office| office.arrived().iter().filter(|(what, _)| what == "whole").count() >= whole;
        until("a part has arrived", async || whole(&office)).await;
        office.close().await;
        office.open().await;
    }
    until("all have left", async || status().await["waiting"] == 0).await;

    let arrived = office.arrived();
    let (announced, whole) = arrived.split_at(DOCUMENTS);
    assert!(announced.iter().all(|(what, _)| what == "announced"), "commands leave before bytes");
    let whole: Vec<Uuid> = whole.iter().map(|(_, id)| *id).collect();
    let expected = in_order(waiting);
    assert_eq!(whole.len(), DOCUMENTS, "none twice, none lost");
    let wrong = whole.iter().zip(&expected).position(|(one, other)| one != other);
    assert_eq!(wrong, None, "the first place with another document than the rule says");
    let of_it = "SELECT count(*) FROM document WHERE origin = 'desk' AND NOT delivered";
    assert_eq!(office.read(of_it, |row| row.get::<_, u32>(0)), [0]);
    println!("{DOCUMENTS} documents in order, Centrale started anew 3 times");
}
