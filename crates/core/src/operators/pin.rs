//! PINs: Argon2id hashes from Centrale, checked here, five wrong ones lock across a restart.

use crate::{Error, Result};
use argon2::{Argon2, PasswordHash, PasswordVerifier};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::roster::Operator;
use uuid::Uuid;

const ATTEMPTS: u8 = 5;

/// Whether the PIN fits the hash (PHC string). A hash that cannot be read fits nothing.
pub fn agrees(hash: &str, pin: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
}

/// Whether the operator has used up the attempts.
pub fn is_locked(conn: &Connection, operator: &Operator) -> Result<bool> {
    Ok(failures(conn, operator)? >= ATTEMPTS)
}

/// Counts an attempt as a failure, until [`forgive`] says otherwise; gives how many are left after it.
pub fn count_attempt(tx: &Transaction, operator: &Operator) -> Result<u8> {
    let failures = failures(tx, operator)?;
    if failures >= ATTEMPTS {
        return Err(Error::OperatorLocked);
    }
    tx.prepare_cached(
        "INSERT INTO pin_failures (operator_id, pin_hash, failures) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET pin_hash = excluded.pin_hash, failures = excluded.failures",
    )?
    .execute(params![operator.id.to_string(), operator.pin_hash, failures + 1])?;
    Ok(ATTEMPTS - failures - 1)
}

/// Starts the count again.
pub fn forgive(tx: &Transaction, operator_id: Uuid) -> Result<()> {
    tx.prepare_cached("DELETE FROM pin_failures WHERE operator_id = ?")?.execute([operator_id.to_string()])?;
    Ok(())
}

fn failures(conn: &Connection, operator: &Operator) -> Result<u8> {
    let failures = conn
        .prepare_cached("SELECT failures FROM pin_failures WHERE operator_id = ? AND pin_hash = ?")?
        .query_row(params![operator.id.to_string(), operator.pin_hash], |row| row.get(0))
        .optional()?;
    Ok(failures.unwrap_or(0))
}
