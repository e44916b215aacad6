//! The accounts of the console and their sessions.

use super::values::{column, from_word, instant, maybe_column, maybe_instant, word};
use crate::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    /// Meets citizens.
    Officer,
    /// The same, and looks after accounts.
    Administrator,
}

/// An account.
#[derive(Clone)]
pub struct Account {
    /// The name that is typed.
    pub name: String,
    /// The comune whose appointments it sees.
    pub comune_id: Uuid,
    /// What it may do.
    pub role: AccountRole,
    /// The password's Argon2id hash as a PHC string.
    pub password_hash: String,
    /// Wrong passwords in a row.
    pub failures: u32,
    /// No attempt counts before.
    pub locked_until: Option<Timestamp>,
}

/// Adds an account, or gives it another password and role.
pub fn save(tx: &Transaction, comune: Uuid, name: &str, role: AccountRole, password_hash: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO account (name, comune_id, role, password_hash) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET role = ?3, password_hash = ?4, failures = 0, locked_until = NULL",
        params![name, comune, word(role)?, password_hash],
    )?;
    tx.execute("DELETE FROM console_session WHERE account = ?1", [name])?;
    Ok(())
}

/// An account by its name.
pub fn get(conn: &Connection, name: &str) -> Result<Option<Account>> {
    let mut query = conn
        .prepare_cached("SELECT comune_id, role, password_hash, failures, locked_until FROM account WHERE name = ?1")?;
    let mut rows = query.query([name])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Account {
        name: name.into(),
        comune_id: row.get(0)?,
        role: from_word(row.get(1)?)?,
        password_hash: row.get(2)?,
        failures: row.get(3)?,
        locked_until: maybe_instant(row.get(4)?)?,
    }))
}

/// Stores the count of wrong passwords.
pub fn set_failures(tx: &Transaction, name: &str, failures: u32, locked_until: Option<Timestamp>) -> Result<()> {
    tx.execute(
        "UPDATE account SET failures = ?2, locked_until = ?3 WHERE name = ?1",
        params![name, failures, maybe_column(locked_until)],
    )?;
    Ok(())
}

/// Begins a session.
pub fn begin_session(tx: &Transaction, tag: &[u8], name: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO console_session (tag, account, started_at, seen_at) VALUES (?1, ?2, ?3, ?3)",
        params![tag, name, column(now)],
    )?;
    Ok(())
}

/// A session: its account's name, when it began and when it was last used.
pub fn session(conn: &Connection, tag: &[u8]) -> Result<Option<(String, Timestamp, Timestamp)>> {
    let row: Option<(String, i64, i64)> = conn
        .query_row("SELECT account, started_at, seen_at FROM console_session WHERE tag = ?1", [tag], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    row.map(|(name, started, seen)| Ok((name, instant(started)?, instant(seen)?))).transpose()
}

/// Notes that a session is in use.
pub fn touch_session(tx: &Transaction, tag: &[u8], now: Timestamp) -> Result<()> {
    tx.execute("UPDATE console_session SET seen_at = ?2 WHERE tag = ?1", params![tag, column(now)])?;
    Ok(())
}

/// Ends a session.
pub fn end_session(tx: &Transaction, tag: &[u8]) -> Result<()> {
    tx.execute("DELETE FROM console_session WHERE tag = ?1", [tag])?;
    Ok(())
}
