//! Centrale: its real handlers over its real schema, in memory.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sportello_central::{
    allotment,
    catalogue::Source,
    changes, commands,
    error::Fault,
    keys::Keys,
    slots,
    store::{
        self, allotment as owned, appointments, comuni, desks, frozen, holds, openings, operators, settings,
        slots as hours,
    },
    withdrawals,
};
use sportello_protocol::{
    allotment::Contact,
    appointments::{Closing, Mode, Outcome},
    enrolment::{Comune, Jwk},
    problem::{Problem, ProblemKind},
    roster::Role,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Two comuni share a calendar; a comune has five desks.
pub const CALENDARS: usize = 5;
const COMUNI: usize = 10;
const DESKS_A_COMUNE: usize = 5;
pub const DAYS: i64 = 4;
const SEATS: u16 = 2;

/// One reason of visit is enough; every booking reads it.
const CATALOGUE: &str = include_str!("catalogue.json");

/// A desk as it was set up.
#[derive(Clone)]
pub struct Seat {
    pub id: Uuid,
    pub label: String,
    pub name: String,
    pub comune_id: Uuid,
    pub comune: Comune,
    pub operator: Uuid,
}

/// What every run begins with.
pub struct Plan {
    pub database: Vec<u8>,
    pub seats: Vec<Seat>,
    pub catalogue: Source,
    pub keys: Keys,
    pub begins: Timestamp,
}

/// What a desk asks. Bytes as on the wire.
#[derive(Clone)]
pub enum Request {
    Contact(Vec<u8>),
    Command(Uuid, Vec<u8>),
    Changes(Option<String>),
    Slots,
    Hold { hold: Uuid, slots: Vec<Uuid> },
}

/// Who asks: the desk, and which of its keys signed; for the judge only, which machine.
#[derive(Clone, Copy)]
pub struct Caller {
    pub desk: usize,
    pub key: u32,
    pub machine: usize,
    pub trace: Trace,
}

/// Of what Centrale hears, that from which a fork of a whole image can be found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    None,
    /// A contact, by its number among all contacts that were begun.
    Contact(usize),
    /// The promise of that number.
    Promise(i64),
}

pub enum Reply {
    Json(String),
    Problem(Problem),
}

pub struct Centrale<'a> {
    pub plan: &'a Plan,
    pub db: Connection,
    /// The key of each desk that is accepted; counted up by an enrolment.
    pub keys: Vec<u32>,
    /// What was heard of which machine.
    pub heard: Vec<(usize, Trace)>,
    /// The number of each contact that was begun; an image taken later has the same one.
    pub begun: HashMap<Uuid, usize>,
}

impl Plan {
    pub fn new(folder: &std::path::Path) -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        store::migrate(&mut db).unwrap();
        let tx = db.transaction().unwrap();
        settings::identity(&tx).unwrap();
        let begins: Timestamp = "2026-11-23T07:00:00Z".parse().unwrap();
        let mut calendars = Vec::new();
        for number in 0..CALENDARS {
            let calendar = openings::add_calendar(&tx, &format!("Agenda di prova {number}")).unwrap();
            // With slots of a quarter of an hour every meeting takes two.
            let minutes: u16 = if number % 2 == 0 { 30 } else { 15 };
            for day in 0..DAYS {
                for start in 0..3 * 60 / i64::from(minutes) {
                    let at = begins + SignedDuration::from_hours(24 * day + 2);
                    let at = at + SignedDuration::from_mins(start * i64::from(minutes));
                    for seat in 1..=SEATS {
                        hours::add(&tx, calendar, seat, at, minutes, &[Mode::Video]).unwrap();
                    }
                }
            }
            calendars.push(calendar);
        }
        let mut seats = Vec::new();
        for number in 0..COMUNI {
            let calendar = calendars[number % CALENDARS];
            let comune = Comune {
                istat_code: format!("{:06}", 25_900 + number),
                belfiore_code: format!("X{number:03}"),
                name: format!("Comune di Prova {number}"),
                address: "Piazza dell'Esempio 1".into(),
                phone: "0437 000000".into(),
            };
            let comune_id = comuni::add(&tx, &comune, calendar).unwrap();
            let operator = operators::add(&tx, comune_id, "Anna Prova", Role::Clerk, "").unwrap();
            for desk in 1..=DESKS_A_COMUNE {
                let (label, name) = (format!("S{desk}"), format!("Sportello {desk}"));
                let id = desks::add(&tx, comune_id, &label, &name).unwrap();
                enrol(&tx, id, begins);
                seats.push(Seat { id, label, name, comune_id, comune: comune.clone(), operator });
            }
        }
        tx.commit().unwrap();
        let database = db.serialize("main").unwrap().to_vec();
        std::fs::write(folder.join("catalogue.json"), CATALOGUE).unwrap();
        let catalogue = Source::load(folder).unwrap();
        let keys = Keys::load(&folder.join("key"), &folder.join("data")).unwrap();
        Self { database, seats, catalogue, keys, begins }
    }
}

fn enrol(tx: &rusqlite::Transaction, desk: Uuid, now: Timestamp) {
    let text = |text: &str| text.to_owned();
    let key = Jwk { kty: text("EC"), crv: text("P-256"), x: text("x"), y: text("y"), kid: text("k") };
    desks::enrol(tx, desk, &key, "0.1.0", now).unwrap();
}

impl<'a> Centrale<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        let db = super::memory(&plan.database);
        db.pragma_update(None, "foreign_keys", true).unwrap();
        Self { plan, db, keys: vec![0; plan.seats.len()], heard: vec![], begun: HashMap::new() }
    }

    /// Answers as the server does: all of it or nothing.
    pub fn handle(&mut self, caller: Caller, request: &Request, now: Timestamp) -> Reply {
        if self.keys[caller.desk] != caller.key {
            return Reply::Problem(Problem::new(ProblemKind::Unauthorized));
        }
        let (plan, seat) = (self.plan, &self.plan.seats[caller.desk]);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        let answer = match request {
            Request::Contact(body) => {
                let contact: Contact = serde_json::from_slice(body).unwrap();
                allotment::meet(&tx, seat.id, &contact, now).map(|answer| serde_json::to_string(&answer).unwrap())
            }
            Request::Command(key, body) => {
                let means = commands::Means { catalogue: &plan.catalogue, keys: &plan.keys, now };
                commands::answer(&tx, means, seat.id, *key, body).map(|(answer, _)| answer)
            }
            Request::Changes(cursor) => changes::page(&tx, seat.comune_id, cursor.as_deref(), 200, now)
                .map(|page| serde_json::to_string(&page).unwrap()),
            Request::Slots => {
                let desk = desks::get(&tx, seat.id).unwrap().unwrap();
                slots::offered(&tx, &desk, now).map(|slots| serde_json::to_string(&slots).unwrap())
            }
            Request::Hold { hold, slots } => {
                let until = now + SignedDuration::from_mins(5);
                holds::take(&tx, seat.id, *hold, slots, now, until).map(|()| "{}".to_owned())
            }
        };
        match answer {
            Ok(json) => {
                tx.commit().unwrap();
                if caller.trace != Trace::None {
                    self.heard.push((caller.machine, caller.trace));
                }
                Reply::Json(json)
            }
            Err(Fault::Problem(problem)) => Reply::Problem(problem),
            Err(other) => panic!("Centrale: {other}"),
        }
    }

    /// An administrator declares a desk lost.
    pub fn declare_lost(&mut self, desk: usize, now: Timestamp) {
        let seat = &self.plan.seats[desk];
        let tx = self.db.transaction().unwrap();
        allotment::trouble::declare_lost(&tx, seat.comune_id, seat.id, "prova", "Prova", now).unwrap();
        tx.commit().unwrap();
    }

    /// An administrator gives the frozen hours of a desk free, but for those that somebody may come for; says how many.
    pub fn release(&mut self, desk: usize, held: &BTreeSet<Uuid>, now: Timestamp) -> u64 {
        let seat = &self.plan.seats[desk];
        let tx = self.db.transaction().unwrap();
        let mut hours = frozen::of_desk(&tx, seat.id, now).unwrap();
        let held: BTreeSet<i64> = held
            .iter()
            .map(|slot| tx.query_row("SELECT starts_at FROM slot WHERE id = ?1", [slot], |row| row.get(0)).unwrap())
            .collect();
        hours.retain(|start| !held.contains(&start.as_microsecond()));
        let released = frozen::release(&tx, seat.id, &hours, now).unwrap();
        tx.commit().unwrap();
        u64::try_from(released.len()).unwrap()
    }

    /// INPS notes that nobody came to an appointment that is over; says whether there was one.
    pub fn note_absence(&mut self, desk: usize, now: Timestamp) -> bool {
        let comune = self.plan.seats[desk].comune_id;
        let tx = self.db.transaction().unwrap();
        let sql = "SELECT id FROM appointment WHERE comune_id = ?1 AND starts_at < ?2 AND booking = 'confirmed'
            AND outcome IS NULL ORDER BY starts_at DESC LIMIT 1";
        let id: Option<Uuid> =
            tx.query_row(sql, params![comune, now.as_microsecond()], |row| row.get(0)).optional().unwrap();
        let Some(id) = id else { return false };
        let mut appointment = appointments::get(&tx, comune, id).unwrap().unwrap();
        let closing = Closing { outcome: Outcome::CitizenAbsent, note: String::new(), at: now };
        commands::close(&tx, comune, &mut appointment, closing, None).unwrap();
        tx.commit().unwrap();
        true
    }

    /// INPS withdraws an hour of a calendar.
    pub fn withdraw(&mut self, desk: usize, at: Timestamp, now: Timestamp) {
        let comune = self.plan.seats[desk].comune_id;
        let tx = self.db.transaction().unwrap();
        let span = (at.max(now), at.max(now) + SignedDuration::from_hours(1));
        withdrawals::withdraw(&tx, comune, span, None, "prova", "Prova", now).unwrap();
        tx.commit().unwrap();
    }

    /// A desk is enrolled anew; only the new key is accepted.
    pub fn enrol(&mut self, desk: usize, now: Timestamp) -> u32 {
        let seat = &self.plan.seats[desk];
        let tx = self.db.transaction().unwrap();
        let before = desks::get(&tx, seat.id).unwrap().unwrap();
        allotment::trouble::renewed(&tx, &before, now).unwrap();
        enrol(&tx, seat.id, now);
        tx.commit().unwrap();
        self.keys[desk] += 1;
        self.keys[desk]
    }

    pub fn standing(&self, desk: usize) -> desks::Desk {
        desks::get(&self.db, self.plan.seats[desk].id).unwrap().unwrap()
    }

    pub fn owned(&self, desk: usize, now: Timestamp) -> Vec<Uuid> {
        let slots = owned::owned(&self.db, self.plan.seats[desk].id, now).unwrap();
        slots.into_iter().map(|slot| slot.id).collect()
    }

    /// Whether an act of a kind about a desk was written since an instant, or names an hour.
    pub fn is_told(&self, desk: usize, kinds: &[&str], since: Timestamp, hour: Timestamp) -> bool {
        kinds.iter().any(|kind| {
            let sql = "SELECT EXISTS (SELECT 1 FROM act WHERE desk_id = ?1 AND kind = ?2
                AND (at >= ?3 OR EXISTS (SELECT 1 FROM json_each(body, '$.frozen') WHERE value = ?4)))";
            let about = params![self.plan.seats[desk].id, kind, since.as_microsecond(), hour.to_string()];
            self.db.query_row(sql, about, |row| row.get(0)).unwrap()
        })
    }

    /// How many acts of a kind were written about a desk since an instant.
    pub fn acts_since(&self, desk: usize, kind: &str, since: Timestamp) -> u32 {
        let sql = "SELECT count(*) FROM act WHERE desk_id = ?1 AND kind = ?2 AND at >= ?3";
        let about = params![self.plan.seats[desk].id, kind, since.as_microsecond()];
        self.db.query_row(sql, about, |row| row.get(0)).unwrap()
    }

    /// How many acts of a kind were written about a desk.
    pub fn acts(&self, desk: usize, kinds: &[&str]) -> u32 {
        let count = |kind: &&str| -> u32 {
            let sql = "SELECT count(*) FROM act WHERE desk_id = ?1 AND kind = ?2";
            self.db.query_row(sql, params![self.plan.seats[desk].id, kind], |row| row.get(0)).unwrap()
        };
        kinds.iter().map(count).sum()
    }
}
