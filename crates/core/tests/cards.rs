//! What cards among the pages say, beside the citizen of the appointment. All persons and sheets are invented.

#![allow(dead_code, reason = "the sheets and the tray are shared with other tests")]

mod desk;
#[path = "batches/sheets.rs"]
mod sheets;
#[path = "batches/tray.rs"]
mod tray;

use serde_json::{Value, json};
use sportello_core::scanning;
use tray::Tray;

/// Not the citizen of the appointment.
const ANOTHER: &str = "RSSMRA85T10A562S";

/// A desk whose batches go to the appointment, and the batch of these pictures.
async fn desk_with(place: &tempfile::TempDir, pictures: Vec<Vec<u8>>) -> (Tray, String) {
    let tray = Tray::new(place.path()).await;
    let aim = json!({ "appointment_id": tray.appointment, "document_type": null });
    tray.call("scanning_aim", aim).await.expect("aimed");
    let mut pictures = pictures.into_iter();
    let batch = tray.add(pictures.next().expect("a picture")).await;
    for picture in pictures {
        scanning::add(&tray.app, &format!("added/{batch}"), picture).await.expect("added");
    }
    tray.until_done(&batch).await;
    (tray, batch)
}

fn differs(batch: &Value) -> bool {
    batch["cards"][0]["differences"] == json!(["codice_fiscale"])
}

/// What was read on a page, as if it stood there: a zone is read only where an OCR engine is installed.
fn read(tray: &Tray, page: &str, read: &Value) {
    let written = tray.app.store.write(|tx| {
        let sql = "UPDATE pages SET reading = json_set(?, '$.revision', revision) WHERE id = ?";
        tx.execute(sql, [read.to_string(), page.to_owned()])?;
        Ok(())
    });
    written.expect("kept");
}

fn passport(family_name: &str, birth_date: &str) -> Value {
    json!({
        "codice_fiscale": null, "barcodes": [], "proposed_type": null, "words": true, "card": false,
        "mrz": {
            "format": "td3", "document_code": "P", "issuer": "ITA", "number": "YA0000000", "family_name": family_name,
            "given_name": "ESEMPIO", "birth_date": birth_date, "sex": null, "expires": "2090-01-01",
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_of_somebody_else_warns_also_when_its_back_stands_below_its_front() {
    let place = tempfile::tempdir().expect("a place");
    let (tray, batch) = desk_with(&place, vec![sheets::text(1), sheets::with_code(2, ANOTHER)]).await;
    tray.until(&batch, "the back warns", differs).await;
    let pages = tray.kept(&batch).await;
    let after = tray.edit(json!({ "kind": "card", "front_id": pages[0], "back_id": pages[1] })).await;
    assert!(differs(&after["batches"][0]), "at once: {after}");
    assert!(differs(&tray.until_done(&batch).await), "and when the sheet with both sides is finished");
    let undone = tray.call("batches_undo", json!(null)).await.expect("undone");
    assert!(differs(&undone["batches"][0]), "and as a page of its own again: {undone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_clerk_cuts_off_says_nothing_and_what_comes_back_speaks_again() {
    let place = tempfile::tempdir().expect("a place");
    let (tray, batch) = desk_with(&place, vec![sheets::with_code(3, ANOTHER)]).await;
    tray.until(&batch, "the page warns", differs).await;
    let page = tray.kept(&batch).await[0].clone();
    let crop = |top: u16, height: u16| {
        let crop = json!({ "name": "rect", "left": 0, "top": top, "width": 1000, "height": height });
        let corrections = json!({ "turn": "none", "straighten": true, "crop": crop, "clean": true, "coding": "auto" });
        json!({ "kind": "correct", "page_id": page, "corrections": corrections })
    };
    let after = tray.edit(crop(0, 500)).await;
    assert!(differs(&after["batches"][0]), "no warning goes out before the page was looked at again: {after}");
    tray.until(&batch, "the upper half says nothing", |batch| batch["cards"] == json!([])).await;
    tray.edit(crop(500, 500)).await;
    tray.until(&batch, "the lower half warns", differs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passport_warns_by_its_zone_alone_and_every_page_of_the_document_counts() {
    let place = tempfile::tempdir().expect("a place");
    let (tray, batch) = desk_with(&place, vec![sheets::text(1), sheets::text(2)]).await;
    let looked = |batch: &Value| batch["pages"].as_array().is_some_and(|pages| pages.len() == 2);
    tray.until(&batch, "both pages are there", looked).await;
    let pages = tray.kept(&batch).await;
    read(&tray, &pages[0], &passport("PROVETTI", "1985-04-03"));
    read(&tray, &pages[1], &passport("ALTROVE", "1985-04-03"));
    let warns = |batch: &Value| batch["cards"][0]["differences"] == json!(["family_name"]);
    let cards = tray.until(&batch, "the second page warns", warns).await["cards"].clone();
    assert_eq!((cards.as_array().map(Vec::len), &cards[0]["page_id"]), (Some(1), &json!(pages[1])), "{cards}");
    assert_eq!((&cards[0]["codice_fiscale"], &cards[0]["name"]), (&json!(null), &json!("ALTROVE ESEMPIO")));
    let mut with_code = passport("PROVETTI", "1985-04-03");
    with_code["codice_fiscale"] = json!(ANOTHER);
    read(&tray, &pages[1], &with_code);
    let cards = tray.batch(&batch).await["cards"].clone();
    assert_eq!((&cards[0]["page_id"], &cards[0]["codice_fiscale"]), (&json!(pages[1]), &json!(ANOTHER)));
    assert_eq!(cards[0]["differences"], json!(["codice_fiscale"]));
    read(&tray, &pages[0], &passport("ALTROVE", "1985-04-03"));
    let cards = tray.batch(&batch).await["cards"].clone();
    let said = |place: usize| (cards[place]["page_id"].clone(), cards[place]["differences"].clone());
    assert_eq!(said(0), (json!(pages[1]), json!(["codice_fiscale"])), "each page says what is on it");
    assert_eq!(said(1), (json!(pages[0]), json!(["family_name"])), "{cards}");
}
