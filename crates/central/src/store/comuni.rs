//! The comuni whose desks this Centrale serves.

use crate::error::{Fault, Result};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::enrolment::Comune;
use uuid::Uuid;

/// Adds a comune that is served by a calendar.
pub fn add(tx: &Transaction, comune: &Comune, calendar: Uuid) -> Result<Uuid> {
    let id = Uuid::new_v4();
    tx.execute(
        "INSERT INTO comune (id, istat_code, belfiore_code, name, address, phone, calendar_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, comune.istat_code, comune.belfiore_code, comune.name, comune.address, comune.phone, calendar],
    )?;
    Ok(id)
}

/// The calendar that serves a comune.
pub fn calendar(conn: &Connection, id: Uuid) -> Result<Uuid> {
    Ok(conn.query_row("SELECT calendar_id FROM comune WHERE id = ?1", [id], |row| row.get(0))?)
}

/// A comune by its id.
pub fn get(conn: &Connection, id: Uuid) -> Result<Comune> {
    Ok(conn.query_row(
        "SELECT istat_code, belfiore_code, name, address, phone FROM comune WHERE id = ?1",
        [id],
        |row| {
            Ok(Comune {
                istat_code: row.get(0)?,
                belfiore_code: row.get(1)?,
                name: row.get(2)?,
                address: row.get(3)?,
                phone: row.get(4)?,
            })
        },
    )?)
}

/// The comune that was added first, if there is any.
pub fn first(conn: &Connection) -> Result<Option<Uuid>> {
    Ok(conn.query_row("SELECT id FROM comune ORDER BY rowid LIMIT 1", [], |row| row.get(0)).optional()?)
}

/// The comune with that ISTAT code, or the one that was added first where none is named.
///
/// # Errors
/// `Unknown`
pub fn named(conn: &Connection, istat_code: Option<&str>) -> Result<Uuid> {
    let sql = "SELECT id FROM comune WHERE ?1 IS NULL OR istat_code = ?1 ORDER BY rowid LIMIT 1";
    conn.query_row(sql, [istat_code], |row| row.get(0)).optional()?.ok_or(Fault::Unknown("comune"))
}
