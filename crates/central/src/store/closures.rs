//! Days without slots: those of a comune, which are stored, and the national holidays, which are reckoned.

use super::{comuni, settings};
use crate::{clock::day_of, error::Result, holidays};
use jiff::{Timestamp, ToSpan, civil::Date};
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::slots::Closure;
use uuid::Uuid;

/// Adds a day without slots, or gives it another reason.
pub fn add(tx: &Transaction, comune: Uuid, closure: &Closure) -> Result<()> {
    tx.execute(
        "INSERT INTO closure (comune_id, date, reason, source, checked_on) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET reason = ?3, source = ?4, checked_on = ?5",
        params![
            comune,
            closure.date.to_string(),
            closure.reason,
            closure.source,
            closure.checked_on.map(|day| day.to_string())
        ],
    )?;
    Ok(())
}

/// Removes a day of the comune; says whether it was there.
pub fn remove(tx: &Transaction, comune: Uuid, day: Date) -> Result<bool> {
    let removed =
        tx.execute("DELETE FROM closure WHERE comune_id = ?1 AND date = ?2", params![comune, day.to_string()])?;
    Ok(removed > 0)
}

/// The comune's own days from a day on.
pub fn of_comune(conn: &Connection, comune: Uuid, from: Date) -> Result<Vec<Closure>> {
    let mut query = conn.prepare_cached(
        "SELECT date, reason, source, checked_on FROM closure WHERE comune_id = ?1 AND date >= ?2 ORDER BY date",
    )?;
    let mut rows = query.query(params![comune, from.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (date, checked_on): (String, Option<String>) = (row.get(0)?, row.get(3)?);
        found.push(Closure {
            date: date.parse()?,
            reason: row.get(1)?,
            source: row.get(2)?,
            checked_on: checked_on.map(|day| day.parse()).transpose()?,
        });
    }
    Ok(found)
}

/// All days without slots for the comune from a day to another, in order: its own and the national holidays.
pub fn between(conn: &Connection, comune: Uuid, from: Date, to: Date) -> Result<Vec<Closure>> {
    let mut found = of_comune(conn, comune, from)?;
    found.retain(|closure| closure.date <= to);
    let calendar = comuni::calendar(conn, comune)?;
    found.extend(national(conn, calendar, from, to)?);
    // Stable, and the comune's own reason first: where both say it, the national one would tell the clerk less.
    found.sort_by_key(|closure| closure.date);
    found.dedup_by_key(|closure| closure.date);
    Ok(found)
}

/// Whether the comune of a desk has no slots on the day of an instant.
pub fn is_closed_at(conn: &Connection, desk: Uuid, at: Timestamp) -> Result<bool> {
    let day = day_of(at)?;
    let comune =
        conn.prepare_cached("SELECT comune_id FROM desk WHERE id = ?1")?.query_row([desk], |row| row.get(0))?;
    Ok(!between(conn, comune, day, day)?.is_empty())
}

/// The national holidays from a day to another on which a calendar is closed.
pub fn national(conn: &Connection, calendar: Uuid, from: Date, to: Date) -> Result<Vec<Closure>> {
    let open = open_on(conn, calendar)?;
    let days = from.series(1.day()).take_while(|day| *day <= to);
    Ok(days.filter(|day| !open.contains(day)).filter_map(holidays::on).collect())
}

/// Opens a calendar on national holidays: an extraordinary opening.
pub fn open_in_spite(tx: &Transaction, calendar: Uuid, days: &[Date]) -> Result<()> {
    settings::set(tx, &open_on_name(calendar), &serde_json::to_vec(days)?)
}

fn open_on(conn: &Connection, calendar: Uuid) -> Result<Vec<Date>> {
    match settings::get(conn, &open_on_name(calendar))? {
        Some(days) => Ok(serde_json::from_slice(&days)?),
        None => Ok(vec![]),
    }
}

fn open_on_name(calendar: Uuid) -> String {
    format!("open_on/{}", calendar.simple())
}
