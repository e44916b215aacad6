//! Moves that are asked for without a line, and who is told of what came of them. All data is invented.

mod desk;

use desk::{CLERK, book, booking, call, offer, open, sign_in};
use serde_json::{Value, json};
use sportello_core::{
    App, Error,
    sync::{
        outbox,
        push::{self, Said},
    },
};
use sportello_protocol::{
    appointments::Appointment,
    commands::{CommandAnswer, CommandOutcome},
};
use std::sync::Arc;

async fn signed_in() -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    (folder, app)
}

/// Centrale carries the next command out, some minutes after it was made.
fn carried_out(app: &App, minutes: i64, appointment: &Value) {
    let appointment: Appointment = serde_json::from_value(appointment.clone()).expect("an appointment");
    let now = app.clock.now() + jiff::SignedDuration::from_mins(minutes);
    app.store
        .write(|tx| {
            let command = outbox::attempt(tx)?.expect("something waits");
            let answer = CommandAnswer {
                command_id: command.command_id,
                outcome: CommandOutcome::Done,
                problem: None,
                appointment: Some(appointment),
            };
            push::keep(tx, &command, &Said::Answer(Box::new(answer)), now)
        })
        .expect("the answer is kept");
}

/// A booking that Centrale has confirmed.
async fn confirmed(app: &App) -> Value {
    let mut appointment = book(app).await["appointment"].clone();
    (appointment["booking"], appointment["version"]) = (json!("confirmed"), json!(1));
    carried_out(app, 0, &appointment);
    appointment
}

async fn ask_to_move(app: &App, appointment: &Value, place: usize) -> (Value, Value) {
    let hour = offer(app).await["free"][place].clone();
    let request = json!({ "id": appointment["id"], "slot_ids": hour["slot_ids"], "mode": "video", "by": "citizen" });
    (hour, call(app, "appointments_move", request).await.expect("asked for"))
}

fn moved(appointment: &Value, hour: &Value) -> Value {
    let mut moved = appointment.clone();
    (moved["slot_ids"], moved["starts_at"]) = (hour["slot_ids"].clone(), hour["starts_at"].clone());
    moved["version"] = json!(2);
    moved
}

async fn tasks(app: &App) -> Value {
    call(app, "appointments_tasks", json!(null)).await.expect("the telephone list")
}

#[tokio::test]
async fn who_went_home_before_a_move_was_accepted_is_called_and_once() {
    let (_folder, app) = signed_in().await;
    let before = confirmed(&app).await;
    let (hour, _) = ask_to_move(&app, &before, 1).await;
    assert_eq!(tasks(&app).await, json!([]), "nothing is known yet");
    carried_out(&app, 20, &moved(&before, &hour));
    let list = tasks(&app).await;
    assert_eq!((&list[0]["kind"], &list[0]["phone"]), (&json!("moved"), &json!("0437 000000")));
    assert_eq!(list[0]["appointment"]["starts_at"], hour["starts_at"], "the hour to say on the telephone");
    call(&app, "appointments_told", json!({ "id": before["id"] })).await.expect("called");
    assert_eq!(tasks(&app).await, json!([]));
    let again = call(&app, "appointments_told", json!({ "id": before["id"] })).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

#[tokio::test]
async fn who_is_still_at_the_counter_is_not_called() {
    let (_folder, app) = signed_in().await;
    let before = confirmed(&app).await;
    let (hour, _) = ask_to_move(&app, &before, 1).await;
    carried_out(&app, 0, &moved(&before, &hour));
    assert_eq!(tasks(&app).await, json!([]));
}

#[tokio::test]
async fn of_two_wishes_that_wait_centrale_hears_the_last_and_the_slip_says_it() {
    let (_folder, app) = signed_in().await;
    let before = confirmed(&app).await;
    ask_to_move(&app, &before, 1).await;
    let (hour, shown) = ask_to_move(&app, &before, 0).await;
    assert_eq!(shown["move_waits"], hour["starts_at"]);
    let slip = call(&app, "appointments_slip", json!({ "id": before["id"] })).await.expect("a slip");
    assert_eq!(slip["move_waits"], hour["starts_at"]);
    let waiting = call(&app, "outbox_list", json!(null)).await.expect("the outbox");
    assert_eq!(waiting.as_array().map(Vec::len), Some(1), "{waiting}");
}

#[tokio::test]
async fn a_way_of_meeting_that_the_service_has_not_and_a_stranger_to_follow_are_refused() {
    let (_folder, app) = signed_in().await;
    let first = book(&app).await["appointment"]["id"].clone();
    let free = offer(&app).await["free"][0]["slot_ids"].clone();
    let with = |name: &str, value: Value| {
        let mut request = booking(free.clone());
        request[name] = value;
        request
    };
    let refused = async |request: Value| match call(&app, "appointments_book", request).await {
        Err(Error::Field { field }) => field,
        other => panic!("it must be refused: {other:?}"),
    };
    assert_eq!(refused(with("mode", json!("office"))).await, "mode");
    assert_eq!(refused(with("follows", json!(uuid::Uuid::now_v7()))).await, "follows");
    let mut other = with("follows", first.clone());
    other["citizen"]["codice_fiscale"] = json!("RSSMRA80A01H501U");
    assert_eq!(refused(other).await, "follows", "of another person");
    let follow_up = call(&app, "appointments_book", with("follows", first.clone())).await.expect("a follow-up");
    assert_eq!(follow_up["appointment"]["follows"], first);
}

#[tokio::test]
async fn nobody_is_absent_before_the_hour() {
    let (_folder, app) = signed_in().await;
    let appointment = confirmed(&app).await;
    for outcome in ["citizen_absent", "officer_absent"] {
        let request = json!({ "id": appointment["id"], "outcome": outcome, "note": "" });
        let refused = call(&app, "appointments_record_outcome", request).await;
        assert!(matches!(refused, Err(Error::TooEarly)), "{outcome}: {refused:?}");
    }
    let start: jiff::Timestamp = appointment["starts_at"].as_str().expect("a start").parse().expect("an instant");
    app.clock.set(start + jiff::SignedDuration::from_mins(15));
    let request = json!({ "id": appointment["id"], "outcome": "citizen_absent", "note": "" });
    call(&app, "appointments_record_outcome", request).await.expect("after the hour has begun");
}
