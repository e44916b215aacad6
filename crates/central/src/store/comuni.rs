//! The comuni whose desks this Centrale serves.

use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::enrolment::Comune;
use uuid::Uuid;

/// Adds a comune.
pub fn add(tx: &Transaction, comune: &Comune) -> Result<Uuid> {
    let id = Uuid::new_v4();
    tx.execute(
        "INSERT INTO comune (id, istat_code, belfiore_code, name, address, phone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, comune.istat_code, comune.belfiore_code, comune.name, comune.address, comune.phone],
    )?;
    Ok(id)
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
