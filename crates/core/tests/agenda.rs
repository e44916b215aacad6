//! The agenda on days that are not like others, why nothing is free, and what the slip says.

mod desk;

use desk::{
    agenda::{book_first, catalogue, desk_at, hear, moved, offer, slots, tell, tell_resource},
    call,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sportello_core::App;

async fn on_day(app: &App, day: &str) -> Vec<Value> {
    let listed = call(app, "appointments_list", json!({ "from": day, "to": day })).await.expect("a day");
    listed.as_array().expect("a list").clone()
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
    book_first(&app).await;
    assert_eq!(on_day(&app, "2028-02-29").await[0]["number"], "S1-0001");
    assert!(on_day(&app, "2028-03-01").await.is_empty());
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
