//! The officer's console: signing in, the room and its tickets, documents both ways, and no other comune.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;

use desk::{World, booking, hash, problem, world};
use jiff::SignedDuration;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sportello_central::store::{accounts, comuni, operators};
use sportello_protocol::{enrolment::Comune, roster::Role};

fn change(request: RequestBuilder, cookie: &str) -> RequestBuilder {
    request.header("Cookie", cookie).header("X-Sportello-Console", "1")
}

async fn open_room(world: &World, cookie: &str, id: &str) {
    let request = change(world.http.put(world.console(&format!("/appointments/{id}/room"))), cookie);
    let answer = request.json(&json!({ "link": null })).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let body: Value = answer.json().await.unwrap();
    assert!(body["appointment"]["meeting"]["opened_at"].is_string());
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_fifteen_minutes() {
    let world = world().await;
    for _ in 0..5 {
        assert_eq!(problem(world.sign_in("wrong").await).await, (401, "unauthorized".into()));
    }
    assert_eq!(world.sign_in("Demo-Funzionario-1").await.status(), 401, "locked, although the password is right");
    world.settings.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(world.sign_in("Demo-Funzionario-1").await.status(), 200);
}

#[tokio::test]
async fn an_account_sets_up_its_second_factor_and_enters_with_each_code_once() {
    let world = world().await;
    let enter = async |code: Option<&str>| world.enter("nuova", "Una password lunga", code).await;
    let hash = sportello_central::passwords::hash("Una password lunga").unwrap();
    let save = |tx: &rusqlite::Transaction<'_>| {
        let comune = comuni::first(tx)?.unwrap();
        let role = accounts::AccountRole::Officer;
        accounts::save(tx, comune, "nuova", role, &hash, accounts::SecondFactor::Wanted)
    };
    world.centrale.app.store.write_now(save).unwrap();
    let refused = (401, "unauthorized".to_owned());
    assert_eq!(problem(enter(Some("123456")).await).await, refused, "nothing was shown yet");
    let answer: Value = enter(None).await.json().await.unwrap();
    assert_eq!(answer["state"], "to_set_up");
    let code = |secret: &Value| {
        let secret = totp_rs::Secret::try_from_base32(secret.as_str().unwrap()).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(world.settings.clock.now().as_second()).unwrap()).to_string()
    };
    let first = code(&answer["shown"]["secret"]);
    let entered = enter(Some(&first)).await;
    assert!(entered.headers().contains_key("set-cookie"));
    let entered: Value = entered.json().await.unwrap();
    assert_eq!((&entered["state"], &entered["session"]["name"]), (&json!("entered"), &json!("nuova")));
    assert_eq!(problem(enter(Some(&first)).await).await, refused, "a code enters once");
    let asked = enter(None).await;
    assert!(!asked.headers().contains_key("set-cookie"), "the password alone enters nobody");
    assert_eq!(asked.json::<Value>().await.unwrap(), json!({ "state": "code_needed" }), "and shows no secret again");
    world.settings.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(enter(Some(&code(&answer["shown"]["secret"]))).await.status(), 200);
    for _ in 0..5 {
        assert_eq!(problem(enter(Some("000000")).await).await, refused);
    }
    world.settings.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(
        problem(enter(Some(&code(&answer["shown"]["secret"]))).await).await,
        refused,
        "locked by wrong codes too"
    );
    world.centrale.app.store.write_now(save).unwrap();
    let anew: Value = enter(None).await.json().await.unwrap();
    assert_eq!(anew["state"], "to_set_up", "who lost the phone gets a new password and a new secret");
    assert_ne!(anew["shown"]["secret"], answer["shown"]["secret"]);
}

#[tokio::test]
async fn a_session_ends_when_idle_when_old_and_when_left() {
    let world = world().await;
    let whoami = async |cookie: &str| {
        world.http.get(world.console("/session")).header("Cookie", cookie).send().await.unwrap().status().as_u16()
    };
    let cookie = world.cookie().await;
    for _ in 0..19 {
        world.settings.clock.advance(SignedDuration::from_mins(25));
        assert_eq!(whoami(&cookie).await, 200);
    }
    world.settings.clock.advance(SignedDuration::from_mins(25));
    assert_eq!(whoami(&cookie).await, 401, "eight hours are over");
    let cookie = world.cookie().await;
    world.settings.clock.advance(SignedDuration::from_mins(30));
    assert_eq!(whoami(&cookie).await, 401, "idle for half an hour");
    let cookie = world.cookie().await;
    let poll = async |path: &str| {
        let request = world.http.get(world.console(path)).header("Cookie", &cookie).header("X-Sportello-Poll", "1");
        request.send().await.unwrap().status().as_u16()
    };
    for _ in 0..2 {
        world.settings.clock.advance(SignedDuration::from_mins(14));
        assert_eq!(poll("/day").await, 200);
    }
    world.settings.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(poll("/day").await, 401, "a page that only asks again is not somebody who works");
    let cookie = world.cookie().await;
    change(world.http.delete(world.console("/session")), &cookie).send().await.unwrap();
    assert_eq!(whoami(&cookie).await, 401, "left");
}

#[tokio::test]
async fn another_page_cannot_change_anything() {
    let world = world().await;
    let cookie = world.cookie().await;
    let forged = world.http.delete(world.console("/session")).header("Cookie", &cookie).send().await.unwrap();
    assert_eq!(problem(forged).await, (403, "forbidden".into()));
    let none = world.http.get(world.console("/day")).send().await.unwrap();
    assert_eq!(problem(none).await, (401, "unauthorized".into()));
}

#[tokio::test]
async fn a_day_beyond_the_calendar_is_refused() {
    let world = world().await;
    let cookie = world.cookie().await;
    let day = |date: &str| world.http.get(world.console(&format!("/day?date={date}"))).header("Cookie", &cookie).send();
    assert_eq!(problem(day("9999-12-31").await.unwrap()).await, (400, "bad_request".into()));
    assert_eq!(day("2026-11-24").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_ticket_enters_once_within_two_minutes_while_the_room_is_open() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let (id, cookie) = (desk.book().await, world.cookie().await);
    let closed = (422, "meeting_closed".to_owned());
    let path = format!("/meetings/{id}/tickets");
    let enter = async |ticket: &Value| {
        let url = format!("{}/meetings/entries", world.base());
        world.http.post(url).json(&json!({ "ticket": ticket })).send().await.unwrap()
    };
    assert_eq!(problem(desk.post(&path).send().await.unwrap()).await, closed);
    open_room(&world, &cookie, &id).await;
    let ticket: Value = desk.post(&path).send().await.unwrap().json().await.unwrap();
    let entry = enter(&ticket["ticket"]).await;
    assert_eq!(entry.status(), 200);
    let entry: Value = entry.json().await.unwrap();
    assert_eq!((&entry["appointment_number"], &entry["desk_name"]), (&json!("S1-9001"), &json!("Sportello 1")));
    assert_eq!(entry.as_object().unwrap().len(), 3, "nothing about the citizen");
    assert_eq!(problem(enter(&ticket["ticket"]).await).await, closed, "used");
    let late: Value = desk.post(&path).send().await.unwrap().json().await.unwrap();
    world.settings.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(problem(enter(&late["ticket"]).await).await, closed, "two minutes are over");
    let shut: Value = desk.post(&path).send().await.unwrap().json().await.unwrap();
    let room = world.console(&format!("/appointments/{id}/room"));
    assert_eq!(change(world.http.delete(room), &cookie).send().await.unwrap().status(), 200);
    assert_eq!(problem(enter(&shut["ticket"]).await).await, closed, "the room is closed");
}

#[tokio::test]
async fn the_officer_sends_a_document_and_the_desk_has_it() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let (id, cookie) = (desk.book().await, world.cookie().await);
    let send = async |bytes: &[u8], title: &str| {
        let field = |name: &str, value: &str| {
            format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let mut form = field("document_type", "other") + &field("title", title);
        form += "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"\r\n\r\n";
        let body = [form.as_bytes(), bytes, b"\r\n--part--\r\n"].concat();
        let request = change(world.http.post(world.console(&format!("/appointments/{id}/documents"))), &cookie);
        request.header("Content-Type", "multipart/form-data; boundary=part").body(body).send().await.unwrap()
    };
    let bytes = b"%PDF-1.4 an invented letter";
    let sent: Value = send(bytes, "../Lettera\u{202e} di prova").await.json().await.unwrap();
    assert_eq!((&sent["title"], &sent["origin"]), (&json!("Lettera di prova"), &json!("officer")));
    let path = format!("/documents/{}/content", sent["id"].as_str().unwrap());
    let content = desk.get(&path).send().await.unwrap();
    assert_eq!(hash(&content.bytes().await.unwrap()), sent["sha256"].as_str().unwrap());
    let opened = json!({
        "kind": "open_document", "document_id": sent["id"], "appointment_id": id, "at": "2026-11-23T08:00:00Z",
    });
    assert_eq!(desk.tell(&opened).await["outcome"], "done");
    let shown = world.http.get(world.console(&path)).header("Cookie", &cookie).send().await.unwrap();
    assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
    assert!(shown.headers()["content-security-policy"].to_str().unwrap().contains("script-src 'none'"));
    let page: Value = world
        .http
        .get(world.console(&format!("/appointments/{id}")))
        .header("Cookie", &cookie)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(page["documents"][0]["opened_at"], "2026-11-23T08:00:00Z");
    assert_eq!(problem(send(b"MZ\x90 a program", "x").await).await, (400, "bad_request".into()));
    let files = || std::fs::read_dir(world.documents_folder()).unwrap().count();
    let before = files();
    let cancelled = json!({
        "kind": "cancel_appointment", "appointment_id": id, "by": "counter", "reason": "", "at": "2026-11-23T08:00:00Z",
    });
    assert_eq!(desk.tell(&cancelled).await["outcome"], "done");
    assert_eq!(problem(send(bytes, "x").await).await, (422, "appointment_closed".into()));
    assert_eq!(files(), before, "what is not taken is not kept");
}

#[tokio::test]
async fn a_desk_and_an_officer_see_their_comune_only() {
    let world = world().await;
    let (mut desk, mut stranger) = (world.desk("S1").await, world.desk("S2").await);
    let (id, cookie) = (desk.book().await, world.cookie().await);
    let document = desk.announce(&id, b"%PDF-1.4 x").await;
    open_room(&world, &cookie, &id).await;
    let hash = sportello_central::passwords::hash("Altro-Funzionario-1").unwrap();
    let operator = world
        .centrale
        .app
        .store
        .write_now(|tx| {
            let comune = comuni::add(
                tx,
                &elsewhere(),
                sportello_central::store::openings::add_calendar(tx, "Altrove (prova)")?,
            )?;
            accounts::save(
                tx,
                comune,
                "altrove",
                accounts::AccountRole::Officer,
                &hash,
                accounts::SecondFactor::Exempt,
            )?;
            tx.execute("UPDATE desk SET comune_id = ?1 WHERE label = 'S2'", [comune])?;
            operators::add(tx, comune, "Dario Altrove", Role::Clerk, "")
        })
        .unwrap();
    let missing = (404, "not_found".to_owned());
    let ticket = stranger.post(&format!("/meetings/{id}/tickets")).send().await.unwrap();
    assert_eq!(problem(ticket).await, missing);
    let content = stranger.get(&format!("/documents/{document}/content")).send().await.unwrap();
    assert_eq!(problem(content).await, missing);
    let upload = stranger.tus(reqwest::Method::HEAD, &format!("/uploads/{document}")).send().await.unwrap();
    assert_eq!(upload.status(), 404);
    assert_eq!(stranger.read("/changes").await["changes"], json!([]));
    let arrived = json!({ "kind": "mark_arrived", "appointment_id": id, "at": "2026-11-23T08:00:00Z" });
    assert_eq!(stranger.tell(&arrived).await["problem"]["type"], "forbidden", "an operator of the other comune");
    stranger.operator = json!(operator);
    assert_eq!(stranger.tell(&arrived).await["problem"]["type"], "appointment_unknown");
    let mut theirs = booking(&desk.free_slot().await);
    theirs["number"] = json!("S2-9001");
    assert_eq!(stranger.tell(&theirs).await["problem"]["type"], "slot_unknown");
    let login = json!({ "name": "altrove", "password": "Altro-Funzionario-1" });
    let request = world.http.post(world.console("/session")).header("X-Sportello-Console", "1");
    let answer = request.json(&login).send().await.unwrap();
    let other = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    for path in [format!("/appointments/{id}"), format!("/documents/{document}/content")] {
        let foreign = world.http.get(world.console(&path)).header("Cookie", &other).send().await.unwrap();
        assert_eq!(problem(foreign).await, missing, "{path}");
    }
    let day = world.http.get(world.console("/day")).header("Cookie", &other).send().await.unwrap();
    assert_eq!(day.json::<Value>().await.unwrap()["lines"], json!([]));
}

fn elsewhere() -> Comune {
    Comune {
        istat_code: "025998".into(),
        belfiore_code: "X998".into(),
        name: "Altrove di Prova".into(),
        address: "Via dell'Esempio 2".into(),
        phone: "0437 000001".into(),
    }
}
