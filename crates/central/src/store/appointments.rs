//! The appointments.

use super::{
    changes::{self, Kind},
    citizens, openings,
    values::{column, from_word, instant, maybe_column, maybe_instant, word},
};
use crate::error::Result;
use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, Row, Transaction, params};
use serde::de::DeserializeOwned;
use sportello_protocol::{
    appointments::{Appointment, Closing},
    meetings::Meeting,
};
use uuid::Uuid;

const COLUMNS: &str = "SELECT a.id, a.number, a.version, a.desk_id, d.name, a.slots, a.starts_at, a.minutes, a.mode,
    a.citizen_id, a.acting, a.service_code, a.papers, a.booking, a.booked_at, a.arrived_at, a.called_at, a.parked_at,
    a.walk_in, a.follows, a.wants_earlier, a.notes, a.history, a.outcome, a.outcome_note, a.outcome_at, a.opened_at,
    a.closed_at, a.link, a.requests, a.door_code, a.attestations
  FROM appointment a JOIN desk d ON d.id = a.desk_id";

fn read(conn: &Connection, row: &Row) -> Result<Appointment> {
    let (outcome, note, at): (Option<String>, Option<String>, Option<i64>) = (row.get(23)?, row.get(24)?, row.get(25)?);
    let closing = match (outcome, at) {
        (Some(outcome), Some(at)) => {
            Some(Closing { outcome: from_word(outcome)?, note: note.unwrap_or_default(), at: instant(at)? })
        }
        _ => None,
    };
    Ok(Appointment {
        id: row.get(0)?,
        number: row.get(1)?,
        version: row.get(2)?,
        desk_id: row.get(3)?,
        desk_name: row.get(4)?,
        slot_ids: json(row, 5)?,
        starts_at: instant(row.get(6)?)?,
        minutes: row.get(7)?,
        mode: from_word(row.get(8)?)?,
        citizen: citizens::get(conn, row.get(9)?)?,
        acting: row.get::<_, Option<String>>(10)?.map(|acting| serde_json::from_str(&acting)).transpose()?,
        service_code: row.get(11)?,
        papers: json(row, 12)?,
        requests: json(row, 29)?,
        booking: from_word(row.get(13)?)?,
        booked_at: instant(row.get(14)?)?,
        arrived_at: maybe_instant(row.get(15)?)?,
        called_at: maybe_instant(row.get(16)?)?,
        parked_at: maybe_instant(row.get(17)?)?,
        walk_in: row.get(18)?,
        follows: row.get(19)?,
        wants_earlier: maybe_instant(row.get(20)?)?,
        notes: json(row, 21)?,
        history: json(row, 22)?,
        attestations: json(row, 31)?,
        closing,
        meeting: Meeting {
            opened_at: maybe_instant(row.get(26)?)?,
            closed_at: maybe_instant(row.get(27)?)?,
            link: row.get(28)?,
            door_code: row.get(30)?,
        },
    })
}

fn json<T: DeserializeOwned>(row: &Row, at: usize) -> Result<T> {
    Ok(serde_json::from_str(&row.get::<_, String>(at)?)?)
}

/// An appointment of the comune.
pub fn get(conn: &Connection, comune: Uuid, id: Uuid) -> Result<Option<Appointment>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE a.id = ?1 AND a.comune_id = ?2"))?;
    let mut rows = query.query(params![id, comune])?;
    rows.next()?.map(|row| read(conn, row)).transpose()
}

/// The appointments of a day at all desks of the comune, by start and desk.
pub fn of_day(conn: &Connection, comune: Uuid, day: Date) -> Result<Vec<Appointment>> {
    let (from, to) = openings::bounds(day)?;
    let mut query = conn.prepare_cached(&format!(
        "{COLUMNS} WHERE a.comune_id = ?1 AND a.starts_at >= ?2 AND a.starts_at < ?3 ORDER BY a.starts_at, d.label"
    ))?;
    let mut rows = query.query(params![comune, column(from), column(to)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(conn, row)?);
    }
    Ok(found)
}

/// Whether an appointment of this id exists anywhere.
pub fn exists(conn: &Connection, id: Uuid) -> Result<bool> {
    Ok(conn.query_row("SELECT EXISTS (SELECT 1 FROM appointment WHERE id = ?1)", [id], |row| row.get(0))?)
}

/// Adds an appointment whose slots are about to be sold.
pub fn add(tx: &Transaction, comune: Uuid, appointment: &Appointment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO appointment (id, comune_id, desk_id, number, version, slots, starts_at, minutes, mode, citizen_id,
           acting, service_code, papers, booking, booked_at, walk_in, follows, history, exclusive_desk, desk_changed)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?3, ?3)",
    )?
    .execute(params![
        appointment.id,
        comune,
        appointment.desk_id,
        appointment.number,
        serde_json::to_string(&appointment.slot_ids)?,
        column(appointment.starts_at),
        appointment.minutes,
        word(appointment.mode)?,
        appointment.citizen.id,
        appointment.acting.as_ref().map(serde_json::to_string).transpose()?,
        appointment.service_code,
        serde_json::to_string(&appointment.papers)?,
        word(appointment.booking)?,
        column(appointment.booked_at),
        appointment.walk_in,
        appointment.follows,
        serde_json::to_string(&appointment.history)?,
    ])?;
    changes::log(tx, comune, Kind::Appointment, appointment.id)
}

/// Stores what can change of an appointment, raises its version and logs it.
pub fn update(tx: &Transaction, comune: Uuid, appointment: &mut Appointment) -> Result<()> {
    appointment.version += 1;
    let closing = appointment.closing.as_ref();
    tx.prepare_cached(
        "UPDATE appointment SET version = ?2, slots = ?3, starts_at = ?4, minutes = ?5, mode = ?6, papers = ?7,
           booking = ?8, arrived_at = ?9, called_at = ?10, parked_at = ?11, wants_earlier = ?12, notes = ?13,
           history = ?14, outcome = ?15, outcome_note = ?16, outcome_at = ?17, opened_at = ?18, closed_at = ?19,
           link = ?20, requests = ?21, door_code = ?22, attestations = ?23 WHERE id = ?1",
    )?
    .execute(params![
        appointment.id,
        appointment.version,
        serde_json::to_string(&appointment.slot_ids)?,
        column(appointment.starts_at),
        appointment.minutes,
        word(appointment.mode)?,
        serde_json::to_string(&appointment.papers)?,
        word(appointment.booking)?,
        maybe_column(appointment.arrived_at),
        maybe_column(appointment.called_at),
        maybe_column(appointment.parked_at),
        maybe_column(appointment.wants_earlier),
        serde_json::to_string(&appointment.notes)?,
        serde_json::to_string(&appointment.history)?,
        closing.map(|closing| word(closing.outcome)).transpose()?,
        closing.map(|closing| &closing.note),
        closing.map(|closing| column(closing.at)),
        maybe_column(appointment.meeting.opened_at),
        maybe_column(appointment.meeting.closed_at),
        appointment.meeting.link,
        serde_json::to_string(&appointment.requests)?,
        appointment.meeting.door_code,
        serde_json::to_string(&appointment.attestations)?,
    ])?;
    changes::log(tx, comune, Kind::Appointment, appointment.id)
}

/// Whose command changes an appointment.
#[derive(Clone, Copy)]
pub struct Hand {
    /// The desk.
    pub desk: Uuid,
    /// Which of the PCs that call themselves the desk, if it says so.
    pub origin: Option<Uuid>,
    /// The command.
    pub command: Option<Uuid>,
    /// The command on top of which it was made.
    pub after: Option<Uuid>,
}

/// [`update`] of whether or when it is held, by a desk or by INPS.
pub fn update_exclusively(
    tx: &Transaction,
    comune: Uuid,
    appointment: &mut Appointment,
    by: Option<Hand>,
) -> Result<()> {
    update(tx, comune, appointment)?;
    let desk = by.map(|hand| hand.desk);
    let (origin, command) = (by.and_then(|hand| hand.origin), by.and_then(|hand| hand.command));
    tx.execute(
        "UPDATE appointment SET exclusive_version = ?2, exclusive_desk = ?3, exclusive_origin = ?4,
           exclusive_command = ?5 WHERE id = ?1",
        params![appointment.id, appointment.version, desk, origin, command],
    )?;
    if by.is_some() {
        tx.execute(
            "UPDATE appointment SET desk_version = ?2, desk_changed = ?3, desk_origin = ?4, desk_command = ?5
             WHERE id = ?1",
            params![appointment.id, appointment.version, desk, origin, command],
        )?;
    }
    Ok(())
}

/// Whether another hand changed whether or when it is held after the version that this one saw.
pub fn changed_by_other(conn: &Connection, id: Uuid, hand: Hand, saw_version: i64) -> Result<bool> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM appointment WHERE id = ?1 AND exclusive_version > ?4
           AND (exclusive_desk IS NOT ?2 OR exclusive_origin <> ?3) AND (?5 IS NULL OR exclusive_command IS NOT ?5))",
        params![id, hand.desk, hand.origin, saw_version, hand.after],
        |row| row.get(0),
    )?)
}

/// The same of the counters' hands; what INPS changed does not count.
pub fn changed_by_other_desk(conn: &Connection, id: Uuid, hand: Hand, saw_version: i64) -> Result<bool> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM appointment WHERE id = ?1 AND desk_version > ?4
           AND (desk_changed IS NOT ?2 OR desk_origin <> ?3) AND (?5 IS NULL OR desk_command IS NOT ?5))",
        params![id, hand.desk, hand.origin, saw_version, hand.after],
        |row| row.get(0),
    )?)
}

/// The room is closed, if it was open, because the appointment ended at `at`; its link and code led to that opening only.
pub fn end_meeting(appointment: &mut Appointment, at: Timestamp) {
    let meeting = &mut appointment.meeting;
    if meeting.is_open() {
        meeting.closed_at = Some(at);
        (meeting.link, meeting.door_code) = (None, None);
    }
}
