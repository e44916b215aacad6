//! The desks and their public keys.

use super::values::column;
use crate::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use sportello_protocol::enrolment::Jwk;
use ts_rs::TS;
use uuid::Uuid;

/// A desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The desk.
    pub id: Uuid,
    /// Its comune.
    pub comune_id: Uuid,
    /// `S1`
    pub label: String,
    /// `Sportello 1`
    pub name: String,
    /// Its key, once enrolled.
    pub public_key: Option<Jwk>,
    /// The sequence of its last command.
    pub last_seq: i64,
    /// How it stands.
    pub standing: DeskStanding,
    /// The incarnation that it was given last.
    pub incarnation: Option<Uuid>,
    /// Promises up to this number are settled, whether or not they arrived.
    pub promise_base: i64,
    /// The last number given there that Centrale knows, 42 of `S1-0042`.
    pub last_number: i64,
}

/// The digits of a number: a desk never gives as many, and counts on from each.
const MAX_DIGITS: usize = 9;

/// How a desk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeskStanding {
    /// It may own slots.
    Good,
    /// An administrator declared it lost.
    Lost,
    /// It exists twice: until it is enrolled anew.
    Quarantined,
}

impl DeskStanding {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Lost => "lost",
            Self::Quarantined => "quarantined",
        }
    }
}

const COLUMNS: &str = "SELECT id, comune_id, label, name, public_key, last_seq, standing, incarnation,
    promise_base, last_number FROM desk";

fn read(row: &rusqlite::Row) -> rusqlite::Result<Desk> {
    let key: Option<String> = row.get(4)?;
    Ok(Desk {
        id: row.get(0)?,
        comune_id: row.get(1)?,
        label: row.get(2)?,
        name: row.get(3)?,
        public_key: key.and_then(|key| serde_json::from_str(&key).ok()),
        last_seq: row.get(5)?,
        standing: match row.get::<_, String>(6)?.as_str() {
            "good" => DeskStanding::Good,
            "lost" => DeskStanding::Lost,
            _ => DeskStanding::Quarantined,
        },
        incarnation: row.get(7)?,
        promise_base: row.get(8)?,
        last_number: row.get(9)?,
    })
}

impl Desk {
    /// The count in a number of this desk: 42 of `S1-0042`.
    pub fn count_of(&self, number: &str) -> Option<i64> {
        let digits = number.strip_prefix(&self.label)?.strip_prefix('-')?;
        let is_count = (1..=MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_count { digits.parse().ok() } else { None }
    }
}

/// Adds a desk, not yet enrolled.
pub fn add(tx: &Transaction, comune: Uuid, label: &str, name: &str) -> Result<Uuid> {
    let id = Uuid::new_v4();
    tx.execute(
        "INSERT INTO desk (id, comune_id, label, name) VALUES (?1, ?2, ?3, ?4)",
        params![id, comune, label, name],
    )?;
    Ok(id)
}

/// A desk by its id.
pub fn get(conn: &Connection, id: Uuid) -> Result<Option<Desk>> {
    Ok(conn.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id], read).optional()?)
}

/// A desk as an administrator names it: `S1` of the comune that was added first, `026998/S1` of the one with that
/// ISTAT code.
pub fn by_name(conn: &Connection, name: &str) -> Result<Option<Desk>> {
    let (istat_code, label) = name.split_once('/').unwrap_or(("", name));
    let sql = format!(
        "{COLUMNS} WHERE label = ?2 AND comune_id = (SELECT id FROM comune WHERE istat_code = ?1 OR ?1 = ''
           ORDER BY rowid LIMIT 1)"
    );
    Ok(conn.query_row(&sql, params![istat_code, label], read).optional()?)
}

/// Gives a desk its key. Its sequence begins anew, because the desk that had the old key is gone.
pub fn enrol(tx: &Transaction, id: Uuid, key: &Jwk, program_version: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE desk SET public_key = ?2, program_version = ?3, enrolled_at = ?4, last_seq = 0, standing = 'good',
           incarnation = NULL WHERE id = ?1",
        params![id, serde_json::to_string(key)?, program_version, column(now)],
    )?;
    tx.execute("DELETE FROM contact WHERE desk_id = ?1", [id])?;
    // Another machine may count its promises from one.
    tx.execute("DELETE FROM promise WHERE desk_id = ?1", [id])?;
    Ok(())
}

/// Notes that a command was answered.
pub fn advance(tx: &Transaction, id: Uuid, seq: i64) -> Result<()> {
    tx.execute("UPDATE desk SET last_seq = ?2 WHERE id = ?1", params![id, seq])?;
    Ok(())
}

/// Notes that a desk gave a number.
pub fn note_number(tx: &Transaction, id: Uuid, count: i64) -> Result<()> {
    tx.prepare_cached("UPDATE desk SET last_number = max(last_number, ?2) WHERE id = ?1")?
        .execute(params![id, count])?;
    Ok(())
}

/// Gives a desk an incarnation.
pub fn renew(tx: &Transaction, id: Uuid, incarnation: Uuid) -> Result<()> {
    tx.prepare_cached("UPDATE desk SET incarnation = ?2 WHERE id = ?1")?.execute(params![id, incarnation])?;
    Ok(())
}

/// Says how a desk stands.
pub fn set_standing(tx: &Transaction, id: Uuid, standing: DeskStanding) -> Result<()> {
    tx.execute("UPDATE desk SET standing = ?2 WHERE id = ?1", params![id, standing.word()])?;
    Ok(())
}

/// Promises up to `number` are settled.
pub fn set_promise_base(tx: &Transaction, id: Uuid, number: i64) -> Result<()> {
    tx.execute("UPDATE desk SET promise_base = ?2 WHERE id = ?1", params![id, number])?;
    Ok(())
}

/// The desks in good standing that share a calendar.
pub fn of_calendar(conn: &Connection, calendar: Uuid) -> Result<Vec<Uuid>> {
    let mut query = conn.prepare_cached(
        "SELECT d.id FROM desk d JOIN comune c ON c.id = d.comune_id
         WHERE c.calendar_id = ?1 AND d.standing = 'good' AND d.public_key IS NOT NULL",
    )?;
    let rows = query.query_map([calendar], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
