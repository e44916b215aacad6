//! What a desk sells in a day and how long it is out of contact: its share of the slots comes from these.

use crate::error::Result;
use jiff::{ToSpan, civil::Date};
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

/// The days that are looked back on.
const DAYS: i32 = 28;

/// The days of a desk in which it had contact or sold something.
pub struct Days {
    /// Slots sold, a number a day.
    pub sold: Vec<u32>,
    /// The longest time out of contact, minutes, a number a day.
    pub gap_minutes: Vec<u32>,
}

/// Notes that a desk sold slots on a day, Europe/Rome.
pub fn sold(tx: &Transaction, desk: Uuid, day: Date, slots: usize) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO demand (desk_id, day, sold) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET sold = sold + excluded.sold",
    )?
    .execute(params![desk, day.to_string(), i64::try_from(slots).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Notes that a desk was in contact on a day, after `gap_minutes` without.
pub fn contact(tx: &Transaction, desk: Uuid, day: Date, gap_minutes: i64) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO demand (desk_id, day, gap_minutes) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET gap_minutes = max(gap_minutes, excluded.gap_minutes)",
    )?
    .execute(params![desk, day.to_string(), gap_minutes])?;
    Ok(())
}

/// The last four weeks of a desk, up to the day before `today`.
pub fn days(conn: &Connection, desk: Uuid, today: Date) -> Result<Days> {
    let from = today.checked_sub(DAYS.days())?;
    let mut query =
        conn.prepare_cached("SELECT sold, gap_minutes FROM demand WHERE desk_id = ?1 AND day >= ?2 AND day < ?3")?;
    let mut rows = query.query(params![desk, from.to_string(), today.to_string()])?;
    let mut days = Days { sold: vec![], gap_minutes: vec![] };
    while let Some(row) = rows.next()? {
        days.sold.push(row.get(0)?);
        days.gap_minutes.push(row.get(1)?);
    }
    Ok(days)
}
