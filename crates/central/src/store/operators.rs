//! The operators of a comune's desks.

use super::values::{from_word, word};
use crate::error::{Fault, Result};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::roster::{Operator, Role};
use uuid::Uuid;

/// Adds an operator.
pub fn add(tx: &Transaction, comune: Uuid, name: &str, role: Role, pin_hash: &str) -> Result<Uuid> {
    let id = Uuid::new_v4();
    tx.execute(
        "INSERT INTO operator (id, comune_id, name, role, pin_hash) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, comune, name, word(role)?, pin_hash],
    )?;
    Ok(id)
}

/// Gives an operator a new PIN.
pub fn set_pin(tx: &Transaction, comune: Uuid, name: &str, pin_hash: &str) -> Result<()> {
    let sql = "UPDATE operator SET pin_hash = ?3 WHERE comune_id = ?1 AND name = ?2";
    match tx.execute(sql, params![comune, name, pin_hash])? {
        0 => Err(Fault::Unknown("operator")),
        _ => Ok(()),
    }
}

/// Whether somebody is, or was, an operator of the comune.
pub fn is_known(conn: &Connection, comune: Uuid, id: Uuid) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM operator WHERE id = ?1 AND comune_id = ?2)";
    Ok(conn.query_row(sql, params![id, comune], |row| row.get(0))?)
}

/// The name of somebody who is, or was, an operator of the comune.
pub fn name(conn: &Connection, comune: Uuid, id: Uuid) -> Result<Option<String>> {
    let sql = "SELECT name FROM operator WHERE id = ?1 AND comune_id = ?2";
    Ok(conn.query_row(sql, params![id, comune], |row| row.get(0)).optional()?)
}

/// All operators of a comune, by name.
pub fn list(conn: &Connection, comune: Uuid) -> Result<Vec<Operator>> {
    let mut query = conn.prepare("SELECT id, name, role, pin_hash FROM operator WHERE comune_id = ?1 ORDER BY name")?;
    let mut rows = query.query([comune])?;
    let mut operators = Vec::new();
    while let Some(row) = rows.next()? {
        operators.push(Operator {
            id: row.get(0)?,
            name: row.get(1)?,
            role: from_word(row.get(2)?)?,
            pin_hash: row.get(3)?,
        });
    }
    Ok(operators)
}
