//! What the counter writes down about a meeting reaches the officer, merges with what INPS did, and is kept with a name. All
//! data is invented.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use office::{FIRST_OF_DECEMBER, Office, pulled, world_at};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const LINK: &str = "https://teams.microsoft.com/l/meetup-join/1";

fn line(appointment: &str, kind: &str, holds: bool) -> Value {
    json!({ "kind": "attest", "attestation_id": Uuid::now_v7(), "appointment_id": appointment, "attested": kind,
            "holds": holds, "at": "2026-12-01T08:00:00Z" })
}

fn access(appointment: &str, link: Option<&str>, instead_of: Option<&str>, code: Option<&str>) -> Value {
    json!({ "kind": "set_meeting_access", "appointment_id": appointment, "link": link, "door_code": code,
            "instead_of": instead_of, "at": "2026-12-01T08:00:00Z" })
}

#[tokio::test]
async fn a_line_of_the_counter_is_seen_by_the_officer_with_the_operators_name_and_written_once() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let consent = line(&appointment, "citizen_recording", true);
    for _ in 0..2 {
        assert_eq!(desk.tell(&consent).await["outcome"], "done");
    }
    desk.tell(&line(&appointment, "citizen_recording", false)).await;
    let seen = office.read(&format!("/appointments/{appointment}")).await;
    let lines = seen["appointment"]["attestations"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "a line told twice is one line, and one that follows does not change it");
    assert_eq!((&lines[0]["holds"], &lines[1]["holds"]), (&json!(true), &json!(false)));
    let name = desk.enrolment["roster"][0]["name"].clone();
    assert_eq!((&lines[0]["operator_id"], &lines[0]["operator_name"]), (&desk.operator, &name));

    office.ask(Method::PUT, &format!("/appointments/{appointment}/outcome"), Some(&json!({ "outcome": "held" }))).await;
    assert_eq!(
        desk.tell(&line(&appointment, "identity_seen", true)).await["outcome"],
        "done",
        "what was seen was seen"
    );
}

#[tokio::test]
async fn a_paper_is_struck_off_with_a_reason_and_only_so() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let outcome = json!({ "kind": "record_outcome", "appointment_id": appointment, "outcome": "held", "note": "",
        "still_to_bring": ["other"], "at": "2026-12-01T08:00:00Z" });
    assert_eq!(desk.tell(&outcome).await["outcome"], "done");
    let told = pulled(&desk, &appointment).await;
    assert_eq!(told["requests"][0]["document_type"], "other", "it stays asked for after the meeting");
    let mut strike = line(&appointment, "paper_not_needed", true);
    assert_eq!(desk.tell(&strike).await["problem"]["type"], "bad_request", "of which paper?");
    strike["document_type"] = json!("other");
    assert_eq!(desk.tell(&strike).await["problem"]["type"], "bad_request", "why?");
    strike["reason"] = json!("Già agli atti");
    assert_eq!(desk.tell(&strike).await["outcome"], "done");
    let mut named = line(&appointment, "camera", true);
    named["document_type"] = json!("other");
    assert_eq!(desk.tell(&named).await["problem"]["type"], "bad_request");
    let seen = office.read(&format!("/appointments/{appointment}")).await["appointment"].clone();
    assert_eq!(seen["attestations"][0]["reason"], "Già agli atti");
    let paper = seen["papers"].as_array().unwrap().iter().find(|paper| paper["document_type"] == "other").cloned();
    assert_eq!(paper.unwrap()["state"], "not_needed");
}

#[tokio::test]
async fn the_link_that_the_counter_pastes_does_not_write_over_one_that_the_officer_gave_meanwhile() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    for bad in ["http://teams.microsoft.com/", "javascript:alert(1)"] {
        let answer = desk.tell(&access(&appointment, Some(bad), None, None)).await;
        assert_eq!(answer["problem"]["type"], "bad_request", "{bad}");
    }
    assert_eq!(desk.tell(&access(&appointment, Some(LINK), None, Some("4711"))).await["outcome"], "done");
    let seen = office.read(&format!("/appointments/{appointment}")).await["appointment"]["meeting"].clone();
    assert_eq!((&seen["link"], &seen["door_code"]), (&json!(LINK), &json!("4711")), "the officer sees it");

    let theirs = "https://teams.microsoft.com/l/meetup-join/2";
    let room = json!({ "link": theirs });
    office.ask(Method::PUT, &format!("/appointments/{appointment}/room"), Some(&room)).await;
    let late = access(&appointment, Some("https://teams.microsoft.com/l/meetup-join/3"), Some(LINK), None);
    assert_eq!(desk.tell(&late).await["problem"]["type"], "conflict");
    let knowing = access(&appointment, Some(LINK), Some(theirs), None);
    assert_eq!(desk.tell(&knowing).await["outcome"], "done", "who has seen it may");
    assert_eq!(desk.tell(&access(&appointment, None, Some(LINK), None)).await["outcome"], "done");
    assert!(pulled(&desk, &appointment).await["meeting"].get("link").is_none());

    let mut code = access(&appointment, None, None, Some("0815"));
    office.ask(Method::PUT, &format!("/appointments/{appointment}/room"), Some(&room)).await;
    assert_eq!(desk.tell(&code).await["outcome"], "done", "only the code is the counter's matter");
    let told = pulled(&desk, &appointment).await["meeting"].clone();
    assert_eq!((&told["link"], &told["door_code"]), (&json!(theirs), &json!("0815")));
    code["door_code"] = json!("0816");
    assert_eq!(desk.tell(&code).await["problem"]["type"], "conflict", "another code stands, which it has not seen");

    office.ask(Method::DELETE, &format!("/appointments/{appointment}/room"), None).await;
    assert!(pulled(&desk, &appointment).await["meeting"]["closed_at"].is_string());
    let other = access(&appointment, Some(LINK), Some(theirs), None);
    let answer = desk.tell(&other).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert!(pulled(&desk, &appointment).await["meeting"].get("closed_at").is_none(), "another link is another room");
}

#[tokio::test]
async fn a_move_leaves_the_room_its_link_and_its_code_behind() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let room = json!({ "link": LINK, "door_code": "4711" });
    office.ask(Method::PUT, &format!("/appointments/{appointment}/room"), Some(&room)).await;
    let told = pulled(&desk, &appointment).await;
    assert!(told["meeting"]["opened_at"].is_string());
    desk.has_seen(&told);
    let slot = desk.free_slot().await;
    let to = json!({ "kind": "move_appointment", "appointment_id": appointment, "slot_ids": [slot["id"]],
        "starts_at": slot["starts_at"], "minutes": slot["minutes"], "mode": "video", "by": "citizen",
        "reason": "Ha telefonato (prova)", "at": "2026-12-01T08:00:00Z" });
    let answer = desk.tell(&to).await;
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert_eq!(pulled(&desk, &appointment).await["meeting"], json!({}), "nobody has closed the new hour");
}
