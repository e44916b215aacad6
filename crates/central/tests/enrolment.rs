//! A one-time code is good once, for fifteen minutes, for one key; a voucher needs an assertion that was never used.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;

use desk::{booking, new_key, problem, sign, world};
use jiff::SignedDuration;
use serde_json::{Value, json};

#[tokio::test]
async fn a_code_enrols_once_and_a_repetition_gets_the_same_answer() {
    let world = world().await;
    let (code, key) = (world.code("S1"), new_key());
    let first: Value = world.enrol(&code.to_lowercase().replace('-', " "), &key, "one").await.json().await.unwrap();
    assert_eq!(first["desk_label"], "S1");
    assert_eq!(first["comune"]["istat_code"], "025999");
    assert_eq!(first["roster"].as_array().unwrap().len(), 3);
    let again: Value = world.enrol(&code, &key, "one").await.json().await.unwrap();
    assert_eq!(first, again);
    let invalid = (400, "enrolment_code_invalid".to_owned());
    assert_eq!(problem(world.enrol(&code, &key, "two").await).await, invalid);
    assert_eq!(problem(world.enrol(&code, &new_key(), "one").await).await, invalid);
    world.settings.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(problem(world.enrol(&code, &key, "one").await).await, invalid, "the code has ended, its answer too");
}

#[tokio::test]
async fn a_machine_that_takes_over_a_desk_is_told_its_last_number_refused_ones_included() {
    let world = world().await;
    let mut desk = world.desk("S2").await;
    let slot = desk.free_slot().await;
    let mut numbered = async |number: &str, service: &str| {
        let mut wanted = booking(&slot);
        (wanted["number"], wanted["service_code"]) = (json!(number), json!(service));
        desk.tell(&wanted).await["outcome"].clone()
    };
    assert_eq!(numbered("S2-0107", "no_such_service").await, "refused");
    assert_eq!(numbered("S2-0106", "naspi").await, "done");
    let last = |of: &Value| of["last_number"].clone();
    let other: Value = world.enrol(&world.code("S2"), &new_key(), "one").await.json().await.unwrap();
    assert_eq!(last(&other), 107);
    assert_eq!(numbered_far(&world).await, 107, "a number that is wrong does not lead to where none is left");
    let again: Value = world.enrol(&world.code("S1"), &new_key(), "two").await.json().await.unwrap();
    assert!(last(&again).as_i64() < Some(107), "each desk counts for itself");
}

/// The last number of S2 after a booking that was numbered far beyond.
async fn numbered_far(world: &desk::World) -> Value {
    let mut desk = world.desk("S2").await;
    let mut wanted = booking(&desk.free_slot().await);
    wanted["number"] = json!("S2-999999999");
    desk.tell(&wanted).await;
    let enrolled: Value = world.enrol(&world.code("S2"), &new_key(), "far").await.json().await.unwrap();
    enrolled["last_number"].clone()
}

#[tokio::test]
async fn a_code_that_is_wrong_or_older_than_fifteen_minutes_is_refused() {
    let world = world().await;
    let code = world.code("S1");
    let invalid = (400, "enrolment_code_invalid".to_owned());
    assert_eq!(problem(world.enrol("AAAA-AAAA", &new_key(), "one").await).await, invalid);
    world.settings.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(problem(world.enrol(&code, &new_key(), "one").await).await, invalid);
}

#[tokio::test]
async fn a_key_under_a_false_name_is_refused() {
    let world = world().await;
    let body = json!({
        "code": world.code("S1"), "program_version": "0.1.0",
        "public_key": { "kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA", "kid": "mine" },
    });
    let request = world.http.post(format!("{}/enrolments", world.base())).header("Idempotency-Key", "one");
    assert_eq!(problem(request.json(&body).send().await.unwrap()).await, (400, "bad_request".into()));
}

#[tokio::test]
async fn an_assertion_counts_once() {
    let world = world().await;
    let desk = world.desk("S1").await;
    let assertion = desk.assertion(&desk.claims(world.settings.clock.now().as_second()));
    assert_eq!(desk.ask_voucher(&assertion).await.status(), 200);
    assert_eq!(problem(desk.ask_voucher(&assertion).await).await, (401, "unauthorized".into()));
}

#[tokio::test]
async fn an_assertion_must_be_this_desks_for_this_centrale_and_of_now() {
    let world = world().await;
    let desk = world.desk("S1").await;
    let now = world.settings.clock.now().as_second();
    let mut wrong = Vec::new();
    for (claim, value) in [
        ("aud", json!("urn:uuid:00000000-0000-4000-8000-000000000000")),
        ("iss", json!("00000000-0000-4000-8000-000000000000")),
        ("sub", json!("00000000-0000-4000-8000-000000000000")),
        ("exp", json!(now - 61)),
        ("exp", json!(now + 3600)),
        ("jti", json!("")),
    ] {
        let mut claims = desk.claims(now);
        claims[claim] = value;
        wrong.push((claim, desk.assertion(&claims)));
    }
    wrong.push(("key", sign(&new_key(), &desk.claims(now))));
    for (claim, assertion) in wrong {
        assert_eq!(problem(desk.ask_voucher(&assertion).await).await, (401, "unauthorized".into()), "{claim}");
    }
    let mut skewed = desk.claims(now);
    skewed["exp"] = json!(now - 30);
    skewed["iat"] = json!(now - 150);
    assert_eq!(desk.ask_voucher(&desk.assertion(&skewed)).await.status(), 200, "a clock may be off by a minute");
}

#[tokio::test]
async fn a_voucher_ends_after_ten_minutes_and_with_its_key() {
    let world = world().await;
    let desk = world.desk("S1").await;
    assert_eq!(desk.get("/roster").send().await.unwrap().status(), 200);
    let other = world.desk("S1").await;
    assert_eq!(problem(desk.get("/roster").send().await.unwrap()).await, (401, "unauthorized".into()));
    world.settings.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(problem(other.get("/roster").send().await.unwrap()).await, (401, "unauthorized".into()));
    let none = world.http.get(format!("{}/roster", world.base())).send().await.unwrap();
    assert_eq!(problem(none).await, (401, "unauthorized".into()));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = desk::settings(&folder);
    settings.limits.guesses_per_minute = 3;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let centrale = sportello_central::launch(&settings, listener).await.unwrap();
    let world = desk::World { folder, settings, centrale, http: reqwest::Client::new() };
    for _ in 0..3 {
        assert_eq!(world.enrol("AAAA-AAAA", &new_key(), "one").await.status(), 400);
    }
    let answer = world.enrol("AAAA-AAAA", &new_key(), "one").await;
    assert!(answer.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(problem(answer).await, (429, "too_many_requests".into()));
}
