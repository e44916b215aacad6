//! Slots that nobody is given because their desk was lost, exists twice or lost its promises; and giving them free.

use super::values::{column, instant};
use crate::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

const FROZEN: &str = "owner = ?1 AND frozen IN ('desk', 'lost') AND starts_at > ?2
    AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = slot.id)";

/// The starts of the slots that are frozen because of a desk, unsold and still to come; one a slot, in order.
pub fn of_desk(conn: &Connection, desk: Uuid, now: Timestamp) -> Result<Vec<Timestamp>> {
    let mut query = conn.prepare_cached(&format!("SELECT starts_at FROM slot WHERE {FROZEN} ORDER BY starts_at"))?;
    let mut rows = query.query(params![desk, column(now)])?;
    let mut starts = Vec::new();
    while let Some(row) = rows.next()? {
        starts.push(instant(row.get(0)?)?);
    }
    Ok(starts)
}

/// Gives those that start at one of `hours` to whoever is first; says the starts. The desk no longer owns them, so that
/// it does not get them back when it comes again.
pub fn release(tx: &Transaction, desk: Uuid, hours: &[Timestamp], now: Timestamp) -> Result<Vec<Timestamp>> {
    let mut released = of_desk(tx, desk, now)?;
    released.retain(|start| hours.contains(start));
    let mut update =
        tx.prepare_cached(&format!("UPDATE slot SET owner = NULL, frozen = NULL WHERE {FROZEN} AND starts_at = ?3"))?;
    for start in &released {
        update.execute(params![desk, column(now), column(*start)])?;
    }
    Ok(released)
}
