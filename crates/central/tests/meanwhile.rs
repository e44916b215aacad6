//! What INPS and other desks did while a desk had no line does not undo what it promised or noted. All data is invented.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::{Desk, World, booking};
use jiff::SignedDuration;
use office::{DAY, FIRST_OF_DECEMBER, Office, book, contact, free_at, pulled, slots_on, world_at};
use reqwest::Method;
use serde_json::{Value, json};

/// What the desk did without a line at an instant, as it saw the appointment before.
fn command(desk: &Desk, payload: &Value, at: &str, saw: i64) -> Value {
    let mut command = desk.command(payload);
    command["made_at"] = json!(at);
    command["saw_version"] = json!(saw);
    command
}

async fn tell(desk: &mut Desk, payload: &Value, at: &str, saw: i64) -> Value {
    let answer = desk.send(&command(desk, payload, at, saw)).await;
    assert_eq!(answer.status(), 200);
    desk.seq += 1;
    answer.json().await.unwrap()
}

fn promised_move(appointment: &str, slot: &Value, at: &str) -> Value {
    json!({
        "kind": "move_appointment", "appointment_id": appointment, "slot_ids": [slot["id"]],
        "starts_at": slot["starts_at"], "minutes": slot["minutes"], "mode": "video", "by": "citizen",
        "reason": "Ha telefonato (prova)", "promise": 1, "at": at,
    })
}

/// A desk with a booking at eight and hours of its own, of which it promises one.
async fn booked(world: &World) -> (Desk, String, Value) {
    let mut desk = world.desk("S1").await;
    let owned = contact(&desk, &Value::Null).await["owned"][0].clone();
    let slot = free_at(&slots_on(&desk, DAY).await, "08:00");
    let (id, answer) = book(&mut desk, &slot).await;
    assert_eq!(answer["outcome"], "done");
    (desk, id, owned)
}

async fn note_outcome(world: &World, id: &str, outcome: &str) {
    let office = Office::enter(world).await;
    let ending = json!({ "outcome": outcome, "note": "" });
    let answer = office.ask(Method::PUT, &format!("/appointments/{id}/outcome"), Some(&ending)).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_move_that_was_promised_is_kept_though_an_absence_or_a_trouble_was_noted_meanwhile() {
    for withdrawn in [false, true] {
        let world = world_at(FIRST_OF_DECEMBER).await;
        let (mut desk, id, own) = booked(&world).await;
        if withdrawn {
            let span = json!({ "from": "2026-12-09T08:00", "to": "2026-12-09T10:00", "seat": null, "reason": "Prova" });
            Office::enter(&world).await.post("/withdrawals", &span).await;
        }
        note_outcome(&world, &id, if withdrawn { "officer_absent" } else { "citizen_absent" }).await;
        let answer = tell(&mut desk, &promised_move(&id, &own, FIRST_OF_DECEMBER), FIRST_OF_DECEMBER, 1).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        let moved = pulled(&desk, &id).await;
        assert_eq!((&moved["starts_at"], &moved["closing"]), (&own["starts_at"], &Value::Null));
    }
}

#[tokio::test]
async fn a_meeting_that_was_held_is_not_moved() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, id, own) = booked(&world).await;
    note_outcome(&world, &id, "held").await;
    let answer = tell(&mut desk, &promised_move(&id, &own, FIRST_OF_DECEMBER), FIRST_OF_DECEMBER, 1).await;
    assert_eq!(answer["problem"]["type"], "appointment_closed");
}

#[tokio::test]
async fn a_wish_for_an_hour_that_was_withdrawn_meanwhile_does_not_cost_the_hour_that_the_citizen_has() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, id, _) = booked(&world).await;
    let wanted = free_at(&slots_on(&desk, DAY).await, "10:00");
    world.settings.clock.advance(SignedDuration::from_mins(5));
    let span = json!({ "from": "2026-12-09T11:00", "to": "2026-12-09T12:00", "seat": null, "reason": "Prova" });
    Office::enter(&world).await.post("/withdrawals", &span).await;
    let mut wish = promised_move(&id, &wanted, FIRST_OF_DECEMBER);
    wish.as_object_mut().unwrap().remove("promise");
    let answer = tell(&mut desk, &wish, FIRST_OF_DECEMBER, 1).await;
    assert_eq!(answer["problem"]["type"], "slot_unknown");
    let stands = pulled(&desk, &id).await;
    assert_eq!((&stands["booking"], &stands["starts_at"]), (&json!("confirmed"), &json!("2026-12-09T08:00:00Z")));
}

#[tokio::test]
async fn a_promised_move_or_a_cancellation_answers_a_withdrawal_that_the_desk_did_not_know_of() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, moved, own) = booked(&world).await;
    let second = free_at(&slots_on(&desk, DAY).await, "08:30");
    let (cancelled, _) = book(&mut desk, &second).await;
    let office = Office::enter(&world).await;
    let span = json!({ "from": "2026-12-09T08:00", "to": "2026-12-09T12:00", "seat": null, "reason": "Prova" });
    office.post("/withdrawals", &span).await;
    assert_eq!(pulled(&desk, &moved).await["booking"], "to_move");
    let at = "2026-12-01T07:10:00Z";
    let mut own = own;
    if own["starts_at"].as_str().unwrap().starts_with(DAY) {
        let owned = contact(&desk, &Value::Null).await["owned"].clone();
        let other = |slot: &&Value| !slot["starts_at"].as_str().unwrap().starts_with(DAY);
        own = owned.as_array().unwrap().iter().find(other).unwrap().clone();
    }
    let answer = tell(&mut desk, &promised_move(&moved, &own, at), at, 1).await;
    assert_eq!((&answer["outcome"], &answer["appointment"]["booking"]), (&json!("done"), &json!("confirmed")));
    let cancel = json!({ "kind": "cancel_appointment", "appointment_id": cancelled, "by": "citizen", "reason": "Prova", "at": at });
    assert_eq!(tell(&mut desk, &cancel, at, 1).await["outcome"], "done");
}

#[tokio::test]
async fn what_another_desk_decided_first_stands_whatever_inps_did_after_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, id, own) = booked(&world).await;
    let mut other = world.desk("S2").await;
    let there = free_at(&slots_on(&other, DAY).await, "09:30");
    let mut elsewhere = promised_move(&id, &there, FIRST_OF_DECEMBER);
    elsewhere.as_object_mut().unwrap().remove("promise");
    assert_eq!(tell(&mut other, &elsewhere, FIRST_OF_DECEMBER, 1).await["outcome"], "done");
    let office = Office::enter(&world).await;
    let span = json!({ "from": "2026-12-09T10:00", "to": "2026-12-09T11:00", "seat": null, "reason": "Prova" });
    office.post("/withdrawals", &span).await;
    assert_eq!(pulled(&desk, &id).await["booking"], "to_move");
    let answer = tell(&mut desk, &promised_move(&id, &own, FIRST_OF_DECEMBER), FIRST_OF_DECEMBER, 1).await;
    assert_eq!(answer["problem"]["type"], "conflict");
}

#[tokio::test]
async fn papers_that_two_desks_looked_at_merge_line_by_line() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, mut other) = (world.desk("S1").await, world.desk("S2").await);
    let mut wanted = booking(&free_at(&slots_on(&desk, DAY).await, "08:00"));
    wanted["papers"] = json!([{ "document_type": "identity_card", "state": "missing" }, { "document_type": "isee", "state": "missing" }]);
    assert_eq!(desk.tell(&wanted).await["outcome"], "done");
    let id = wanted["appointment_id"].clone();
    let says = |paper: &str| json!({ "kind": "set_papers", "appointment_id": id, "papers": [{ "document_type": paper, "state": "present" }] });
    tell(&mut other, &says("isee"), FIRST_OF_DECEMBER, 1).await;
    let answer = tell(&mut desk, &says("identity_card"), FIRST_OF_DECEMBER, 1).await;
    let states: Vec<&Value> =
        answer["appointment"]["papers"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["present", "present"]);
}

#[tokio::test]
async fn who_came_to_an_hour_that_was_moved_to_another_day_is_not_waiting_for_the_new_one() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, id, _) = booked(&world).await;
    for at in ["2026-12-01T07:00:00Z", "2026-12-10T07:00:00Z"] {
        let arrived = json!({ "kind": "mark_arrived", "appointment_id": id, "at": at });
        assert_eq!(tell(&mut desk, &arrived, at, 1).await["appointment"]["arrived_at"], Value::Null);
    }
    let arrived = json!({ "kind": "mark_arrived", "appointment_id": id, "at": "2026-12-09T07:50:00Z" });
    assert_eq!(tell(&mut desk, &arrived, "2026-12-09T07:50:00Z", 1).await["appointment"]["arrived_at"], arrived["at"]);
}

#[tokio::test]
async fn what_was_asked_for_before_its_hour_was_withdrawn_is_to_be_moved_and_what_was_asked_for_after_is_refused() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let mut desk = world.desk("S1").await;
    let slots = slots_on(&desk, DAY).await;
    let (early, late) = (booking(&free_at(&slots, "08:00")), booking(&free_at(&slots, "08:30")));
    world.settings.clock.advance(SignedDuration::from_mins(5));
    let span = json!({ "from": "2026-12-09T08:00", "to": "2026-12-09T12:00", "seat": null, "reason": "Prova" });
    Office::enter(&world).await.post("/withdrawals", &span).await;
    let answer = tell(&mut desk, &early, "2026-12-01T07:02:00Z", 0).await;
    assert_eq!((&answer["outcome"], &answer["appointment"]["booking"]), (&json!("done"), &json!("to_move")));
    let mut late = late;
    late["number"] = json!("S1-9002");
    let answer = tell(&mut desk, &late, "2026-12-01T07:06:00Z", 0).await;
    assert_eq!(answer["problem"]["type"], "slot_unknown");
}

#[tokio::test]
async fn a_word_that_cannot_be_kept_because_the_desk_exists_twice_is_written_down_with_its_number() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let mut desk = world.desk("S1").await;
    let own = contact(&desk, &Value::Null).await["owned"][0].clone();
    let promised = |number: &str| {
        let mut promised = booking(&own);
        (promised["promise"], promised["number"]) = (json!(1), json!(number));
        promised
    };
    assert_eq!(tell(&mut desk, &promised("S1-9001"), FIRST_OF_DECEMBER, 0).await["outcome"], "done");
    let second = promised("S1-9002");
    assert_eq!(tell(&mut desk, &second, FIRST_OF_DECEMBER, 0).await["problem"]["type"], "slot_taken");
    let acts = Office::enter(&world).await.read("/acts").await;
    let kinds: Vec<&Value> = acts.as_array().unwrap().iter().map(|act| &act["kind"]).collect();
    assert_eq!(kinds, ["promise_broken", "desk_twice"], "{acts}");
    assert_eq!(acts[0]["body"]["at_risk"][0]["number"], "S1-9002", "the citizen who comes for nothing");
    assert_eq!(acts[1]["body"]["at_risk"][0]["number"], "S1-9001");
}

#[tokio::test]
async fn two_pcs_that_call_themselves_one_desk_do_not_move_one_appointment_over_each_other() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, id, _) = booked(&world).await;
    let slots = slots_on(&desk, DAY).await;
    let free = slots.iter().filter(|slot| slot["free"] == true);
    let pcs = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    let mut moved = vec![];
    let mut before = Value::Null;
    for (place, (pc, slot)) in [pcs[0], pcs[1], pcs[0], pcs[1]].iter().zip(free).enumerate() {
        let mut to = promised_move(&id, slot, FIRST_OF_DECEMBER);
        to.as_object_mut().unwrap().remove("promise");
        let mut command = command(&desk, &to, FIRST_OF_DECEMBER, 1);
        command["origin"] = json!(pc);
        if place == 3 {
            command["after"] = before.clone();
        }
        before = command["command_id"].clone();
        let answer: Value = desk.send(&command).await.json().await.unwrap();
        desk.seq += 1;
        moved.push(answer["problem"]["type"].clone());
    }
    let conflict = json!("conflict");
    assert_eq!(
        moved,
        [Value::Null, conflict, Value::Null, Value::Null],
        "the first stands, and what is made on top of it"
    );
}
