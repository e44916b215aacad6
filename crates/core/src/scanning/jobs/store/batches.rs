//! Batches: pages that will be one document.

use super::{id_or_none, unword, word};
use crate::{Error, Result, scanning::jobs::types::BatchSource, store::uuid};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

/// A batch, without its pages.
#[derive(Debug, Clone)]
pub struct BatchRow {
    /// The batch.
    pub id: Uuid,
    /// Where its pages come from.
    pub source: BatchSource,
    /// When it began.
    pub began_at: Timestamp,
    /// Where it would go.
    pub appointment_id: Option<Uuid>,
    /// What it would be, as the clerk says.
    pub document_type: Option<String>,
    /// Whether blank pages are thrown away as they come.
    pub drop_blank: bool,
    /// Whoever was signed in when it began.
    pub scanned_by: Option<Uuid>,
}

/// Begins a batch; one that is there already stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub fn begin(tx: &Transaction, batch: &BatchRow) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO batches (id, source, began_at, appointment_id, document_type, drop_blank, scanned_by)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        batch.id.to_string(),
        word(&batch.source)?,
        batch.began_at,
        batch.appointment_id.map(|id| id.to_string()),
        batch.document_type,
        batch.drop_blank,
        batch.scanned_by.map(|id| id.to_string()),
    ])?;
    Ok(())
}

/// A batch.
///
/// # Errors
/// `NotFound`
pub fn batch(conn: &Connection, id: Uuid) -> Result<BatchRow> {
    conn.prepare_cached("SELECT * FROM batches WHERE id = ?")?
        .query_row([id.to_string()], |row| Ok(read_batch(row)))
        .optional()?
        .ok_or(Error::NotFound)?
}

/// All batches, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn batches(conn: &Connection) -> Result<Vec<BatchRow>> {
    let mut statement = conn.prepare_cached("SELECT * FROM batches ORDER BY began_at DESC, id DESC")?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read_batch(row)?);
    }
    Ok(list)
}

/// Says where a batch would go.
///
/// # Errors
/// `NotFound`
pub fn aim(tx: &Transaction, id: Uuid, appointment_id: Option<Uuid>, document_type: Option<&str>) -> Result<()> {
    let changed = tx
        .prepare_cached("UPDATE batches SET appointment_id = ?, document_type = ? WHERE id = ?")?
        .execute(params![appointment_id.map(|id| id.to_string()), document_type, id.to_string()])?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Forgets the batches that have no page and that no step can fill again, but for the one that is being scanned into.
///
/// # Errors
/// When the database cannot be written.
pub fn forget_empty(tx: &Transaction, but: Option<Uuid>) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM batches WHERE id IS NOT ?
             AND id NOT IN (SELECT batch_id FROM pages)
             AND id NOT IN (SELECT json_extract(value, '$.batch_id') FROM page_steps, json_each(before))",
    )?
    .execute([but.map(|id| id.to_string())])?;
    Ok(())
}

/// Whether a picture with this content is in another batch, or was taken from the folder before.
///
/// # Errors
/// When the database cannot be read.
pub fn is_known(conn: &Connection, batch_id: Uuid) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM pages p JOIN originals o ON o.id = p.original_id
                 WHERE p.batch_id = ?1 AND (
                     EXISTS (SELECT 1 FROM scans s WHERE s.sha256 = o.sha256 AND s.id <> o.id AND s.seen_at <= o.came_at
                         AND s.state IN ('taken', 'attached', 'opened'))
                     OR EXISTS (SELECT 1 FROM originals x JOIN pages q ON q.original_id = x.id
                         WHERE x.sha256 = o.sha256 AND x.id <> o.id AND q.id < p.id)))",
        )?
        .query_row([batch_id.to_string()], |row| row.get(0))?)
}

fn read_batch(row: &Row) -> Result<BatchRow> {
    Ok(BatchRow {
        id: uuid(row, "id")?,
        source: unword(row.get("source")?)?,
        began_at: row.get("began_at")?,
        appointment_id: id_or_none(row, "appointment_id")?,
        document_type: row.get("document_type")?,
        drop_blank: row.get("drop_blank")?,
        scanned_by: id_or_none(row, "scanned_by")?,
    })
}
