//! The counter's pass for Centrale's own room, and who came and went there.

use super::values::{column, from_word, instant, word};
use crate::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Lines of comings and goings that an appointment's log holds.
const MOST_EVENTS: i64 = 500;

/// The two who meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RoomSide")]
pub enum Side {
    /// The officer, from the console.
    Officer,
    /// The counter, with a ticket.
    Counter,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RoomHappening")]
pub enum Happening {
    /// The room was opened.
    Opened,
    /// Somebody came.
    Joined,
    /// The officer let the counter in.
    Admitted,
    /// Somebody went, or the line to them broke.
    Left,
    /// The same page came back after a cut.
    Reconnected,
    /// The room was closed.
    Closed,
}

/// A line of the session log.
#[derive(Serialize, TS)]
#[ts(rename = "RoomEvent")]
pub struct Event {
    at: Timestamp,
    /// Absent for the room itself.
    side: Option<Side>,
    event: Happening,
}

/// The kind of the candidate over which the media go; never its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RoomPath")]
pub enum Path {
    /// Straight.
    Host,
    /// Through an address translator.
    Srflx,
    /// The same, learnt from the other side.
    Prflx,
    /// Through the TURN server.
    Relay,
}

/// How the media came through, as one side's page counted since it came.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(rename = "RoomQuality")]
pub struct Quality {
    path: Path,
    /// The round trip, the last measured.
    rtt_ms: u32,
    packets_received: u32,
    packets_lost: u32,
    frames_decoded: u32,
    frames_dropped: u32,
}

/// Gives the counter a pass for this opening of the room.
pub fn add_pass(tx: &Transaction, tag: &[u8], appointment: Uuid, opened_at: Timestamp) -> Result<()> {
    // Those of earlier openings open nothing any more.
    tx.execute(
        "DELETE FROM room_pass WHERE appointment_id = ?1 AND opened_at <> ?2",
        params![appointment, column(opened_at)],
    )?;
    tx.execute(
        "INSERT INTO room_pass (tag, appointment_id, opened_at) VALUES (?1, ?2, ?3)",
        params![tag, appointment, column(opened_at)],
    )?;
    Ok(())
}

/// The appointment of a pass and its comune, while the opening that it was given for lasts.
pub fn of_pass(conn: &Connection, tag: &[u8]) -> Result<Option<(Uuid, Uuid)>> {
    let sql = "SELECT a.id, a.comune_id FROM room_pass p JOIN appointment a ON a.id = p.appointment_id
        WHERE p.tag = ?1 AND a.opened_at = p.opened_at AND a.closed_at IS NULL";
    Ok(conn.query_row(sql, [tag], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Writes a line of the log; a page that comes and goes without end writes no more at some point.
pub fn note(tx: &Transaction, appointment: Uuid, at: Timestamp, side: Side, event: Happening) -> Result<()> {
    tx.execute(
        "INSERT INTO room_event (appointment_id, at, side, event) SELECT ?1, ?2, ?3, ?4
         WHERE (SELECT count(*) FROM room_event WHERE appointment_id = ?1) < ?5",
        params![appointment, column(at), word(side)?, word(event)?, MOST_EVENTS],
    )?;
    Ok(())
}

/// The counter is let in, once for this opening of the room.
pub fn admit(tx: &Transaction, appointment: Uuid, opened_at: Timestamp, at: Timestamp) -> Result<()> {
    if was_admitted(tx, appointment, opened_at)? {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO room_event (appointment_id, at, side, event) VALUES (?1, ?2, ?3, ?4)",
        params![appointment, column(at), word(Side::Counter)?, word(Happening::Admitted)?],
    )?;
    Ok(())
}

/// The log of an appointment, oldest first.
pub fn events(conn: &Connection, appointment: Uuid) -> Result<Vec<Event>> {
    let mut query =
        conn.prepare_cached("SELECT at, side, event FROM room_event WHERE appointment_id = ?1 ORDER BY id")?;
    let mut rows = query.query([appointment])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let side = row.get::<_, Option<String>>(1)?.map(from_word).transpose()?;
        found.push(Event { at: instant(row.get(0)?)?, side, event: from_word(row.get(2)?)? });
    }
    Ok(found)
}

/// Whether the counter was let in since the room was opened.
pub fn was_admitted(conn: &Connection, appointment: Uuid, opened_at: Timestamp) -> Result<bool> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM room_event WHERE appointment_id = ?1 AND at >= ?2 AND event = 'admitted')",
        params![appointment, column(opened_at)],
        |row| row.get(0),
    )?)
}

/// Stores what a side measured last.
pub fn set_quality(tx: &Transaction, appointment: Uuid, opened_at: Timestamp, side: Side, of: Quality) -> Result<()> {
    tx.execute(
        "INSERT INTO room_quality (appointment_id, opened_at, side, path, rtt_ms, packets_received, packets_lost,
           frames_decoded, frames_dropped) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (appointment_id, opened_at, side) DO UPDATE SET path = ?4, rtt_ms = ?5, packets_received = ?6,
           packets_lost = ?7, frames_decoded = ?8, frames_dropped = ?9",
        params![
            appointment,
            column(opened_at),
            word(side)?,
            word(of.path)?,
            of.rtt_ms,
            of.packets_received,
            of.packets_lost,
            of.frames_decoded,
            of.frames_dropped
        ],
    )?;
    Ok(())
}

/// What a side measured last since the room was opened.
pub fn quality(conn: &Connection, appointment: Uuid, opened_at: Timestamp, side: Side) -> Result<Option<Quality>> {
    let sql = "SELECT path, rtt_ms, packets_received, packets_lost, frames_decoded, frames_dropped FROM room_quality
        WHERE appointment_id = ?1 AND opened_at = ?2 AND side = ?3";
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(params![appointment, column(opened_at), word(side)?])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Quality {
        path: from_word(row.get(0)?)?,
        rtt_ms: row.get(1)?,
        packets_received: row.get(2)?,
        packets_lost: row.get(3)?,
        frames_decoded: row.get(4)?,
        frames_dropped: row.get(5)?,
    }))
}
