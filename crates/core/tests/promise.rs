//! The desk's word: what Centrale gives at a contact, and when nothing may be promised on it any more.

mod desk;

use desk::{CLERK, book, call, offer, open, sign_in};
use serde_json::{Value, json};
use sportello_core::{
    App, Result, promise,
    promise::{Keeper, Mark, Promise},
    sync::outbox,
};
use sportello_protocol::{
    allotment::{Allotment, Contact, Standing},
    slots::Slot,
};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

async fn signed_in() -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    (folder, app)
}

/// Centrale's answer: these slots of the offer are the desk's.
async fn given(app: &App, places: &[usize]) -> Allotment {
    let told = call(app, "slots_offer", json!({ "service_code": "naspi" })).await.expect("an offer")["free"].clone();
    let slot = |place: &usize| -> Slot {
        let hour = &told[*place];
        let starts_at = hour["starts_at"].as_str().expect("a start").parse().expect("an instant");
        let id = hour["slot_ids"][0].as_str().expect("a slot").parse().expect("an id");
        Slot {
            id,
            starts_at,
            minutes: 30,
            seat: 1,
            modes: vec![sportello_protocol::appointments::Mode::Video],
            free: false,
        }
    };
    answer(places.iter().map(slot).collect())
}

fn answer(owned: Vec<Slot>) -> Allotment {
    Allotment {
        standing: Standing::Good,
        incarnation: Some(Uuid::new_v4()),
        owned,
        wanted_back: vec![],
        expected_seq: 1,
        last_number: 0,
    }
}

fn contact(app: &App, promise: &Promise, answer: &Allotment) -> Contact {
    let said = promise.begin(&app.store).expect("a contact");
    promise.finish(&app.store, &said, answer).expect("taken over");
    said
}

#[tokio::test]
async fn a_desk_that_centrale_no_longer_knows_gives_no_word_after_a_restart_either() {
    let (folder, app) = signed_in().await;
    contact(&app, &app.promise, &given(&app, &[0, 1]).await);
    assert_eq!(offer(&app).await["free"][0]["booking"], "confirmed");
    app.promise.rejected(&app.store).expect("kept");
    assert_eq!(offer(&app).await["free"][0]["booking"], "provisional");
    drop(app);
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    assert_eq!(book(&app).await["appointment"]["booking"], "provisional", "nobody would keep it");
    let said = call(&app, "connection_status", Value::Null).await.expect("a status");
    assert_eq!(said["requests_only"], "quarantined");
    contact(&app, &app.promise, &given(&app, &[0]).await);
    assert_eq!(offer(&app).await["free"][0]["booking"], "confirmed", "Centrale answers it again");
}

/// Keeps every mark that is written, in order.
struct Marks(Option<Mark>, Arc<Mutex<Vec<Mark>>>);

impl Keeper for Marks {
    fn read(&self) -> Result<Option<Mark>> {
        Ok(self.0.clone())
    }

    fn write(&self, mark: &Mark) -> Result<()> {
        self.1.lock().expect("the lock").push(mark.clone());
        Ok(())
    }
}

#[tokio::test]
async fn requests_that_become_promises_at_a_contact_have_a_mark_each() {
    let (_folder, app) = signed_in().await;
    let mine = given(&app, &[0, 1]).await;
    let ids = [book(&app).await, book(&app).await].map(|booked| booked["appointment"]["id"].clone());
    let written = Arc::default();
    let before = app.secrets.read().expect("readable");
    let promise = Promise::open(&app.store, Box::new(Marks(before, Arc::clone(&written)))).expect("it opens");
    contact(&app, &promise, &mine);
    let mut promised: Vec<i64> = written.lock().expect("the lock").iter().map(|mark| mark.promised).collect();
    promised.dedup();
    assert_eq!(promised, [0, 1, 2], "a power cut between two of them leaves at most one without its mark");
    for id in ids {
        let shown = call(&app, "appointments_get", json!({ "id": id })).await.expect("it is there");
        assert_eq!(shown["appointment"]["booking"], "confirmed");
    }
}

#[tokio::test]
async fn an_hour_that_was_asked_for_before_it_was_given_goes_back_and_is_promised_to_nobody() {
    let (_folder, app) = signed_in().await;
    let mine = given(&app, &[0]).await;
    let booked = book(&app).await;
    app.store.write(outbox::attempt).expect("readable").expect("the request left, and its answer is lost");
    contact(&app, &app.promise, &mine);
    assert_eq!(app.store.read(promise::allotted).expect("readable"), []);
    let again = app.promise.begin(&app.store).expect("a contact");
    assert_eq!((&again.owned, &again.released), (&vec![], &vec![mine.owned[0].id]));
    assert_eq!(json!(again.requested), booked["appointment"]["slot_ids"]);
}

#[tokio::test]
async fn a_desk_is_enrolled_anew_with_another_key_that_stays_until_it_is_the_desks() {
    let (_folder, app) = signed_in().await;
    app.secrets.set_desk_key(b"old").expect("kept");
    let next = |key: &[u8]| app.secrets.next_desk_key(|| Ok(key.to_vec())).expect("a key");
    assert_eq!(next(b"new"), b"new");
    assert_eq!(next(b"newer"), b"new", "a lost answer is asked for again with the same key");
    app.secrets.set_desk_key(b"new").expect("kept");
    assert_eq!(next(b"newest"), b"newest", "a copy of the desk has the one that it had");
}
