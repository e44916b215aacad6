//! The real desk against the real Centrale over a line that drops, delays, repeats and reorders.

mod chaos;

use chaos::{
    Fault, Mood,
    world::{World, all_sent, book, book_hour, call, free, open, scan, sign_in, until, world},
};
use serde_json::json;
use sportello_central::{Running, enrolments};
use sportello_core::{App, api, documents, store::facts};

/// Kind and number of every command that Centrale carried out, in the order of their numbers.
fn carried_out(centrale: &Running) -> Vec<(String, i64)> {
    let read = centrale.app.store.write_now(|tx| {
        let mut statement = tx.prepare("SELECT kind, desk_seq FROM command ORDER BY desk_seq")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    });
    read.expect("Centrale's commands")
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_bad_line_every_command_arrives_once_and_in_order() {
    let World { _folder, centrale, line, desk } = world(20_261_123).await;
    line.set(Mood::Cut);
    until("the desk notices", async || call(&desk, "connection_status", json!(null)).await["state"] == "offline").await;
    let mut expected = Vec::new();
    let mut documents = Vec::new();
    let mut words = Vec::new();
    for round in 0..12 {
        let booked = book(&desk).await;
        words.push(booked["appointment"]["booking"].as_str().expect("a word").to_owned());
        let id = &booked["appointment"]["id"];
        call(&desk, "appointments_mark_arrived", json!({ "id": id })).await;
        documents.push(scan(&desk, id, 100_000 * round).await);
        let outcome = json!({ "id": id, "outcome": "held", "note": "nota inventata" });
        call(&desk, "appointments_record_outcome", outcome).await;
        expected.extend(["book_appointment", "mark_arrived", "add_document", "record_outcome"]);
    }

    assert!(words.contains(&"confirmed".into()), "an hour of its own is final without a line");
    assert!(words.contains(&"provisional".into()), "a common one is not");

    line.set(Mood::Bad);
    until("everything has left", async || {
        // The clerk goes on working: each act cuts the wait short.
        desk.wake.notify_one();
        all_sent(&desk).await
    })
    .await;
    line.set(Mood::Calm);

    let arrived = carried_out(&centrale);
    let kinds: Vec<&str> = arrived.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, expected, "each once, in the order of the clerk");
    let numbers: Vec<i64> = arrived.iter().map(|(_, number)| *number).collect();
    assert_eq!(numbers, (1..=48).collect::<Vec<_>>(), "without a gap");
    for id in &documents {
        let delivered: bool = centrale
            .app
            .store
            .write_now(|tx| Ok(tx.query_row("SELECT delivered FROM document WHERE id = ?", [id], |row| row.get(0))?))
            .expect("Centrale knows it");
        assert!(delivered, "Centrale calls delivered only what agrees in length and SHA-256");
    }
    for fault in [Fault::RequestLost, Fault::AnswerLost, Fault::Repeated, Fault::Late, Fault::Reordered, Fault::Portal]
    {
        assert!(line.faults().get(&fault).is_some_and(|times| *times > 0), "{fault:?} never happened");
    }
    println!("{} commands, {} documents, faults: {:?}", arrived.len(), documents.len(), line.faults());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_whose_clock_is_days_wrong_connects_and_learns_the_hour() {
    let World { _folder: folder, centrale, line: _line, desk: _desk } = world(7).await;
    let desk = open(&folder.path().join("desk2"));
    desk.clock.set(jiff::Timestamp::now() - jiff::SignedDuration::from_hours(50));
    let code = enrolments::make_code(&centrale.app.store, "S2", jiff::Timestamp::now()).expect("a code").code;
    call(&desk, "desk_enrol", json!({ "central_url": centrale.url, "code": code })).await;
    desk.start();
    sign_in(&desk).await;
    until("it is connected", async || call(&desk, "connection_status", json!(null)).await["state"] == "connected")
        .await;
    assert!(desk.clock.now().duration_since(jiff::Timestamp::now()).as_secs().abs() < 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_centrale_no_longer_accepts_is_enrolled_again_and_loses_nothing() {
    let World { _folder: folder, centrale, line, desk } = world(7).await;
    let code = |label| enrolments::make_code(&centrale.app.store, label, jiff::Timestamp::now()).expect("a code").code;
    assert_eq!(book(&desk).await["appointment"]["booking"], "confirmed");
    // Somebody sets up another machine as this desk.
    let other = open(&folder.path().join("desk2"));
    call(&other, "desk_enrol", json!({ "central_url": centrale.url, "code": code("S1") })).await;
    until("the desk is told", async || call(&desk, "desk_status", json!(null)).await["rejected"] == true).await;
    // As if the answer to the first booking had been lost: Centrale knows the command, the desk does not know that.
    desk.store.write(|tx| Ok(tx.execute("UPDATE outbox SET state = 'waiting'", [])?)).expect("an answer is lost");
    assert_eq!(book(&desk).await["appointment"]["booking"], "provisional");

    let elsewhere = json!({ "central_url": "https://evil.example", "code": code("S2") });
    let error = api::call(&desk, "desk_enrol", elsewhere).await.expect_err("the code of another desk");
    assert_eq!(json!(error)["code"], "enrolment_code");
    call(&desk, "desk_enrol", json!({ "central_url": "", "code": code("S1") })).await;
    let identity = call(&desk, "desk_status", json!(null)).await["identity"].clone();
    assert_eq!(identity["central_url"], line.url, "with the Centrale it had, whatever was asked for");
    until("what waited has left", async || {
        call(&desk, "connection_status", json!(null)).await["state"] == "connected" && all_sent(&desk).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_contact_no_number_is_given_twice_by_another_machine_or_by_a_database_that_was_put_back() {
    let World { _folder: folder, centrale, line: _line, desk } = world(7).await;
    let count = |desk: &App| desk.store.read(|conn| facts::get::<i64>(conn, facts::LAST_NUMBER)).expect("a count");
    book(&desk).await;
    until("it is sent", async || all_sent(&desk).await).await;
    let given = count(&desk);
    assert!(given > Some(0));
    let other = open(&folder.path().join("desk2"));
    let code = enrolments::make_code(&centrale.app.store, "S1", jiff::Timestamp::now()).expect("a code").code;
    call(&other, "desk_enrol", json!({ "central_url": centrale.url, "code": code })).await;
    let beyond = given.map(|given| given + 100);
    assert_eq!(count(&other), beyond, "beyond what the old machine may have given without a line");
    // A number that no appointment tells of any more.
    let later =
        centrale.app.store.write_now(|tx| Ok(tx.execute("UPDATE desk SET last_number = last_number + 100", [])?));
    assert!(later.is_ok());
    other.store.write(|tx| facts::set(tx, facts::LAST_NUMBER, &0)).expect("put back");
    other.start();
    until("a contact", async || count(&other) == given.map(|given| given + 100)).await;
}

/// A PDF of one page.
const PDF: &[u8] = include_bytes!("../../../fuzz/seeds/pdf/page.pdf");

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_booking_that_is_given_up_gives_its_scan_back() {
    let World { _folder: folder, centrale, line, desk } = world(7).await;
    let scans = folder.path().join("scans");
    std::fs::create_dir(&scans).expect("a folder");
    call(&desk, "settings_set_folder", json!({ "folder": scans })).await;
    line.set(Mood::Cut);
    until("the desk notices", async || call(&desk, "connection_status", json!(null)).await["state"] == "offline").await;

    let hours = free(&desk).await;
    let hour = hours.iter().find(|hour| hour["booking"] == "provisional").expect("an hour for whoever is first");
    let id = book_hour(&desk, hour).await["appointment"]["id"].clone();
    call(&desk, "scanning_aim", json!({ "appointment_id": id, "document_type": null })).await;
    std::fs::write(scans.join("foglio.pdf"), PDF).expect("a scan");
    until("it is attached", async || {
        call(&desk, "scanning_status", json!(null)).await["scans"][0]["state"] == "attached"
    })
    .await;

    // Another desk was quicker.
    let other = open(&folder.path().join("desk2"));
    let code = enrolments::make_code(&centrale.app.store, "S2", jiff::Timestamp::now()).expect("a code").code;
    call(&other, "desk_enrol", json!({ "central_url": centrale.url, "code": code })).await;
    other.start();
    sign_in(&other).await;
    until("the other desk is ready", async || {
        free(&other).await.iter().any(|one| one["slot_ids"] == hour["slot_ids"] && one["booking"] == "confirmed")
    })
    .await;
    assert_eq!(book_hour(&other, hour).await["appointment"]["booking"], "confirmed");

    line.set(Mood::Calm);
    until("the refusal is known", async || call(&desk, "connection_status", json!(null)).await["parked"] == 1).await;
    let detail = call(&desk, "appointments_get", json!({ "id": id })).await;
    assert_eq!((&detail["state"], &detail["refusal"]), (&json!("refused"), &json!("slot_taken")));
    let outbox = call(&desk, "outbox_list", json!(null)).await;
    call(&desk, "outbox_withdraw", json!({ "id": outbox[0]["id"] })).await;

    let scan = call(&desk, "scanning_status", json!(null)).await["scans"][0].clone();
    assert_eq!((&scan["state"], &scan["appointment_id"]), (&json!("taken"), &json!(null)), "the only copy is kept");
    assert!(all_sent(&desk).await, "and nothing of it waits for ever");
    assert_eq!(call(&desk, "outbox_list", json!(null)).await, json!([]));
    let path = format!("scans/{}", scan["id"].as_str().expect("an id"));
    assert_eq!(documents::bytes(&desk, &path).await.expect("readable").bytes, PDF);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_one_cut_the_desk_comes_back_with_nobody_doing_anything() {
    let World { _folder, centrale, line, desk } = world(7).await;
    line.set(Mood::Cut);
    until("the desk notices", async || call(&desk, "connection_status", json!(null)).await["state"] == "offline").await;
    book(&desk).await;
    line.set(Mood::Calm);
    until("it is sent", async || all_sent(&desk).await).await;
    assert_eq!(carried_out(&centrale).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_paper_stays_there_when_centrale_has_answered() {
    let World { _folder, centrale: _centrale, line: _line, desk } = world(7).await;
    let id = book(&desk).await["appointment"]["id"].clone();
    scan(&desk, &id, 1_000).await;
    desk.wake.notify_one();
    until("it is sent", async || all_sent(&desk).await).await;
    let detail = call(&desk, "appointments_get", json!({ "id": id })).await;
    assert_eq!(detail["appointment"]["papers"][0]["state"], "present");
    assert_eq!(detail["documents"][0]["state"]["name"], "delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_line_a_booking_is_confirmed_before_the_clerk_looks_up() {
    let World { _folder, centrale: _centrale, line: _line, desk } = world(7).await;
    let booked = book(&desk).await;
    assert_eq!(booked["appointment"]["booking"], "confirmed");
    assert!(booked["appointment"]["version"].as_i64().expect("a version") > 0);
}
