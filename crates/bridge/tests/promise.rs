//! Two hundred bookings at three desks of two comuni that share a calendar, over HTTP, while desks and Centrale are
//! killed with -9: whatever was confirmed stands, and no hour is sold twice.

mod desk;

use desk::Desk;
use serde_json::{Value, json};
use sportello_central::store::Store;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const BOOKINGS: usize = 200;
const DESKS: [(&str, &str, &str); 3] =
    [("S1", "Anna Prova", "123456"), ("S2", "Bruno Esempio", "234567"), ("026998/B1", "Diego Saggio", "456789")];

/// Centrale as a process of its own.
struct Centrale {
    folder: PathBuf,
    address: String,
    process: Option<Child>,
}

impl Centrale {
    fn new(folder: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").to_string();
        let centrale = Self { folder: folder.into(), address, process: None };
        assert!(centrale.command("demo").arg("--all-day").status().expect("it runs").success());
        centrale
    }

    fn command(&self, name: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_sportello-bridge")).with_file_name("centrale");
        assert!(program.exists(), "the program centrale is built with the workspace");
        let mut command = Command::new(program);
        command.arg(name).arg("--data").arg(self.data()).arg("--key-file").arg(self.key());
        command.stderr(Stdio::null());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("centrale")
    }

    fn key(&self) -> PathBuf {
        self.folder.join("centrale.key")
    }

    fn code(&self, desk: &str) -> Value {
        let output = self.command("enrol-code").args(["--desk", desk]).output().expect("a code");
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["code"].clone()
    }

    fn start(&mut self) {
        let mut serve = self.command("serve");
        serve.args(["--listen", &self.address]).stdout(Stdio::piped());
        let mut process = serve.spawn().expect("Centrale starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("it listens");
        self.process = Some(process);
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("gone");
        }
    }
}

impl Drop for Centrale {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A counter: its data folder, and its program while it runs.
struct Counter {
    data: PathBuf,
    operator: (&'static str, &'static str),
    desk: Option<Desk>,
}

impl Counter {
    fn desk(&mut self) -> &mut Desk {
        let (data, (name, pin)) = (&self.data, self.operator);
        self.desk.get_or_insert_with(|| {
            let mut desk = Desk::start(data);
            desk.sign_in_as(name, pin);
            desk
        })
    }

    fn kill(&mut self) {
        if let Some(desk) = self.desk.take() {
            desk.kill();
        }
    }
}

/// What was said to be confirmed: the number of the appointment, and its slots.
#[derive(Default)]
struct Word {
    confirmed: BTreeMap<String, Value>,
    provisional: BTreeSet<String>,
}

impl Word {
    fn hear(&mut self, comune: &str, appointment: &Value) {
        let number = format!("{comune} {}", appointment["number"].as_str().expect("a number"));
        if appointment["booking"] == "confirmed" {
            self.provisional.remove(&number);
            self.confirmed.insert(number, appointment["slot_ids"].clone());
        } else if !self.confirmed.contains_key(&number) {
            self.provisional.insert(number);
        }
    }

    fn count(&self) -> usize {
        self.confirmed.len() + self.provisional.len()
    }
}

#[test]
fn two_hundred_bookings_keep_their_word_while_everything_is_killed() {
    let seed = std::env::var("SIMULATION_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let mut chance = fastrand::Rng::with_seed(seed);
    let began = Instant::now();
    let folder = tempfile::tempdir().expect("a folder");
    let mut centrale = Centrale::new(folder.path());
    centrale.start();
    let mut counters: Vec<Counter> = DESKS
        .iter()
        .enumerate()
        .map(|(at, (label, name, pin))| {
            let mut desk = Desk::start(&folder.path().join(format!("desk-{at}")));
            let url = format!("http://{}", centrale.address);
            desk.call("desk_enrol", json!({ "central_url": url, "code": centrale.code(label) }));
            desk.sign_in_as(name, pin);
            desk.until("the desk has hours of its own", |desk| {
                desk.call("slots_offer", json!({ "service_code": "naspi" }))["reserved"].as_u64() > Some(0)
            });
            Counter { data: folder.path().join(format!("desk-{at}")), operator: (name, pin), desk: Some(desk) }
        })
        .collect();

    let (mut word, mut desk_kills, mut centrale_kills, mut refused, mut down_for) = (Word::default(), 0, 0, 0, 0);
    while word.count() < BOOKINGS {
        if centrale.process.is_some() && chance.u32(0..18) == 0 {
            centrale.kill();
            centrale_kills += 1;
            down_for = chance.u32(1..12);
        } else if centrale.process.is_none() {
            down_for -= 1;
            if down_for == 0 {
                centrale.start();
            }
        }
        let at = chance.usize(0..counters.len());
        let comune = if at < 2 { "Pieve" } else { "Borgo" };
        let counter = &mut counters[at];
        let request = counter.desk().booking_of(chance.usize(0..4));
        if request["slot_ids"].is_null() {
            continue;
        }
        if chance.u32(0..8) == 0 {
            counter.desk().ask("appointments_book", request);
            std::thread::sleep(Duration::from_millis(chance.u64(0..40)));
            counter.kill();
            desk_kills += 1;
            // Whoever starts the desk again sees what it shows, and believes it.
            for appointment in shown(counter.desk()) {
                word.hear(comune, &appointment);
            }
            continue;
        }
        match counter.desk().tried("appointments_book", request) {
            Ok(detail) => word.hear(comune, &detail["appointment"]),
            Err(_) => refused += 1,
        }
    }

    if centrale.process.is_none() {
        centrale.start();
    }
    for counter in &mut counters {
        counter.desk().call("sync_now", json!(null));
        counter.desk().until_sent();
    }
    centrale.kill();
    let (standing, doubles) = at_centrale(&centrale);
    for (number, slots) in &word.confirmed {
        let there = standing.get(number).unwrap_or_else(|| panic!("{number} was confirmed and is not there"));
        assert_eq!(there, slots, "{number} stands where it was confirmed");
    }
    assert_eq!(doubles, 0, "no hour is sold twice");
    let parked: usize = counters.iter_mut().map(|counter| parked(counter.desk())).sum();
    let confirmed = word.confirmed.len();
    assert!(desk_kills > 5 && centrale_kills > 3, "too few were killed");
    let report = json!({
        "runs": 1, "seed": seed, "bookings": word.count(), "confirmed": confirmed, "faults": desk_kills + centrale_kills,
        "desks_killed": desk_kills, "centrale_killed": centrale_kills, "double_promises": 0, "lost_bookings": 0,
        "refused": refused + parked, "seconds": began.elapsed().as_secs(),
    });
    println!("{report}");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target").join("simulation");
    std::fs::create_dir_all(&target).expect("the folder of reports");
    std::fs::write(target.join("processes.json"), report.to_string()).expect("the report");
}

/// The appointments of this test that the desk shows as its own.
fn shown(desk: &mut Desk) -> Vec<Value> {
    let found = desk.call("citizens_search", json!({ "text": "Provetti" }));
    let Some(id) = found[0]["citizen"].get("id").cloned() else { return vec![] };
    let detail = desk.call("citizens_get", json!({ "id": id }));
    let ids: Vec<Value> =
        detail["appointments"].as_array().expect("a list").iter().map(|line| line["id"].clone()).collect();
    ids.into_iter().map(|id| desk.call("appointments_get", json!({ "id": id }))["appointment"].clone()).collect()
}

fn parked(desk: &mut Desk) -> usize {
    let list = desk.call("outbox_list", json!(null));
    list.as_array().expect("a list").iter().filter(|entry| entry["parked"] == true).count()
}

/// The confirmed bookings of this test by number with their slots; and how many slots have two.
fn at_centrale(centrale: &Centrale) -> (BTreeMap<String, Value>, usize) {
    let store = Store::open(&centrale.data(), &centrale.key()).expect("Centrale's database");
    let rows: Vec<(String, String, String)> = store
        .read_now(|conn| {
            let mut query = conn.prepare(
                "SELECT m.name, a.number, a.slots FROM appointment a JOIN citizen c ON c.id = a.citizen_id
                 JOIN comune m ON m.id = a.comune_id WHERE c.family_name = 'Provetti' AND a.booking = 'confirmed'",
            )?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .expect("the bookings");
    let mut seen = BTreeSet::new();
    let mut doubles = 0;
    let mut standing = BTreeMap::new();
    for (comune, number, slots) in rows {
        let slots: Value = serde_json::from_str(&slots).expect("JSON");
        for slot in slots.as_array().expect("a list") {
            doubles += usize::from(!seen.insert(slot.to_string()));
        }
        let comune = comune.split_whitespace().next().expect("a name").to_owned();
        standing.insert(format!("{comune} {number}"), slots);
    }
    (standing, doubles)
}
