//! Written acts: what an administrator or Centrale decided about desks, windows and days. Never changed, never deleted.

use super::values::{column, instant};
use crate::{clock::day_of, error::Result};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use sportello_protocol::slots::Window;
use ts_rs::TS;
use uuid::Uuid;

/// A written act.
#[derive(Debug, Serialize, TS)]
pub struct Act {
    /// Its number.
    #[ts(type = "number")]
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// The account that wrote it, or `centrale`.
    pub author: String,
    /// What it is about.
    pub kind: ActKind,
    /// The desk that it is about, if any.
    pub desk_name: Option<String>,
    /// What follows from it.
    pub body: Body,
}

/// What an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// An administrator declared a desk lost.
    DeskLost,
    /// A lost desk came back.
    DeskBack,
    /// A desk exists twice, or was put back whole from an image.
    DeskTwice,
    /// A desk runs on a copy of its database.
    DeskCopied,
    /// A desk lost bookings that it had confirmed without a line.
    PromisesMissing,
    /// A desk called hours its own that were not.
    SlotsClaimed,
    /// What a desk had confirmed cannot be kept: its hour is another's.
    PromiseBroken,
    /// A desk was enrolled anew while it owned slots.
    DeskRenewed,
    /// An administrator made a code with which a machine becomes the desk.
    CodeMade,
    /// An administrator gave hours free that had been frozen because of a desk.
    SlotsReleased,
    /// INPS withdrew hours.
    WindowWithdrawn,
    /// Hours that were withdrawn by mistake are given again.
    HoursRestored,
    /// A weekly window was opened.
    WindowOpened,
    /// A weekly window ends.
    WindowEnded,
    /// A day was closed for the comune.
    DayClosed,
    /// A day that had been closed is open again.
    DayReopened,
}

/// What follows from an act.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[ts(rename = "ActBody")]
pub struct Body {
    /// Why, in the words of whoever wrote it; may be empty.
    #[serde(default)]
    pub reason: String,
    /// Starts of the hours that were frozen: on them a citizen may hold a slip that says "confermato".
    #[serde(default)]
    pub frozen: Vec<Timestamp>,
    /// With `slots_released` and `hours_restored`: starts of the hours that are given again.
    #[serde(default)]
    pub freed: Vec<Timestamp>,
    /// Bookings at risk.
    #[serde(default)]
    pub at_risk: Vec<AtRisk>,
    /// With `promises_missing`: how many confirmed bookings never arrived.
    #[serde(default)]
    pub missing: u32,
    /// With `window_opened` and `window_ended`: the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// With `day_closed` and `day_reopened`: the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
}

/// A booking at risk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AtRisk {
    /// The appointment.
    pub appointment_id: Uuid,
    /// `S1-0042`
    pub number: String,
    /// Its start.
    pub starts_at: Timestamp,
}

/// Writes an act.
pub fn write(
    tx: &Transaction,
    comune: Uuid,
    at: Timestamp,
    author: &str,
    kind: ActKind,
    desk: Option<Uuid>,
    body: &Body,
) -> Result<()> {
    tx.execute(
        "INSERT INTO act (comune_id, at, author, kind, desk_id, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![comune, column(at), author, super::values::word(kind)?, desk, serde_json::to_string(body)?],
    )?;
    Ok(())
}

/// Whether an act of this kind about a desk was written within a day.
pub fn is_told(conn: &Connection, desk: Uuid, kind: ActKind, now: Timestamp) -> Result<bool> {
    let day_ago = now.checked_sub(SignedDuration::from_hours(24))?;
    let sql = "SELECT EXISTS (SELECT 1 FROM act WHERE desk_id = ?1 AND kind = ?2 AND at > ?3)";
    Ok(conn.query_row(sql, params![desk, super::values::word(kind)?, column(day_ago)], |row| row.get(0))?)
}

/// Why the hour that begins at an instant was withdrawn, or its day closed, for a comune; empty where no act says so.
pub fn reason_of(conn: &Connection, comune: Uuid, starts_at: Timestamp) -> Result<String> {
    let mut query = conn.prepare_cached(
        "SELECT json_extract(a.body, '$.reason') FROM act a
         WHERE a.comune_id IN (SELECT other.id FROM comune one JOIN comune other USING (calendar_id) WHERE one.id = ?1)
           AND (a.kind IN ('window_withdrawn', 'window_ended')
               AND EXISTS (SELECT 1 FROM json_each(a.body, '$.frozen') WHERE value = ?2)
             OR a.kind = 'day_closed' AND a.comune_id = ?1 AND json_extract(a.body, '$.day') = ?3)
         ORDER BY a.seq DESC LIMIT 1",
    )?;
    let day = day_of(starts_at)?.to_string();
    Ok(query.query_row(params![comune, starts_at.to_string(), day], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// When an hour was withdrawn last, if it was.
pub fn withdrawn_at(conn: &Connection, calendar: Uuid, starts_at: Timestamp) -> Result<Option<Timestamp>> {
    let mut query = conn.prepare_cached(
        "SELECT max(a.at) FROM act a WHERE a.comune_id IN (SELECT id FROM comune WHERE calendar_id = ?1)
           AND a.kind IN ('window_withdrawn', 'window_ended')
           AND EXISTS (SELECT 1 FROM json_each(a.body, '$.frozen') WHERE value = ?2)",
    )?;
    let at: Option<i64> = query.query_row(params![calendar, starts_at.to_string()], |row| row.get(0))?;
    at.map(instant).transpose()
}

/// The acts of a comune, newest first: at most 200 of those before a number, or of all.
pub fn list(conn: &Connection, comune: Uuid, before: Option<i64>) -> Result<Vec<Act>> {
    let mut query = conn.prepare(
        "SELECT a.seq, a.at, a.author, a.kind, d.name, a.body FROM act a LEFT JOIN desk d ON d.id = a.desk_id
         WHERE a.comune_id = ?1 AND (?2 IS NULL OR a.seq < ?2) ORDER BY a.seq DESC LIMIT 200",
    )?;
    let mut rows = query.query(params![comune, before])?;
    let mut acts = Vec::new();
    while let Some(row) = rows.next()? {
        acts.push(Act {
            number: row.get(0)?,
            at: instant(row.get(1)?)?,
            author: row.get(2)?,
            kind: super::values::from_word(row.get(3)?)?,
            desk_name: row.get(4)?,
            body: serde_json::from_str(&row.get::<_, String>(5)?)?,
        });
    }
    Ok(acts)
}
