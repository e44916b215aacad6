//! The administrator of the demonstration at the console, and a Centrale on a day that is chosen.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its own part of this")]

use super::desk::{Desk, World, booking, settings};
use jiff::Timestamp;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use sportello_central::{demo, launch};
use std::net::TcpListener;
use uuid::Uuid;

pub const FIRST_OF_DECEMBER: &str = "2026-12-01T07:00:00Z";
/// A working day that the demonstration's plan does not touch.
pub const DAY: &str = "2026-12-09";

/// The free hour of that day that begins then, in UTC.
pub fn free_at(slots: &[Value], hour: &str) -> Value {
    let start = format!("{DAY}T{hour}:00Z");
    slots.iter().find(|slot| slot["starts_at"] == start.as_str() && slot["free"] == true).unwrap().clone()
}

/// The demonstration with the hours of a real office, as of an instant.
pub async fn world_at(now: &str) -> World {
    world_with(now, None).await
}

/// The same with a catalogue of its own in the data folder.
pub async fn world_with(now: &str, catalogue: Option<&Value>) -> World {
    world_of(now, catalogue, None).await
}

/// The same with a virus check at that socket.
pub async fn world_checked(now: &str, clamd: &std::path::Path) -> World {
    world_of(now, None, Some(clamd)).await
}

async fn world_of(now: &str, catalogue: Option<&Value>, clamd: Option<&std::path::Path>) -> World {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings(&folder);
    settings.clamd = clamd.map(Into::into);
    if let Some(catalogue) = catalogue {
        std::fs::create_dir_all(&settings.data).unwrap();
        std::fs::write(settings.data.join("catalogue.json"), catalogue.to_string()).unwrap();
    }
    settings.clock.advance(now.parse::<Timestamp>().unwrap().duration_since(settings.clock.now()));
    let centrale = launch(&settings, TcpListener::bind("127.0.0.1:0").unwrap()).await.unwrap();
    demo::fill(&centrale.app.store, settings.clock.now(), false).unwrap();
    World { folder, settings, centrale, http: Client::new() }
}

pub struct Office<'a> {
    world: &'a World,
    cookie: String,
}

impl<'a> Office<'a> {
    pub async fn enter(world: &'a World) -> Self {
        Self::enter_as(world, "amministratore", "Demo-Amministratore-1").await
    }

    pub async fn enter_as(world: &'a World, name: &str, password: &str) -> Self {
        let request = world.http.post(world.console("/session")).header("X-Sportello-Console", "1");
        let answer = request.json(&json!({ "name": name, "password": password })).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { world, cookie }
    }

    /// The session, as a cookie.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Response {
        let request = self.world.http.request(method, self.world.console(path)).header("Cookie", &self.cookie);
        let request = request.header("X-Sportello-Console", "1");
        match body {
            Some(body) => request.json(body).send().await.unwrap(),
            None => request.send().await.unwrap(),
        }
    }

    /// As a page of another site would: with the cookie, without the header that only the console's own page can send.
    pub async fn ask_from_elsewhere(&self, method: Method, path: &str, body: Option<&Value>) -> Response {
        let request = self.world.http.request(method, self.world.console(path)).header("Cookie", &self.cookie);
        match body {
            Some(body) => request.json(body).send().await.unwrap(),
            None => request.send().await.unwrap(),
        }
    }

    /// Sends a document with the fields of its form.
    pub async fn send(&self, appointment: &str, fields: &[(&str, &str)], bytes: &[u8]) -> Response {
        let field = |(name, value): &(&str, &str)| {
            format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let mut form: String = fields.iter().map(field).collect();
        form += "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
        let body = [form.as_bytes(), bytes, b"\r\n--part--\r\n"].concat();
        let request = self.world.http.post(self.world.console(&format!("/appointments/{appointment}/documents")));
        let request = request.header("Cookie", &self.cookie).header("X-Sportello-Console", "1");
        request.header("Content-Type", "multipart/form-data; boundary=part").body(body).send().await.unwrap()
    }

    pub async fn read(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path, None).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.ask(Method::POST, path, Some(body)).await;
        let status = answer.status();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }
}

/// The slots that a desk is told of on a day, Europe/Rome.
pub async fn slots_on(desk: &Desk, day: &str) -> Vec<Value> {
    let told = desk.read("/slots").await;
    told["slots"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|slot| slot["starts_at"].as_str().unwrap().starts_with(day))
        .cloned()
        .collect()
}

/// An appointment as the desk's next pull tells it.
pub async fn pulled(desk: &Desk, id: &str) -> Value {
    let page = desk.read("/changes?limit=500").await;
    let changes = page["changes"].as_array().unwrap();
    changes.iter().find(|change| change["appointment"]["id"] == id).expect("it was pulled")["appointment"].clone()
}

/// Tells the demonstration's desk to book a slot; the number is of its label.
pub async fn book(desk: &mut Desk, slot: &Value) -> (String, Value) {
    let mut wanted = booking(slot);
    wanted["number"] = json!(format!("{}-9{:03}", desk.enrolment["desk_label"].as_str().unwrap(), desk.seq));
    let answer = desk.tell(&wanted).await;
    (wanted["appointment_id"].as_str().unwrap().to_owned(), answer)
}

/// A contact of a desk, as `POST /allotment` expects it.
pub async fn contact(desk: &Desk, incarnation: &Value) -> Value {
    let body = json!({
        "attempt": Uuid::now_v7(), "incarnation": incarnation, "condition": "whole", "promised": 0,
        "pending": [], "owned": [], "requested": [], "released": [],
    });
    let answer = desk.post("/allotment").json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}
