//! Who wants an earlier hour, and what follows upon an appointment. Persons and hours are invented.

mod desk;

use desk::{
    CLERK,
    agenda::{book_first, desk_at, hear, offer, slots, tell},
    booking, call, give, open, sign_in,
};
use serde_json::{Value, json};
use sportello_core::{App, sync::outbox};
use sportello_protocol::{appointments::Outcome, commands::Payload};

async fn wish(app: &App, appointment: &Value, at: &str) {
    app.clock.set(at.parse().expect("a moment"));
    let wish = json!({ "id": appointment["id"], "wanted": true });
    let wished = call(app, "appointments_wish_earlier", wish).await.expect("noted");
    assert!(wished["appointment"]["wants_earlier"].is_string(), "{wished}");
}

/// The numbers of those who are to be called because an earlier hour is free, with the first that can be offered.
async fn to_call(app: &App) -> Vec<(String, Value)> {
    let tasks = call(app, "appointments_tasks", Value::Null).await.expect("the list");
    let mut listed = Vec::new();
    for task in tasks.as_array().expect("a list") {
        assert_eq!(task["kind"], "earlier_free");
        let number = task["appointment"]["number"].as_str().expect("a number").to_owned();
        listed.push((number, task["alternatives"][0]["starts_at"].clone()));
    }
    listed.sort_by(|one, other| one.0.cmp(&other.0));
    listed
}

#[tokio::test]
async fn who_wants_an_earlier_hour_is_to_be_called_as_soon_as_one_is_free() {
    let booked = ["2026-12-10T08:00:00Z", "2026-12-10T09:00:00Z", "2026-12-10T10:00:00Z"];
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &booked).await;
    let (one, two, content) = (book_first(&app).await, book_first(&app).await, book_first(&app).await);
    for appointment in [&one, &two, &content] {
        hear(&app, appointment, |_| {});
    }
    wish(&app, &one, "2026-12-07T06:10:00Z").await;
    wish(&app, &two, "2026-12-07T06:05:00Z").await;
    assert_eq!(to_call(&app).await, [], "nothing earlier is free");
    let free_besides = |hour| slots(&[booked[0], booked[1], booked[2], hour]);
    tell(&app, &free_besides("2026-12-10T11:00:00Z"));
    assert_eq!(to_call(&app).await, [], "a later one is no answer");
    tell(&app, &free_besides("2026-12-10T08:30:00Z"));
    let between = json!("2026-12-10T08:30:00Z");
    assert_eq!(to_call(&app).await, [("S1-0002".into(), between)], "it is later than the first one's own hour");
    tell(&app, &free_besides("2026-12-09T08:00:00Z"));
    let hour = json!("2026-12-09T08:00:00Z");
    assert_eq!(to_call(&app).await, [("S1-0001".into(), hour.clone()), ("S1-0002".into(), hour)]);
    let content = json!({ "id": two["id"], "wanted": false });
    call(&app, "appointments_wish_earlier", content).await.expect("noted");
    assert_eq!(to_call(&app).await.len(), 1, "who no longer wants it is not called");
}

#[tokio::test]
async fn a_wish_for_an_earlier_hour_ends_with_the_move() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-10T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    hear(&app, &booked, |_| {});
    wish(&app, &booked, "2026-12-07T06:10:00Z").await;
    tell(&app, &slots(&["2026-12-10T08:00:00Z", "2026-12-09T08:00:00Z", "2026-12-09T09:00:00Z"]));
    give(&app, &[0]).await;
    assert_eq!(to_call(&app).await, [("S1-0001".into(), json!("2026-12-09T08:00:00Z"))]);
    let earlier = offer(&app, "video").await["free"][0].clone();
    let to = json!({ "id": booked["id"], "slot_ids": earlier["slot_ids"], "mode": "video", "by": "citizen" });
    let moved = call(&app, "appointments_move", to).await.expect("moved");
    assert_eq!(moved["appointment"]["starts_at"], "2026-12-09T08:00:00Z", "an hour of the desk's own");
    assert_eq!(moved["appointment"]["wants_earlier"], Value::Null);
    hear(&app, &moved["appointment"], |_| {});
    tell(&app, &slots(&["2026-12-10T08:00:00Z", "2026-12-09T08:00:00Z", "2026-12-08T08:00:00Z"]));
    assert_eq!(
        offer(&app, "video").await["free"][0]["starts_at"],
        "2026-12-08T08:00:00Z",
        "a still earlier one is free"
    );
    assert_eq!(to_call(&app).await, [], "nobody asked for it");
}

#[tokio::test]
async fn a_follow_up_says_on_screen_and_to_centrale_which_appointment_it_follows() {
    let (folder, app) = desk_at("2026-12-10T08:40:00Z", &["2026-12-10T09:00:00Z", "2026-12-17T09:00:00Z"]).await;
    let first = book_first(&app).await;
    hear(&app, &first, |_| {});
    let outcome = json!({ "id": first["id"], "outcome": Outcome::Held, "note": "Manca un documento" });
    call(&app, "appointments_record_outcome", outcome).await.expect("an outcome");
    let mut next = booking(offer(&app, "video").await["free"][0]["slot_ids"].clone());
    next["follows"] = first["id"].clone();
    let next = call(&app, "appointments_book", next).await.expect("a follow-up")["appointment"].clone();
    assert_eq!((&next["follows"], &next["number"]), (&first["id"], &json!("S1-0002")));
    let sent = app.store.read(outbox::list).expect("readable");
    let told = sent.iter().find_map(|entry| match &entry.payload {
        Payload::BookAppointment(booking) => Some(json!(booking.follows)),
        _ => None,
    });
    assert_eq!(told.as_ref(), Some(&first["id"]), "what Centrale is told");
    drop(app);
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    let again = call(&app, "appointments_get", json!({ "id": next["id"] })).await.expect("it is there");
    assert_eq!(again["appointment"]["follows"], first["id"], "after a restart too");
}
