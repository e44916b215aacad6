//! Finding citizens by what a clerk types: surname and name in any order, code, date of birth, telephone.
//!
//! What begins with the surname comes from an ordered index, so that the first letters of a name are quick however
//! many people they fit; everything else from the full-text index, which holds words made of each citizen.

mod forms;
mod typed;

pub use forms::fold;

use super::CitizenMatch;
use crate::{
    Result, appointments,
    store::{Store, facts},
};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, named_params, params};
use sportello_protocol::citizens::Citizen;
use typed::Typed;

const MOST_FOUND: u32 = 20;
/// Raised when the words of a citizen are made in another way: all are indexed anew.
const FORM: u32 = 1;

/// Keeps the words of a citizen.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn index(tx: &Transaction, row: i64, citizen: &Citizen, canonical: &str) -> Result<()> {
    let phone = forms::phone(&citizen.phone);
    tx.prepare_cached(
        "REPLACE INTO citizens_search (rowid, name, code, birth, phone, phone_end)
         VALUES (:row, :name, :code, :birth, :phone, :phone_end)",
    )?
    .execute(named_params! {
        ":row": row,
        ":name": forms::name_words(&citizen.family_name, &citizen.given_name),
        ":code": if citizen.codice_fiscale == canonical {
            canonical.to_owned()
        } else {
            format!("{canonical} {}", citizen.codice_fiscale)
        },
        ":birth": citizen.birth_date.map(forms::day),
        ":phone": phone,
        ":phone_end": forms::reversed(&phone),
    })?;
    Ok(())
}

/// Makes the words of all citizens anew, where an older program made them in another way or not at all.
///
/// # Errors
/// When the database cannot be written.
pub fn renew(store: &Store) -> Result<()> {
    store.write(|tx| {
        if facts::get(tx, facts::SEARCH_FORM)? == Some(FORM) {
            return Ok(());
        }
        tx.execute("DELETE FROM citizens_search", [])?;
        let mut all = tx.prepare("SELECT row, body FROM citizens")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let citizen: Citizen = serde_json::from_str(&row.get::<_, String>("body")?)?;
            super::store::index(tx, row.get("row")?, &citizen)?;
        }
        facts::set(tx, facts::SEARCH_FORM, &FORM)
    })
}

/// Those whom the text means, at most twenty: the one with exactly this code, those who differ from it by omocodia,
/// those whose surname begins so, the others, each by name. None for fewer than two letters or digits.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, text: &str, now: Timestamp) -> Result<Vec<CitizenMatch>> {
    let Some(typed) = Typed::read(text) else { return Ok(vec![]) };
    let mut bodies = if typed.is_name { beginning_with(conn, &typed.folded)? } else { vec![] };
    if bodies.len() < MOST_FOUND as usize {
        bodies = meant(conn, &typed)?;
    }
    bodies
        .iter()
        .map(|body| {
            let citizen: Citizen = serde_json::from_str(body)?;
            Ok(CitizenMatch { next_appointment: appointments::next_start(conn, citizen.id, now)?, citizen })
        })
        .collect()
}

fn beginning_with(conn: &Connection, folded: &str) -> Result<Vec<String>> {
    let mut ordered = conn.prepare_cached(
        "SELECT body FROM citizens WHERE sort_name >= ?1 AND sort_name < ?1 || char(0x10ffff)
         ORDER BY sort_name, row LIMIT ?2",
    )?;
    let bodies = ordered.query_map(params![folded, MOST_FOUND], |row| row.get(0))?;
    Ok(bodies.collect::<rusqlite::Result<_>>()?)
}

fn meant(conn: &Connection, typed: &Typed) -> Result<Vec<String>> {
    let Some(expression) = &typed.expression else { return Ok(vec![]) };
    // The bodies are read of those only that are shown.
    let mut ranked = conn.prepare_cached(
        "WITH meant AS MATERIALIZED (
             SELECT c.row, c.sort_name, CASE
                 WHEN c.codice_fiscale = :code THEN 0
                 WHEN c.canonical = :canonical THEN 1
                 WHEN substr(c.sort_name, 1, length(:folded)) = :folded THEN 2
                 WHEN substr(c.sort_name, 1, length(:first)) = :first THEN 3
                 ELSE 4 END AS place
             FROM citizens_search s JOIN citizens c ON c.row = s.rowid
             WHERE citizens_search MATCH :expression
             ORDER BY place, c.sort_name, c.row LIMIT :most)
         SELECT c.body FROM meant m JOIN citizens c ON c.row = m.row ORDER BY m.place, m.sort_name, m.row",
    )?;
    let bodies = ranked.query_map(
        named_params! {
            ":code": typed.code.as_ref().map(|code| &code.code),
            ":canonical": typed.code.as_ref().map(|code| &code.canonical),
            ":folded": typed.folded,
            ":first": typed.first,
            ":expression": expression,
            ":most": MOST_FOUND,
        },
        |row| row.get(0),
    )?;
    Ok(bodies.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests;
