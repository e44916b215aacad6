//! Words and zones read by a real OCR engine on pages that poppler draws, on the way that every page takes. Where one of
//! the programs is not there (a developer's Windows, say) its test says so and passes. All persons are invented.

#![allow(dead_code, reason = "the sheets and the tray are shared with other tests")]

mod desk;
#[path = "reading/papers.rs"]
mod papers;
#[path = "batches/sheets.rs"]
mod sheets;
#[path = "batches/tray.rs"]
mod tray;

use mrz::{Date, MrzDate, Sex, Td1Fields, Td2Fields, Td3Fields, format_td1, format_td2, format_td3};
use papers::paper;
use serde_json::{Value, json};
use sportello_core::reading;
use tray::Tray;

fn date(year: i32) -> MrzDate {
    MrzDate::Calendar(Date::new(year, 4, 3))
}

/// A desk that puts what comes to its appointment, or nothing where no engine is there.
async fn desk(place: &tempfile::TempDir) -> Option<Tray> {
    if !reading::can_read_words().await {
        eprintln!("tesseract is not there: what it would read was left out");
        return None;
    }
    let tray = Tray::new(place.path()).await;
    let aim = json!({ "appointment_id": tray.appointment, "document_type": null });
    tray.call("scanning_aim", aim).await.expect("aimed");
    Some(tray)
}

/// The batch of a page, once its words were looked at.
async fn read(tray: &Tray, picture: Vec<u8>) -> Value {
    let batch = tray.add(picture).await;
    tray.until(&batch, "its type was read", |batch| batch["type_was_read"] == true).await
}

fn zones(family_name: &str) -> [(&'static str, String); 3] {
    let card = Td1Fields {
        document_code: "C".into(),
        issuing_country: "ITA".into(),
        document_number: "CA52968AA".into(),
        nationality: "ITA".into(),
        date_of_birth: date(1985),
        date_of_expiry: date(2032),
        sex: Sex::Male,
        surname: family_name.into(),
        given_names: "ESEMPIO".into(),
        ..Td1Fields::default()
    };
    let large = Td2Fields {
        document_code: "I".into(),
        issuing_country: "ITA".into(),
        document_number: "AX1234567".into(),
        nationality: "ITA".into(),
        date_of_birth: date(1985),
        date_of_expiry: date(2032),
        sex: Sex::Male,
        surname: family_name.into(),
        given_names: "ESEMPIO".into(),
        ..Td2Fields::default()
    };
    let passport = Td3Fields {
        document_code: "P".into(),
        issuing_country: "ITA".into(),
        document_number: "YA1234567".into(),
        nationality: "ITA".into(),
        date_of_birth: date(1985),
        date_of_expiry: date(2032),
        sex: Sex::Male,
        surname: family_name.into(),
        given_names: "ESEMPIO".into(),
        ..Td3Fields::default()
    };
    [("td1", format_td1(&card)), ("td2", format_td2(&large)), ("td3", format_td3(&passport))]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_zones_of_all_three_layouts_are_read_from_a_page_and_compared_with_the_citizen() {
    let place = tempfile::tempdir().expect("a place");
    let Some(tray) = desk(&place).await else { return };
    for (family_name, differences) in [("PROVETTI", json!([])), ("ALTROVE", json!(["family_name"]))] {
        for (layout, zone) in zones(family_name) {
            let Some(picture) = paper(&["DOCUMENTO", "Parole inventate per la prova"], &zone) else { return };
            let batch = read(&tray, picture).await;
            let (card, name) = (&batch["cards"][0], format!("{family_name} ESEMPIO"));
            assert_eq!((&card["name"], &card["codice_fiscale"]), (&json!(name), &json!(null)), "{layout}: {card}");
            assert_eq!(card["differences"], differences, "{layout}");
            assert_eq!(batch["document_type"], "identity_card", "{layout}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_type_of_a_paper_is_proposed_from_its_words() {
    let place = tempfile::tempdir().expect("a place");
    let Some(tray) = desk(&place).await else { return };
    let mut catalogue = desk::agenda::catalogue(&tray.app);
    for code in ["isee", "tax_return", "rent_contract"] {
        let types = catalogue["document_types"].as_array_mut().expect("types");
        types.push(json!({ "code": code, "name": code }));
    }
    desk::agenda::tell_resource(&tray.app, "catalogue", &catalogue);
    for (title, code) in [
        ("Attestazione ISEE 2026", "isee"),
        ("Certificazione Unica 2026", "tax_return"),
        ("Contratto di locazione ad uso abitativo", "rent_contract"),
    ] {
        let Some(picture) = paper(&[title, "Il testo che segue non vuol dire nulla", "ed è inventato."], "") else {
            return;
        };
        let batch = read(&tray, picture).await;
        assert_eq!((&batch["document_type"], &batch["cards"]), (&json!(code), &json!([])), "{title}");
    }
}
