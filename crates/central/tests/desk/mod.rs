//! A Centrale on a free port with the demonstration comune, and a desk that speaks to it over real HTTP.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its own part of this")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Client, RequestBuilder, Response};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sportello_central::{Centrale, Running, app::Limits, demo, enrolments, launch};
use std::{net::TcpListener, path::PathBuf};
use uuid::Uuid;

pub struct World {
    pub folder: tempfile::TempDir,
    pub settings: Centrale,
    pub centrale: Running,
    pub http: Client,
}

pub struct Desk {
    pub key: EcdsaKeyPair,
    pub enrolment: Value,
    pub voucher: String,
    pub base: String,
    pub http: Client,
    pub seq: i64,
    /// Who acts, of the roster at enrolment.
    pub operator: Value,
    pub saw: Value,
}

pub fn settings(folder: &tempfile::TempDir) -> Centrale {
    Centrale {
        data: folder.path().join("data"),
        key_file: folder.path().join("key"),
        limits: Limits { guesses_per_minute: 10_000 },
        ..Centrale::default()
    }
}

pub async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&folder);
    let centrale = launch(&settings, TcpListener::bind("127.0.0.1:0").unwrap()).await.unwrap();
    demo::fill(&centrale.app.store, settings.clock.now(), true).unwrap();
    World { folder, settings, centrale, http: Client::new() }
}

impl World {
    pub fn base(&self) -> String {
        format!("{}/rest/sportello/v1", self.centrale.url)
    }

    pub fn console(&self, path: &str) -> String {
        format!("{}/rest/console/v1{path}", self.centrale.url)
    }

    pub fn code(&self, label: &str) -> String {
        enrolments::make_code(&self.centrale.app.store, label, self.settings.clock.now()).unwrap().code
    }

    pub async fn enrol(&self, code: &str, key: &EcdsaKeyPair, idempotency_key: &str) -> Response {
        let body = json!({ "code": code, "public_key": jwk(key), "program_version": "0.1.0" });
        let request = self.http.post(format!("{}/enrolments", self.base())).header("Idempotency-Key", idempotency_key);
        request.json(&body).send().await.unwrap()
    }

    pub async fn desk(&self, label: &str) -> Desk {
        let key = new_key();
        let answer = self.enrol(&self.code(label), &key, &Uuid::new_v4().to_string()).await;
        assert_eq!(answer.status(), 200);
        let enrolment: Value = answer.json().await.unwrap();
        let operator = enrolment["roster"][0]["id"].clone();
        let (base, http) = (self.base(), self.http.clone());
        let mut desk = Desk { key, enrolment, voucher: String::new(), base, http, seq: 0, operator, saw: Value::Null };
        let now = self.settings.clock.now().as_second();
        let answer = desk.ask_voucher(&desk.assertion(&desk.claims(now))).await;
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        desk.voucher = answer["access_token"].as_str().unwrap().to_owned();
        desk
    }

    pub async fn sign_in(&self, password: &str) -> Response {
        self.enter("funzionario", password, None).await
    }

    pub async fn enter(&self, name: &str, password: &str, code: Option<&str>) -> Response {
        let body = json!({ "name": name, "password": password, "code": code });
        let request = self.http.post(self.console("/session")).header("X-Sportello-Console", "1");
        request.json(&body).send().await.unwrap()
    }

    pub async fn cookie(&self) -> String {
        let answer = self.sign_in("Demo-Funzionario-1").await;
        assert_eq!(answer.status(), 200);
        answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    pub fn documents_folder(&self) -> PathBuf {
        self.settings.data.join("documents")
    }
}

impl Desk {
    pub fn id(&self) -> &str {
        self.enrolment["desk_id"].as_str().unwrap()
    }

    pub fn claims(&self, now: i64) -> Value {
        json!({
            "iss": self.id(), "sub": self.id(), "aud": self.enrolment["assertion_audience"],
            "jti": Uuid::new_v4(), "iat": now, "exp": now + 120,
        })
    }

    pub fn assertion(&self, claims: &Value) -> String {
        sign(&self.key, claims)
    }

    pub async fn ask_voucher(&self, assertion: &str) -> Response {
        let form = [
            ("client_id", self.id()),
            ("client_assertion", assertion),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("grant_type", "client_credentials"),
        ];
        self.http.post(format!("{}/token", self.base)).form(&form).send().await.unwrap()
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.voucher)
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.voucher)
    }

    pub async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    /// The desk has read an appointment: what it says from now on it says of that version.
    pub fn has_seen(&mut self, appointment: &Value) {
        self.saw = appointment["version"].clone();
    }

    /// A command of the next sequence, as it would be sent.
    pub fn command(&self, payload: &Value) -> Value {
        json!({
            "saw_version": self.saw,
            "command_id": Uuid::now_v7(), "desk_seq": self.seq + 1, "fingerprint": hash(payload.to_string().as_bytes()),
            "operator_id": self.operator, "made_at": "2026-11-23T08:00:00Z", "payload": payload,
        })
    }

    pub async fn send(&self, command: &Value) -> Response {
        let key = command["command_id"].as_str().unwrap();
        self.post("/commands").header("Idempotency-Key", key).json(command).send().await.unwrap()
    }

    /// Sends a command that must be answered, done or refused.
    pub async fn tell(&mut self, payload: &Value) -> Value {
        let answer = self.send(&self.command(payload)).await;
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{body}");
        self.seq += 1;
        body
    }

    pub async fn free_slot(&self) -> Value {
        let slots = self.read("/slots").await;
        slots["slots"].as_array().unwrap().iter().find(|slot| slot["free"] == true).unwrap().clone()
    }

    /// Books a free slot and gives the appointment's id.
    pub async fn book(&mut self) -> String {
        let slot = self.free_slot().await;
        let booking = booking(&slot);
        let answer = self.tell(&booking).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        booking["appointment_id"].as_str().unwrap().to_owned()
    }

    /// Announces `bytes` as a document of an appointment and gives its id.
    pub async fn announce(&mut self, appointment: &str, bytes: &[u8]) -> String {
        self.announce_as(appointment, bytes, "other").await
    }

    pub async fn announce_as(&mut self, appointment: &str, bytes: &[u8], document_type: &str) -> String {
        let id = Uuid::now_v7().to_string();
        let answer = self
            .tell(&json!({
                "kind": "add_document", "document_id": id, "appointment_id": appointment, "document_type": document_type,
                "title": "Prova", "media_type": "application/pdf", "bytes": bytes.len(), "sha256": hash(bytes),
                "pages": 1, "added_at": "2026-11-23T08:00:00Z",
            }))
            .await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        id
    }

    pub fn tus(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.http.request(method, url).bearer_auth(&self.voucher).header("Tus-Resumable", "1.0.0")
    }
}

pub fn booking(slot: &Value) -> Value {
    json!({
        "kind": "book_appointment", "appointment_id": Uuid::now_v7(), "number": "S1-9001", "slot_ids": [slot["id"]], "mode": "video",
        "starts_at": slot["starts_at"], "minutes": slot["minutes"],
        "citizen": {
            "id": Uuid::now_v7(), "codice_fiscale": "PRVMLL80A01X999Q", "family_name": "Piantatotesto",
            "given_name": "Esempio", "phone": "0437 000000",
        },
        "service_code": "naspi", "papers": [{ "document_type": "identity_card", "state": "missing" }],
        "privacy_notice": { "version": "2026-11-20", "at": "2026-11-23T08:00:00Z" },
    })
}

pub fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

pub fn sign(key: &EcdsaKeyPair, claims: &Value) -> String {
    let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "ES256", "typ": "JWT" }).to_string());
    let input = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = key.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub fn hash(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

pub async fn problem(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.unwrap();
    (status, body["type"].as_str().unwrap().to_owned())
}

fn jwk(key: &EcdsaKeyPair) -> Value {
    let point = key.public_key().as_ref();
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
    json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid })
}
