//! The desk's own way: a document that lies at the desk, until Centrale has it whole.

use crate::{
    desk::{self, hash},
    thin_line::ThinLine,
};
use serde_json::{Value, json};
use sportello_central::enrolments;
use sportello_core::{App, api, app::Options, documents};
use sportello_protocol::documents::MediaType;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

pub struct World {
    world: desk::World,
    pub line: ThinLine,
    app: Arc<App>,
    appointment: Uuid,
}

async fn call(app: &App, name: &str, request: Value) -> Value {
    api::call(app, name, request).await.unwrap()
}

impl World {
    /// A Centrale and a desk that has booked over a line that is as fast as it goes.
    pub async fn new() -> Self {
        let world = desk::world().await;
        let line = ThinLine::to(&world.centrale.url).await;
        let data = world.folder.path().join("desk");
        let app = App::open(Options { data, force_key_file: true }).unwrap();
        let code = enrolments::make_code(&world.centrale.app.store, "S1", world.settings.clock.now()).unwrap().code;
        call(&app, "desk_enrol", json!({ "central_url": line.url, "code": code })).await;
        app.start();
        let operators = call(&app, "operators_list", json!(null)).await;
        let anna = operators.as_array().unwrap().iter().find(|one| one["name"] == "Anna Prova").unwrap();
        call(&app, "operators_sign_in", json!({ "operator_id": anna["id"], "pin": "123456" })).await;
        let hour = loop {
            let hour = call(&app, "slots_offer", json!({ "service_code": "naspi" })).await["free"][0].clone();
            if hour["slot_ids"].is_array() {
                break hour;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let booking = json!({
            "citizen": { "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti", "given_name": "Esempio",
                "phone": "", "mismatch_reason": "Nome inventato per la prova" },
            "service_code": "naspi", "slot_ids": hour["slot_ids"], "mode": "video", "papers": [],
            "privacy_notice_version": call(&app, "catalogue_get", json!(null)).await["privacy_notice"]["version"],
        });
        let appointment = call(&app, "appointments_book", booking).await["appointment"]["id"].clone();
        let appointment = appointment.as_str().unwrap().parse().unwrap();
        while call(&app, "connection_status", json!(null)).await["waiting"] != 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { world, line, app, appointment }
    }

    /// Until Centrale has it whole.
    pub async fn send(&mut self, bytes: &[u8]) -> Duration {
        let id = Uuid::now_v7();
        let new = documents::NewDocument {
            id,
            appointment_id: self.appointment,
            document_type: "other".into(),
            media_type: MediaType::Pdf,
            bytes: bytes.len() as u64,
            sha256: hash(bytes),
            pages: 1,
            key: self.app.vault.seal(id, bytes).unwrap(),
        };
        let began = Instant::now();
        self.app.store.write(|tx| documents::add_scanned(&self.app, tx, new)).unwrap();
        self.app.wake.notify_one();
        let whole = "SELECT count(*) FROM document WHERE id = ?1 AND delivered";
        let store = &self.world.centrale.app.store;
        while store.write_now(|tx| Ok(tx.query_row(whole, [id], |row| row.get::<_, u32>(0))?)).unwrap() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        began.elapsed()
    }
}
