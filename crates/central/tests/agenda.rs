//! The agenda as data: holidays, closures, windows with a validity, territories, one calendar for two comuni, holds.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::{problem, settings, world};
use jiff::{SignedDuration, Timestamp};
use office::{DAY, FIRST_OF_DECEMBER, Office, book, slots_on, world_at, world_with};
use reqwest::Method;
use serde_json::{Value, json};
use sportello_central::{demo, store::Store};
use uuid::Uuid;

/// A Tuesday; the next Tuesday is 8 December.

#[tokio::test]
async fn no_hour_is_given_on_a_national_holiday_and_the_desk_learns_by_which_law() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let desk = world.desk("S1").await;
    assert!(!slots_on(&desk, "2026-12-07").await.is_empty());
    assert_eq!(slots_on(&desk, "2026-12-08").await, [] as [Value; 0]);
    let told = desk.read("/slots").await;
    let closures = told["closures"].as_array().unwrap();
    let days: Vec<&Value> = closures.iter().map(|closure| &closure["date"]).collect();
    assert_eq!(days, ["2026-12-08", "2026-12-11"], "the holiday and the patron's day");
    assert_eq!(closures[0]["reason"], "Immacolata Concezione");
    assert!(closures[0]["source"].as_str().unwrap().contains("792"), "{closures:?}");
    assert_eq!(closures[0]["checked_on"], "2026-11-25");
}

#[tokio::test]
async fn the_days_that_are_offered_later_keep_the_holidays_too() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let desk = world.desk("S1").await;
    world.settings.clock.advance(SignedDuration::from_hours(24 * 14));
    let desk = {
        drop(desk);
        world.desk("S1").await
    };
    for (day, open) in [("2026-12-24", true), ("2026-12-25", false), ("2026-12-28", true)] {
        assert_eq!(!slots_on(&desk, day).await.is_empty(), open, "{day}");
    }
}

#[tokio::test]
async fn a_window_gives_hours_only_while_it_is_valid() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let desk = world.desk("S1").await;
    assert!(slots_on(&desk, "2026-12-05").await.is_empty(), "Saturdays begin on 8 December");
    let saturday = slots_on(&desk, "2026-12-12").await;
    assert_eq!(saturday.len(), 6, "one INPS desk from nine to twelve");
    assert_eq!(saturday[0]["modes"], json!(["phone", "office"]));
    let window =
        desk.read("/slots").await["windows"].as_array().unwrap().iter().find(|w| w["weekday"] == 6).unwrap().clone();
    assert_eq!((&window["valid_from"], &window["seats"]), (&json!("2026-12-08"), &json!(1)));
    assert!(!window["source"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_comune_is_told_only_the_services_of_its_province() {
    let world = world().await;
    let (pieve, borgo) = (world.desk("S1").await, world.desk("026998/B1").await);
    let codes = async |desk: &desk::Desk| -> Vec<String> {
        let catalogue = desk.read("/catalogue").await;
        let services = catalogue["services"].as_array().unwrap().iter();
        services
            .map(|service| service["code"].as_str().unwrap().to_owned())
            .filter(|code| code.starts_with("civil"))
            .collect()
    };
    assert_eq!(codes(&pieve).await, ["civil_invalidity", "civil_invalidity_2027"]);
    assert_eq!(codes(&borgo).await, ["civil_invalidity_reform"]);
}

#[tokio::test]
async fn a_rule_of_one_province_from_a_day_on_is_given_there_with_its_day_and_nowhere_else() {
    let mut catalogue: Value = serde_json::from_str(include_str!("../data/catalogue.json")).unwrap();
    let mut rule = catalogue["services"][0].clone();
    rule["code"] = json!("trial");
    rule["territories"] = json!(["026"]);
    rule["valid_from"] = json!("2026-12-08");
    rule["papers"][0]["territories"] = json!(["026998"]);
    catalogue["services"][0]["papers"][0]["territories"] = json!(["026"]);
    let papers = catalogue["services"][0]["papers"].as_array().unwrap().len();
    catalogue["services"].as_array_mut().unwrap().push(rule);
    let world = world_with(FIRST_OF_DECEMBER, Some(&catalogue)).await;
    let (pieve, borgo) = (world.desk("S1").await, world.desk("026998/B1").await);
    let of = async |desk: &desk::Desk, code: &str| -> Option<Value> {
        let told = desk.read("/catalogue").await;
        told["services"].as_array().unwrap().iter().find(|service| service["code"] == code).cloned()
    };
    assert_eq!(of(&pieve, "trial").await, None, "Belluno is another province");
    // Before its day too: the desk must have it when the day comes and the line is out.
    assert_eq!(of(&borgo, "trial").await.unwrap()["valid_from"], "2026-12-08");
    let first = catalogue["services"][0]["code"].as_str().unwrap();
    assert_eq!(of(&pieve, first).await.unwrap()["papers"].as_array().unwrap().len(), papers - 1, "the paper too");
    assert_eq!(of(&borgo, first).await.unwrap()["papers"].as_array().unwrap().len(), papers);
    let read = Office::enter(&world).await.read("/services").await;
    assert_eq!(read["own_file"], true);
    let trial = read["services"].as_array().unwrap().iter().find(|one| one["service"]["code"] == "trial").unwrap();
    assert_eq!(trial["given"], false);
}

#[tokio::test]
async fn two_comuni_share_the_hours_of_one_calendar() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (pieve, mut borgo) = (world.desk("S1").await, world.desk("026998/B1").await);
    let slot = slots_on(&pieve, "2026-12-11").await.into_iter().next().unwrap();
    assert_eq!(slot["free"], false, "Pieve keeps its patron's day");
    let slot = slots_on(&borgo, "2026-12-11").await.into_iter().find(|one| one["id"] == slot["id"]).unwrap();
    assert_eq!(slot["free"], true, "Borgo has another patron");
    let monday = slots_on(&pieve, "2026-12-07").await.into_iter().find(|slot| slot["free"] == true).unwrap();
    assert_eq!(book(&mut borgo, &monday).await.1["appointment"]["booking"], "confirmed");
    let taken = slots_on(&pieve, "2026-12-07").await.into_iter().find(|slot| slot["id"] == monday["id"]).unwrap();
    assert_eq!(taken["free"], false);
}

#[tokio::test]
async fn an_hour_of_a_closed_day_is_not_sold_even_to_a_desk_that_remembers_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let mut desk = world.desk("S1").await;
    let slot = slots_on(&desk, "2026-12-11").await.into_iter().next().unwrap();
    assert_eq!(book(&mut desk, &slot).await.1["problem"]["type"], "slot_unknown");
}

#[tokio::test]
async fn a_held_hour_is_nobody_elses_until_it_is_let_go_or_its_minutes_are_over() {
    let world = world().await;
    let (mut one, mut two) = (world.desk("S1").await, world.desk("S2").await);
    let slot = one.free_slot().await;
    let hold = json!({ "hold_id": Uuid::now_v7(), "slot_ids": [slot["id"]] });
    let held = one.post("/holds").json(&hold).send().await.unwrap();
    assert_eq!(held.status(), 200);
    assert!(held.json::<Value>().await.unwrap()["expires_at"].is_string());
    let other = json!({ "hold_id": Uuid::now_v7(), "slot_ids": [slot["id"]] });
    let taken = (422, "slot_taken".to_owned());
    assert_eq!(problem(two.post("/holds").json(&other).send().await.unwrap()).await, taken);
    assert_eq!(book(&mut two, &slot).await.1["problem"]["type"], "slot_taken");
    let sees = async |desk: &desk::Desk| {
        let told = desk.read("/slots").await;
        told["slots"].as_array().unwrap().iter().find(|one| one["id"] == slot["id"]).unwrap()["free"].clone()
    };
    assert_eq!((sees(&one).await, sees(&two).await), (json!(true), json!(false)), "free for whoever holds it");
    let path = format!("{}/holds/{}", world.base(), hold["hold_id"].as_str().unwrap());
    let released = world.http.delete(path).bearer_auth(&one.voucher).send().await.unwrap();
    assert_eq!(released.status(), 204);
    assert_eq!(two.post("/holds").json(&other).send().await.unwrap().status(), 200, "let go");
    assert_eq!(problem(one.post("/holds").json(&hold).send().await.unwrap()).await, taken);
    world.settings.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(book(&mut one, &slot).await.1["outcome"], "done", "its five minutes are over");
}

#[tokio::test]
async fn a_desk_that_was_started_anew_takes_over_the_hour_that_it_held() {
    let world = world().await;
    let (one, two) = (world.desk("S1").await, world.desk("S2").await);
    let slot = one.free_slot().await;
    let hold = || json!({ "hold_id": Uuid::now_v7(), "slot_ids": [slot["id"]] });
    for _ in ["before", "after"] {
        assert_eq!(one.post("/holds").json(&hold()).send().await.unwrap().status(), 200);
    }
    let taken = (422, "slot_taken".to_owned());
    assert_eq!(problem(two.post("/holds").json(&hold()).send().await.unwrap()).await, taken);
}

#[tokio::test]
async fn a_desk_holds_the_hours_of_a_few_forms_and_not_all() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (one, two) = (world.desk("S1").await, world.desk("S2").await);
    let free: Vec<Value> = slots_on(&one, DAY).await.into_iter().filter(|slot| slot["free"] == true).take(5).collect();
    for slot in &free {
        let hold = json!({ "hold_id": Uuid::now_v7(), "slot_ids": [slot["id"]] });
        assert_eq!(one.post("/holds").json(&hold).send().await.unwrap().status(), 200);
        world.settings.clock.advance(SignedDuration::from_secs(1));
    }
    let left = slots_on(&two, DAY).await;
    let is_free = |slot: &Value| left.iter().any(|one| one["id"] == slot["id"] && one["free"] == true);
    assert_eq!(
        free.iter().map(is_free).collect::<Vec<_>>(),
        [true, false, false, false, false],
        "the oldest is let go"
    );
}

#[tokio::test]
async fn an_administrator_opens_and_ends_a_window_and_both_are_written() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let evening = json!({
        "weekday": 3, "from": "18:00", "to": "19:30", "slot_minutes": 45, "seats": 3, "modes": ["office", "video"],
        "valid_from": "2026-12-03", "valid_to": null, "source": "Comunicazione inventata per la prova",
    });
    let agenda = office.post("/openings", &evening).await;
    let opened = agenda["windows"].as_array().unwrap().iter().find(|one| one["window"]["from"] == "18:00").unwrap();
    assert_eq!(opened["window"]["modes"], json!(["video", "office"]));
    assert!(slots_on(&desk, "2026-12-02").await.iter().all(|slot| slot["minutes"] == 30), "not before it begins");
    let of_evening = async || slots_on(&desk, "2026-12-09").await.iter().filter(|slot| slot["minutes"] == 45).count();
    assert_eq!(of_evening().await, 6, "two hours at three INPS desks");
    let again = office.post("/openings", &evening).await;
    assert_eq!(again["windows"].as_array().unwrap().len(), agenda["windows"].as_array().unwrap().len(), "sent twice");
    let mut across = evening.clone();
    across["from"] = json!("18:15");
    let refused = office.ask(Method::POST, "/openings", Some(&across)).await;
    assert_eq!(problem(refused).await, (422, "conflict".into()), "hours that overlap without being the same");
    let path = format!("/openings/{}/end", opened["id"].as_str().unwrap());
    let preview = office.read(&format!("{path}?last_day=2026-12-08")).await;
    assert_eq!(preview, json!({ "hours": 6, "bookings": 0 }));
    office.post(&path, &json!({ "last_day": "2026-12-08", "reason": "Prova" })).await;
    assert_eq!(of_evening().await, 0);
    let acts = office.read("/acts").await;
    let written: Vec<(&Value, &Value)> =
        acts.as_array().unwrap().iter().map(|act| (&act["kind"], &act["body"]["window"]["from"])).collect();
    let (ended, begun) = (json!("window_ended"), json!("window_opened"));
    assert_eq!(written, [(&ended, &json!("18:00")), (&begun, &json!("18:00"))]);
    assert_eq!(acts[0]["author"], "amministratore");
}

#[tokio::test]
async fn an_administrator_keeps_that_the_source_of_a_window_was_looked_at_again() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let office = Office::enter(&world).await;
    world.settings.clock.advance(SignedDuration::from_hours(24 * 9));
    let office = {
        drop(office);
        Office::enter(&world).await
    };
    let id = office.read("/agenda").await["windows"][0]["id"].clone();
    let checked = async || -> Vec<Value> {
        let agenda = office.read("/agenda").await;
        agenda["windows"].as_array().unwrap().iter().map(|one| one["window"]["checked_on"].clone()).collect()
    };
    assert!(checked().await.iter().all(|day| day == "2026-12-01"));
    office.ask(Method::POST, &format!("/openings/{}/check", id.as_str().unwrap()), None).await;
    let after = checked().await;
    assert_eq!(after.iter().filter(|day| **day == "2026-12-10").count(), 1, "that one only: {after:?}");
}

#[tokio::test]
async fn an_administrator_reads_every_rule_and_where_and_from_when_it_holds() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let catalogue = Office::enter(&world).await.read("/services").await;
    assert_eq!((&catalogue["own_file"], &catalogue["istat_code"]), (&json!(false), &json!("025999")));
    let of = |code: &str| {
        let services = catalogue["services"].as_array().unwrap().iter();
        services.clone().find(|one| one["service"]["code"] == code).unwrap().clone()
    };
    let (now, next, elsewhere) = (of("civil_invalidity"), of("civil_invalidity_2027"), of("civil_invalidity_reform"));
    assert_eq!((&now["given"], &now["service"]["valid_to"]), (&json!(true), &json!("2026-12-31")));
    assert_eq!((&next["given"], &next["service"]["valid_from"]), (&json!(true), &json!("2027-01-01")));
    assert_eq!(elsewhere["given"], false, "only in the provinces of the trial");
    assert!(elsewhere["service"]["territories"].as_array().unwrap().contains(&json!("026")));
    for one in catalogue["services"].as_array().unwrap() {
        assert!(!one["service"]["source"].as_str().unwrap().is_empty(), "{one}");
        assert!(one["service"]["checked_on"].is_string(), "{one}");
    }
}

#[tokio::test]
async fn a_window_that_replaces_another_keeps_its_hours() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let before = slots_on(&desk, "2026-12-09").await.len();
    let morning = json!({
        "weekday": 3, "from": "09:00", "to": "12:00", "slot_minutes": 30, "seats": 2, "modes": ["video"],
        "valid_from": "2026-12-05", "valid_to": null, "source": "Prova",
    });
    let agenda = office.post("/openings", &morning).await;
    let windows = agenda["windows"].as_array().unwrap();
    let old =
        windows.iter().find(|one| one["window"]["weekday"] == 3 && one["window"]["valid_from"].is_null()).unwrap();
    let path = format!("/openings/{}/end", old["id"].as_str().unwrap());
    office.post(&path, &json!({ "last_day": "2026-12-04", "reason": "Prova" })).await;
    assert_eq!(slots_on(&desk, "2026-12-09").await.len(), before, "the new window gives the same hours");
}

#[test]
fn the_demonstration_can_be_tried_on_holidays_and_meets_nobody_then() {
    for day in ["2026-12-07T11:00:00Z", "2026-12-25T11:00:00Z", "2027-03-28T11:00:00Z", "2027-01-06T22:30:00Z"] {
        for all_day in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let settings = settings(&folder);
            let store = Store::open(&settings.data, &settings.key_file).unwrap();
            demo::fill(&store, day.parse().unwrap(), all_day).unwrap();
            let appointments: Vec<(String, i64)> = store
                .read_now(|conn| {
                    let mut query = conn.prepare("SELECT booking, starts_at FROM appointment")?;
                    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                    Ok(rows.collect::<rusqlite::Result<_>>()?)
                })
                .unwrap();
            assert_eq!(appointments.len(), 13, "{day}");
            let closed = ["12-08", "12-25", "12-26", "01-06", "03-29"];
            let of_day = |at: i64| Timestamp::from_microsecond(at).unwrap().strftime("%m-%d").to_string();
            let on_holiday = appointments.iter().filter(|(_, at)| closed.contains(&of_day(*at).as_str())).count();
            assert_eq!(on_holiday > 0, all_day, "{day}: only who tries it at any hour is met on a holiday");
        }
    }
}
