//! The demonstration: two comuni that share the calendar of one INPS office. Everything in it is invented and says so.

mod calendar;
mod citizens;
mod day;
mod figures;
mod histories;
mod letter;

use crate::{
    clock::day_of,
    error::{Fault, Result},
    passwords,
    store::{
        Store,
        accounts::{self, AccountRole, SecondFactor},
        comuni, desks, operators, settings,
    },
};
use jiff::Timestamp;
use rusqlite::Transaction;
use sportello_protocol::{enrolment::Comune, roster::Role};
use uuid::Uuid;

const OPERATORS: [(&str, Role, &str); 3] = [
    ("Anna Prova", Role::Clerk, "123456"),
    ("Bruno Esempio", Role::Clerk, "234567"),
    ("Carla Demo", Role::Supervisor, "345678"),
];
const ACCOUNTS: [(&str, AccountRole, &str); 2] = [
    ("funzionario", AccountRole::Officer, "Demo-Funzionario-1"),
    ("amministratore", AccountRole::Administrator, "Demo-Amministratore-1"),
];
/// Of the second comune, which has one desk and nothing else.
const NEIGHBOUR: (&str, Role, &str) = ("Diego Saggio", Role::Supervisor, "456789");

/// Fills an empty database with the comune of Pieve di Prova, and its neighbour, as of `now`. With `all_day` slots are
/// offered around the clock on every day, and today's appointments lie around `now`, for whoever tries the program at
/// any hour.
///
/// # Errors
/// `NotEmpty` when there is a comune already.
pub fn fill(store: &Store, now: Timestamp, all_day: bool) -> Result<()> {
    let hashed = |secret: &str| passwords::hash(secret);
    let pins = OPERATORS.iter().map(|(.., pin)| hashed(pin)).collect::<Result<Vec<_>>>()?;
    let neighbour_pin = hashed(NEIGHBOUR.2)?;
    let passwords = ACCOUNTS.iter().map(|(.., password)| hashed(password)).collect::<Result<Vec<_>>>()?;
    store.write_now(|tx| {
        if comuni::first(tx)?.is_some() {
            return Err(Fault::NotEmpty);
        }
        let identity = settings::identity(tx)?;
        let today = day_of(now)?;
        let calendar = calendar::add(tx, today, all_day)?;
        let comune = comuni::add(tx, &pieve_di_prova(), calendar)?;
        for ((name, role, _), hash) in OPERATORS.iter().zip(&pins) {
            operators::add(tx, comune, name, *role, hash)?;
        }
        for ((name, role, _), hash) in ACCOUNTS.iter().zip(&passwords) {
            accounts::save(tx, comune, name, *role, hash, SecondFactor::Exempt)?;
        }
        calendar::close_for_the_patron(tx, comune, today)?;
        let desks = [desks::add(tx, comune, "S1", "Sportello 1")?, desks::add(tx, comune, "S2", "Sportello 2")?];
        let people = citizens::add(tx, comune, now)?;
        day::add(tx, store, (comune, calendar), desks, &people, now, all_day)?;
        add_neighbour(tx, calendar, &neighbour_pin)?;
        crate::snapshot::publish(tx, &identity, comune, &figures::documents(today)?, now, true)
    })
}

fn pieve_di_prova() -> Comune {
    Comune {
        istat_code: "025999".into(),
        belfiore_code: "X999".into(),
        name: "Pieve di Prova".into(),
        address: "Piazza dell'Esempio 1, 32099 Pieve di Prova (BL)".into(),
        phone: "0437 000000".into(),
    }
}

fn add_neighbour(tx: &Transaction, calendar: Uuid, pin_hash: &str) -> Result<()> {
    let comune = Comune {
        istat_code: "026998".into(),
        belfiore_code: "X998".into(),
        name: "Borgo d'Esempio".into(),
        address: "Via della Prova 2, 31099 Borgo d'Esempio (TV)".into(),
        phone: "0422 000000".into(),
    };
    let comune = comuni::add(tx, &comune, calendar)?;
    desks::add(tx, comune, "B1", "Sportello di Borgo")?;
    operators::add(tx, comune, NEIGHBOUR.0, NEIGHBOUR.1, pin_hash)?;
    Ok(())
}
