//! Documents' bytes over a line that lies: what is no answer of Centrale's throws nothing away, and who asks to come again
//! is obeyed. All data is invented.

mod chaos;

use chaos::{
    Mood,
    world::{World, book, call, scan, until, world},
};
use serde_json::{Value, json};
use sportello_central::Running;
use sportello_core::App;
use std::time::Duration;

fn letter(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n% invented\n".to_vec();
    bytes.extend((0..length).map(|place| (place * 7 % 251) as u8));
    bytes
}

/// The officer sends a document at the console.
async fn send(centrale: &Running, appointment: &Value, bytes: &[u8]) {
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

async fn state_of_theirs(desk: &App, appointment: &Value) -> Value {
    let detail = call(desk, "appointments_get", json!({ "id": appointment })).await;
    let documents = detail["documents"].as_array().expect("a list").clone();
    documents.iter().find(|one| one["origin"] == "officer").map_or(Value::Null, |one| one["state"]["name"].clone())
}

async fn connection(desk: &App) -> Value {
    call(desk, "connection_status", json!(null)).await["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portals_page_in_place_of_a_document_throws_its_beginning_not_away() {
    let World { _folder, centrale, line, desk } = world(11).await;
    let id = book(&desk).await["appointment"]["id"].clone();
    line.set(Mood::Portal);
    let bytes = letter(300_000);
    send(&centrale, &id, &bytes).await;
    until("the desk has heard of it", async || state_of_theirs(&desk, &id).await == "arriving").await;
    // What came before the line broke.
    let beginning = bytes[..100_000].to_vec();
    let sql = "INSERT INTO arriving (document_id, at, bytes) SELECT id, 0, ?1 FROM documents WHERE origin = 'officer'
         AND appointment_id = ?2";
    let kept = desk.store.write(|tx| Ok(tx.execute(sql, (&beginning, id.as_str()))?)).expect("kept");
    assert_eq!(kept, 1);
    let pages = line.faults().get(&chaos::Fault::Portal).copied().unwrap_or(0);
    until("it has met the page again", async || {
        desk.wake.notify_one();
        line.faults().get(&chaos::Fault::Portal).is_some_and(|times| *times > pages + 1)
    })
    .await;
    line.set(Mood::Calm);
    until("it is here", async || {
        desk.wake.notify_one();
        state_of_theirs(&desk, &id).await == "here"
    })
    .await;
    let ranges = line.ranges();
    assert!(ranges.len() > 2 && ranges.iter().all(|range| range == "bytes=100000-"), "{ranges:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_asked_to_come_again_wait_as_long_as_they_are_told_and_the_desk_says_that_it_has_no_line() {
    let World { _folder, centrale: _centrale, line, desk } = world(12).await;
    let id = book(&desk).await["appointment"]["id"].clone();
    until("the booking has left", async || chaos::world::all_sent(&desk).await).await;
    line.set(Mood::Busy);
    scan(&desk, &id, 50_000).await;
    // Its command is known to Centrale as far as the desk knows: only bytes are left.
    let answered = "UPDATE outbox SET state = 'done' WHERE kind = 'add_document'";
    desk.store.write(|tx| Ok(tx.execute(answered, [])?)).expect("answered");
    until("the desk notices", async || connection(&desk).await == "offline").await;
    let before = line.requests();
    for _ in 0..80 {
        assert_eq!(connection(&desk).await, "offline", "nobody who says 503 is a connection");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asked = line.requests() - before;
    assert!(asked <= 2, "three seconds between two requests, there were {asked} in four");
}
