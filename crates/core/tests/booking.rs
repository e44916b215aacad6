//! Booking with the cable out: what is promised, what is kept, what is refused.

mod desk;

use desk::{CLERK, book, booking, call, open, sign_in};
use serde_json::{Value, json};
use sportello_core::{Error, clock};
use sportello_protocol::commands::QueueStep;

async fn signed_in() -> (tempfile::TempDir, std::sync::Arc<sportello_core::App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    (folder, app)
}

#[tokio::test]
async fn without_a_line_a_booking_is_provisional_and_survives_a_restart() {
    let (folder, app) = signed_in().await;
    let booked = book(&app).await;
    assert_eq!(booked["appointment"]["booking"], "provisional");
    assert_eq!(booked["appointment"]["number"], "S1-0001");
    let id = booked["appointment"]["id"].clone();
    let slip = call(&app, "appointments_slip", json!({ "id": id })).await.expect("a slip");
    assert_eq!(slip["booking"], "provisional", "the paper must not promise more than the screen");
    assert_eq!(slip["qr"], id);
    assert_eq!(slip["bring"][0]["name"], "Documento di identità");
    drop(app);

    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    let again = call(&app, "appointments_get", json!({ "id": id })).await.expect("it is still there");
    assert_eq!(again["appointment"]["citizen"]["family_name"], "Provetti");
    assert_eq!(call(&app, "connection_status", json!(null)).await.expect("a status")["waiting"], 1);
}

#[tokio::test]
async fn an_hour_is_sold_once() {
    let (_folder, app) = signed_in().await;
    let booked = book(&app).await;
    let slot = booked["appointment"]["slot_ids"].clone();
    let offer = desk::offer(&app).await;
    let free: Vec<&Value> = offer["free"].as_array().expect("a list").iter().map(|slot| &slot["slot_ids"]).collect();
    assert!(!free.contains(&&slot), "it is no longer offered");
    assert_eq!(free.len(), 2, "one was taken by Centrale's word, one by this booking");
    let error = call(&app, "appointments_book", booking(slot)).await.expect_err("a double click");
    assert!(matches!(error, Error::SlotNotFree), "{error:?}");
}

#[tokio::test]
async fn a_cancelled_booking_gives_its_hour_back() {
    let (_folder, app) = signed_in().await;
    let booked = book(&app).await;
    let request = json!({ "id": booked["appointment"]["id"], "by": "citizen", "reason": "non può venire" });
    let cancelled = call(&app, "appointments_cancel", request).await.expect("cancelled");
    assert_eq!(cancelled["state"], "cancelled");
    call(&app, "appointments_book", booking(booked["appointment"]["slot_ids"].clone())).await.expect("the next one");
}

#[tokio::test]
async fn what_the_clerk_does_shows_at_once_and_waits_in_order() {
    let (_folder, app) = signed_in().await;
    let id = book(&app).await["appointment"]["id"].clone();
    let arrived = call(&app, "appointments_mark_arrived", json!({ "id": id })).await.expect("arrived");
    assert_eq!(arrived["state"], "arrived");
    // The day of the counter: late in the evening it is another one than in UTC.
    let starts_at: jiff::Timestamp =
        arrived["appointment"]["starts_at"].as_str().expect("an hour").parse().expect("one");
    let day = clock::day_of(starts_at);
    let lines = call(&app, "appointments_list", json!({ "from": day, "to": day })).await.expect("the day");
    let line = &lines[0];
    assert_eq!((&line["state"], &line["provisional"]), (&json!("arrived"), &json!(true)), "{lines}");
    let papers = json!([{ "document_type": "identity_card", "state": "present" }]);
    call(&app, "appointments_set_papers", json!({ "id": id, "papers": papers })).await.expect("papers");
    let outcome = json!({ "id": id, "outcome": "held", "note": "Tutto a posto" });
    let closed = call(&app, "appointments_record_outcome", outcome.clone()).await.expect("an outcome");
    assert_eq!(closed["state"], "held");
    let error = call(&app, "appointments_record_outcome", outcome).await.expect_err("once is enough");
    assert!(matches!(error, Error::AppointmentClosed), "{error:?}");

    let outbox = call(&app, "outbox_list", json!(null)).await.expect("the outbox");
    let kinds: Vec<&str> = outbox.as_array().expect("a list").iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds, ["book_appointment", "mark_arrived", "set_papers", "record_outcome"]);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_its_field_and_nothing_is_kept() {
    let (_folder, app) = signed_in().await;
    let offer = desk::offer(&app).await;
    let with = |path: &str, value: Value| {
        let mut request = booking(offer["free"][0]["slot_ids"].clone());
        *request.pointer_mut(path).expect("the field") = value;
        request
    };
    for (path, value, field) in [
        ("/citizen/family_name", json!(" \u{202e} "), "family_name"),
        ("/citizen/given_name", json!("x".repeat(10_000)), "given_name"),
        ("/citizen/phone", json!("javascript:alert(1)"), "phone"),
        ("/service_code", json!("unknown"), "service_code"),
        ("/privacy_notice_version", json!("another"), "privacy_notice_version"),
    ] {
        let error = call(&app, "appointments_book", with(path, value)).await.expect_err("it is wrong");
        assert!(matches!(&error, Error::Field { field: found } if found == field), "{path}: {error:?}");
    }
    let wrong = with("/citizen/codice_fiscale", json!("CCCFBA85D03L219Q"));
    let error = call(&app, "appointments_book", wrong).await.expect_err("the check letter");
    assert!(matches!(error, Error::CodiceFiscale { .. }), "{error:?}");
    assert_eq!(call(&app, "outbox_list", json!(null)).await.expect("the outbox"), json!([]));
}

#[tokio::test]
async fn who_is_to_be_called_has_a_number_and_who_withdraws_a_reason() {
    let (_folder, app) = signed_in().await;
    let mut request = booking(desk::offer(&app).await["free"][0]["slot_ids"].clone());
    request["mode"] = json!("phone");
    request["citizen"]["phone"] = json!("");
    let error = call(&app, "appointments_book", request).await.expect_err("nobody can call");
    assert!(matches!(&error, Error::Field { field } if field == "phone"), "{error:?}");
    let booked = book(&app).await;
    let cancel = json!({ "id": booked["appointment"]["id"], "by": "counter", "reason": "  " });
    let error = call(&app, "appointments_cancel", cancel).await.expect_err("why?");
    assert!(matches!(&error, Error::Field { field } if field == "reason"), "{error:?}");
}

#[tokio::test]
async fn an_arrival_that_was_marked_for_another_person_is_taken_back() {
    let (_folder, app) = signed_in().await;
    let id = book(&app).await["appointment"]["id"].clone();
    call(&app, "appointments_mark_arrived", json!({ "id": id })).await.expect("arrived");
    call(&app, "appointments_step", json!({ "id": id, "step": "called" })).await.expect("called");
    let back = call(&app, "appointments_step", json!({ "id": id, "step": "not_arrived" })).await.expect("taken back");
    assert_eq!(back["state"], "provisional");
    assert!(back["appointment"].get("arrived_at").is_none_or(Value::is_null), "{back}");
}

#[tokio::test]
async fn a_known_citizen_is_found_by_code_and_by_name() {
    let (_folder, app) = signed_in().await;
    book(&app).await;
    let found = call(&app, "citizens_decode", json!({ "codice_fiscale": "CCCFBA85D03L219P" })).await.expect("a code");
    assert_eq!(found["known"]["family_name"], "Provetti");
    // Perhaps the same person with a code of omocodia: the clerk is asked.
    let found = call(&app, "citizens_decode", json!({ "codice_fiscale": "CCCFBA85D03L21VE" })).await.expect("a code");
    assert_eq!((&found["known"], &found["perhaps"][0]["family_name"]), (&json!(null), &json!("Provetti")));
    let found = call(&app, "citizens_search", json!({ "text": "provétti e" })).await.expect("a search");
    assert_eq!(found[0]["citizen"]["given_name"], "Esempio");
    assert!(found[0]["next_appointment"].is_string());
}

#[tokio::test]
async fn no_error_carries_personal_data() {
    let (_folder, app) = signed_in().await;
    let error =
        call(&app, "citizens_decode", json!({ "codice_fiscale": "CCCFBA85D03L219Q" })).await.expect_err("wrong");
    let text = format!("{error:?} {error} {}", serde_json::to_string(&error).expect("json"));
    assert!(!text.contains("CCCFBA"), "{text}");
}

#[tokio::test]
async fn an_arrival_that_is_taken_back_late_does_not_send_away_who_came_meanwhile() {
    let (_folder, app) = signed_in().await;
    let at = |minute: i64| jiff::Timestamp::from_second(1_796_000_000 + 60 * minute).expect("an instant");
    let booked = book(&app).await["appointment"].clone();
    let mut came: sportello_protocol::appointments::Appointment =
        serde_json::from_value(booked).expect("an appointment");
    came.arrived_at = Some(at(0));
    came.take_step(QueueStep::Called, at(40));
    came.take_step(QueueStep::NotArrived, at(2));
    assert_eq!((came.arrived_at, came.called_at), (Some(at(0)), Some(at(40))), "called after it: the citizen is here");
    came.take_step(QueueStep::NotArrived, at(41));
    assert_eq!((came.arrived_at, came.called_at), (None, None));
}

/// What Centrale says of a booking of this desk, changed for the test.
fn told(app: &sportello_core::App, booked: &Value, change: impl FnOnce(&mut Value)) {
    let mut appointment = booked["appointment"].clone();
    appointment["version"] = json!(2);
    change(&mut appointment);
    let appointment = serde_json::from_value(appointment).expect("an appointment");
    app.store
        .write(|tx| {
            sportello_core::appointments::keep(tx, &appointment)?;
            sportello_core::appointments::show(tx, appointment.id)
        })
        .expect("kept");
}

#[tokio::test]
async fn an_hour_that_inps_withdrew_is_a_call_to_make_until_another_one_is_asked_for() {
    let (_folder, app) = signed_in().await;
    let booked = book(&app).await;
    let id = booked["appointment"]["id"].clone();
    told(&app, &booked, |appointment| appointment["booking"] = json!("to_move"));
    call(&app, "appointments_note", json!({ "id": id, "text": "Non risponde" })).await.expect("noted");
    let tasks = call(&app, "appointments_tasks", json!(null)).await.expect("tasks");
    assert_eq!((&tasks[0]["kind"], &tasks[0]["phone"]), (&json!("to_move"), &json!("0437 000000")));
    assert_eq!(tasks[0]["last_note"]["text"], "Non risponde");
    let alternatives = tasks[0]["alternatives"].as_array().expect("a list");
    assert!(!alternatives.is_empty());
    let to = json!({ "id": id, "slot_ids": alternatives[0]["slot_ids"], "mode": "video", "by": "inps" });
    let moved = call(&app, "appointments_move", to).await.expect("asked for");
    assert_eq!(moved["move_waits"], alternatives[0]["starts_at"], "said beside the state, which stays");
    assert_eq!(call(&app, "appointments_tasks", json!(null)).await.expect("tasks"), json!([]), "the list empties");
}

#[tokio::test]
async fn an_hour_that_this_desk_gave_up_is_offered_again_when_it_has_come_back_and_not_before() {
    let (_folder, app) = signed_in().await;
    let booked = book(&app).await;
    let waiting = call(&app, "outbox_list", json!(null)).await.expect("the outbox");
    let command = waiting[0]["id"].as_str().expect("an id").parse().expect("a UUID");
    app.store.write(|tx| sportello_core::sync::outbox::done(tx, command, app.clock.now())).expect("answered");
    told(&app, &booked, |appointment| appointment["booking"] = json!("confirmed"));
    told(&app, &booked, |appointment| {
        (appointment["booking"], appointment["version"]) = (json!("cancelled"), json!(3))
    });
    let is_offered = async || {
        let free = desk::offer(&app).await["free"].as_array().expect("a list").clone();
        free.iter().any(|slot| slot["slot_ids"] == booked["appointment"]["slot_ids"])
    };
    assert!(!is_offered().await, "by what was told before the booking it is free for all; by now it is not");
    let slots = app.store.read(|conn| sportello_core::store::resources::get::<Value>(conn, "slots")).expect("read");
    let slots = slots.expect("hours").body.to_string();
    let now = app.clock.now() + jiff::SignedDuration::from_secs(1);
    app.store.write(|tx| sportello_core::store::resources::set(tx, "slots", &slots, "", now)).expect("told anew");
    assert!(is_offered().await, "Centrale calls it free");
}

#[tokio::test]
async fn appointments_without_outcome_are_asked_for_from_the_oldest_and_all_are_counted() {
    let (_folder, app) = signed_in().await;
    for days in [2, 40, 1] {
        let booked = book(&app).await;
        let start = app.clock.now() - jiff::SignedDuration::from_hours(24 * days);
        told(&app, &booked, |appointment| {
            appointment["booking"] = json!("confirmed");
            appointment["starts_at"] = json!(start);
            appointment["slot_ids"] = json!([]);
        });
    }
    let today = call(&app, "appointments_today", json!(null)).await.expect("the day");
    let starts: Vec<&str> = today["without_outcome"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|line| line["starts_at"].as_str())
        .collect();
    assert_eq!(today["without_outcome_count"], 3);
    assert!(starts.is_sorted() && starts.len() == 3, "{starts:?}");
}

#[tokio::test]
async fn a_desk_with_the_mark_of_another_machine_says_why_it_takes_requests_only() {
    let (folder, app) = signed_in().await;
    let said = call(&app, "connection_status", json!(null)).await.expect("a status");
    assert_eq!(said["requests_only"], json!(null));
    let of_another_machine = json!({ "machine": uuid::Uuid::new_v4(), "incarnation": null, "promised": 0 });
    app.secrets.set_mark(of_another_machine.to_string().as_bytes()).expect("the mark is kept");
    drop(app);
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    let said = call(&app, "connection_status", json!(null)).await.expect("a status");
    assert_eq!(said["requests_only"], "copied");
}

#[tokio::test]
async fn what_is_done_again_is_done_to_the_appointment_as_the_clerk_sees_it_now() {
    use sportello_core::sync::outbox;
    use sportello_protocol::problem::ProblemKind;
    let (_folder, app) = signed_in().await;
    let booked = book(&app).await;
    let id = booked["appointment"]["id"].clone();
    let now = app.clock.now();
    let next = || app.store.write(outbox::attempt).expect("readable").expect("something waits");
    let answered = next();
    app.store.write(|tx| outbox::done(tx, answered.command_id, now)).expect("the booking is answered");
    told(&app, &booked, |appointment| appointment["booking"] = json!("confirmed"));
    let request = json!({ "id": id, "by": "citizen", "reason": "non può venire" });
    call(&app, "appointments_cancel", request).await.expect("cancelled");
    let refused = next();
    app.store.write(|tx| outbox::park(tx, refused.command_id, ProblemKind::Conflict, now)).expect("parked");
    told(&app, &booked, |appointment| {
        appointment["booking"] = json!("confirmed");
        appointment["version"] = json!(5);
    });
    call(&app, "outbox_retry", json!({ "id": refused.command_id })).await.expect("tried again");
    assert_eq!(json!(next())["saw_version"], 5, "with the version that was refused it would be refused for ever");
}
