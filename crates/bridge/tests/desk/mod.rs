//! A desk as a process of its own, so that it can be killed.

#![allow(dead_code, clippy::expect_used, reason = "each test file uses its own part of this")]

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// The bridge, spoken to by lines.
pub struct Desk {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Desk {
    pub fn start(data: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sportello-bridge"))
            .args(["--stdio", "--key-file", "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the bridge starts");
        let input = process.stdin.take().expect("its input");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        Self { process, input, output }
    }

    pub fn ask(&mut self, name: &str, request: Value) {
        writeln!(self.input, "{}", json!({ "call": name, "request": request })).expect("the desk listens");
    }

    /// The answer, or the error.
    pub fn tried(&mut self, name: &str, request: Value) -> Result<Value, Value> {
        self.ask(name, request);
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the desk answers");
        let answer: Value = serde_json::from_str(&line).expect("JSON");
        answer.get("error").map_or_else(|| Ok(answer["response"].clone()), |error| Err(error.clone()))
    }

    pub fn call(&mut self, name: &str, request: Value) -> Value {
        self.tried(name, request).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn sign_in(&mut self) {
        self.sign_in_as("Anna Prova", "123456");
    }

    pub fn sign_in_as(&mut self, name: &str, pin: &str) {
        let operators = self.call("operators_list", json!(null));
        let operator = operators.as_array().expect("a list").iter().find(|o| o["name"] == name).expect("the operator");
        self.call("operators_sign_in", json!({ "operator_id": operator["id"], "pin": pin }));
    }

    pub fn booking(&mut self) -> Value {
        self.booking_of(0)
    }

    /// A booking of the hour at that place of the offer.
    pub fn booking_of(&mut self, place: usize) -> Value {
        let slot = self.call("slots_offer", json!({ "service_code": "naspi" }))["free"][place]["slot_ids"].clone();
        let catalogue = self.call("catalogue_get", json!(null));
        json!({
            "citizen": {
                "id": null, "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti",
                "given_name": "Esempio", "birth_date": null, "sex": null, "phone": "",
                "mismatch_reason": "Nome inventato per la prova",
            },
            "service_code": catalogue["services"][0]["code"],
            "slot_ids": slot,
            "mode": "video",
            "papers": [],
            "privacy_notice_version": catalogue["privacy_notice"]["version"],
        })
    }

    pub fn until(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "waited too long until {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn until_sent(&mut self) {
        self.until("everything has left", |desk| {
            let status = desk.call("connection_status", json!(null));
            status["state"] == "connected" && status["waiting"] == 0
        });
    }

    /// `SIGKILL`: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }
}
