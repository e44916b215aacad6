//! The documents of appointments, without their bytes.

use super::{
    changes::{self, Kind},
    values::{column, from_word, instant, maybe_column, maybe_instant, word},
};
use crate::error::{Fault, Result};
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::documents::Document;
use uuid::Uuid;

const COLUMNS: &str = "SELECT id, appointment_id, origin, document_type, title, media_type, bytes, sha256, pages,
    added_at, delivered, opened_at, verdict, received_at, earlier_verdicts, to_sign, held FROM document";

fn read(row: &rusqlite::Row) -> Result<Document> {
    Ok(Document {
        id: row.get(0)?,
        appointment_id: row.get(1)?,
        origin: from_word(row.get(2)?)?,
        document_type: row.get(3)?,
        title: row.get(4)?,
        media_type: from_word(row.get(5)?)?,
        bytes: row.get::<_, i64>(6)?.unsigned_abs(),
        sha256: row.get(7)?,
        pages: row.get(8)?,
        added_at: instant(row.get(9)?)?,
        delivered: row.get(10)?,
        opened_at: maybe_instant(row.get(11)?)?,
        verdict: row.get::<_, Option<String>>(12)?.map(|verdict| serde_json::from_str(&verdict)).transpose()?,
        received_at: maybe_instant(row.get(13)?)?,
        earlier_verdicts: serde_json::from_str(&row.get::<_, String>(14)?)?,
        to_sign: row.get(15)?,
        held: row.get(16)?,
    })
}

/// A document of the comune.
pub fn get(conn: &Connection, comune: Uuid, id: Uuid) -> Result<Option<Document>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND comune_id = ?2"))?;
    let mut rows = query.query(params![id, comune])?;
    rows.next()?.map(read).transpose()
}

/// The documents of an appointment, oldest first.
pub fn of_appointment(conn: &Connection, appointment: Uuid) -> Result<Vec<Document>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE appointment_id = ?1 ORDER BY added_at, rowid"))?;
    let mut rows = query.query([appointment])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Whether a document of this id exists anywhere.
pub fn exists(conn: &Connection, id: Uuid) -> Result<bool> {
    Ok(conn.query_row("SELECT EXISTS (SELECT 1 FROM document WHERE id = ?1)", [id], |row| row.get(0))?)
}

/// Adds a document with the wrapped key of its bytes.
pub fn add(tx: &Transaction, comune: Uuid, document: &Document, wrapped_key: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT INTO document (id, comune_id, appointment_id, origin, document_type, title, media_type, bytes, sha256,
           pages, added_at, delivered, opened_at, wrapped_key, to_sign)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            document.id,
            comune,
            document.appointment_id,
            word(document.origin)?,
            document.document_type,
            document.title,
            word(document.media_type)?,
            i64::try_from(document.bytes).map_err(|_| Fault::Stored("length"))?,
            document.sha256,
            document.pages,
            column(document.added_at),
            document.delivered,
            maybe_column(document.opened_at),
            wrapped_key,
            document.to_sign,
        ],
    )?;
    changes::log(tx, comune, Kind::Document, document.id)
}

/// Stores that a document was delivered, received, opened, held or decided about.
pub fn update(tx: &Transaction, comune: Uuid, document: &Document) -> Result<()> {
    tx.execute(
        "UPDATE document SET delivered = ?2, opened_at = ?3, verdict = ?4, received_at = ?5, earlier_verdicts = ?6,
           held = ?7 WHERE id = ?1",
        params![
            document.id,
            document.delivered,
            maybe_column(document.opened_at),
            document.verdict.as_ref().map(serde_json::to_string).transpose()?,
            maybe_column(document.received_at),
            serde_json::to_string(&document.earlier_verdicts)?,
            document.held,
        ],
    )?;
    changes::log(tx, comune, Kind::Document, document.id)
}

/// The wrapped key of a document's bytes; `None` once purged.
pub fn wrapped_key(conn: &Connection, id: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(conn.query_row("SELECT wrapped_key FROM document WHERE id = ?1", [id], |row| row.get(0))?)
}

/// Whether a virus check has looked into it.
pub fn is_checked(conn: &Connection, id: Uuid) -> Result<bool> {
    Ok(conn.query_row("SELECT checked FROM document WHERE id = ?1", [id], |row| row.get(0))?)
}

/// A virus check has looked into it.
pub fn set_checked(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.execute("UPDATE document SET checked = 1 WHERE id = ?1", [id])?;
    Ok(())
}
