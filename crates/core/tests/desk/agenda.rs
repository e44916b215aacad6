//! A desk at a moment, with the hours that Centrale would have told it.

use super::{CLERK, booking, call, open, sign_in};
use jiff::Timestamp;
use serde_json::{Value, json};
use sportello_core::{App, appointments, store::resources};
use sportello_protocol::appointments::{Appointment, Booking, Event, EventKind, Party};
use std::sync::Arc;

/// A desk at a moment, with free half hours of video at these starts.
pub async fn desk_at(now: &str, starts: &[&str]) -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    app.clock.set(now.parse().expect("a moment"));
    tell(&app, &slots(starts));
    sign_in(&app, CLERK).await;
    (folder, app)
}

pub fn slots(starts: &[&str]) -> Value {
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

pub fn tell(app: &App, slots: &Value) {
    tell_resource(app, "slots", slots);
}

pub fn tell_resource(app: &App, name: &str, value: &Value) {
    app.store.write(|tx| resources::set(tx, name, &value.to_string(), "", app.clock.now())).expect("it is kept");
}

pub fn catalogue(app: &App) -> Value {
    let known = app.store.read(|conn| resources::get::<Value>(conn, "catalogue")).expect("it is read");
    known.expect("a catalogue").body
}

pub async fn offer(app: &App, mode: &str) -> Value {
    call(app, "slots_offer", json!({ "service_code": "naspi", "mode": mode })).await.expect("an offer")
}

pub async fn book_first(app: &App) -> Value {
    let free = offer(app, "video").await["free"][0]["slot_ids"].clone();
    call(app, "appointments_book", booking(free)).await.expect("a booking")["appointment"].clone()
}

/// What Centrale would tell of an appointment after a change.
pub fn hear(app: &App, appointment: &Value, change: impl FnOnce(&mut Appointment)) {
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

pub fn moved(from: Timestamp) -> Event {
    Event { kind: EventKind::Moved, by: Party::Citizen, reason: "turno di lavoro".into(), at: from, from: Some(from) }
}
