//! What Centrale made for itself at its first start: its signing key, its name for assertions, the log's epoch;
//! and what it must remember between requests.

use crate::{error::Result, jws::Signer};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

/// What belongs to this database as long as it exists.
pub struct Identity {
    /// The signing key.
    pub signer: Signer,
    /// The `aud` of client assertions and the `iss` of vouchers: an id, because an address may change.
    pub audience: String,
}

/// Reads the identity, or makes it.
pub fn identity(tx: &Transaction) -> Result<Identity> {
    let pkcs8 = get_or(tx, "signing_key", Signer::generate)?;
    let audience = get_or(tx, "audience", || Ok(format!("urn:uuid:{}", Uuid::new_v4()).into_bytes()))?;
    get_or(tx, "epoch", || Ok(Uuid::new_v4().simple().to_string().into_bytes()))?;
    Ok(Identity { signer: Signer::load(&pkcs8)?, audience: String::from_utf8_lossy(&audience).into_owned() })
}

/// The epoch of the log of changes.
pub fn epoch(conn: &Connection) -> Result<String> {
    Ok(String::from_utf8_lossy(&get(conn, "epoch")?.unwrap_or_default()).into_owned())
}

pub(super) fn get(conn: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    Ok(conn.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0)).optional()?)
}

pub(super) fn set(tx: &Transaction, name: &str, value: &[u8]) -> Result<()> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
    tx.execute(sql, params![name, value])?;
    Ok(())
}

fn get_or(tx: &Transaction, name: &str, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if let Some(value) = get(tx, name)? {
        return Ok(value);
    }
    let value = make()?;
    set(tx, name, &value)?;
    Ok(value)
}
