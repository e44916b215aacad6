//! The mark outside the database: which database is believed at start, and what is said to the citizen until the mark is
//! written. Real files: the database and the key file of a desk. Hours, citizens and Centrale's answers are invented.

mod desk;

use desk::{CLERK, book, call, give, open, sign_in};
use serde_json::{Value, json};
use sportello_core::{
    App,
    promise::{Keeper, Mark, Promise},
    secrets::Secrets,
    store::Store,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use uuid::Uuid;

const DATABASE: &str = "sportello.db";
const KEYS: &str = "keys.json";

/// A desk with two hours of its own, and a common one after them.
async fn in_service() -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    give(&app, &[0, 1]).await;
    (folder, app)
}

/// The program was ended and is started again.
async fn start(folder: &Path) -> Arc<App> {
    let app = open(folder);
    sign_in(&app, CLERK).await;
    app
}

/// Why nothing is confirmed, if it is so, and what the next citizen is told.
async fn word(app: &App) -> (Value, Value) {
    let status = call(app, "connection_status", Value::Null).await.expect("a status");
    (status["requests_only"].clone(), book(app).await["appointment"]["booking"].clone())
}

fn confirms() -> (Value, Value) {
    (Value::Null, json!("confirmed"))
}

fn requests_only(why: &str) -> (Value, Value) {
    (json!(why), json!("provisional"))
}

/// A file of a desk whose program was ended: nothing is left beside the database.
fn kept(folder: &Path, name: &str) -> Vec<u8> {
    assert!(!folder.join("sportello.db-wal").exists(), "the program was ended");
    fs::read(folder.join(name)).expect("readable")
}

fn keys(folder: &Path) -> Value {
    serde_json::from_slice(&kept(folder, KEYS)).expect("a key file")
}

fn set_keys(folder: &Path, keys: &Value) {
    fs::write(folder.join(KEYS), keys.to_string()).expect("writable");
}

fn promised(app: &App) -> i64 {
    app.secrets.read().expect("readable").expect("a mark").promised
}

#[tokio::test]
async fn a_database_that_agrees_with_its_mark_is_believed() {
    let (folder, app) = in_service().await;
    assert_eq!(book(&app).await["appointment"]["booking"], "confirmed");
    assert_eq!(promised(&app), 1);
    drop(app);
    let app = start(folder.path()).await;
    assert_eq!(word(&app).await, confirms());
    assert_eq!(promised(&app), 2);
}

#[tokio::test]
async fn a_database_behind_its_mark_was_put_back_and_takes_requests_only() {
    let (folder, app) = in_service().await;
    drop(app);
    let before = kept(folder.path(), DATABASE);
    let app = start(folder.path()).await;
    assert_eq!(book(&app).await["appointment"]["booking"], "confirmed");
    drop(app);
    fs::write(folder.path().join(DATABASE), before).expect("writable");
    let app = start(folder.path()).await;
    assert_eq!(word(&app).await, requests_only("rolled_back"));
    assert_eq!(promised(&app), 1, "the mark does not follow a database that was put back");
    give(&app, &[]).await;
    let status = call(&app, "connection_status", Value::Null).await.expect("a status");
    assert_eq!(status["requests_only"], Value::Null, "a contact with Centrale mends it");
}

#[tokio::test]
async fn one_promise_without_its_mark_is_a_crash_and_the_desk_goes_on_with_it_confirmed() {
    let (folder, app) = in_service().await;
    fs::create_dir(folder.path().join("keys.new")).expect("a folder where the new key file is written");
    let booked = book(&app).await["appointment"].clone();
    assert_eq!(booked["booking"], "provisional");
    drop(app);
    fs::remove_dir(folder.path().join("keys.new")).expect("the disk takes a mark again");
    let app = start(folder.path()).await;
    assert_eq!(promised(&app), 1, "marked now, since nobody was told of it");
    let again = call(&app, "appointments_get", json!({ "id": booked["id"] })).await.expect("it is still there");
    assert_eq!(again["appointment"]["booking"], "confirmed");
    assert_eq!(word(&app).await, confirms());
}

#[tokio::test]
async fn two_promises_without_their_marks_are_no_crash() {
    let (folder, app) = in_service().await;
    drop(app);
    let before = keys(folder.path());
    let app = start(folder.path()).await;
    for _ in ["one", "two"] {
        assert_eq!(book(&app).await["appointment"]["booking"], "confirmed");
    }
    drop(app);
    set_keys(folder.path(), &before);
    let app = start(folder.path()).await;
    assert_eq!(word(&app).await, requests_only("rolled_back"), "it is the mark that is old");
}

#[tokio::test]
async fn a_database_without_its_mark_takes_requests_only() {
    let (folder, app) = in_service().await;
    drop(app);
    let mut left = keys(folder.path());
    left.as_object_mut().expect("keys").remove("promise-mark").expect("there was a mark");
    set_keys(folder.path(), &left);
    let app = start(folder.path()).await;
    assert_eq!(word(&app).await, requests_only("copied"));
    drop(app);
    let app = start(folder.path()).await;
    let status = call(&app, "connection_status", Value::Null).await.expect("a status");
    assert_eq!(status["requests_only"], "copied", "and does not get it back by starting again");
}

/// The PC that each command says it was made at, in the order of the clerk.
fn origins(app: &App) -> Vec<String> {
    let read = |conn: &rusqlite::Connection| {
        let mut query = conn.prepare("SELECT origin FROM outbox ORDER BY position")?;
        Ok(query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    app.store.read(read).expect("every command says it")
}

#[tokio::test]
async fn what_is_done_at_a_copy_is_told_from_what_the_original_does_after_every_start() {
    let (folder, app) = in_service().await;
    let note = json!({ "id": book(&app).await["appointment"]["id"], "text": "Nota di prova" });
    drop(app);
    let copy = tempfile::tempdir().expect("a folder");
    let mut without_mark = keys(folder.path());
    without_mark.as_object_mut().expect("keys").remove("promise-mark").expect("there was a mark");
    fs::write(copy.path().join(DATABASE), kept(folder.path(), DATABASE)).expect("writable");
    set_keys(copy.path(), &without_mark);
    let mut made = vec![];
    for place in [folder.path(), copy.path()] {
        for _ in 0..2 {
            let app = start(place).await;
            call(&app, "appointments_note", note.clone()).await.expect("noted");
        }
        made.push(origins(&open(place)));
    }
    let (original, copied) = (&made[0], &made[1]);
    assert!(original.iter().all(|origin| *origin == original[0]), "one PC: {original:?}");
    assert_eq!(copied[0], original[0], "what was done before it was copied is the same deed");
    assert_ne!(copied[1], original[0]);
    assert_eq!(copied[1], copied[2], "the copy is the same after a start");
}

/// Why each command waits for a person, if it does, by its kind.
async fn waiting(app: &App) -> Vec<(String, Value)> {
    let list = call(app, "outbox_list", Value::Null).await.expect("the outbox");
    let of = |entry: &Value| (entry["kind"].as_str().unwrap_or_default().to_owned(), entry["reason"].clone());
    list.as_array().expect("a list").iter().map(of).collect()
}

#[tokio::test]
async fn a_move_that_was_only_asked_for_is_not_sent_from_a_database_that_was_put_back_or_copied() {
    let (folder, app) = in_service().await;
    let id = book(&app).await["appointment"]["id"].clone();
    let free = desk::offer(&app).await["free"].as_array().expect("a list").clone();
    let common = free.iter().find(|slot| slot["booking"] == "provisional").expect("a common hour");
    let wish = json!({ "id": id, "slot_ids": common["slot_ids"], "mode": "video", "by": "citizen" });
    call(&app, "appointments_move", wish).await.expect("asked for");
    drop(app);
    let before = kept(folder.path(), DATABASE);
    let app = start(folder.path()).await;
    assert_eq!(waiting(&app).await[1], ("move_appointment".into(), Value::Null), "here it goes on");
    assert_eq!(book(&app).await["appointment"]["booking"], "confirmed");
    drop(app);
    for without_mark in [false, true] {
        fs::write(folder.path().join(DATABASE), &before).expect("writable");
        if without_mark {
            let mut left = keys(folder.path());
            left.as_object_mut().expect("keys").remove("promise-mark").expect("there was a mark");
            set_keys(folder.path(), &left);
        }
        let app = start(folder.path()).await;
        let waiting = waiting(&app).await;
        assert_eq!(waiting[0], ("book_appointment".into(), Value::Null), "what was promised is sent");
        assert_eq!(
            waiting[1],
            ("move_appointment".into(), json!("conflict")),
            "the citizen may have been told more since"
        );
    }
}

#[tokio::test]
async fn a_mark_of_another_incarnation_means_requests_only_though_nothing_was_promised_since() {
    let (folder, app) = in_service().await;
    drop(app);
    let before = kept(folder.path(), DATABASE);
    let app = start(folder.path()).await;
    give(&app, &[0, 1]).await;
    drop(app);
    fs::write(folder.path().join(DATABASE), before).expect("writable");
    let app = start(folder.path()).await;
    assert_eq!(word(&app).await, requests_only("rolled_back"));
}

#[tokio::test]
async fn a_database_on_another_machine_is_a_copy_though_that_machine_has_a_mark_of_its_own() {
    let ((from, app), (to, other)) = (in_service().await, in_service().await);
    let incarnation = app.secrets.read().expect("readable").expect("a mark").incarnation;
    let own = other.secrets.read().expect("readable").expect("a mark");
    // All but the machine agrees.
    other.secrets.write(&Mark { incarnation, ..own }).expect("writable");
    drop((app, other));
    let mut mixed = keys(to.path());
    mixed["database-key"] = keys(from.path())["database-key"].clone();
    set_keys(to.path(), &mixed);
    fs::write(to.path().join(DATABASE), kept(from.path(), DATABASE)).expect("writable");
    let (copy, original) = (start(to.path()).await, start(from.path()).await);
    assert_eq!(word(&copy).await, requests_only("copied"));
    assert_eq!(word(&original).await, confirms(), "the one that it was copied from goes on");
}

#[tokio::test]
async fn where_the_mark_cannot_be_written_the_booking_is_safe_and_provisional_on_screen_and_paper() {
    let (folder, app) = in_service().await;
    fs::create_dir(folder.path().join("keys.new")).expect("a folder where the new key file is written");
    let booked = book(&app).await["appointment"].clone();
    assert_eq!(booked["booking"], "provisional");
    let slip = call(&app, "appointments_slip", json!({ "id": booked["id"] })).await.expect("a slip");
    assert_eq!(slip["booking"], "provisional");
    assert_eq!(book(&app).await["appointment"]["booking"], "provisional", "no second one ahead of its mark");
    assert_eq!(promised(&app), 0);
    drop(app);
    fs::remove_dir(folder.path().join("keys.new")).expect("the disk takes a mark again");
    let app = start(folder.path()).await;
    let waiting = call(&app, "outbox_list", Value::Null).await.expect("the outbox");
    assert_eq!(waiting.as_array().map(Vec::len), Some(2), "both are safe");
    assert_eq!(promised(&app), 1);
}

/// The number of each mark, and what stood in the database then.
type Seen = Arc<Mutex<Vec<(i64, Vec<String>)>>>;

/// The real key file; at each mark it looks into the database as another program would: what is committed, and what the
/// screen would show.
struct Witness {
    secrets: Secrets,
    database: PathBuf,
    seen: Seen,
}

impl Keeper for Witness {
    fn read(&self) -> sportello_core::Result<Option<Mark>> {
        self.secrets.read()
    }

    fn write(&self, mark: &Mark) -> sportello_core::Result<()> {
        let store = Store::open(&self.database, &self.secrets.database_key(true)?)?;
        let shown = store.read(|conn| {
            let mut query = conn.prepare("SELECT json_extract(shown, '$.booking') FROM appointments")?;
            Ok(query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?)
        })?;
        self.seen.lock().expect("the lock").push((mark.promised, shown));
        self.secrets.write(mark)
    }
}

#[tokio::test]
async fn a_booking_is_committed_before_its_mark_and_confirmed_after_it() {
    let (folder, mut app) = in_service().await;
    let seen = Arc::default();
    let (secrets, database) = (app.secrets.clone(), folder.path().join(DATABASE));
    let witness = Witness { secrets, database, seen: Arc::clone(&seen) };
    let promise = Promise::open(&app.store, Box::new(witness)).expect("it opens");
    Arc::get_mut(&mut app).expect("nobody else has the desk").promise = promise;
    let booked = book(&app).await["appointment"].clone();
    assert_eq!(*seen.lock().expect("the lock"), [(1, vec!["provisional".to_owned()])]);
    assert_eq!((booked["booking"].as_str(), promised(&app)), (Some("confirmed"), 1));
    let id: Uuid = serde_json::from_value(booked["id"].clone()).expect("an id");
    let sent = app.store.write(sportello_core::sync::outbox::attempt).expect("readable").expect("it leaves");
    assert_eq!(sent.appointment_id, id, "only now");
}
