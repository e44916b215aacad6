//! A desk with what Centrale would have told it, on a real database in a folder of its own. All persons are invented.
#![allow(dead_code)]

pub mod agenda;

use argon2::{Argon2, PasswordHasher, password_hash::SaltString};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sportello_core::{
    App, Error, api,
    app::Options,
    desk::Identity,
    store::{facts, resources},
};
use sportello_protocol::{
    allotment::{Allotment, Standing},
    appointments::Mode,
    catalogue::{Catalogue, DocumentType, Paper, PrivacyNotice, Service},
    enrolment::Comune,
    roster::{Operator, Role, Roster},
    slots::{Slot, Slots},
};
use std::{path::Path, sync::Arc};
use uuid::Uuid;

pub const CLERK: Uuid = Uuid::from_u128(1);
pub const SUPERVISOR: Uuid = Uuid::from_u128(2);
pub const PIN: &str = "123456";

/// A desk in `folder`, with a roster, a catalogue and a few free slots from the next hour on. Nothing answers at its
/// Centrale's address.
pub fn open(folder: &Path) -> Arc<App> {
    let app = App::open(Options { data: folder.to_path_buf(), force_key_file: true }).expect("the desk opens");
    let now = app.clock.now();
    let hash = |pin: &str| {
        let salt = SaltString::encode_b64(b"invented-salt").expect("a salt");
        Argon2::default().hash_password(pin.as_bytes(), &salt).expect("a hash").to_string()
    };
    let operator = |id, name: &str, role| Operator { id, name: name.into(), role, pin_hash: hash(PIN) };
    let roster = Roster {
        operators: vec![
            operator(CLERK, "Anna Prova", Role::Clerk),
            operator(SUPERVISOR, "Carla Demo", Role::Supervisor),
        ],
    };
    app.store
        .write(|tx| {
            facts::set(tx, facts::IDENTITY, &identity())?;
            resources::set(tx, "roster", &json!(roster).to_string(), "", now)?;
            resources::set(tx, "catalogue", &json!(catalogue()).to_string(), "", now)?;
            resources::set(tx, "slots", &json!(slots(now)).to_string(), "", now)
        })
        .expect("what Centrale told is kept");
    app
}

pub async fn call(app: &App, name: &str, request: Value) -> Result<Value, Error> {
    api::call(app, name, request).await
}

pub async fn sign_in(app: &App, operator: Uuid) {
    call(app, "operators_sign_in", json!({ "operator_id": operator, "pin": PIN })).await.expect("the PIN is right");
}

/// A booking in the first free slot.
pub async fn book(app: &App) -> Value {
    let offer = offer(app).await;
    call(app, "appointments_book", booking(offer["free"][0]["slot_ids"].clone())).await.expect("a booking")
}

/// The hours that can be had.
pub async fn offer(app: &App) -> Value {
    call(app, "slots_offer", json!({ "service_code": "naspi" })).await.expect("an offer")
}

/// Centrale answers a contact: the hours at these places of the offer are the desk's own from now on.
pub async fn give(app: &App, places: &[usize]) {
    let free = offer(app).await["free"].clone();
    let slot = |place: &usize| Slot {
        id: serde_json::from_value(free[*place]["slot_ids"][0].clone()).expect("an id"),
        starts_at: serde_json::from_value(free[*place]["starts_at"].clone()).expect("a start"),
        minutes: 30,
        seat: 1,
        modes: vec![Mode::Video],
        free: false,
    };
    let answer = Allotment {
        standing: Standing::Good,
        incarnation: Some(Uuid::new_v4()),
        owned: places.iter().map(slot).collect(),
        wanted_back: vec![],
        expected_seq: 1,
        last_number: 0,
    };
    let said = app.promise.begin(&app.store).expect("a contact");
    app.promise.finish(&app.store, &said, &answer).expect("taken over");
}

pub fn booking(slot_ids: Value) -> Value {
    json!({
        "citizen": {
            "id": null, "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti", "given_name": "Esempio",
            "birth_date": null, "sex": null, "phone": "0437 000000",
            "mismatch_reason": "Nome inventato per la prova",
        },
        "service_code": "naspi",
        "slot_ids": slot_ids,
        "mode": "video",
        "papers": [{ "document_type": "identity_card", "state": "missing" }],
        "privacy_notice_version": "2026-01-01",
    })
}

pub fn identity() -> Identity {
    Identity {
        desk_id: Uuid::from_u128(10),
        desk_label: "S1".into(),
        desk_name: "Sportello 1".into(),
        comune: Comune {
            istat_code: "025999".into(),
            belfiore_code: "X999".into(),
            name: "Pieve di Prova".into(),
            address: "Piazza dell'Esempio 1".into(),
            phone: "0437 000000".into(),
        },
        central_url: "http://127.0.0.1:9".into(),
    }
}

fn catalogue() -> Catalogue {
    Catalogue {
        services: vec![Service {
            code: "naspi".into(),
            plain_name: "Ho perso il lavoro".into(),
            official_name: "NASpI".into(),
            keywords: vec![],
            minutes: 30,
            modes: vec![Mode::Video],
            papers: vec![Paper {
                document_type: "identity_card".into(),
                required: true,
                condition: String::new(),
                valid_from: None,
                valid_to: None,
                territories: vec![],
            }],
            hint: String::new(),
            source: "dato inventato".into(),
            checked_on: "2026-11-01".parse().expect("a date"),
            valid_from: None,
            valid_to: None,
            territories: vec![],
        }],
        document_types: vec![DocumentType { code: "identity_card".into(), name: "Documento di identità".into() }],
        privacy_notice: PrivacyNotice { version: "2026-01-01".into(), paragraphs: vec!["Testo inventato.".into()] },
        meeting_hosts: vec!["teams.microsoft.com".into()],
        meeting_window: Default::default(),
        acting: vec![],
    }
}

fn slots(now: Timestamp) -> Slots {
    let slots = (1..=4).map(|hour| Slot {
        id: Uuid::from_u128(100 + hour),
        starts_at: now + SignedDuration::from_hours(hour as i64),
        minutes: 30,
        seat: 1,
        modes: vec![Mode::Video],
        free: hour != 3,
    });
    Slots { slots: slots.collect(), closures: vec![], windows: vec![], office: None }
}
