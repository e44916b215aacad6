//! Slots made from the windows, some days ahead; and those that fall when a window ends.

use super::{Opening, bounds, get, list};
use crate::{
    clock::day_of,
    error::Result,
    store::{
        closures, settings, slots,
        values::{column, instant},
    },
};
use jiff::{Timestamp, ToSpan, civil::Date};
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

/// The last day that was offered, whether or not it has a window; `None` where the days must be gone through.
pub fn offered_until(conn: &Connection, calendar: Uuid) -> Result<Option<Date>> {
    let stored = settings::get(conn, &offered_name(calendar))?.unwrap_or_default();
    Ok(std::str::from_utf8(&stored).ok().and_then(|date| date.parse().ok()))
}

/// The days that were offered before a window was there are to be gone through again.
pub(super) fn forget(tx: &Transaction, calendar: Uuid) -> Result<()> {
    settings::set(tx, &offered_name(calendar), b"")
}

fn offered_name(calendar: Uuid) -> String {
    format!("offered_until/{}", calendar.simple())
}

/// Makes the slots of the days from `today` on that do not exist yet, but none on national holidays. Slots that exist
/// are never moved or removed.
pub fn offer(tx: &Transaction, calendar: Uuid, today: Date, days: i32) -> Result<()> {
    let last = today.checked_add(days.days())?;
    let (from, to) = (bounds(today)?.0, bounds(last)?.1);
    make(tx, calendar, from, to)?;
    settings::set(tx, &offered_name(calendar), last.to_string().as_bytes())
}

/// Makes the slots that start from `from` to before `to` and do not exist yet.
pub fn make(tx: &Transaction, calendar: Uuid, from: Timestamp, to: Timestamp) -> Result<()> {
    let openings = list(tx, calendar)?;
    let (first, last) = (day_of(from)?, day_of(to)?);
    let holidays = closures::national(tx, calendar, first, last)?;
    for day in first.series(1.day()).take_while(|day| *day <= last) {
        if holidays.iter().any(|holiday| holiday.date == day) {
            continue;
        }
        for opening in &openings {
            for starts_at in opening.starts(day)?.into_iter().filter(|at| from <= *at && *at < to) {
                for seat in 1..=opening.seats {
                    slots::add(tx, calendar, seat, starts_at, opening.slot_minutes, &opening.modes)?;
                }
            }
        }
    }
    Ok(())
}

/// The slots, by id and start, that only this window gives after a day: they fall when it ends.
pub fn only_of(conn: &Connection, calendar: Uuid, id: Uuid, after: Date) -> Result<Vec<(Uuid, Timestamp)>> {
    let opening = get(conn, calendar, id)?;
    let others: Vec<Opening> = list(conn, calendar)?.into_iter().filter(|other| other.id != id).collect();
    let from = bounds(after)?.1;
    let mut found = Vec::new();
    let mut query = conn.prepare_cached(
        "SELECT id, seat, starts_at FROM slot WHERE calendar_id = ?1 AND starts_at >= ?2 AND frozen IS NOT 'window'",
    )?;
    let mut rows = query.query(params![calendar, column(from)])?;
    while let Some(row) = rows.next()? {
        let (slot, seat, starts_at): (Uuid, u16, Timestamp) = (row.get(0)?, row.get(1)?, instant(row.get(2)?)?);
        if opening.gives(seat, starts_at)? && !any_gives(&others, seat, starts_at)? {
            found.push((slot, starts_at));
        }
    }
    Ok(found)
}

fn any_gives(openings: &[Opening], seat: u16, starts_at: Timestamp) -> Result<bool> {
    for opening in openings {
        if opening.gives(seat, starts_at)? {
            return Ok(true);
        }
    }
    Ok(false)
}
