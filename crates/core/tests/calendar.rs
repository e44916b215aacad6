//! The calendar file that a citizen takes home: what it says, and which of two a calendar believes.

mod desk;

use desk::{
    agenda::{book_first, desk_at, hear, moved},
    call,
};
use icalendar::{Calendar, Component, parser};
use serde_json::{Value, json};
use sportello_core::App;

async fn ics(app: &App, id: &Value) -> (String, Calendar) {
    let file = call(app, "appointments_ics", json!({ "id": id })).await.expect("a file");
    let text = file["text"].as_str().expect("a text").to_owned();
    let calendar = text.parse().expect("it can be read");
    (text, calendar)
}

fn said(calendar: &Calendar, property: &str) -> String {
    let event = calendar.events().next().expect("an event");
    event.property_value(property).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_calendar_file_follows_booking_change_and_cancellation() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    let (text, asked) = ics(&app, &booked["id"]).await;
    assert_eq!(asked.property_value("METHOD"), Some("REQUEST"));
    assert_eq!((said(&asked, "SEQUENCE"), said(&asked, "STATUS")), ("0".into(), "TENTATIVE".into()));
    assert_eq!(said(&asked, "UID"), booked["id"].as_str().expect("an id"));
    assert_eq!(
        (said(&asked, "DTSTART"), said(&asked, "DTEND")),
        ("20261208T080000Z".into(), "20261208T083000Z".into())
    );
    assert_eq!(said(&asked, "SUMMARY"), "Appuntamento S1-0001, Comune di Pieve di Prova");
    assert!(said(&asked, "LOCATION").starts_with("Sportello 1, Piazza dell'Esempio 1"), "{text}");
    assert!(said(&asked, "DTSTAMP").starts_with("20261207T0600"), "{text}");

    hear(&app, &booked, |told| {
        told.starts_at = "2026-12-09T09:30:00Z".parse().expect("a moment");
        told.history.push(moved("2026-12-08T08:00:00Z".parse().expect("a moment")));
    });
    let (_, changed) = ics(&app, &booked["id"]).await;
    assert_eq!(changed.property_value("METHOD"), Some("REQUEST"));
    assert_eq!((said(&changed, "SEQUENCE"), said(&changed, "STATUS")), ("1".into(), "CONFIRMED".into()));
    assert_eq!(said(&changed, "UID"), said(&asked, "UID"), "the same appointment");
    assert_eq!(said(&changed, "DTSTART"), "20261209T093000Z");

    let cancel = json!({ "id": booked["id"], "by": "citizen", "reason": "non può venire" });
    call(&app, "appointments_cancel", cancel).await.expect("cancelled");
    let (_, gone) = ics(&app, &booked["id"]).await;
    assert_eq!(gone.property_value("METHOD"), Some("CANCEL"));
    assert!(!said(&gone, "DESCRIPTION").contains("Si presenti"), "nobody is to come");
    assert_eq!((said(&gone, "SEQUENCE"), said(&gone, "STATUS")), ("2".into(), "CANCELLED".into()));
    assert_eq!(said(&gone, "UID"), said(&asked, "UID"));
}

#[tokio::test]
async fn the_number_of_a_calendar_file_never_goes_back_when_a_change_is_refused() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    let sequence = async || said(&ics(&app, &booked["id"]).await.1, "SEQUENCE").parse::<u32>().expect("a number");
    hear(&app, &booked, |_| {});
    let first = sequence().await;
    assert_eq!(sequence().await, first, "a reprint says nothing new");
    let cancel = json!({ "id": booked["id"], "by": "citizen", "reason": "non può venire" });
    call(&app, "appointments_cancel", cancel).await.expect("cancelled");
    let gone = sequence().await;
    assert!(gone > first, "a calendar takes the later word by its number");
    // Centrale refused it, and the clerk gave it up: the appointment stands again, with the history that it had.
    hear(&app, &booked, |_| {});
    let (_, stands) = ics(&app, &booked["id"]).await;
    assert_eq!(stands.property_value("METHOD"), Some("REQUEST"));
    assert!(said(&stands, "SEQUENCE").parse::<u32>().expect("a number") > gone, "else it would stay cancelled");
}

#[tokio::test]
async fn a_shared_calendar_learns_neither_who_comes_nor_why() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let booked = book_first(&app).await;
    let file = call(&app, "appointments_ics", json!({ "id": booked["id"] })).await.expect("a file");
    assert_eq!(file["file_name"], "appuntamento-S1-0001.ics");
    let text = parser::unfold(file["text"].as_str().expect("a text")).to_lowercase();
    let citizen = booked["citizen"]["id"].as_str().expect("an id");
    for secret in ["provetti", "esempio,", "cccfba", "lavoro", "naspi", "documento di identità", citizen] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn every_line_of_the_calendar_file_is_short_whole_and_of_one_property() {
    let (_folder, app) = desk_at("2026-12-07T06:00:00Z", &["2026-12-08T08:00:00Z"]).await;
    let mut identity = desk::identity();
    identity.comune.name = "San Però à Més, detto; \"Là\"\r\nATTENDEE:mailto:a@b.it \\ lungo lungo lungo lungo".into();
    app.store
        .write(|tx| sportello_core::store::facts::set(tx, sportello_core::store::facts::IDENTITY, &identity))
        .expect("another comune");
    let booked = book_first(&app).await;
    let (text, calendar) = ics(&app, &booked["id"]).await;
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.lines().any(|line| line.starts_with("ATTENDEE:mailto")), "{text}");
    assert!(said(&calendar, "SUMMARY").contains("San Però à Més, detto; \"Là\""), "{text}");
}

#[tokio::test]
async fn a_calendar_entry_has_the_same_length_on_the_day_the_clock_changes() {
    // Half past two, the second time, of 25 October 2026; the last half hour before the missing one; 29 February.
    let starts = ["2026-10-25T01:30:00Z", "2027-03-28T00:30:00Z", "2028-02-29T08:00:00Z"];
    let (_folder, app) = desk_at("2026-10-24T10:00:00Z", &starts).await;
    for (start, end) in [
        ("20261025T013000Z", "20261025T020000Z"),
        ("20270328T003000Z", "20270328T010000Z"),
        ("20280229T080000Z", "20280229T083000Z"),
    ] {
        let booked = book_first(&app).await;
        let (_, calendar) = ics(&app, &booked["id"]).await;
        assert_eq!((said(&calendar, "DTSTART"), said(&calendar, "DTEND")), (start.into(), end.into()));
    }
}
