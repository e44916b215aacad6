//! How many slots INPS opened on each day. Centrale tells the days to come only: what it told is remembered, so that a
//! past day has its occupation too.

use crate::{
    Result,
    appointments::SLOTS_RESOURCE,
    clock,
    store::{facts, resources},
};
use jiff::{ToSpan, civil::Date};
use rusqlite::{Connection, Transaction};
use sportello_protocol::slots::Slots;
use std::collections::BTreeMap;

/// Days that are remembered.
const KEPT: i32 = 400;

/// Slots a day.
pub(super) type Opened = BTreeMap<Date, u32>;

/// Remembers the days that Centrale tells of, from `today` on.
///
/// # Errors
/// When the database cannot be written.
pub fn remember(tx: &Transaction, told: &Slots, today: Date) -> Result<()> {
    let mut known: Opened = facts::get(tx, facts::OPEN_SLOTS)?.unwrap_or_default();
    known.extend(of(told, today));
    let oldest = today.checked_sub(KEPT.days())?;
    known.retain(|day, _| *day >= oldest);
    facts::set(tx, facts::OPEN_SLOTS, &known)
}

/// What is known.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn known(conn: &Connection) -> Result<Opened> {
    let mut known: Opened = facts::get(conn, facts::OPEN_SLOTS)?.unwrap_or_default();
    // A program that did not remember yet has at least the hours it offers.
    if let Some(told) = resources::get::<Slots>(conn, SLOTS_RESOURCE)? {
        for (day, slots) in of(&told.body, clock::local(told.checked_at).date()) {
            known.entry(day).or_insert(slots);
        }
    }
    Ok(known)
}

fn of(told: &Slots, from: Date) -> Opened {
    let Some(last) = told.slots.iter().map(|slot| clock::local(slot.starts_at).date()).max() else {
        return Opened::new();
    };
    let mut days: Opened = from.series(1.day()).take_while(|day| *day <= last).map(|day| (day, 0)).collect();
    for slot in &told.slots {
        if let Some(count) = days.get_mut(&clock::local(slot.starts_at).date()) {
            *count += 1;
        }
    }
    for closure in &told.closures {
        days.entry(closure.date).and_modify(|count| *count = 0);
    }
    days
}
