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
    let refusal = json!({ "accepted": false, "reason": "Manca la seconda pagina", "instead": "Tutte le pagine" });
    assert_eq!(judge(&refusal).await, 200);
    let told = document(&desk, &id).await;
    assert_eq!((&told["verdict"]["reason"], &told["verdict"]["instead"]), (&refusal["reason"], &refusal["instead"]));
    assert!(told["opened_at"].is_string(), "who decides has looked");
    let told = pulled(&desk, &appointment).await;
    assert_eq!(paper(&told, "other"), "missing");
    assert_eq!(told["requests"][0]["note"], "Manca la seconda pagina. Tutte le pagine", "so that Oggi asks for it");

    let second = delivered(&mut desk, &appointment).await;
    assert_eq!(paper(&pulled(&desk, &appointment).await, "other"), "present", "another one came");
    assert_eq!(judge(&refusal).await, 200);
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
