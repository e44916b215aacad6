//! What becomes of hours: freed, given back, shared between desks, promised and past, on the days on which the clock
//! changes; and of an appointment that follows another or is brought forward.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::{Desk, World, booking};
use jiff::{SignedDuration, Timestamp};
use office::{DAY, FIRST_OF_DECEMBER, Office, book, contact, free_at, pulled, slots_on, world_at};
use serde_json::{Value, json};
use uuid::Uuid;

/// Told by a clerk who has seen the appointment as it is.
async fn tell_having_seen(desk: &mut Desk, payload: &Value, seen: &Value) -> Value {
    let mut command = desk.command(payload);
    command["saw_version"] = seen["version"].clone();
    let answer: Value = desk.send(&command).await.json().await.unwrap();
    desk.seq += 1;
    assert_eq!(answer["outcome"], "done", "{answer}");
    answer["appointment"].clone()
}

fn ending(kind: &str, appointment: &Value, to: &Value) -> Value {
    json!({
        "kind": kind, "appointment_id": appointment["id"], "slot_ids": [to["id"]], "starts_at": to["starts_at"],
        "minutes": 30, "mode": "video", "by": "citizen", "reason": "Prova", "at": FIRST_OF_DECEMBER,
    })
}

async fn is_free(desk: &Desk, slot: &Value) -> bool {
    let told = desk.read("/slots").await;
    told["slots"].as_array().unwrap().iter().any(|one| one["id"] == slot["id"] && one["free"] == true)
}

fn ids(slots: &Value) -> Vec<&Value> {
    slots.as_array().unwrap().iter().map(|slot| &slot["id"]).collect()
}

/// A contact in which the desk gives hours back.
async fn give_back(desk: &Desk, last: &Value, released: &Value) -> Value {
    let kept: Vec<&Value> =
        ids(&last["owned"]).into_iter().filter(|id| !released.as_array().unwrap().contains(id)).collect();
    let said = json!({
        "attempt": Uuid::now_v7(), "incarnation": last["incarnation"], "condition": "whole", "promised": 0,
        "pending": [], "owned": kept, "requested": [], "released": released,
    });
    let answer = desk.post("/allotment").json(&said).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// Time passes, and the desk's voucher with it.
async fn later(world: &World, desk: &mut Desk, by: SignedDuration) {
    world.settings.clock.advance(by);
    let now = world.settings.clock.now().as_second();
    let answer: Value = desk.ask_voucher(&desk.assertion(&desk.claims(now))).await.json().await.unwrap();
    desk.voucher = answer["access_token"].as_str().unwrap().to_owned();
}

#[tokio::test]
async fn an_hour_that_another_desk_freed_is_for_whoever_is_first_and_one_that_its_own_desk_freed_stays_with_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut one, mut two, mut borgo) = (world.desk("S1").await, world.desk("S2").await, world.desk("026998/B1").await);
    let mut stayed = Vec::new();
    for (kind, hours) in
        [("cancel_appointment", ["08:00", "08:30", "09:00"]), ("move_appointment", ["09:30", "10:00", "10:30"])]
    {
        let slots = slots_on(&one, DAY).await;
        let [first, second, elsewhere] = hours.map(|hour| free_at(&slots, hour));
        let by_other = book(&mut one, &first).await.1["appointment"].clone();
        tell_having_seen(&mut two, &ending(kind, &by_other, &elsewhere), &by_other).await;
        assert!(is_free(&one, &first).await && is_free(&two, &first).await, "{kind}: for whoever is first");
        assert_eq!(book(&mut borgo, &first).await.1["outcome"], "done", "{kind}: another comune's desk was first");

        let by_owner = book(&mut one, &second).await.1["appointment"].clone();
        let elsewhere = free_at(&slots_on(&one, DAY).await, "13:00");
        tell_having_seen(&mut one, &ending(kind, &by_owner, &elsewhere), &by_owner).await;
        assert!(!is_free(&one, &second).await && !is_free(&two, &second).await, "{kind}: it is the desk's own");
        assert_eq!(book(&mut two, &second).await.1["problem"]["type"], "slot_taken", "{kind}");
        stayed.push(second["id"].clone());
    }
    let told = contact(&one, &Value::Null).await;
    assert!(stayed.iter().all(|id| ids(&told["owned"]).contains(&id)), "it hears so at its next contact: {told}");
}

#[tokio::test]
async fn hours_that_a_desk_sells_no_longer_are_asked_back_and_are_everybodys_once_it_gave_them_back() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let mut desk = world.desk("S1").await;
    let first = contact(&desk, &Value::Null).await;
    later(&world, &mut desk, SignedDuration::from_hours(24)).await;
    let mut other = world.desk("S2").await;
    let is_past = |slot: &Value| slot["starts_at"].as_str().unwrap().starts_with("2026-12-01");
    let second = give_back(&desk, &first, &json!([])).await;
    let to_come: Vec<&Value> = first["owned"].as_array().unwrap().iter().filter(|slot| !is_past(slot)).collect();
    assert_eq!(second["owned"], json!(to_come), "asked back is not taken away");
    let asked = &second["wanted_back"];
    let wanted_back = asked.as_array().unwrap().len();
    assert!(wanted_back > 0, "it sold nothing yesterday: {second}");
    let hour = |id: &Value| second["owned"].as_array().unwrap().iter().find(|slot| slot["id"] == *id).unwrap().clone();
    let wanted = hour(&asked[0]);
    assert!(!is_free(&other, &wanted).await);
    assert_eq!(book(&mut other, &wanted).await.1["problem"]["type"], "slot_taken", "the desk may still promise it");
    let third = give_back(&desk, &second, asked).await;
    assert!(ids(&third["owned"]).iter().all(|id| !asked.as_array().unwrap().contains(id)), "{third}");
    assert_eq!(third["owned"].as_array().map(Vec::len), Some(to_come.len() - wanted_back));
    assert!(is_free(&other, &wanted).await);
    assert_eq!(book(&mut other, &wanted).await.1["outcome"], "done");
    let kept = third["owned"][0].clone();
    assert_eq!(book(&mut other, &kept).await.1["problem"]["type"], "slot_taken", "what it kept is its own");
}

#[tokio::test]
async fn of_few_hours_the_desk_that_sold_more_gets_more_and_a_third_stays_for_whoever_is_first() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut busy, mut quiet, borgo) = (world.desk("S1").await, world.desk("S2").await, world.desk("026998/B1").await);
    // What they sold a week ago, for days that are withdrawn below. The commands say that they were made then.
    let late: Vec<Value> = slots_on(&borgo, "2026-12-14")
        .await
        .into_iter()
        .chain(slots_on(&borgo, "2026-12-15").await)
        .filter(|slot| slot["free"] == true)
        .collect();
    let (by_busy, by_quiet) = (30, 10);
    for slot in &late[..by_busy] {
        assert_eq!(book(&mut busy, slot).await.1["outcome"], "done");
    }
    for slot in &late[by_busy..by_busy + by_quiet] {
        assert_eq!(book(&mut quiet, slot).await.1["outcome"], "done");
    }
    let span = json!({ "from": "2026-12-03T00:00", "to": "2026-12-31T00:00", "seat": null, "reason": "Prova" });
    Office::enter(&world).await.post("/withdrawals", &span).await;
    let common = async || {
        let told = borgo.read("/slots").await;
        told["slots"].as_array().unwrap().iter().filter(|slot| slot["free"] == true).count()
    };
    let all = common().await;
    assert!((20..by_busy + by_quiet).contains(&all), "fewer than they would sell: {all}");
    let mut shares = [0; 3];
    let mut last = [Value::Null, Value::Null, Value::Null];
    for _ in 0..3 {
        for (place, desk) in [&busy, &quiet, &borgo].into_iter().enumerate() {
            last[place] = contact(desk, &last[place]["incarnation"]).await;
            shares[place] = ids(&last[place]["owned"]).len();
        }
    }
    let [most, less, unknown] = shares;
    assert!(most > 2 * less && less > 0, "thirty hours a day and ten: {shares:?}");
    assert!(unknown > 0, "who has no history yet has a share too: {shares:?}");
    assert_eq!(common().await, all - most - less - unknown, "what nobody was given is common");
    assert!(common().await * 3 >= all, "a third of {all} is left, whatever they asked for: {shares:?}");
    assert!((most + less + unknown) * 2 >= all, "and what can be shared is shared: {shares:?}");
}

#[tokio::test]
async fn a_promised_booking_that_arrives_after_its_hour_is_kept() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let mut desk = world.desk("S1").await;
    let owned = contact(&desk, &Value::Null).await["owned"].clone();
    let (slot, other) = (owned[0].clone(), owned[1].clone());
    let end = slot["starts_at"].as_str().unwrap().parse::<Timestamp>().unwrap() + SignedDuration::from_mins(30);
    let wait = end.duration_since(world.settings.clock.now()) + SignedDuration::from_hours(48);
    later(&world, &mut desk, wait).await;
    assert_eq!(book(&mut desk, &slot).await.1["problem"]["type"], "slot_taken", "without its word it is no promise");
    let mut promised = booking(&slot);
    promised["promise"] = json!(1);
    let answer = desk.tell(&promised).await;
    assert_eq!((&answer["outcome"], &answer["appointment"]["booking"]), (&json!("done"), &json!("confirmed")));
    assert_eq!(answer["appointment"]["starts_at"], slot["starts_at"], "the citizen came at that hour, or did not");
    let id = promised["appointment_id"].as_str().unwrap();
    assert_eq!(pulled(&world.desk("S2").await, id).await["booking"], "confirmed");
    let closing = json!({ "kind": "record_outcome", "appointment_id": id, "outcome": "held", "note": "", "at": other["starts_at"] });
    assert_eq!(desk.tell(&closing).await["outcome"], "done", "and how it ended is told as of any other");
}

/// The starts that a weekly window on Sundays gives on a Sunday, in UTC.
async fn sunday_starts(now: &str, window: [&str; 2], [after, before]: [&str; 2]) -> Vec<String> {
    let world = world_at(now).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let night = json!({
        "weekday": 7, "from": window[0], "to": window[1], "slot_minutes": 30, "seats": 1, "modes": ["video"],
        "valid_from": null, "valid_to": null, "source": "Orario inventato per la prova",
    });
    office.post("/openings", &night).await;
    let told = desk.read("/slots").await;
    let starts = told["slots"].as_array().unwrap().iter().map(|slot| slot["starts_at"].as_str().unwrap().to_owned());
    starts.filter(|start| (after..before).contains(&start.as_str())).collect()
}

#[tokio::test]
async fn the_hour_that_the_clock_skips_in_march_is_not_given() {
    // 28 March 2027: from two it is three at once. What would be 02:30 is not given at 03:30 either.
    let sunday = ["2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"];
    let starts = sunday_starts("2027-03-22T08:00:00Z", ["01:00", "03:30"], sunday).await;
    assert_eq!(starts, ["2027-03-28T00:00:00Z", "2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z"]);
}

#[tokio::test]
async fn the_hour_that_comes_twice_in_october_is_given_the_first_time_only() {
    // 25 October 2026: 02:00 and 02:30 come in summer time, and an hour later again.
    let sunday = ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"];
    let starts = sunday_starts("2026-10-20T08:00:00Z", ["01:30", "03:30"], sunday).await;
    let expected = ["2026-10-24T23:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"];
    assert_eq!(starts, expected);
}

#[tokio::test]
async fn a_follow_up_says_to_every_desk_which_appointment_it_follows() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, other) = (world.desk("S1").await, world.desk("S2").await);
    let slots = slots_on(&desk, DAY).await;
    let (first, _) = book(&mut desk, &free_at(&slots, "08:00")).await;
    let mut next = booking(&free_at(&slots, "09:00"));
    next["follows"] = json!(first);
    assert_eq!(desk.tell(&next).await["appointment"]["follows"], json!(first));
    assert_eq!(pulled(&other, next["appointment_id"].as_str().unwrap()).await["follows"], json!(first));
    assert_eq!(pulled(&other, &first).await.get("follows").filter(|none| !none.is_null()), None);
}

#[tokio::test]
async fn a_wish_for_an_earlier_hour_is_every_desks_to_see_until_the_move() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, mut other) = (world.desk("S1").await, world.desk("S2").await);
    let late = free_at(&slots_on(&desk, DAY).await, "10:00");
    let (id, _) = book(&mut desk, &late).await;
    let wish = json!({ "kind": "wish_earlier", "appointment_id": id, "wanted": true, "at": "2026-12-01T07:05:00Z" });
    assert_eq!(desk.tell(&wish).await["outcome"], "done");
    let seen = pulled(&other, &id).await;
    assert_eq!(seen["wants_earlier"], "2026-12-01T07:05:00Z");
    let earlier = free_at(&slots_on(&other, DAY).await, "08:00");
    let moved = tell_having_seen(&mut other, &ending("move_appointment", &seen, &earlier), &seen).await;
    assert_eq!(moved["starts_at"], earlier["starts_at"]);
    assert_eq!(pulled(&desk, &id).await.get("wants_earlier").filter(|none| !none.is_null()), None);
}

#[tokio::test]
async fn a_desk_is_given_hours_side_by_side_at_one_inps_desk() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let owned = contact(&world.desk("S1").await, &Value::Null).await["owned"].clone();
    // The demonstration has sold hours in the middle of its own day.
    let whole = |slot: &&Value| !slot["starts_at"].as_str().unwrap().starts_with("2026-12-01");
    let owned: Vec<&Value> = owned.as_array().unwrap().iter().filter(whole).collect();
    assert!(owned.len() >= 2, "{owned:?}");
    let start = |slot: &Value| slot["starts_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let follows = |one: &Value, next: &Value| {
        let end = start(one) + SignedDuration::from_mins(one["minutes"].as_i64().unwrap());
        one["seat"] == next["seat"] && start(next) == end
    };
    let alone = |slot: &&Value| !owned.iter().any(|other| follows(slot, other) || follows(other, slot));
    let alone: Vec<&Value> = owned.iter().copied().filter(alone).collect();
    assert!(alone.is_empty(), "a meeting of two slots could not be promised there: {alone:?}");
}
