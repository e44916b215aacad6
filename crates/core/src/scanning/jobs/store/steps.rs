//! What the clerk did to pages, so that the last of it can be undone, after a crash too.

use super::{Place, unword, word};
use crate::{Error, Result, scanning::jobs::types::StepKind};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

/// A step.
pub struct Step {
    /// Its place in the order of steps.
    pub position: i64,
    /// What was done.
    pub kind: StepKind,
    /// The pages that it changed, as they were.
    pub before: Vec<Place>,
}

/// Notes a step.
///
/// # Errors
/// When the database cannot be written.
pub fn note(tx: &Transaction, kind: StepKind, before: &[Place], at: Timestamp) -> Result<()> {
    tx.prepare_cached("INSERT INTO page_steps (kind, made_at, before) VALUES (?, ?, ?)")?.execute(params![
        word(&kind)?,
        at,
        serde_json::to_string(before)?
    ])?;
    Ok(())
}

/// The last step, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn last_step(conn: &Connection) -> Result<Option<Step>> {
    conn.prepare_cached("SELECT position, kind, before FROM page_steps ORDER BY position DESC LIMIT 1")?
        .query_row([], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Forgets a step.
///
/// # Errors
/// When the database cannot be written.
pub fn forget_step(tx: &Transaction, position: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM page_steps WHERE position = ?")?.execute([position])?;
    Ok(())
}

/// Forgets the steps that changed pages which are no longer there, or that would bring pages back into this batch.
///
/// # Errors
/// When the database cannot be written.
pub fn forget_steps_of(tx: &Transaction, batch_id: Uuid) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM page_steps WHERE EXISTS (
             SELECT 1 FROM json_each(before)
             WHERE json_extract(json_each.value, '$.batch_id') = ?
                OR json_extract(json_each.value, '$.page_id') NOT IN (SELECT id FROM pages))",
    )?
    .execute([batch_id.to_string()])?;
    Ok(())
}

fn read(row: &Row) -> Result<Step> {
    let before: String = row.get("before")?;
    Ok(Step {
        position: row.get("position")?,
        kind: unword(row.get("kind")?)?,
        before: serde_json::from_str(&before).map_err(Error::from)?,
    })
}
