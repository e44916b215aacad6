//! Citizens in the database.

use super::{codice_fiscale, search};
use crate::Result;
use jiff::civil::date;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::citizens::Citizen;
use uuid::Uuid;

/// Keeps a citizen, and the words by which the search finds one.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(tx: &Transaction, citizen: &Citizen) -> Result<()> {
    // Each of many appointments comes with its citizen: nothing is done where nothing changed.
    let row: Option<i64> = tx
        .prepare_cached(
            "INSERT INTO citizens (id, codice_fiscale, canonical, sort_name, body) VALUES (?, '', '', '', ?)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE body <> excluded.body RETURNING row",
        )?
        .query_row(params![citizen.id.to_string(), serde_json::to_string(citizen)?], |row| row.get(0))
        .optional()?;
    row.map_or(Ok(()), |row| index(tx, row, citizen))
}

/// Writes what a citizen is found by.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn index(tx: &Transaction, row: i64, citizen: &Citizen) -> Result<()> {
    let canonical = canonical(&citizen.codice_fiscale);
    tx.prepare_cached("UPDATE citizens SET codice_fiscale = ?, canonical = ?, sort_name = ? WHERE row = ?")?.execute(
        params![
            citizen.codice_fiscale,
            canonical,
            search::fold(&format!("{} {}", citizen.family_name, citizen.given_name)),
            row
        ],
    )?;
    search::index(tx, row, citizen, &canonical)
}

/// The citizen with this id.
///
/// # Errors
/// When the database cannot be read.
pub fn get(conn: &Connection, id: Uuid) -> Result<Option<Citizen>> {
    one(conn, "SELECT body FROM citizens WHERE id = ?", &id.to_string())
}

fn one(conn: &Connection, sql: &str, param: &str) -> Result<Option<Citizen>> {
    let body: Option<String> = conn.prepare_cached(sql)?.query_row([param], |row| row.get(0)).optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// A code that came from elsewhere and does not verify is its own canonical form.
fn canonical(code: &str) -> String {
    // The century does not matter here, so neither does today.
    codice_fiscale::decode(code, date(9999, 12, 31)).map_or_else(|_| code.to_owned(), |decoded| decoded.canonical)
}
