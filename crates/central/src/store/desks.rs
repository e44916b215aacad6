//! The desks and their public keys.

use super::values::column;
use crate::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::enrolment::Jwk;
use uuid::Uuid;

/// A desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The desk.
    pub id: Uuid,
    /// Its comune.
    pub comune_id: Uuid,
    /// `S1`
    pub label: String,
    /// `Sportello 1`
    pub name: String,
    /// Its key, once enrolled.
    pub public_key: Option<Jwk>,
    /// The sequence of its last command.
    pub last_seq: i64,
}

const COLUMNS: &str = "SELECT id, comune_id, label, name, public_key, last_seq FROM desk";

fn read(row: &rusqlite::Row) -> rusqlite::Result<Desk> {
    let key: Option<String> = row.get(4)?;
    Ok(Desk {
        id: row.get(0)?,
        comune_id: row.get(1)?,
        label: row.get(2)?,
        name: row.get(3)?,
        public_key: key.and_then(|key| serde_json::from_str(&key).ok()),
        last_seq: row.get(5)?,
    })
}

/// Adds a desk, not yet enrolled.
pub fn add(tx: &Transaction, comune: Uuid, label: &str, name: &str) -> Result<Uuid> {
    let id = Uuid::new_v4();
    tx.execute(
        "INSERT INTO desk (id, comune_id, label, name) VALUES (?1, ?2, ?3, ?4)",
        params![id, comune, label, name],
    )?;
    Ok(id)
}

/// A desk by its id.
pub fn get(conn: &Connection, id: Uuid) -> Result<Option<Desk>> {
    Ok(conn.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id], read).optional()?)
}

/// A desk by its label.
pub fn by_label(conn: &Connection, comune: Uuid, label: &str) -> Result<Option<Desk>> {
    let sql = format!("{COLUMNS} WHERE comune_id = ?1 AND label = ?2");
    Ok(conn.query_row(&sql, params![comune, label], read).optional()?)
}

/// Gives a desk its key. Its sequence begins anew, because the desk that had the old key is gone.
pub fn enrol(tx: &Transaction, id: Uuid, key: &Jwk, program_version: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE desk SET public_key = ?2, program_version = ?3, enrolled_at = ?4, last_seq = 0 WHERE id = ?1",
        params![id, serde_json::to_string(key)?, program_version, column(now)],
    )?;
    Ok(())
}

/// Notes that a command was answered.
pub fn advance(tx: &Transaction, id: Uuid, seq: i64) -> Result<()> {
    tx.execute("UPDATE desk SET last_seq = ?2 WHERE id = ?1", params![id, seq])?;
    Ok(())
}
