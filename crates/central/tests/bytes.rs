//! Documents' bytes over a line that lies: what is no answer of Centrale's throws nothing away, and who asks to come again
//! is obeyed. All data is invented.

mod chaos;

use chaos::{
    Mood,
    world::{World, book, call, scan, send, until, world},
};
use serde_json::{Value, json};
use sportello_core::App;
use std::time::Duration;

fn letter(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n% invented\n".to_vec();
    bytes.extend((0..length).map(|place| (place * 7 % 251) as u8));
    bytes
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
    let sql = "SELECT received_at IS NOT NULL FROM document WHERE origin = 'officer' AND bytes = ?1";
    until("Centrale knows that it is", async || {
        centrale.app.store.write_now(|tx| Ok(tx.query_row(sql, [bytes.len() as i64], |row| row.get(0))?)).expect("told")
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
