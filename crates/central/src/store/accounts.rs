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

/// Whether an account enters with a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code is asked for; where none is set up, that is done at the next entry.
    Wanted,
    /// The password is enough: accounts of a demonstration.
    Exempt,
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
    /// Whether it needs a second factor.
    pub second_factor: SecondFactor,
    /// The secret that was shown and not proved yet.
    pub totp_shown: Option<Vec<u8>>,
    /// The secret of its codes, once set up.
    pub totp_secret: Option<Vec<u8>>,
    /// The last step whose code entered.
    pub totp_step: i64,
    /// Wrong passwords or codes in a row.
    pub failures: u32,
    /// No attempt counts before.
    pub locked_until: Option<Timestamp>,
}

/// Adds an account, or gives it another password and role; its second factor is set up anew.
pub fn save(
    tx: &Transaction,
    comune: Uuid,
    name: &str,
    role: AccountRole,
    password_hash: &str,
    second_factor: SecondFactor,
) -> Result<()> {
    tx.execute(
        "INSERT INTO account (name, comune_id, role, password_hash, second_factor) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (name) DO UPDATE SET role = ?3, password_hash = ?4, second_factor = ?5, failures = 0,
            locked_until = NULL, totp_shown = NULL, totp_secret = NULL, totp_step = 0",
        params![name, comune, word(role)?, password_hash, word(second_factor)?],
    )?;
    tx.execute("DELETE FROM console_session WHERE account = ?1", [name])?;
    Ok(())
}

/// An account by its name.
pub fn get(conn: &Connection, name: &str) -> Result<Option<Account>> {
    let mut query = conn.prepare_cached(
        "SELECT comune_id, role, password_hash, failures, locked_until, second_factor, totp_shown, totp_secret, totp_step
         FROM account WHERE name = ?1",
    )?;
    let mut rows = query.query([name])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Account {
        name: name.into(),
        comune_id: row.get(0)?,
        role: from_word(row.get(1)?)?,
        password_hash: row.get(2)?,
        failures: row.get(3)?,
        locked_until: maybe_instant(row.get(4)?)?,
        second_factor: from_word(row.get(5)?)?,
        totp_shown: row.get(6)?,
        totp_secret: row.get(7)?,
        totp_step: row.get(8)?,
    }))
}

/// Stores the secret that an account is shown.
pub fn show_secret(tx: &Transaction, name: &str, secret: &[u8]) -> Result<()> {
    tx.execute("UPDATE account SET totp_shown = ?2 WHERE name = ?1", params![name, secret])?;
    Ok(())
}

/// Notes the step of the code that entered, and its secret as the account's.
pub fn accept_code(tx: &Transaction, name: &str, secret: &[u8], step: i64) -> Result<()> {
    let sql = "UPDATE account SET totp_secret = ?2, totp_step = ?3, totp_shown = NULL WHERE name = ?1";
    tx.execute(sql, params![name, secret, step])?;
    Ok(())
}

/// Stores the count of wrong passwords and codes.
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
