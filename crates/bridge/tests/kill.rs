//! A desk that is killed (-9) between "booked" and "sent" loses nothing and sends nothing twice.

use serde_json::{Value, json};
use sportello_central::{Centrale, Running, app::Limits, demo, enrolments, launch};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// The bridge as a process of its own, so that it can be killed.
struct Desk {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Desk {
    fn start(data: &Path) -> Self {
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

    fn ask(&mut self, name: &str, request: Value) {
        writeln!(self.input, "{}", json!({ "call": name, "request": request })).expect("the desk listens");
    }

    fn call(&mut self, name: &str, request: Value) -> Value {
        self.ask(name, request);
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the desk answers");
        let answer: Value = serde_json::from_str(&line).expect("JSON");
        assert!(answer.get("error").is_none(), "{name}: {answer}");
        answer["response"].clone()
    }

    fn sign_in(&mut self) {
        let operators = self.call("operators_list", json!(null));
        let anna = operators.as_array().expect("a list").iter().find(|o| o["name"] == "Anna Prova").expect("Anna");
        self.call("operators_sign_in", json!({ "operator_id": anna["id"], "pin": "123456" }));
    }

    fn booking(&mut self) -> Value {
        let slot = self.call("slots_offer", json!({ "service_code": "naspi" }))["free"][0]["slot_ids"].clone();
        let catalogue = self.call("catalogue_get", json!(null));
        json!({
            "citizen": {
                "id": null, "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti",
                "given_name": "Esempio", "birth_date": null, "sex": null, "phone": "",
            },
            "service_code": catalogue["services"][0]["code"],
            "slot_ids": slot,
            "mode": "video",
            "papers": [],
            "privacy_notice_version": catalogue["privacy_notice"]["version"],
        })
    }

    fn until(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "waited too long until {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn until_sent(&mut self) {
        self.until("everything has left", |desk| {
            let status = desk.call("connection_status", json!(null));
            status["state"] == "connected" && status["waiting"] == 0
        });
    }

    /// `SIGKILL`: no handler runs, nothing is flushed.
    fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }
}

async fn centrale(folder: &Path, address: &str) -> (Centrale, Running) {
    let settings = Centrale {
        data: folder.join("centrale"),
        key_file: folder.join("centrale.key"),
        limits: Limits { guesses_per_minute: 10_000 },
        ..Centrale::default()
    };
    let listener = std::net::TcpListener::bind(address).expect("the port");
    let running = launch(&settings, listener).await.expect("Centrale starts");
    (settings, running)
}

/// The bookings of this test at Centrale, by number.
fn booked(running: &Running) -> Vec<String> {
    let read = running.app.store.write_now(|tx| {
        let mut statement = tx.prepare(
            "SELECT a.number FROM appointment a JOIN citizen c ON c.id = a.citizen_id
             WHERE c.family_name = 'Provetti' ORDER BY a.number",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    });
    read.expect("Centrale's bookings")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_between_booked_and_sent_sends_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (settings, running) = centrale(folder.path(), "127.0.0.1:0").await;
    let (url, address) = (running.url.clone(), running.address.to_string());
    demo::fill(&running.app.store, settings.clock.now(), true).expect("demonstration data");
    let code = enrolments::make_code(&running.app.store, "S1", settings.clock.now()).expect("a code").code;
    let data = folder.path().join("desk");

    let mut desk = Desk::start(&data);
    desk.call("desk_enrol", json!({ "central_url": url, "code": code }));
    desk.sign_in();
    desk.until("the desk has read the slots", |desk| {
        desk.call("slots_offer", json!({ "service_code": "naspi" }))["free"][0]["slot_ids"].is_array()
    });
    running.stop().await.expect("Centrale stops");
    desk.until("the desk notices", |desk| desk.call("connection_status", json!(null))["state"] == "offline");
    let request = desk.booking();
    let answer = desk.call("appointments_book", request);
    assert_eq!(answer["appointment"]["booking"], "provisional");
    let mut promised = vec![answer["appointment"]["number"].as_str().expect("a number").to_owned()];
    desk.kill();

    let (_, running) = centrale(folder.path(), &address).await;
    let mut desk = Desk::start(&data);
    desk.sign_in();
    desk.until_sent();
    assert_eq!(booked(&running), promised, "once");

    // On line too, at any moment after the click.
    for pause in [0, 1, 3, 8, 20, 50] {
        let request = desk.booking();
        desk.ask("appointments_book", request);
        std::thread::sleep(Duration::from_millis(pause));
        desk.kill();
        desk = Desk::start(&data);
        desk.sign_in();
        desk.until_sent();
        let here = desk.call("citizens_search", json!({ "text": "Provetti" }));
        let detail = desk.call("citizens_get", json!({ "id": here[0]["citizen"]["id"] }));
        let mut numbers: Vec<String> = detail["appointments"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|line| line["number"].as_str().expect("a number").to_owned())
            .collect();
        numbers.sort();
        assert_eq!(booked(&running), numbers, "killed after {pause} ms: what the desk shows is what Centrale has");
        promised = numbers;
    }
    assert!(promised.len() > 1, "no kill on line fell after the commit: the pauses are too short for this machine");
    println!("{} bookings, each once, after 7 kills", promised.len());
    desk.kill();
}
