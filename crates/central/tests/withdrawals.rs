//! What an administrator takes away: hours, days, desks. Bookings become to be moved, and a written act says which.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::{booking, problem};
use jiff::SignedDuration;
use office::{DAY, FIRST_OF_DECEMBER, Office, book, contact, free_at, pulled, slots_on, world_at};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn only_an_administrator_sees_and_changes_the_agenda() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let officer = Office::enter_as(&world, "funzionario", "Demo-Funzionario-1").await;
    let administrator = Office::enter(&world).await;
    let (agenda, desks) = (administrator.read("/agenda").await, administrator.read("/desks").await);
    let window = format!("/openings/{}", agenda["windows"][0]["id"].as_str().unwrap());
    let desk = format!("/desks/{}", desks[0]["id"].as_str().unwrap());
    let span = json!({ "from": "2026-12-09T09:00", "to": "2026-12-09T12:00", "seat": null, "reason": "Prova" });
    let new_window = json!({
        "weekday": 3, "from": "18:00", "to": "19:30", "slot_minutes": 45, "seats": 3, "modes": ["video"],
        "valid_from": null, "valid_to": null, "source": "Prova",
    });
    let reason = json!({ "reason": "Prova" });
    let (closure, ending) =
        (json!({ "date": "2026-12-14", "reason": "Prova" }), json!({ "last_day": "2026-12-14", "reason": "Prova" }));
    let release = json!({ "hours": [], "reason": "Prova" });
    let get = |path: &str| (Method::GET, path.to_owned(), None);
    let all = [
        get("/agenda"),
        get("/desks"),
        get("/acts"),
        get("/services"),
        get("/withdrawals?from=2026-12-09T09:00&to=2026-12-09T12:00"),
        get("/closures/2026-12-14"),
        get(&format!("{window}/end?last_day=2026-12-14")),
        (Method::POST, "/withdrawals".to_owned(), Some(&span)),
        (Method::POST, "/withdrawals/restore".to_owned(), Some(&span)),
        (Method::POST, "/openings".to_owned(), Some(&new_window)),
        (Method::POST, format!("{window}/check"), None),
        (Method::POST, format!("{window}/end"), Some(&ending)),
        (Method::POST, "/closures".to_owned(), Some(&closure)),
        (Method::DELETE, "/closures/2026-12-11".to_owned(), None),
        (Method::POST, format!("{desk}/lost"), Some(&reason)),
        (Method::POST, format!("{desk}/release"), Some(&release)),
        (Method::POST, format!("{desk}/code"), None),
    ];
    for (method, path, body) in all {
        let refused = officer.ask(method.clone(), &path, body).await;
        assert_eq!(problem(refused).await, (403, "forbidden".into()), "an officer: {method} {path}");
        let nobody = world.http.request(method.clone(), world.console(&path)).header("X-Sportello-Console", "1");
        let nobody = body.map_or_else(|| nobody.try_clone().unwrap(), |body| nobody.try_clone().unwrap().json(body));
        assert_eq!(problem(nobody.send().await.unwrap()).await, (401, "unauthorized".into()), "{method} {path}");
        if method != Method::GET {
            let refused = administrator.ask_from_elsewhere(method.clone(), &path, body).await;
            assert_eq!(problem(refused).await, (403, "forbidden".into()), "another site's page: {method} {path}");
        }
    }
    assert_eq!((administrator.read("/agenda").await, administrator.read("/desks").await), (agenda, desks));
    assert_eq!(administrator.read("/acts").await, json!([]), "nothing was done");
}

#[tokio::test]
async fn who_was_booked_in_withdrawn_hours_is_to_be_moved_and_the_act_names_the_booking_by_number_only() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let slots = slots_on(&desk, DAY).await;
    let (inside, _) = book(&mut desk, &free_at(&slots, "08:00")).await;
    let (outside, _) = book(&mut desk, &free_at(&slots, "10:30")).await;
    let preview = office.read("/withdrawals?from=2026-12-09T09:00&to=2026-12-09T11:00").await;
    assert_eq!(preview, json!({ "hours": 8, "bookings": 1 }), "said before it is done");
    let span =
        json!({ "from": "2026-12-09T09:00", "to": "2026-12-09T11:00", "seat": null, "reason": "Assenza (prova)" });
    assert_eq!(office.post("/withdrawals", &span).await, preview);
    let appointment = pulled(&desk, &inside).await;
    assert_eq!(appointment["booking"], "to_move");
    let event = appointment["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&event["kind"], &event["by"]), (&json!("withdrawn"), &json!("inps")));
    assert_eq!(event["reason"], "Assenza (prova)", "the clerk who calls is asked why");
    assert_eq!(pulled(&desk, &outside).await["booking"], "confirmed");
    assert!(
        slots_on(&desk, DAY).await.iter().all(|slot| slot["starts_at"].as_str().unwrap() >= "2026-12-09T10:00:00Z")
    );
    let act = office.read("/acts").await[0].clone();
    assert_eq!((&act["kind"], &act["author"]), (&json!("window_withdrawn"), &json!("amministratore")));
    assert_eq!(act["body"]["reason"], "Assenza (prova)");
    assert_eq!(act["body"]["at_risk"][0]["number"], appointment["number"]);
    assert_eq!(act["body"]["at_risk"].as_array().unwrap().len(), 1);
    assert!(!act.to_string().contains("Piantatotesto"), "no names in an act");
}

#[tokio::test]
async fn a_day_at_the_end_of_the_calendar_is_a_bad_request() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let office = Office::enter(&world).await;
    let window = office.read("/agenda").await["windows"][0]["id"].as_str().unwrap().to_owned();
    for last in ["9999-12-31", "9999-12-30"] {
        let get = |path: String| (Method::GET, path, None);
        let post = |path: &str, body: Value| (Method::POST, path.to_owned(), Some(body));
        let span =
            json!({ "from": "2026-12-09T09:00", "to": format!("{last}T12:00"), "seat": null, "reason": "Prova" });
        let opening = json!({
            "weekday": 3, "from": "18:00", "to": "19:30", "slot_minutes": 45, "seats": 3, "modes": ["video"],
            "valid_from": last, "valid_to": last, "source": "Prova",
        });
        for (method, path, body) in [
            get(format!("/withdrawals?from=2026-12-09T09:00&to={last}T12:00")),
            get(format!("/withdrawals?from={last}T09:00&to={last}T12:00")),
            get(format!("/withdrawals?from=-9999-01-01T00:00&to={last}")),
            get(format!("/closures/{last}")),
            get(format!("/openings/{window}/end?last_day={last}")),
            post("/withdrawals", span.clone()),
            post("/withdrawals/restore", span),
            post("/closures", json!({ "date": last, "reason": "Prova" })),
            post("/openings", opening),
            post(&format!("/openings/{window}/end"), json!({ "last_day": last, "reason": "Prova" })),
        ] {
            let answer = office.ask(method.clone(), &path, body.as_ref()).await;
            assert_eq!(answer.status(), 400, "{method} {path}");
        }
        let gone = office.ask(Method::DELETE, &format!("/closures/{last}"), None).await;
        assert_eq!(gone.status(), 404, "there is no such closure");
    }
}

#[tokio::test]
async fn a_promise_that_arrives_after_its_hour_was_withdrawn_is_kept_and_to_be_moved() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let owned = contact(&desk, &Value::Null).await["owned"].clone();
    let slot = owned[0].clone();
    let span = json!({ "from": "2026-12-01T09:00", "to": "2026-12-31T12:00", "seat": null, "reason": "Prova" });
    office.post("/withdrawals", &span).await;
    let mut promised = booking(&slot);
    promised["promise"] = json!(1);
    let answer = desk.tell(&promised).await;
    assert_eq!(
        (&answer["outcome"], &answer["appointment"]["booking"]),
        (&json!("done"), &json!("to_move")),
        "{answer}"
    );
    assert_eq!(answer["appointment"]["history"][0]["reason"], "Prova", "of the act that withdrew it before");
}

#[tokio::test]
async fn hours_that_were_withdrawn_by_mistake_are_given_again_to_whom_they_belonged() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let before = slots_on(&desk, DAY).await;
    let (inside, _) = book(&mut desk, &free_at(&before, "08:00")).await;
    let owned = contact(&desk, &Value::Null).await["owned"].clone();
    let all =
        json!({ "from": "2026-12-01T09:00", "to": "2026-12-31T12:00", "seat": null, "reason": "Giorno sbagliato" });
    let withdrawn = office.post("/withdrawals", &all).await["hours"].clone();
    assert_eq!(slots_on(&desk, DAY).await, [] as [Value; 0]);
    assert_eq!(office.post("/withdrawals/restore", &all).await["hours"], withdrawn);
    let after = slots_on(&desk, DAY).await;
    assert_eq!(after.len(), before.len());
    assert!(after.iter().all(|slot| slot["free"] == false || !owned.as_array().unwrap().contains(slot)));
    let mut promised = booking(&owned[0]);
    promised["promise"] = json!(1);
    assert_eq!(desk.tell(&promised).await["appointment"]["booking"], "confirmed", "the desk may have promised it");
    assert_eq!(pulled(&desk, &inside).await["booking"], "to_move", "somebody may have been told");
    let act = office.read("/acts").await[0].clone();
    assert_eq!(
        (&act["kind"], act["body"]["freed"].as_array().map(Vec::len)),
        (&json!("hours_restored"), withdrawn.as_u64().map(|n| n as usize))
    );
    office.post(&format!("/desks/{}/lost", desk.id()), &json!({ "reason": "Furto (prova)" })).await;
    let line = async || {
        office.read("/desks").await.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap().clone()
    };
    let frozen = line().await["frozen"].clone();
    assert!(!frozen.as_array().unwrap().is_empty());
    office.post("/withdrawals", &all).await;
    office.post("/withdrawals/restore", &all).await;
    assert_eq!(line().await["frozen"], frozen, "what was frozen because of the desk is so again");
    let again = office.ask(Method::POST, "/withdrawals/restore", Some(&all)).await;
    assert_eq!(problem(again).await, (400, "bad_request".into()), "nothing is withdrawn any more");
}

#[tokio::test]
async fn hours_are_given_again_as_frozen_as_they_were_or_became_and_not_because_of_an_old_trouble() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let all = json!({ "from": "2026-12-01T09:00", "to": "2026-12-31T12:00", "seat": null, "reason": "Prova" });
    let lost = async || {
        office.post(&format!("/desks/{}/lost", desk.id()), &json!({ "reason": "Furto (prova)" })).await;
    };
    let frozen = async || {
        let desks = office.read("/desks").await;
        let line = desks.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap().clone();
        line["frozen"].as_array().unwrap().len()
    };
    let first = contact(&desk, &Value::Null).await;
    let owned = first["owned"].as_array().unwrap().len();
    lost().await;
    office.post("/withdrawals", &all).await;
    let back = contact(&desk, &first["incarnation"]).await;
    assert_eq!((&back["standing"], &back["owned"]), (&json!("good"), &json!([])), "it is back, its hours are not");
    office.post("/withdrawals/restore", &all).await;
    assert_eq!(frozen().await, 0, "a trouble that is over freezes nothing any more");
    let again = contact(&desk, &back["incarnation"]).await;
    assert_eq!(again["owned"].as_array().map(Vec::len), Some(owned), "they are the desk's again");
    office.post("/withdrawals", &all).await;
    lost().await;
    office.post("/withdrawals/restore", &all).await;
    assert_eq!(frozen().await, owned, "a trouble that came while they were withdrawn");
    let act = office.read("/acts").await[0].clone();
    assert_eq!(act["body"]["frozen"].as_array().map(Vec::len), Some(owned), "the act names what stays frozen");
}

#[tokio::test]
async fn hours_that_were_not_offered_yet_stay_withdrawn_when_their_days_come() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let office = Office::enter(&world).await;
    let span = json!({ "from": "2026-12-28T00:00", "to": "2026-12-31T00:00", "seat": 2, "reason": "Ferie (prova)" });
    assert_eq!(office.post("/withdrawals", &span).await, json!({ "hours": 36, "bookings": 0 }));
    world.settings.clock.advance(SignedDuration::from_hours(24 * 20));
    let desk = world.desk("S1").await;
    let seats = async |day: &str| -> Vec<i64> {
        let mut seats: Vec<i64> =
            slots_on(&desk, day).await.iter().map(|slot| slot["seat"].as_i64().unwrap()).collect();
        seats.sort_unstable();
        seats.dedup();
        seats
    };
    assert_eq!(seats("2026-12-29").await, [1]);
    assert_eq!(seats("2026-12-31").await, [1, 2]);
}

#[tokio::test]
async fn a_day_with_bookings_is_closed_only_together_with_them() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, mut borgo) = (world.desk("S1").await, world.desk("026998/B1").await);
    let office = Office::enter(&world).await;
    let slots = slots_on(&desk, DAY).await;
    let ours_at = free_at(&slots, "08:00");
    let (ours, _) = book(&mut desk, &ours_at).await;
    let slot = free_at(&slots_on(&borgo, DAY).await, "09:00");
    let (theirs, _) = book(&mut borgo, &slot).await;
    let mut closure = json!({ "date": DAY, "reason": "Trasloco dell'ufficio (prova)", "source": "Ordinanza di prova" });
    let refused = office.ask(Method::POST, "/closures", Some(&closure)).await;
    assert_eq!(refused.status(), 422);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["type"], "conflict");
    assert!(refused["detail"].as_str().unwrap().starts_with("1 bookings"), "{refused}");
    assert_eq!(office.read(&format!("/closures/{DAY}")).await["bookings"], 1);
    closure["withdraw"] = json!(true);
    office.post("/closures", &closure).await;
    assert_eq!(pulled(&desk, &ours).await["booking"], "to_move");
    assert_eq!(pulled(&borgo, &theirs).await["booking"], "confirmed", "the neighbour is open on that day");
    assert!(slots_on(&desk, DAY).await.iter().all(|slot| slot["free"] == false));
    let of_neighbour = slots_on(&borgo, DAY).await;
    assert!(of_neighbour.iter().any(|slot| slot["free"] == true));
    let hour = async || slots_on(&borgo, DAY).await.into_iter().find(|slot| slot["id"] == ours_at["id"]).unwrap();
    assert_eq!(hour().await["free"], false, "until the booking is moved");
    let second = world.desk("S2").await;
    let mut gives_up = second.command(&json!({
        "kind": "cancel_appointment", "appointment_id": ours, "by": "citizen", "reason": "", "at": "2026-12-01T07:00:00Z",
    }));
    gives_up["saw_version"] = pulled(&desk, &ours).await["version"].clone();
    assert_eq!(second.send(&gives_up).await.json::<Value>().await.unwrap()["outcome"], "done");
    assert_eq!(hour().await["free"], true, "the closure is not the neighbour's");
    let reopened = office.ask(Method::DELETE, &format!("/closures/{DAY}"), None).await;
    assert_eq!(reopened.status(), 200);
    assert!(slots_on(&desk, DAY).await.iter().any(|slot| slot["free"] == true));
    let acts = office.read("/acts").await;
    let kinds: Vec<&Value> = acts.as_array().unwrap().iter().map(|act| &act["kind"]).collect();
    assert_eq!(kinds, ["day_reopened", "day_closed"]);
    assert_eq!(acts[1]["body"]["at_risk"].as_array().unwrap().len(), 1);
    let holiday = json!({ "date": "2026-12-25", "reason": "Natale" });
    let refused = office.ask(Method::POST, "/closures", Some(&holiday)).await;
    assert_eq!(problem(refused).await, (400, "bad_request".into()), "closed already");
}

#[tokio::test]
async fn an_officer_notes_something_once_and_the_day_shows_who_acts_and_how() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, officer) =
        (world.desk("S1").await, Office::enter_as(&world, "funzionario", "Demo-Funzionario-1").await);
    let slot = free_at(&slots_on(&desk, DAY).await, "08:00");
    let mut wanted = booking(&slot);
    wanted["mode"] = json!("phone");
    wanted["acting"] = json!({ "role": "parent", "family_name": "Prova", "given_name": "Genitore" });
    assert_eq!(desk.tell(&wanted).await["outcome"], "done");
    let id = wanted["appointment_id"].as_str().unwrap();
    let note = json!({ "note_id": uuid::Uuid::now_v7(), "text": " Richiamare dopo le 10. " });
    for _ in 0..2 {
        let answer = officer.post(&format!("/appointments/{id}/notes"), &note).await;
        assert_eq!(answer["appointment"]["notes"].as_array().unwrap().len(), 1, "sent twice, noted once");
        assert_eq!(answer["appointment"]["notes"][0]["text"], "Richiamare dopo le 10.");
    }
    assert_eq!(pulled(&desk, id).await["notes"][0]["text"], "Richiamare dopo le 10.");
    let day = officer.read(&format!("/day?date={DAY}")).await;
    let line = day["lines"].as_array().unwrap().iter().find(|line| line["id"] == id).unwrap();
    assert_eq!((&line["mode"], &line["acting"]), (&json!("phone"), &json!("parent")));
    assert_eq!((&line["walk_in"], &line["called_at"]), (&json!(false), &Value::Null));
    assert_eq!((&line["notes"], &line["moved_from"]), (&json!(1), &Value::Null));
    let later = free_at(&slots_on(&desk, DAY).await, "10:00");
    let to = json!({
        "kind": "move_appointment", "appointment_id": id, "slot_ids": [later["id"]], "starts_at": later["starts_at"],
        "minutes": 30, "mode": "phone", "by": "citizen", "at": "2026-12-01T07:00:00Z",
    });
    assert_eq!(desk.tell(&to).await["outcome"], "done");
    let day = officer.read(&format!("/day?date={DAY}")).await;
    let line = day["lines"].as_array().unwrap().iter().find(|line| line["id"] == id).unwrap();
    assert_eq!((&line["starts_at"], &line["moved_from"]), (&later["starts_at"], &slot["starts_at"]));
}

#[test]
fn the_command_line_withdraws_declares_a_desk_lost_and_prints_the_acts() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let data = folder.path().join("data");
        let key = folder.path().join("key");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_centrale"));
        command.args(arguments).arg("--data").arg(data).arg("--key-file").arg(key);
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    assert!(run(&["demo"]).0);
    let tomorrow = jiff::Zoned::now().date().tomorrow().unwrap();
    let (from, to) =
        (format!("{tomorrow}T00:00"), format!("{}T00:00", tomorrow.saturating_add(jiff::Span::new().weeks(1))));
    let (done, said) = run(&["withdraw", "--from", &from, "--to", &to, "--reason", "Prova"]);
    assert!(done);
    let said: Value = serde_json::from_str(&said).unwrap();
    // Of the three that the demonstration plans for the next working day one is cancelled already.
    assert!(said["to_move"].as_u64().unwrap() >= 2, "{said}");
    assert!(
        !run(&["withdraw", "--from", &to, "--to", &from, "--reason", "Prova"]).0,
        "a span that ends before it begins"
    );
    assert!(run(&["desk", "lost", "--label", "S1", "--reason", "Furto (prova)"]).0);
    assert!(!run(&["desk", "lost", "--label", "S9", "--reason", "Prova"]).0, "there is no such desk");
    let (_, acts) = run(&["acts"]);
    let acts: Vec<Value> = acts.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&Value> = acts.iter().map(|act| &act["kind"]).collect();
    assert_eq!(kinds, ["desk_lost", "window_withdrawn"]);
    assert_eq!(json!(acts[1]["body"]["at_risk"].as_array().unwrap().len()), said["to_move"]);
    let (_, of_neighbour) = run(&["acts", "--comune", "026998"]);
    assert_eq!(of_neighbour, "", "nothing was at risk there");
}
