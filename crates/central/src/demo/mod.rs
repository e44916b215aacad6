//! The demonstration comune: everything in it is invented and says so.

mod citizens;
mod day;
mod figures;
mod letter;

use crate::{
    clock::day_of,
    error::{Fault, Result},
    passwords,
    store::{
        Store,
        accounts::{self, AccountRole},
        comuni, desks, operators, settings, slots,
    },
};
use jiff::{Timestamp, ToSpan, civil::Date};
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
/// Length of a slot, minutes.
const SLOT: u16 = 30;
/// Days before today that have slots, so that the demonstration has a past.
const PAST_DAYS: i32 = 7;

/// Fills an empty database with the comune of Pieve di Prova as of `now`. With `all_day` slots are offered around the
/// clock on every day, and today's appointments lie around `now`, for whoever tries the program at any hour.
///
/// # Errors
/// `NotEmpty` when there is a comune already.
pub fn fill(store: &Store, now: Timestamp, all_day: bool) -> Result<()> {
    let hashed = |secret: &str| passwords::hash(secret);
    let pins = OPERATORS.iter().map(|(.., pin)| hashed(pin)).collect::<Result<Vec<_>>>()?;
    let passwords = ACCOUNTS.iter().map(|(.., password)| hashed(password)).collect::<Result<Vec<_>>>()?;
    store.write_now(|tx| {
        if comuni::first(tx)?.is_some() {
            return Err(Fault::NotEmpty);
        }
        let identity = settings::identity(tx)?;
        let comune = comuni::add(tx, &pieve_di_prova())?;
        for ((name, role, _), hash) in OPERATORS.iter().zip(&pins) {
            operators::add(tx, comune, name, *role, hash)?;
        }
        for ((name, role, _), hash) in ACCOUNTS.iter().zip(&passwords) {
            accounts::save(tx, comune, name, *role, hash)?;
        }
        let today = day_of(now)?;
        calendar(tx, comune, today, all_day)?;
        let desks = [desks::add(tx, comune, "S1", "Sportello 1")?, desks::add(tx, comune, "S2", "Sportello 2")?];
        let people = citizens::add(tx, comune, now)?;
        day::add(tx, store, comune, desks, &people, now, all_day)?;
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

fn calendar(tx: &Transaction, comune: Uuid, today: Date, all_day: bool) -> Result<()> {
    if all_day {
        (1..=7).try_for_each(|weekday| slots::add_window(tx, comune, weekday, 0, 24 * 60, SLOT))?;
    } else {
        for weekday in 1..=5 {
            slots::add_window(tx, comune, weekday, 9 * 60, 12 * 60, SLOT)?;
            slots::add_window(tx, comune, weekday, 14 * 60, 17 * 60, SLOT)?;
        }
    }
    // Not among the next days, where it could hide the slots that the demonstration needs.
    slots::add_closure(tx, comune, today.checked_add(10.days())?, "Festa del patrono (dimostrazione)")?;
    slots::offer(tx, comune, today.checked_sub(PAST_DAYS.days())?, PAST_DAYS + slots::DAYS)
}
