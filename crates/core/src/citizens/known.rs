//! Whom the desk knows by a code, and for whom somebody acts already.

use crate::Result;
use rusqlite::{Connection, OptionalExtension, params};
use sportello_protocol::{
    appointments::{Acting, Appointment},
    citizens::Citizen,
};
use uuid::Uuid;

/// The citizen with exactly this code.
///
/// # Errors
/// When the database cannot be read.
pub fn with_code(conn: &Connection, code: &str) -> Result<Option<Citizen>> {
    let body: Option<String> = conn
        .prepare_cached("SELECT body FROM citizens WHERE codice_fiscale = ? ORDER BY id DESC LIMIT 1")?
        .query_row([code], |row| row.get(0))
        .optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// Those whose code differs by omocodia only: the same person with an older card, or the very person from whom
/// omocodia tells this one apart. Only the clerk can know.
///
/// # Errors
/// When the database cannot be read.
pub fn perhaps_the_same(conn: &Connection, canonical: &str, code: &str) -> Result<Vec<Citizen>> {
    let mut statement = conn.prepare_cached(
        "SELECT body FROM citizens WHERE canonical = ? AND codice_fiscale <> ? ORDER BY id DESC LIMIT 5",
    )?;
    let rows = statement.query_map([canonical, code], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for body in rows {
        found.push(serde_json::from_str(&body?)?);
    }
    Ok(found)
}

/// For how many other citizens of this comune the person with this code has come as their delegate.
///
/// # Errors
/// When the database cannot be read.
pub fn delegations(conn: &Connection, code: &str, but: Option<Uuid>) -> Result<u32> {
    // The two conditions are those of the index `appointments_by_delegate`, word for word.
    Ok(conn
        .prepare_cached(
            "SELECT count(DISTINCT citizen_id) FROM appointments
             WHERE json_extract(shown, '$.acting.role') IN ('delegate', 'delegate_of_impeded')
               AND json_extract(shown, '$.acting.codice_fiscale') = ?
               AND citizen_id IS NOT ?",
        )?
        .query_row(params![code, but.map(|id| id.to_string())], |row| row.get(0))?)
}

/// Who has acted for a citizen, each once, the last one first; `appointments` are newest first.
pub fn acting(appointments: &[Appointment]) -> Vec<Acting> {
    let mut found: Vec<Acting> = Vec::new();
    for acting in appointments.iter().filter_map(|appointment| appointment.acting.as_ref()) {
        let who =
            |one: &Acting| (one.role, one.codice_fiscale.clone(), one.family_name.clone(), one.given_name.clone());
        if !found.iter().any(|known| who(known) == who(acting)) {
            found.push(acting.clone());
        }
    }
    found
}
