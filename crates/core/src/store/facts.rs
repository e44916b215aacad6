//! Single values of the desk, by name, as JSON.

use crate::Result;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

/// The desk's identity.
pub const IDENTITY: &str = "identity";
/// Centrale's signing key.
pub const CENTRALE_KEY: &str = "centrale_key";
/// The `aud` of client assertions.
pub const ASSERTION_AUDIENCE: &str = "assertion_audience";
/// The epoch of Centrale's log.
pub const EPOCH: &str = "epoch";
/// Where the next pull goes on.
pub const CURSOR: &str = "cursor";
/// When Centrale was last heard.
pub const LAST_CONTACT: &str = "last_contact";
/// The next `desk_seq`.
pub const NEXT_SEQ: &str = "next_seq";
/// The last appointment number given at this desk.
pub const LAST_NUMBER: &str = "last_number";
/// Of the PCs that call themselves this desk, the one that this is.
pub const ORIGIN: &str = "origin";
/// What the database says of the promises' mark outside it.
pub const PROMISES: &str = "promises";
/// The number of the last promise that has its mark.
pub const MARKED: &str = "marked";
/// The last promise that had arrived at Centrale, where it refused a contact for it.
pub const TOLD: &str = "told";
/// Whether Centrale knows another command by a number of this desk: a contact comes first.
pub const FORKED: &str = "forked";
/// Whether Centrale says that this desk exists twice.
pub const QUARANTINED: &str = "quarantined";
/// How many slots INPS opened on each day, as last told.
pub const OPEN_SLOTS: &str = "open_slots";
/// The watched folder.
pub const WATCHED_FOLDER: &str = "watched_folder";
/// The most that uploads may take of the line, kbit/s.
pub const CLAMD_SOCKET: &str = "clamd_socket";
/// The most that uploads may take of the line, kbit/s.
pub const UPLOAD_LIMIT: &str = "upload_limit";
/// The scanner of this desk, and how it scans.
pub const SCANNER: &str = "scanner";

/// How the words of the citizens' search were made.
pub const SEARCH_FORM: &str = "search_form";

/// Reads a value.
///
/// # Errors
/// When the database or the JSON cannot be read.
pub fn get<T: DeserializeOwned>(conn: &Connection, name: &str) -> Result<Option<T>> {
    let value: Option<String> = conn
        .prepare_cached("SELECT value FROM facts WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value.map(|value| serde_json::from_str(&value)).transpose()?)
}

/// Writes a value.
///
/// # Errors
/// When the database cannot be written.
pub fn set(tx: &Transaction, name: &str, value: &impl Serialize) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )?
    .execute(params![name, serde_json::to_string(value)?])?;
    Ok(())
}

/// Forgets a value.
///
/// # Errors
/// When the database cannot be written.
pub fn remove(tx: &Transaction, name: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM facts WHERE name = ?")?.execute([name])?;
    Ok(())
}

/// Raises a count to a value, if that is larger.
///
/// # Errors
/// When the database cannot be written.
pub fn raise(tx: &Transaction, name: &str, to: i64) -> Result<()> {
    if get::<i64>(tx, name)?.unwrap_or(0) < to { set(tx, name, &to) } else { Ok(()) }
}

/// Counts a value up by one and gives the new value; starts at 1.
///
/// # Errors
/// When the database cannot be written.
pub fn count_up(tx: &Transaction, name: &str) -> Result<i64> {
    let next = get::<i64>(tx, name)?.unwrap_or(0) + 1;
    set(tx, name, &next)?;
    Ok(next)
}
