//! Which hours are a desk's own: lost desks, claims that are none, and what an administrator does about them.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::{booking, problem};
use office::{DAY, FIRST_OF_DECEMBER, Office, book, contact, free_at, slots_on, world_at};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// A contact of a desk that calls these slots its own.
async fn claim(desk: &desk::Desk, incarnation: &Value, owned: &[&Value], requested: &[&Value]) -> Value {
    let mut said = json!({
        "attempt": Uuid::now_v7(), "condition": "whole", "promised": 0, "pending": [], "owned": owned,
        "requested": requested, "released": [],
    });
    if !incarnation.is_null() {
        said["incarnation"] = incarnation.clone();
    }
    let answer = desk.post("/allotment").json(&said).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn ids(slots: &Value) -> Vec<&Value> {
    slots.as_array().unwrap().iter().map(|slot| &slot["id"]).collect()
}

#[tokio::test]
async fn what_a_desk_calls_its_own_and_is_not_freezes_and_an_act_names_the_hours_and_the_bookings_on_them() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, mut other, office) = (world.desk("S1").await, world.desk("S2").await, Office::enter(&world).await);
    let first = claim(&desk, &Value::Null, &[], &[]).await;
    let others = claim(&other, &Value::Null, &[], &[]).await;
    let slots = slots_on(&desk, DAY).await;
    let (common, sold) = (free_at(&slots, "08:00"), free_at(&slots, "09:00"));
    let mut wanted = booking(&sold);
    wanted["number"] = json!("S2-9001");
    assert_eq!(other.tell(&wanted).await["outcome"], "done");
    let theirs = &others["owned"][0];
    let mut claimed = ids(&first["owned"]);
    claimed.extend([&common["id"], &theirs["id"], &sold["id"]]);
    let second = claim(&desk, &first["incarnation"], &claimed, &[]).await;
    assert_eq!(ids(&second["owned"]), ids(&first["owned"]), "Centrale's set is the one that holds");
    let act = office.read("/acts").await[0].clone();
    assert_eq!((&act["kind"], &act["author"]), (&json!("slots_claimed"), &json!("centrale")));
    assert_eq!(act["body"]["frozen"], json!([common["starts_at"]]), "another desk's hours stay with it");
    assert_eq!(act["body"]["at_risk"][0]["appointment_id"], wanted["appointment_id"]);
    assert_eq!(act["body"]["at_risk"].as_array().map(Vec::len), Some(1));

    let is_free = slots_on(&other, DAY).await.iter().any(|slot| slot["id"] == common["id"] && slot["free"] == true);
    assert!(!is_free, "not sold elsewhere while the desk may have promised it");
    let mut twice = booking(&common);
    twice["number"] = json!("S2-9002");
    assert_eq!(other.tell(&twice).await["problem"]["type"], "slot_taken");
    let others = claim(&other, &others["incarnation"], &ids(&others["owned"]), &[]).await;
    assert!(ids(&others["owned"]).contains(&&theirs["id"]), "one desk does not stop another");
    let acts = office.read("/acts").await;
    assert_eq!(acts.as_array().map(Vec::len), Some(1), "what froze is no claim of its owner: {acts}");
    let mut promised = booking(&common);
    promised["promise"] = json!(1);
    let mut desk = desk;
    assert_eq!(desk.tell(&promised).await["appointment"]["booking"], "confirmed", "its word is kept");
}

#[tokio::test]
async fn sets_that_agree_or_differ_for_a_known_reason_write_no_act() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let first = claim(&desk, &Value::Null, &[], &[]).await;
    let second = claim(&desk, &first["incarnation"], &ids(&first["owned"]), &[]).await;
    let span = json!({ "from": "2026-12-01T09:00", "to": "2026-12-31T12:00", "seat": null, "reason": "Prova" });
    office.post("/withdrawals", &span).await;
    let third = claim(&desk, &second["incarnation"], &ids(&first["owned"]), &[]).await;
    assert_eq!(third["owned"], json!([]));
    office.post("/withdrawals/restore", &span).await;
    let fourth = claim(&desk, &third["incarnation"], &[], &[]).await;
    assert_eq!(ids(&fourth["owned"]), ids(&first["owned"]), "given again to a desk that had forgotten them");
    office.post(&format!("/desks/{}/lost", desk.id()), &json!({ "reason": "Furto (prova)" })).await;
    let hours: Vec<&Value> = first["owned"].as_array().unwrap().iter().map(|slot| &slot["starts_at"]).collect();
    let release = json!({ "hours": hours, "reason": "Prova" });
    office.post(&format!("/desks/{}/release", desk.id()), &release).await;
    claim(&desk, &fourth["incarnation"], &ids(&first["owned"]), &[]).await;
    let acts = office.read("/acts").await;
    let kinds: Vec<&Value> = acts.as_array().unwrap().iter().map(|act| &act["kind"]).collect();
    assert_eq!(kinds, ["desk_back", "slots_released", "desk_lost", "hours_restored", "window_withdrawn"]);
}

#[tokio::test]
async fn an_hour_that_the_desk_knows_as_its_own_is_not_taken_back_because_it_asks_for_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let desk = world.desk("S1").await;
    let first = claim(&desk, &Value::Null, &[], &[]).await;
    let (known, unheard) = (&first["owned"][0]["id"], &first["owned"][1]["id"]);
    let heard: Vec<&Value> = ids(&first["owned"]).into_iter().filter(|id| *id != unheard).collect();
    let second = claim(&desk, &first["incarnation"], &heard, &[known, unheard]).await;
    assert!(ids(&second["owned"]).contains(&known), "it could promise it before it hears the answer");
    assert!(!ids(&second["owned"]).contains(&unheard), "the answer that gave it was lost");
}

#[tokio::test]
async fn a_desk_owns_no_hour_of_a_day_on_which_its_comune_is_closed() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let first = contact(&desk, &Value::Null).await;
    let day_of = |slot: &Value| slot["starts_at"].as_str().unwrap()[..10].to_owned();
    let owned: Vec<Value> = first["owned"].as_array().unwrap().clone();
    assert!(owned.iter().all(|slot| day_of(slot) != "2026-12-08" && day_of(slot) != "2026-12-11"));
    let closed = day_of(&owned[owned.len() - 1]);
    office.post("/closures", &json!({ "date": closed, "reason": "Prova", "withdraw": true })).await;
    let second = contact(&desk, &first["incarnation"]).await;
    let asked: Vec<&Value> = second["wanted_back"].as_array().unwrap().iter().collect();
    let expected: Vec<&Value> = owned.iter().filter(|slot| day_of(slot) == closed).map(|slot| &slot["id"]).collect();
    assert!(!expected.is_empty());
    assert_eq!(asked, expected, "it is asked to give them back");
}

#[tokio::test]
async fn a_lost_desk_freezes_and_the_act_names_what_is_at_risk_until_it_comes_back() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let first = contact(&desk, &Value::Null).await;
    let owned = first["owned"].as_array().unwrap().len();
    assert!(owned > 0);
    let slot = free_at(&slots_on(&desk, DAY).await, "08:00");
    let (booked, answer) = book(&mut desk, &slot).await;
    let line = async || {
        office.read("/desks").await.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap().clone()
    };
    let before = line().await;
    assert_eq!((&before["standing"], &before["unsold"]), (&json!("good"), &json!(owned)));
    assert!(before["last_contact"].is_string());
    let path = format!("/desks/{}/lost", desk.id());
    let refused = office.ask(Method::POST, &path, Some(&json!({ "reason": " " }))).await;
    assert_eq!(problem(refused).await, (400, "bad_request".into()), "an act needs a reason");
    office.post(&path, &json!({ "reason": "Furto del computer (prova)" })).await;
    let after = line().await;
    assert_eq!((&after["standing"], &after["unsold"]), (&json!("lost"), &json!(0)));
    let act = office.read("/acts").await[0].clone();
    assert_eq!((&act["kind"], &act["desk_name"]), (&json!("desk_lost"), &json!("Sportello 1")));
    assert_eq!(act["body"]["frozen"].as_array().unwrap().len(), owned);
    let at_risk: Vec<&Value> =
        act["body"]["at_risk"].as_array().unwrap().iter().map(|one| &one["appointment_id"]).collect();
    assert_eq!(at_risk, [&json!(booked)], "booked since the last contact; {answer}");
    let back = contact(&desk, &first["incarnation"]).await;
    assert_eq!(back["standing"], "good");
    assert_eq!(line().await["unsold"], json!(owned), "what was frozen is its own again");
    assert_eq!(office.read("/acts").await[0]["kind"], "desk_back");
}

#[tokio::test]
async fn frozen_hours_are_given_free_by_a_further_act_and_are_not_the_lost_desks_again() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, other, office) = (world.desk("S1").await, world.desk("S2").await, Office::enter(&world).await);
    let first = contact(&desk, &Value::Null).await;
    let owned = first["owned"].as_array().unwrap();
    let (path, reason) = (format!("/desks/{}", desk.id()), "Sentiti i cittadini (prova)");
    office.post(&format!("{path}/lost"), &json!({ "reason": "Furto (prova)" })).await;
    let line = async || {
        office.read("/desks").await.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap().clone()
    };
    let frozen = line().await["frozen"].as_array().unwrap().clone();
    assert_eq!(frozen.len(), owned.len());
    let never = json!({ "hours": ["2026-12-02T03:00:00Z"], "reason": reason });
    let refused = office.ask(Method::POST, &format!("{path}/release"), Some(&never)).await;
    assert_eq!(problem(refused).await, (400, "bad_request".into()), "that hour is not frozen");
    let stays = frozen.last().unwrap();
    let hours: Vec<&Value> = frozen.iter().filter(|hour| *hour != stays).collect();
    office.post(&format!("{path}/release"), &json!({ "hours": hours, "reason": reason })).await;
    let left = line().await["frozen"].as_array().unwrap().clone();
    assert!(!left.is_empty() && left.iter().all(|hour| hour == stays), "what was not named stays frozen");
    let act = office.read("/acts").await[0].clone();
    assert_eq!((&act["kind"], &act["body"]["reason"]), (&json!("slots_released"), &json!(reason)));
    assert_eq!(json!(act["body"]["freed"].as_array().unwrap().len()), json!(hours.len()));
    let told = other.read("/slots").await;
    let free =
        |id: &Value| told["slots"].as_array().unwrap().iter().any(|slot| slot["id"] == *id && slot["free"] == true);
    for slot in owned {
        assert_eq!(free(&slot["id"]), slot["starts_at"] != *stays, "free for whoever is first: {slot}");
    }
    let back = contact(&desk, &first["incarnation"]).await;
    let ids = |of: &Value| -> Vec<Value> { of.as_array().unwrap().iter().map(|slot| slot["id"].clone()).collect() };
    let kept: Vec<Value> =
        owned.iter().filter(|slot| slot["starts_at"] == *stays).map(|slot| slot["id"].clone()).collect();
    assert!(kept.iter().all(|id| ids(&back["owned"]).contains(id)), "what was still frozen is its own again");
    let before = office.read(&format!("/acts?before={}", act["number"])).await;
    assert_eq!((before[0]["kind"].as_str(), before.as_array().unwrap().len()), (Some("desk_lost"), 1), "older acts");
}

#[tokio::test]
async fn a_lost_desk_is_put_into_service_with_a_code_that_the_administrator_makes() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    contact(&desk, &Value::Null).await;
    let path = format!("/desks/{}", desk.id());
    office.post(&format!("{path}/lost"), &json!({ "reason": "Furto (prova)" })).await;
    let made = office.ask(Method::POST, &format!("{path}/code"), None).await.json::<Value>().await.unwrap();
    assert!(made["expires_at"].is_string(), "{made}");
    let enrolled = world.enrol(made["code"].as_str().unwrap(), &desk::new_key(), "prova").await;
    assert_eq!(enrolled.json::<Value>().await.unwrap()["desk_id"], desk.id());
    let desks = office.read("/desks").await;
    let line = desks.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap();
    assert_eq!(line["standing"], "good");
    assert!(!line["frozen"].as_array().unwrap().is_empty(), "what the stolen machine may have promised stays frozen");
    let acts = office.read("/acts").await;
    assert_eq!((&acts[0]["kind"], &acts[0]["author"]), (&json!("desk_renewed"), &json!("centrale")));
    assert_eq!((&acts[1]["kind"], &acts[1]["author"]), (&json!("code_made"), &json!("amministratore")));
    assert!(!acts.to_string().contains(made["code"].as_str().unwrap()), "no code in an act");
    let stranger = format!("/desks/{}/code", world.desk("026998/B1").await.id());
    assert_eq!(problem(office.ask(Method::POST, &stranger, None).await).await, (404, "not_found".into()));
}

#[tokio::test]
async fn what_a_lost_desk_gives_up_freezes_with_its_others_and_nobody_is_sold_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, other, office) = (world.desk("S1").await, world.desk("S2").await, Office::enter(&world).await);
    contact(&desk, &Value::Null).await;
    let slot = free_at(&slots_on(&desk, DAY).await, "09:00");
    let (id, answer) = book(&mut desk, &slot).await;
    assert_eq!(answer["outcome"], "done");
    office.post(&format!("/desks/{}/lost", desk.id()), &json!({ "reason": "Furto (prova)" })).await;
    let cancel = json!({
        "kind": "cancel_appointment", "appointment_id": id, "by": "citizen", "reason": "Prova", "at": FIRST_OF_DECEMBER,
    });
    assert_eq!(desk.tell(&cancel).await["outcome"], "done");
    let is_free = slots_on(&other, DAY).await.iter().any(|one| one["id"] == slot["id"] && one["free"] == true);
    assert!(!is_free, "a copy of the desk could promise it");
    let desks = office.read("/desks").await;
    let line = desks.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap();
    assert!(
        line["frozen"].as_array().unwrap().contains(&slot["starts_at"]),
        "an administrator can give it free: {line}"
    );
}

#[tokio::test]
async fn a_desk_that_claims_more_than_any_share_is_refused_and_freezes_nothing() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, other) = (world.desk("S1").await, world.desk("S2").await);
    let first = claim(&desk, &Value::Null, &[], &[]).await;
    let free = async || slots_on(&other, DAY).await.iter().filter(|slot| slot["free"] == true).count();
    let before = free().await;
    let told = desk.read("/slots").await;
    let all: Vec<&Value> = told["slots"].as_array().unwrap().iter().map(|slot| &slot["id"]).cycle().take(300).collect();
    let said = json!({
        "attempt": Uuid::now_v7(), "condition": "whole", "promised": 0, "pending": [], "owned": all, "requested": [],
        "released": [], "incarnation": first["incarnation"],
    });
    let answer = desk.post("/allotment").json(&said).send().await.unwrap();
    assert_eq!(problem(answer).await, (400, "bad_request".into()));
    assert_eq!(free().await, before);
}
