//! A desk that is killed (-9) between "booked" and "sent" loses nothing and sends nothing twice.

mod desk;

use desk::Desk;
use serde_json::json;
use sportello_central::{Centrale, Running, app::Limits, demo, enrolments, launch};
use std::{path::Path, time::Duration};

async fn centrale(folder: &Path, address: &str) -> (Centrale, Running) {
    let settings = Centrale {
        data: folder.join("centrale"),
        key_file: folder.join("centrale.key"),
        limits: Limits { guesses_per_minute: 10_000 },
        ..Centrale::default()
    };
    let listener = std::net::TcpListener::bind(address).expect("the port");
    let running = launch(&settings, listener).await.expect("Centrale starts");
    (settings, running)
}

/// The bookings of this test at Centrale, by number.
fn booked(running: &Running) -> Vec<String> {
    let read = running.app.store.write_now(|tx| {
        let mut statement = tx.prepare(
            "SELECT a.number FROM appointment a JOIN citizen c ON c.id = a.citizen_id
             WHERE c.family_name = 'Provetti' ORDER BY a.number",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    });
    read.expect("Centrale's bookings")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_between_booked_and_sent_sends_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (settings, running) = centrale(folder.path(), "127.0.0.1:0").await;
    let (url, address) = (running.url.clone(), running.address.to_string());
    demo::fill(&running.app.store, settings.clock.now(), true).expect("demonstration data");
    let code = enrolments::make_code(&running.app.store, "S1", settings.clock.now()).expect("a code").code;
    let data = folder.path().join("desk");

    let mut desk = Desk::start(&data);
    desk.call("desk_enrol", json!({ "central_url": url, "code": code }));
    desk.sign_in();
    desk.until("the desk has read the slots", |desk| {
        desk.call("slots_offer", json!({ "service_code": "naspi" }))["free"][0]["slot_ids"].is_array()
    });
    running.stop().await.expect("Centrale stops");
    desk.until("the desk notices", |desk| desk.call("connection_status", json!(null))["state"] == "offline");
    let request = desk.booking();
    let answer = desk.call("appointments_book", request);
    assert_eq!(answer["appointment"]["booking"], "provisional");
    let mut promised = vec![answer["appointment"]["number"].as_str().expect("a number").to_owned()];
    desk.kill();

    let (_, running) = centrale(folder.path(), &address).await;
    let mut desk = Desk::start(&data);
    desk.sign_in();
    desk.until_sent();
    assert_eq!(booked(&running), promised, "once");

    // On line too, at any moment after the click.
    for pause in [0, 1, 3, 8, 20, 50] {
        let request = desk.booking();
        desk.ask("appointments_book", request);
        std::thread::sleep(Duration::from_millis(pause));
        desk.kill();
        desk = Desk::start(&data);
        desk.sign_in();
        desk.until_sent();
        let here = desk.call("citizens_search", json!({ "text": "Provetti" }));
        let detail = desk.call("citizens_get", json!({ "id": here[0]["citizen"]["id"] }));
        let mut numbers: Vec<String> = detail["appointments"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|line| line["number"].as_str().expect("a number").to_owned())
            .collect();
        numbers.sort();
        assert_eq!(booked(&running), numbers, "killed after {pause} ms: what the desk shows is what Centrale has");
        promised = numbers;
    }
    assert!(promised.len() > 1, "no kill on line fell after the commit: the pauses are too short for this machine");
    println!("{} bookings, each once, after 7 kills", promised.len());
    desk.kill();
}
