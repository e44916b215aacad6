//! The agenda on days that are not like others, why nothing is free, what the slip says, and the calendar file.

mod desk;

use desk::{CLERK, booking, call, open, sign_in};
use icalendar::{Calendar, Component, parser};
use jiff::Timestamp;
use serde_json::{Value, json};
use sportello_core::{App, appointments, store::resources};
use sportello_protocol::appointments::{Appointment, Booking, Event, EventKind, Party};
use std::sync::Arc;

/// A desk at a moment, with free half hours of video at these starts.
async fn desk_at(now: &str, starts: &[&str]) -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    app.clock.set(now.parse().expect("a moment"));
    tell(&app, &slots(starts));
    sign_in(&app, CLERK).await;
    (folder, app)
}

fn slots(starts: &[&str]) -> Value {
    let slots: Vec<Value> = starts
        .iter()
        .enumerate()
        .map(|(index, start)| {
            json!({ "id": uuid::Uuid::from_u128(500 + index as u128), "starts_at": start, "minutes": 30, "seat": 1,
                    "modes": ["video"], "free": true })
        })
        .collect();
    let window = json!({ "weekday": 1, "from": "09:00", "to": "12:00", "slot_minutes": 30, "seats": 1,
                         "modes": ["video"] });
    json!({ "slots": slots, "closures": [], "windows": [window],
            "office": { "name": "Sede INPS di Prova", "address": "Via dell'Esempio 10" } })
}

fn tell(app: &App, slots: &Value) {
    tell_resource(app, "slots", slots);
}

fn tell_resource(app: &App, name: &str, value: &Value) {
    app.store.write(|tx| resources::set(tx, name, &value.to_string(), "", app.clock.now())).expect("it is kept");
}

fn catalogue(app: &App) -> Value {
    let known = app.store.read(|conn| resources::get::<Value>(conn, "catalogue")).expect("it is read");
    known.expect("a catalogue").body
}

async fn offer(app: &App, mode: &str) -> Value {
    call(app, "slots_offer", json!({ "service_code": "naspi", "mode": mode })).await.expect("an offer")
}

async fn book_first(app: &App) -> Value {
    let free = offer(app, "video").await["free"][0]["slot_ids"].clone();
    call(app, "appointments_book", booking(free)).await.expect("a booking")["appointment"].clone()
}

async fn on_day(app: &App, day: &str) -> Vec<Value> {
    let listed = call(app, "appointments_list", json!({ "from": day, "to": day })).await.expect("a day");
    listed.as_array().expect("a list").clone()
}

async fn ics(app: &App, id: &Value) -> (String, Calendar) {
    let file = call(app, "appointments_ics", json!({ "id": id })).await.expect("a file");
    let text = file["text"].as_str().expect("a text").to_owned();
    let calendar = text.parse().expect("it can be read");
    (text, calendar)
}

fn said(calendar: &Calendar, property: &str) -> String {
    let event = calendar.events().next().expect("an event");
    event.property_value(property).unwrap_or_default().to_owned()
}

/// What Centrale would tell of an appointment after a change.
fn hear(app: &App, appointment: &Value, change: impl FnOnce(&mut Appointment)) {
    let mut told: Appointment = serde_json::from_value(appointment.clone()).expect("an appointment");
    told.version += 1;
    told.booking = Booking::Confirmed;
    change(&mut told);
    app.store
        .write(|tx| {
            tx.execute("DELETE FROM outbox", []).expect("it was answered");
            appointments::keep(tx, &told)?;
            appointments::show(tx, told.id)
        })
        .expect("it is kept");
}

fn moved(from: Timestamp) -> Event {
    Event { kind: EventKind::Moved, by: Party::Citizen, reason: "turno di lavoro".into(), at: from, from: Some(from) }
}

#[tokio::test]
async fn the_day_the_clock_goes_back_shows_both_hours_and_belongs_to_one_day() {
    // 25 October 2026: 02:30 comes twice in Rome, at 00:30 and at 01:30 UTC.
    let starts = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T08:00:00Z"];
    let (_folder, app) = desk_at("2026-10-24T10:00:00Z", &starts).await;
    for _ in starts {
        book_first(&app).await;
    }
    let day: Vec<String> = on_day(&app, "2026-10-25").await.iter().map(wall).collect();
    assert_eq!(day, ["02:30", "02:30", "09:00"], "nine o'clock is nine o'clock, by the counter's clock");
    assert!(on_day(&app, "2026-10-24").await.is_empty() && on_day(&app, "2026-10-26").await.is_empty());
}

#[tokio::test]
async fn nine_o_clock_stays_nine_o_clock_when_the_clock_goes_forward() {
    // 28 March 2027: an hour is missing; the Saturday before is still in winter time.
    let (_folder, app) = desk_at("2027-03-26T10:00:00Z", &["2027-03-27T08:00:00Z", "2027-03-28T07:00:00Z"]).await;
    book_first(&app).await;
    book_first(&app).await;
    assert_eq!(wall(&on_day(&app, "2027-03-27").await[0]), "09:00");
    assert_eq!(wall(&on_day(&app, "2027-03-28").await[0]), "09:00");
}

fn wall(line: &Value) -> String {
    let at: Timestamp = line["starts_at"].as_str().expect("a start").parse().expect("a moment");
    sportello_core::clock::local(at).strftime("%H:%M").to_string()
}

#[tokio::test]
async fn the_29th_of_february_is_a_day_like_any_other() {
    let (_folder, app) = desk_at("2028-02-28T10:00:00Z", &["2028-02-29T08:00:00Z", "2028-03-01T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    assert_eq!(on_day(&app, "2028-02-29").await[0]["number"], "S1-0001");
    assert!(on_day(&app, "2028-03-01").await.is_empty());
    let (_, calendar) = ics(&app, &booked["id"]).await;
    assert_eq!(said(&calendar, "DTSTART"), "20280229T080000Z");
}

#[tokio::test]
async fn an_appointment_late_at_night_belongs_to_the_day_on_which_it_starts() {
    // 23:30 of 1 December in Rome; it ends at midnight. The next one starts at midnight, which is 2 December.
    let (_folder, app) = desk_at("2026-12-01T10:00:00Z", &["2026-12-01T22:30:00Z", "2026-12-01T23:00:00Z"]).await;
    book_first(&app).await;
    book_first(&app).await;
    let starts = async |day| on_day(&app, day).await.iter().map(wall).collect::<Vec<_>>();
    assert_eq!(starts("2026-12-01").await, ["23:30"]);
    assert_eq!(starts("2026-12-02").await, ["00:00"]);
    app.clock.set("2026-12-01T22:59:00Z".parse().expect("a moment"));
    let today = call(&app, "appointments_today", json!(null)).await.expect("today");
    assert_eq!((&today["date"], today["appointments"].as_array().map(Vec::len)), (&json!("2026-12-01"), Some(1)));
    app.clock.set("2026-12-01T23:10:00Z".parse().expect("a moment"));
    let today = call(&app, "appointments_today", json!(null)).await.expect("today");
    assert_eq!(today["date"], "2026-12-02", "ten past midnight in Rome");
    assert_eq!(wall(&today["without_outcome"][0]), "23:30", "yesterday's last one still wants its outcome");
}

#[tokio::test]
async fn with_nothing_free_the_screen_says_why_and_what_else_there_is() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let why = async |mode| offer(&app, mode).await["why_none"].clone();
    assert_eq!(why("video").await, Value::Null);
    assert_eq!(why("office").await, "no_window");

    let mut told = slots(&["2026-12-08T08:00:00Z"]);
    told["slots"][0]["free"] = json!(false);
    tell(&app, &told);
    assert_eq!(why("video").await, "all_taken");

    told["closures"] = json!([{ "date": "2026-12-08", "reason": "Immacolata Concezione" }]);
    tell(&app, &told);
    assert_eq!(why("video").await, "closed");

    let mut short = slots(&["2026-12-08T08:00:00Z"]);
    short["slots"][0]["minutes"] = json!(15);
    tell(&app, &short);
    assert_eq!(why("video").await, "too_short");

    tell(&app, &slots(&["2026-12-08T08:00:00Z"]));
    let mut catalogue = catalogue(&app);
    catalogue["services"][0]["valid_from"] = json!("2027-01-01");
    tell_resource(&app, "catalogue", &catalogue);
    assert_eq!(why("video").await, "not_in_force");

    catalogue["services"][0]["valid_from"] = Value::Null;
    catalogue["services"][0]["modes"] = json!(["office", "video"]);
    tell_resource(&app, "catalogue", &catalogue);
    let none = offer(&app, "office").await;
    assert_eq!(none["why_none"], "no_window");
    assert_eq!(none["elsewhere"][0]["mode"], "video");
    assert_eq!(none["elsewhere"][0]["slot"]["starts_at"], "2026-12-08T08:00:00Z");
    assert_eq!(none["until"], "2026-12-08");
}

#[tokio::test]
async fn hours_that_the_desk_owns_and_may_not_confirm_on_are_named_as_the_reason() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let own = slots(&["2026-12-08T08:00:00Z"])["slots"][0].clone();
    let told = json!({ "slots": [own], "closures": [], "windows": slots(&[])["windows"] });
    tell(&app, &told);
    app.store
        .write(|tx| {
            let row = (own["id"].as_str(), own["starts_at"].as_str(), own.to_string());
            tx.execute("INSERT INTO allotted (slot_id, starts_at, body) VALUES (?, ?, ?)", row)?;
            Ok(())
        })
        .expect("the hour is the desk's own");
    let none = offer(&app, "video").await;
    assert_eq!((&none["free"], &none["why_none"]), (&json!([]), &json!("needs_contact")), "Centrale was never heard");
}

#[tokio::test]
async fn without_a_line_there_is_no_hold_and_the_form_goes_on() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let slot = offer(&app, "video").await["free"][0].clone();
    assert_eq!(slot["booking"], "provisional");
    let request = json!({ "hold_id": uuid::Uuid::from_u128(7), "slot_ids": slot["slot_ids"] });
    let held = call(&app, "slots_hold", request).await.expect("no hold is no fault");
    assert_eq!(held, json!({ "seconds": null }));
}

#[tokio::test]
async fn the_slip_says_where_by_which_number_and_which_form_to_bring() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let mut catalogue = catalogue(&app);
    catalogue["document_types"].as_array_mut().expect("a list").push(json!({ "code": "aa08", "name": "Modello AA08" }));
    catalogue["acting"] = json!([{ "role": "delegate", "form": "aa08", "hint": "Serve l'originale firmato.",
                                   "source": "dato inventato", "checked_on": "2026-11-01" }]);
    tell_resource(&app, "catalogue", &catalogue);
    let booked = book_first(&app).await;
    hear(&app, &booked, |told| {
        told.mode = sportello_protocol::appointments::Mode::Phone;
        told.acting = Some(sportello_protocol::appointments::Acting {
            role: sportello_protocol::appointments::ActingRole::Delegate,
            family_name: "Delegati".into(),
            given_name: "Inventata".into(),
            codice_fiscale: String::new(),
            phone: "0437 111111".into(),
        });
        told.history.push(moved("2026-12-09T09:00:00Z".parse().expect("a moment")));
    });
    let slip = call(&app, "appointments_slip", json!({ "id": booked["id"] })).await.expect("a slip");
    assert_eq!(slip["call_phone"], "0437 111111", "who acts is called");
    assert_eq!(slip["office"]["name"], "Sede INPS di Prova");
    assert_eq!(slip["acting_name"], "Delegati Inventata");
    let names: Vec<&Value> = slip["bring"].as_array().expect("a list").iter().map(|paper| &paper["name"]).collect();
    assert_eq!(names, ["Documento di identità", "Modello AA08"]);
    assert_eq!(slip["moved_from"], "2026-12-09T09:00:00Z");
    assert_eq!(slip["move_waits"], Value::Null);
}

#[tokio::test]
async fn the_calendar_file_follows_booking_change_and_cancellation() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    let (text, asked) = ics(&app, &booked["id"]).await;
    assert_eq!(asked.property_value("METHOD"), Some("REQUEST"));
    assert_eq!((said(&asked, "SEQUENCE"), said(&asked, "STATUS")), ("0".into(), "TENTATIVE".into()));
    assert_eq!(said(&asked, "UID"), booked["id"].as_str().expect("an id"));
    assert_eq!(
        (said(&asked, "DTSTART"), said(&asked, "DTEND")),
        ("20261208T080000Z".into(), "20261208T083000Z".into())
    );
    assert_eq!(said(&asked, "SUMMARY"), "Appuntamento S1-0001, Comune di Pieve di Prova");
    assert!(said(&asked, "LOCATION").starts_with("Sportello 1, Piazza dell'Esempio 1"), "{text}");
    assert!(said(&asked, "DTSTAMP").starts_with("20261207T0600"), "{text}");

    hear(&app, &booked, |told| {
        told.starts_at = "2026-12-09T09:30:00Z".parse().expect("a moment");
        told.history.push(moved("2026-12-08T08:00:00Z".parse().expect("a moment")));
    });
    let (_, changed) = ics(&app, &booked["id"]).await;
    assert_eq!(changed.property_value("METHOD"), Some("REQUEST"));
    assert_eq!((said(&changed, "SEQUENCE"), said(&changed, "STATUS")), ("1".into(), "CONFIRMED".into()));
    assert_eq!(said(&changed, "UID"), said(&asked, "UID"), "the same appointment");
    assert_eq!(said(&changed, "DTSTART"), "20261209T093000Z");

    let cancel = json!({ "id": booked["id"], "by": "citizen", "reason": "non può venire" });
    call(&app, "appointments_cancel", cancel).await.expect("cancelled");
    let (_, gone) = ics(&app, &booked["id"]).await;
    assert_eq!(gone.property_value("METHOD"), Some("CANCEL"));
    assert_eq!((said(&gone, "SEQUENCE"), said(&gone, "STATUS")), ("2".into(), "CANCELLED".into()));
    assert_eq!(said(&gone, "UID"), said(&asked, "UID"));
}

#[tokio::test]
async fn a_shared_calendar_learns_neither_who_comes_nor_why() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    let file = call(&app, "appointments_ics", json!({ "id": booked["id"] })).await.expect("a file");
    assert_eq!(file["file_name"], "appuntamento-S1-0001.ics");
    let text = parser::unfold(file["text"].as_str().expect("a text")).to_lowercase();
    let citizen = booked["citizen"]["id"].as_str().expect("an id");
    for secret in ["provetti", "esempio,", "cccfba", "lavoro", "naspi", "documento di identità", citizen] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn every_line_of_the_calendar_file_is_short_whole_and_of_one_property() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let mut identity = desk::identity();
    identity.comune.name = "San Però à Més, detto; \"Là\"\r\nATTENDEE:mailto:a@b.it \\ lungo lungo lungo lungo".into();
    app.store
        .write(|tx| sportello_core::store::facts::set(tx, sportello_core::store::facts::IDENTITY, &identity))
        .expect("another comune");
    let booked = book_first(&app).await;
    let (text, calendar) = ics(&app, &booked["id"]).await;
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.lines().any(|line| line.starts_with("ATTENDEE:mailto")), "{text}");
    assert!(said(&calendar, "SUMMARY").contains("San Però à Més, detto; \"Là\""), "{text}");
}

#[tokio::test]
async fn a_calendar_entry_has_the_same_length_on_the_day_the_clock_changes() {
    // Half past two, the second time, of 25 October 2026; and the last half hour before the missing one.
    let starts = ["2026-10-25T01:30:00Z", "2027-03-28T00:30:00Z"];
    let (_folder, app) = desk_at("2026-10-24T10:00:00Z", &starts).await;
    for (start, end) in [("20261025T013000Z", "20261025T020000Z"), ("20270328T003000Z", "20270328T010000Z")] {
        let booked = book_first(&app).await;
        let (_, calendar) = ics(&app, &booked["id"]).await;
        assert_eq!((said(&calendar, "DTSTART"), said(&calendar, "DTEND")), (start.into(), end.into()));
    }
}
