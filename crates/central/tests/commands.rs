//! A command is carried out once, in the order of its desk; a slot is sold once.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;

use desk::{booking, problem, world};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn a_command_sent_again_gets_the_same_answer() {
    let world = world().await;
    let desk = world.desk("S1").await;
    let command = desk.command(&booking(&desk.free_slot().await));
    let first = desk.send(&command).await;
    assert!(!first.headers().contains_key("idempotency-replayed"));
    let first = first.text().await.unwrap();
    let again = desk.send(&command).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.text().await.unwrap(), first);
}

#[tokio::test]
async fn the_same_key_with_another_content_is_refused() {
    let world = world().await;
    let desk = world.desk("S1").await;
    let slot = desk.free_slot().await;
    let first = desk.command(&booking(&slot));
    assert_eq!(desk.send(&first).await.status(), 200);
    let mut other = desk.command(&booking(&slot));
    other["command_id"] = first["command_id"].clone();
    assert_eq!(problem(desk.send(&other).await).await, (422, "fingerprint_mismatch".into()));
}

#[tokio::test]
async fn a_command_must_agree_with_its_key_and_its_fingerprint() {
    let world = world().await;
    let desk = world.desk("S1").await;
    let command = desk.command(&booking(&desk.free_slot().await));
    let bad = (400, "bad_request".to_owned());
    assert_eq!(problem(desk.post("/commands").json(&command).send().await.unwrap()).await, bad);
    let other_key = desk.post("/commands").header("Idempotency-Key", Uuid::now_v7().to_string());
    assert_eq!(problem(other_key.json(&command).send().await.unwrap()).await, bad);
    let mut changed = command.clone();
    changed["payload"]["number"] = json!("S1-0001");
    assert_eq!(problem(desk.send(&changed).await).await, bad);
    assert_eq!(desk.send(&command).await.status(), 200, "none of them counted");
}

#[tokio::test]
async fn a_gap_is_named_and_a_refusal_advances() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let slot = desk.free_slot().await;
    desk.seq = 1;
    let early = desk.send(&desk.command(&booking(&slot))).await;
    assert_eq!(early.status(), 409);
    let early: Value = early.json().await.unwrap();
    assert_eq!((&early["type"], &early["expected_seq"]), (&json!("sequence_gap"), &json!(1)));
    desk.seq = 0;
    let mut unknown = booking(&slot);
    unknown["service_code"] = json!("no_such_service");
    let refused = desk.tell(&unknown).await;
    assert_eq!((&refused["outcome"], &refused["problem"]["type"]), (&json!("refused"), &json!("service_unknown")));
    let mut anothers = booking(&slot);
    anothers["number"] = json!("S2-0001");
    assert_eq!(desk.tell(&anothers).await["outcome"], "refused", "a number of another desk");
    assert_eq!(desk.tell(&booking(&slot)).await["outcome"], "done");
}

#[tokio::test]
async fn of_two_desks_that_want_one_slot_one_gets_it() {
    let world = world().await;
    let (one, two) = (world.desk("S1").await, world.desk("S2").await);
    let slots = one.read("/slots").await;
    let free: Vec<Value> = slots["slots"].as_array().unwrap().iter().filter(|s| s["free"] == true).cloned().collect();
    let (mut one, mut two) = (one, two);
    for slot in free.iter().take(10) {
        let (first, mut second) = (booking(slot), booking(slot));
        second["number"] = json!("S2-9001");
        let (first, second) = tokio::join!(one.tell(&first), two.tell(&second));
        let (won, lost) = if first["outcome"] == "done" { (first, second) } else { (second, first) };
        assert_eq!(won["appointment"]["booking"], "confirmed");
        assert_eq!((&lost["outcome"], &lost["problem"]["type"]), (&json!("refused"), &json!("slot_taken")));
    }
    let slots = one.read("/slots").await;
    let taken = slots["slots"].as_array().unwrap().iter().find(|s| s["id"] == free[0]["id"]).unwrap().clone();
    assert_eq!(taken["free"], false);
}

#[tokio::test]
async fn refusals_name_what_is_wrong() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let slot = desk.free_slot().await;
    let mut nowhere = booking(&slot);
    nowhere["slot_ids"] = json!([Uuid::now_v7()]);
    assert_eq!(desk.tell(&nowhere).await["problem"]["type"], "slot_unknown");
    let unknown = json!({ "kind": "mark_arrived", "appointment_id": Uuid::now_v7(), "at": "2026-11-23T08:00:00Z" });
    assert_eq!(desk.tell(&unknown).await["problem"]["type"], "appointment_unknown");
    let id = desk.book().await;
    let opened = json!({
        "kind": "open_document", "document_id": Uuid::now_v7(), "appointment_id": id, "at": "2026-11-23T08:00:00Z",
    });
    assert_eq!(desk.tell(&opened).await["problem"]["type"], "document_unknown");
    let closing = json!({
        "kind": "record_outcome", "appointment_id": id, "outcome": "held", "note": "", "at": "2026-11-23T08:00:00Z",
    });
    assert_eq!(desk.tell(&closing).await["outcome"], "done");
    assert_eq!(desk.tell(&closing).await["problem"]["type"], "appointment_closed");
}

#[tokio::test]
async fn texts_and_operators_have_their_limits() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let id = desk.book().await;
    let at = "2026-11-23T08:00:00Z";
    let note = |length: usize| {
        let note = "è".repeat(length);
        json!({ "kind": "record_outcome", "appointment_id": id, "outcome": "held", "note": note, "at": at })
    };
    let reason = "è".repeat(501);
    let paper = |length: usize| json!({ "document_type": "x".repeat(length), "state": "missing" });
    let papers = |papers: Vec<Value>| json!({ "kind": "set_papers", "appointment_id": id, "papers": papers });
    let document = json!({
        "kind": "add_document", "document_id": Uuid::now_v7(), "appointment_id": id, "document_type": "x".repeat(65),
        "title": "Prova", "media_type": "application/pdf", "bytes": 1, "sha256": "0".repeat(64), "pages": 1,
        "added_at": at,
    });
    for long in [
        note(2001),
        json!({ "kind": "cancel_appointment", "appointment_id": id, "by": "counter", "reason": reason, "at": at }),
        papers(vec![paper(65)]),
        papers(vec![paper(1); 51]),
        document,
    ] {
        let answer = desk.tell(&long).await;
        assert_eq!((&answer["outcome"], &answer["problem"]["type"]), (&json!("refused"), &json!("bad_request")));
    }
    assert_eq!(desk.tell(&papers(vec![paper(64); 50])).await["outcome"], "done");
    let own = std::mem::replace(&mut desk.operator, json!(Uuid::now_v7()));
    let answer = desk.tell(&note(2000)).await;
    assert_eq!((&answer["outcome"], &answer["problem"]["type"]), (&json!("refused"), &json!("forbidden")));
    desk.operator = own;
    assert_eq!(desk.tell(&note(2000)).await["outcome"], "done", "the refusal counted, so this is the next");
}

#[tokio::test]
async fn an_old_view_of_the_papers_does_not_undo_a_scan() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let slot = desk.free_slot().await;
    let booked = desk.tell(&booking(&slot)).await["appointment"].clone();
    let added = json!({
        "kind": "add_document", "document_id": Uuid::now_v7(), "appointment_id": booked["id"], "pages": 1,
        "document_type": "identity_card", "title": "Prova", "media_type": "application/pdf", "bytes": 1,
        "sha256": "0".repeat(64), "added_at": "2026-11-23T08:00:00Z",
    });
    let scanned = desk.tell(&added).await["appointment"].clone();
    assert_eq!(scanned["papers"][0]["state"], "present");
    let set = json!({ "kind": "set_papers", "appointment_id": booked["id"], "papers": [
        { "document_type": "identity_card", "state": "missing" }, { "document_type": "isee", "state": "present" },
    ] });
    let mut command = desk.command(&set);
    command["saw_version"] = booked["version"].clone();
    let old: Value = desk.send(&command).await.json().await.unwrap();
    desk.seq += 1;
    let papers = &old["appointment"]["papers"];
    assert_eq!((&papers[0]["state"], &papers[1]["state"]), (&json!("present"), &json!("present")));
    let mut command = desk.command(&set);
    command["saw_version"] = old["appointment"]["version"].clone();
    let new: Value = desk.send(&command).await.json().await.unwrap();
    assert_eq!(new["appointment"]["papers"][0]["state"], "missing", "who has seen the scan may say so");
}

#[tokio::test]
async fn promises_are_counted_from_one_and_numbers_are_the_desks_label_with_a_count() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let slot = desk.free_slot().await;
    for number in [0, -1] {
        let mut promised = booking(&slot);
        promised["promise"] = json!(number);
        let refused = desk.send(&desk.command(&promised)).await;
        assert_eq!(problem(refused).await, (400, "bad_request".into()), "promise {number}");
        let said = json!({
            "attempt": Uuid::now_v7(), "condition": "whole", "promised": 1, "pending": [number], "owned": [],
            "requested": [], "released": [],
        });
        let refused = desk.post("/allotment").json(&said).send().await.unwrap();
        assert_eq!(problem(refused).await, (400, "bad_request".into()), "pending {number}");
    }
    for number in ["S1-", "S1", "S1-12a", "S1-+12", "S1-0000000001"] {
        let mut numbered = booking(&slot);
        numbered["number"] = json!(number);
        assert_eq!(desk.tell(&numbered).await["problem"]["type"], "bad_request", "{number}");
    }
    let mut third = booking(&slot);
    third["promise"] = json!(3);
    assert_eq!(desk.tell(&third).await["outcome"], "done", "a gap is legitimate: those before it may come later");
}

#[tokio::test]
async fn a_request_that_arrives_after_its_hour_is_refused() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let slot = desk.free_slot().await;
    let end = slot["starts_at"].as_str().unwrap().parse::<Timestamp>().unwrap() + SignedDuration::from_mins(30);
    world.settings.clock.advance(end.duration_since(world.settings.clock.now()) + SignedDuration::from_secs(1));
    let now = world.settings.clock.now().as_second();
    let answer: Value = desk.ask_voucher(&desk.assertion(&desk.claims(now))).await.json().await.unwrap();
    desk.voucher = answer["access_token"].as_str().unwrap().to_owned();
    assert_eq!(desk.tell(&booking(&slot)).await["problem"]["type"], "slot_past");
}

#[tokio::test]
async fn what_is_withdrawn_or_moved_can_be_sold_again() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    for (promise, ending) in [(1, "cancel_appointment"), (2, "move_appointment")] {
        let slot = desk.free_slot().await;
        let first = booking(&slot);
        assert_eq!(desk.tell(&first).await["outcome"], "done");
        let other = desk.free_slot().await;
        let ending = json!({
            "kind": ending, "appointment_id": first["appointment_id"], "slot_ids": [other["id"]], "mode": "video",
            "starts_at": other["starts_at"], "minutes": 30, "by": "citizen", "reason": "", "at": "2026-11-23T08:00:00Z",
        });
        let answer = desk.tell(&ending).await;
        assert_eq!(answer["outcome"], "done");
        assert_eq!(answer["appointment"]["history"].as_array().map(Vec::len), Some(1));
        // The slot went back to the desk that had it, and a desk sells its own by a promise only.
        assert_eq!(desk.tell(&booking(&slot)).await["problem"]["type"], "slot_taken");
        let mut promised = booking(&slot);
        promised["promise"] = json!(promise);
        assert_eq!(desk.tell(&promised).await["outcome"], "done");
    }
}

#[tokio::test]
async fn changes_come_in_order_each_thing_once_from_any_page() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let start = desk.free_slot().await["starts_at"].clone();
    let id = desk.book().await;
    let arrived = json!({ "kind": "mark_arrived", "appointment_id": id, "at": start });
    let first = desk.tell(&arrived).await;
    assert_eq!(desk.tell(&arrived).await["appointment"], first["appointment"], "arriving twice is arriving once");
    let (mut cursor, mut ids, mut last) = (String::new(), Vec::new(), Value::Null);
    loop {
        let page = desk.read(&format!("/changes?limit=7{cursor}")).await;
        let mut in_page = std::collections::HashSet::new();
        for change in page["changes"].as_array().unwrap() {
            let thing = &change[change["kind"].as_str().unwrap()];
            assert!(in_page.insert(thing["id"].to_string()), "twice in a page");
            if let Some(citizen) = thing.get("citizen") {
                assert!(ids.contains(&citizen["id"].to_string()), "an appointment before its citizen");
            }
            ids.push(thing["id"].to_string());
            last = thing.clone();
        }
        cursor = format!("&cursor={}", page["cursor"].as_str().unwrap());
        if page["more"] == false {
            break;
        }
    }
    assert_eq!((&last["id"], &last["arrived_at"]), (&json!(id), &start));
    let idle = desk.read(&format!("/changes?limit=7{cursor}")).await;
    assert_eq!(idle["changes"], json!([]));
    assert_eq!(problem(desk.get("/changes?cursor=nonsense").send().await.unwrap()).await, (400, "bad_request".into()));
}

#[tokio::test]
async fn what_is_polled_is_not_sent_twice() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    for path in ["/roster", "/catalogue", "/slots", "/snapshot", "/snapshot/025999"] {
        let answer = desk.get(path).send().await.unwrap();
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let again = desk.get(path).header("If-None-Match", &tag).send().await.unwrap();
        assert_eq!(again.status(), 304, "{path}");
    }
    let before = desk.get("/slots").send().await.unwrap().headers()["etag"].clone();
    desk.book().await;
    assert_eq!(desk.get("/slots").header("If-None-Match", before).send().await.unwrap().status(), 200);
}
