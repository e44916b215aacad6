//! The calendar of the demonstration: two INPS desks, hours that begin later, a patron's day.

use crate::{
    error::Result,
    store::{
        closures,
        openings::{self, Opening},
    },
};
use jiff::{ToSpan, civil::Date};
use rusqlite::Transaction;
use sportello_protocol::{appointments::Mode, slots::Closure};
use uuid::Uuid;

/// Length of a slot, minutes.
pub(super) const SLOT: u16 = 30;
const SEATS: u16 = 2;
/// Days before today that have slots, so that the demonstration has a past.
const PAST_DAYS: i32 = 7;
const SOURCE: &str = "Orario inventato per la dimostrazione";
const SATURDAY: i8 = 6;

pub(super) fn add(tx: &Transaction, today: Date, all_day: bool) -> Result<Uuid> {
    let calendar = openings::add_calendar(tx, "Sede INPS di Prova (dimostrazione)")?;
    openings::set_address(tx, calendar, "Via dell'Esempio 10, Città di Prova")?;
    let opening = |weekday: i8, from: u16, to: u16| Opening {
        seats: SEATS,
        modes: vec![Mode::Video, Mode::Phone],
        source: SOURCE.into(),
        checked_on: Some(today),
        ..Opening::weekly(weekday, from * 60, to * 60, SLOT)
    };
    if all_day {
        // Whoever tries the program at any hour does so on any day.
        let days = [-1, 0, 1].map(|away| today.checked_add(away.days()));
        closures::open_in_spite(tx, calendar, &days.into_iter().collect::<Result<Vec<_>, _>>()?)?;
        let modes = vec![Mode::Video, Mode::Phone, Mode::Office];
        for weekday in 1..=7 {
            openings::add(tx, calendar, &Opening { modes: modes.clone(), ..opening(weekday, 0, 24) })?;
        }
    } else {
        for weekday in 1..=5 {
            openings::add(tx, calendar, &opening(weekday, 9, 12))?;
            openings::add(tx, calendar, &opening(weekday, 14, 17))?;
        }
        let later = Opening {
            seats: 1,
            modes: vec![Mode::Phone, Mode::Office],
            valid_from: Some(today.checked_add(7.days())?),
            ..opening(SATURDAY, 9, 12)
        };
        openings::add(tx, calendar, &later)?;
    }
    openings::offer(tx, calendar, today.checked_sub(PAST_DAYS.days())?, PAST_DAYS + openings::DAYS)?;
    Ok(calendar)
}

/// Not among the next days, where it could hide the slots that the demonstration needs.
pub(super) fn close_for_the_patron(tx: &Transaction, comune: Uuid, today: Date) -> Result<()> {
    let closure = Closure {
        date: today.checked_add(10.days())?,
        reason: "Festa del patrono (dimostrazione)".into(),
        source: "Giorno inventato per la dimostrazione".into(),
        checked_on: Some(today),
    };
    closures::add(tx, comune, &closure)
}
