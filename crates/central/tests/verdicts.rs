//! What the officer decides about the counter's papers reaches the counter, and the papers that are asked for. All data is
//! invented.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use base64::{Engine, engine::general_purpose::STANDARD};
use desk::Desk;
use office::{FIRST_OF_DECEMBER, Office, pulled, world_at};
use reqwest::Method;
use serde_json::{Value, json};

const PDF: &[u8] = b"%PDF-1.7 invented";

/// A document of the counter that Centrale has whole.
async fn delivered(desk: &mut Desk, appointment: &str) -> String {
    let id = desk.announce(appointment, PDF).await;
    let metadata = format!("document_id {}", STANDARD.encode(&id));
    let create =
        desk.tus(Method::POST, "/uploads").header("Upload-Length", PDF.len()).header("Upload-Metadata", metadata);
    create.send().await.unwrap();
    let patch = desk.tus(Method::PATCH, &format!("/uploads/{id}")).header("Upload-Offset", 0);
    let patch = patch.header("Content-Type", "application/offset+octet-stream").body(PDF);
    assert_eq!(patch.send().await.unwrap().status(), 204);
    id
}

async fn document(desk: &Desk, id: &str) -> Value {
    let page = desk.read("/changes?limit=500").await;
    let changes = page["changes"].as_array().unwrap();
    changes.iter().rfind(|change| change["document"]["id"] == id).unwrap()["document"].clone()
}

fn paper(appointment: &Value, code: &str) -> Value {
    let papers = appointment["papers"].as_array().unwrap();
    papers.iter().find(|paper| paper["document_type"] == code).map_or(Value::Null, |paper| paper["state"].clone())
}

#[tokio::test]
async fn a_refused_document_is_missing_again_and_the_counter_reads_why_and_what_instead() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let set = json!({ "kind": "set_papers", "appointment_id": appointment,
        "papers": [{ "document_type": "other", "state": "missing" }] });
    desk.tell(&set).await;
    let id = delivered(&mut desk, &appointment).await;
    assert_eq!(paper(&pulled(&desk, &appointment).await, "other"), "present", "scanned");

    let judge = async |judgement: &Value| {
        office.ask(Method::PUT, &format!("/documents/{id}/verdict"), Some(judgement)).await.status().as_u16()
    };
    assert_eq!(judge(&json!({ "accepted": false })).await, 400, "a refusal says why");
    let refusal =
        json!({ "accepted": false, "reason": "Manca la seconda pagina", "instead": "Tutte le pagine", "saw": 0 });
    assert_eq!(judge(&refusal).await, 200);
    let told = document(&desk, &id).await;
    assert_eq!((&told["verdict"]["reason"], &told["verdict"]["instead"]), (&refusal["reason"], &refusal["instead"]));
    assert!(told["opened_at"].is_string(), "who decides has looked");
    let told = pulled(&desk, &appointment).await;
    assert_eq!(paper(&told, "other"), "missing");
    assert_eq!(told["requests"][0]["note"], "Manca la seconda pagina. Tutte le pagine", "so that Oggi asks for it");

    desk.has_seen(&told);
    let second = delivered(&mut desk, &appointment).await;
    assert_eq!(paper(&pulled(&desk, &appointment).await, "other"), "present", "another one came");
    let again = json!({ "accepted": false, "reason": "Manca la seconda pagina", "saw": 1 });
    assert_eq!(judge(&again).await, 200);
    assert_eq!(paper(&pulled(&desk, &appointment).await, "other"), "present", "and stands, whatever the first is");
    let path = format!("/documents/{second}/verdict");
    assert_eq!(office.ask(Method::PUT, &path, Some(&json!({ "accepted": true }))).await.status(), 200);
    assert_eq!(document(&desk, &second).await["verdict"]["accepted"], true);
}

#[tokio::test]
async fn only_a_document_of_the_counter_that_is_there_is_decided_about() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let id = desk.announce(&appointment, PDF).await;
    let answer = office.ask(Method::PUT, &format!("/documents/{id}/verdict"), Some(&json!({ "accepted": true }))).await;
    assert_eq!(answer.status(), 404, "its bytes have not come");
}

#[tokio::test]
async fn a_paper_that_the_officer_asks_for_is_on_the_checklist_with_the_officers_words() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let ask = async |request: Value| {
        office
            .ask(Method::POST, &format!("/appointments/{appointment}/requests"), Some(&request))
            .await
            .status()
            .as_u16()
    };
    assert_eq!(ask(json!({ "document_type": "nothing_known" })).await, 400);
    assert_eq!(ask(json!({ "document_type": "iban", "note": "Quello nuovo" })).await, 200);
    assert_eq!(ask(json!({ "document_type": "iban", "note": "Quello della pensione" })).await, 200);
    let told = pulled(&desk, &appointment).await;
    assert_eq!(paper(&told, "iban"), "missing");
    assert_eq!(told["requests"].as_array().unwrap().len(), 1, "asked for again it is one request");
    assert_eq!(told["requests"][0]["note"], "Quello della pensione");
    // What the desk says of another paper meanwhile is no conflict with it.
    let set = json!({ "kind": "set_papers", "appointment_id": appointment,
        "papers": [{ "document_type": "other", "state": "present" }] });
    assert_eq!(desk.tell(&set).await["appointment"]["requests"][0]["document_type"], "iban");
}

#[tokio::test]
async fn the_second_of_two_officers_reads_the_firsts_decision_before_taking_it_back() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let other = Office::enter_as(&world, "funzionario", "Demo-Funzionario-1").await;
    let appointment = desk.book().await;
    let id = delivered(&mut desk, &appointment).await;
    let judge = async |who: &Office, judgement: Value| {
        who.ask(Method::PUT, &format!("/documents/{id}/verdict"), Some(&judgement)).await.status().as_u16()
    };
    let refusal =
        |saw: u32| json!({ "accepted": false, "reason": "Non si legge.", "instead": "Una copia nitida", "saw": saw });
    assert_eq!(judge(&office, refusal(0)).await, 200);
    assert_eq!(judge(&other, json!({ "accepted": true, "saw": 0 })).await, 422, "has not seen the refusal");
    let told = document(&desk, &id).await;
    assert_eq!((&told["verdict"]["accepted"], &told["verdict"]["by"]), (&json!(false), &json!("amministratore")));
    let request = pulled(&desk, &appointment).await["requests"][0].clone();
    assert_eq!(request["note"], "Non si legge. Una copia nitida", "with one full stop");
    assert_eq!(judge(&other, json!({ "accepted": true, "saw": 1 })).await, 200);
    let told = document(&desk, &id).await;
    assert_eq!((&told["verdict"]["accepted"], &told["verdict"]["by"]), (&json!(true), &json!("funzionario")));
    assert_eq!(told["earlier_verdicts"][0]["by"], "amministratore", "and the history is kept");
    assert_eq!(
        pulled(&desk, &appointment).await["requests"],
        json!([]),
        "what stood in its place is no longer asked for"
    );
}

#[tokio::test]
async fn only_who_has_seen_a_request_answers_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    desk.has_seen(&pulled(&desk, &appointment).await);
    let before = delivered(&mut desk, &appointment).await;
    let path = format!("/appointments/{appointment}/requests");
    assert_eq!(office.ask(Method::POST, &path, Some(&json!({ "document_type": "other" }))).await.status(), 200);
    let state = async |desk: &Desk| paper(&pulled(desk, &appointment).await, "other");

    let says = |state: &str| {
        json!({ "kind": "set_papers", "appointment_id": appointment,
        "papers": [{ "document_type": "other", "state": state }] })
    };
    for word in ["present", "not_needed"] {
        desk.tell(&says(word)).await;
        assert_eq!(state(&desk).await, "missing", "said before the request was read");
    }
    delivered(&mut desk, &appointment).await;
    assert_eq!(state(&desk).await, "missing", "scanned before the request was read");
    let accepted = json!({ "accepted": true, "saw": 0 });
    let path = format!("/documents/{before}/verdict");
    assert_eq!(office.ask(Method::PUT, &path, Some(&accepted)).await.status(), 200);
    assert_eq!(state(&desk).await, "missing", "an older paper is accepted, the new one is still asked for");

    desk.has_seen(&pulled(&desk, &appointment).await);
    delivered(&mut desk, &appointment).await;
    assert_eq!(state(&desk).await, "present");
}

#[tokio::test]
async fn what_the_officer_no_longer_asks_for_stands_as_it_stood() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let set = json!({ "kind": "set_papers", "appointment_id": appointment,
        "papers": [{ "document_type": "other", "state": "not_needed" }] });
    desk.tell(&set).await;
    let path = format!("/appointments/{appointment}/requests");
    for code in ["other", "iban"] {
        assert_eq!(office.ask(Method::POST, &path, Some(&json!({ "document_type": code }))).await.status(), 200);
        assert_eq!(office.ask(Method::DELETE, &format!("{path}/{code}"), None).await.status(), 200);
    }
    let told = pulled(&desk, &appointment).await;
    assert_eq!((&told["requests"], &paper(&told, "other")), (&json!([]), &json!("not_needed")));
    assert_eq!(paper(&told, "iban"), Value::Null, "it was on no list before");
    assert_eq!(office.ask(Method::DELETE, &format!("{path}/iban"), None).await.status(), 404);
}

#[tokio::test]
async fn a_paper_of_which_one_was_accepted_is_there_when_it_is_no_longer_asked_for() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    desk.has_seen(&pulled(&desk, &appointment).await);
    let path = format!("/appointments/{appointment}/requests");
    assert_eq!(office.ask(Method::POST, &path, Some(&json!({ "document_type": "other" }))).await.status(), 200);
    let id = delivered(&mut desk, &appointment).await;
    let accepted = json!({ "accepted": true, "saw": 0 });
    let verdict = format!("/documents/{id}/verdict");
    assert_eq!(office.ask(Method::PUT, &verdict, Some(&accepted)).await.status(), 200);
    assert_eq!(paper(&pulled(&desk, &appointment).await, "other"), "missing", "still asked for");
    assert_eq!(office.ask(Method::DELETE, &format!("{path}/other"), None).await.status(), 200);
    assert_eq!(paper(&pulled(&desk, &appointment).await, "other"), "present");
}

#[tokio::test]
async fn a_form_to_sign_is_on_the_checklist_until_its_signed_copy_comes_and_the_officer_knows_when_the_desk_has_it() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let form = [("document_type", "other"), ("title", "Delega di prova"), ("to_sign", "true")];
    let sent = office.send(&appointment, &form, PDF).await;
    assert_eq!(sent.status(), 200);
    let sent: Value = sent.json().await.unwrap();
    let id = sent["id"].as_str().unwrap();
    let told = pulled(&desk, &appointment).await;
    let code = format!("form-{id}");
    assert_eq!((&told["requests"][0]["form"], &paper(&told, &code)), (&json!("Delega di prova"), &json!("missing")));

    let whole = async || office.read(&format!("/appointments/{appointment}")).await;
    assert_eq!(whole().await["documents"][0]["received_at"], Value::Null);
    let rest = desk.get(&format!("/documents/{id}/content")).header("Range", "bytes=8-").send().await.unwrap();
    assert_eq!(rest.status(), 206);
    assert_eq!(whole().await["fetching"], json!([{ "id": id, "percent": 8 * 100 / PDF.len() }]));
    let receipt = json!({ "at": "2026-12-01T07:00:00Z" });
    let answer = desk.post(&format!("/documents/{id}/receipt")).json(&receipt).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let now = whole().await;
    assert_eq!((&now["documents"][0]["received_at"], &now["fetching"]), (&receipt["at"], &json!([])));

    desk.has_seen(&told);
    desk.announce_as(&appointment, PDF, &code).await;
    assert_eq!(paper(&pulled(&desk, &appointment).await, &code), "present");
}
