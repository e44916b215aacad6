//! The hours that unanswered commands take: promised, or asked for.

use super::{
    hang_on,
    list::{ENTRY, Entry, entries},
};
use crate::Result;
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

/// The numbers of the promises that Centrale has not carried out: waiting, for a person to decide, or given up.
pub fn promises(conn: &Connection) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT promise FROM outbox WHERE state <> 'done' AND promise NOT NULL ORDER BY promise";
    Ok(conn.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The slots of those promises: sold, whatever Centrale believes.
pub fn promised_slots(conn: &Connection) -> Result<Vec<Uuid>> {
    slots(conn, "o.state IN ('waiting', 'parked') AND o.promise NOT NULL")
}

/// Requests that were never sent, so nothing outside has their bytes yet, and that hang on nothing that may be refused.
pub fn untried_requests(conn: &Connection) -> Result<Vec<Entry>> {
    let which = "o.state = 'waiting' AND o.attempts = 0 AND o.promise IS NULL
        AND o.kind IN ('book_appointment', 'move_appointment')
        AND NOT EXISTS (SELECT 1 FROM outbox d
            WHERE d.command_id = o.depends_on AND d.state IN ('waiting', 'parked') AND d.promise IS NULL)";
    entries(conn, &format!("{ENTRY} WHERE {which} ORDER BY o.position"), [])
}

/// Makes a promise of a request that was never sent: another command, since a copy may send the request as it was.
pub fn make_promise(tx: &Transaction, command_id: Uuid, number: i64) -> Result<()> {
    let new = Uuid::now_v7();
    tx.execute(
        "UPDATE outbox SET command_id = ?3, promise = ?2, payload = json_set(payload, '$.promise', ?2)
         WHERE command_id = ?1",
        params![command_id.to_string(), number, new.to_string()],
    )?;
    hang_on(tx, command_id, new)
}

/// The common slots that wait to be asked for.
pub fn requested_slots(conn: &Connection) -> Result<Vec<Uuid>> {
    slots(conn, "o.state = 'waiting' AND o.promise IS NULL")
}

/// The slots that waiting moves ask for: no shown appointment has them yet.
pub fn slots_moved_to(conn: &Connection) -> Result<Vec<Uuid>> {
    slots(conn, "o.state = 'waiting' AND o.kind = 'move_appointment'")
}

/// The slots that this desk sold from an instant on, by Centrale's word.
pub fn sold_since(conn: &Connection, since: Timestamp) -> Result<Vec<Uuid>> {
    let sql = "SELECT slot.value FROM outbox o, json_each(o.payload, '$.slot_ids') slot
        WHERE o.state = 'done' AND o.answered_at >= ?";
    let mut query = conn.prepare_cached(sql)?;
    let ids = query.query_map([since], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

fn slots(conn: &Connection, which: &str) -> Result<Vec<Uuid>> {
    let sql = format!("SELECT slot.value FROM outbox o, json_each(o.payload, '$.slot_ids') slot WHERE {which}");
    let mut query = conn.prepare_cached(&sql)?;
    let ids = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}
