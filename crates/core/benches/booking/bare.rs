//! The same statements on the same file with nothing around them: read into structs, and that is all.

use crate::town;
use anyhow::Result;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use sportello_core::secrets::Secrets;
use sportello_protocol::{
    appointments::Appointment,
    citizens::Citizen,
    slots::{Slot, Slots},
};
use std::{collections::HashSet, hint::black_box, path::Path};

/// Opened as the desk opens it.
pub fn open(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder.join("sportello.db"))?;
    let key = Secrets::find(folder, true).database_key(true)?;
    connection.pragma_update(None, "key", format!("x'{}'", hex::encode(key)))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    Ok(connection)
}

/// Those whose surname begins so, in order of name.
pub fn by_surname(conn: &Connection, beginning: &str) -> Result<usize> {
    let mut statement = conn.prepare_cached(
        "SELECT body FROM citizens WHERE sort_name >= ?1 AND sort_name < ?1 || char(0x10ffff)
         ORDER BY sort_name, row LIMIT 20",
    )?;
    let bodies = statement.query_map([beginning], |row| row.get::<_, String>(0))?;
    citizens(conn, bodies.collect::<rusqlite::Result<_>>()?)
}

/// Those whom the full-text index finds, in the order of the screen.
pub fn by_words(conn: &Connection, expression: &str, folded: &str, first: &str) -> Result<usize> {
    let mut statement = conn.prepare_cached(
        "WITH meant AS MATERIALIZED (
             SELECT c.row, c.sort_name, CASE
                 WHEN substr(c.sort_name, 1, length(?2)) = ?2 THEN 1
                 WHEN substr(c.sort_name, 1, length(?3)) = ?3 THEN 2
                 ELSE 3 END AS place
             FROM citizens_search s JOIN citizens c ON c.row = s.rowid
             WHERE citizens_search MATCH ?1 ORDER BY place, c.sort_name, c.row LIMIT 20)
         SELECT c.body FROM meant m JOIN citizens c ON c.row = m.row ORDER BY m.place, m.sort_name, m.row",
    )?;
    let bodies = statement.query_map([expression, folded, first], |row| row.get::<_, String>(0))?;
    citizens(conn, bodies.collect::<rusqlite::Result<_>>()?)
}

fn citizens(conn: &Connection, bodies: Vec<String>) -> Result<usize> {
    let mut next = conn.prepare_cached(
        "SELECT min(starts_at) FROM appointments INDEXED BY appointments_next
         WHERE citizen_id = ? AND ends_at > ? AND active AND NOT closed",
    )?;
    let mut found = Vec::new();
    for body in &bodies {
        let citizen: Citizen = serde_json::from_str(body)?;
        let start: Option<Timestamp> =
            next.query_row(params![citizen.id.to_string(), town::now()], |row| row.get(0))?;
        found.push((citizen, start));
    }
    Ok(black_box(found).len())
}

/// The appointments of a desk from one instant to before another.
pub fn day(conn: &Connection, from: Timestamp, to: Timestamp) -> Result<usize> {
    let mut statement = conn.prepare_cached(
        "SELECT shown FROM appointments WHERE desk_id = ? AND starts_at >= ? AND starts_at < ?
         ORDER BY starts_at, number",
    )?;
    let bodies = statement.query_map(params![town::desk(0).to_string(), from, to], |row| row.get::<_, String>(0))?;
    let mut found: Vec<Appointment> = Vec::new();
    for body in bodies {
        found.push(serde_json::from_str(&body?)?);
    }
    Ok(black_box(found).len())
}

/// All hours, those of the desk, and those that are held.
pub fn hours(conn: &Connection) -> Result<usize> {
    let known: String =
        conn.prepare_cached("SELECT body FROM resources WHERE name = 'slots'")?.query_row([], |row| row.get(0))?;
    let known: Slots = serde_json::from_str(&known)?;
    let mut own = conn.prepare_cached("SELECT body FROM allotted WHERE NOT released ORDER BY starts_at, slot_id")?;
    let own: Vec<Slot> = own
        .query_map([], |row| row.get::<_, String>(0))?
        .map(|body| anyhow::Ok(serde_json::from_str(&body?)?))
        .collect::<Result<_>>()?;
    let mut held = conn.prepare_cached(
        "SELECT slot.value FROM appointments a, json_each(a.slot_ids) slot WHERE a.active AND a.starts_at > ?",
    )?;
    let held: HashSet<uuid::Uuid> = held
        .query_map([town::now()], |row| row.get::<_, String>(0))?
        .map(|id| anyhow::Ok(id?.parse()?))
        .collect::<Result<_>>()?;
    black_box((&known, &own, &held));
    Ok(1)
}
