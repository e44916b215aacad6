//! The appointments and the slots they were sold.

use super::{
    changes::{self, Kind},
    citizens, slots,
    values::{column, from_word, instant, maybe_column, maybe_instant, word},
};
use crate::error::Result;
use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, ErrorCode, Transaction, params};
use sportello_protocol::{
    appointments::{Appointment, Closing},
    meetings::Meeting,
    problem::ProblemKind,
};
use uuid::Uuid;

const COLUMNS: &str = "SELECT a.id, a.number, a.version, a.desk_id, d.name, a.slot_id, s.starts_at, s.minutes,
    a.citizen_id, a.service_code, a.papers, a.booking, a.arrived_at, a.outcome, a.outcome_note, a.outcome_at,
    a.opened_at, a.closed_at, a.link, a.booked_at
  FROM appointment a JOIN desk d ON d.id = a.desk_id JOIN slot s ON s.id = a.slot_id";

fn read(conn: &Connection, row: &rusqlite::Row) -> Result<Appointment> {
    let (outcome, note, at): (Option<String>, Option<String>, Option<i64>) = (row.get(13)?, row.get(14)?, row.get(15)?);
    let closing = match (outcome, at) {
        (Some(outcome), Some(at)) => {
            Some(Closing { outcome: from_word(outcome)?, note: note.unwrap_or_default(), at: instant(at)? })
        }
        _ => None,
    };
    let papers: String = row.get(10)?;
    Ok(Appointment {
        id: row.get(0)?,
        number: row.get(1)?,
        version: row.get(2)?,
        desk_id: row.get(3)?,
        desk_name: row.get(4)?,
        slot_id: row.get(5)?,
        starts_at: instant(row.get(6)?)?,
        minutes: row.get(7)?,
        citizen: citizens::get(conn, row.get(8)?)?,
        service_code: row.get(9)?,
        papers: serde_json::from_str(&papers)?,
        booking: from_word(row.get(11)?)?,
        arrived_at: maybe_instant(row.get(12)?)?,
        closing,
        meeting: Meeting {
            opened_at: maybe_instant(row.get(16)?)?,
            closed_at: maybe_instant(row.get(17)?)?,
            link: row.get(18)?,
        },
        booked_at: instant(row.get(19)?)?,
    })
}

/// An appointment of the comune.
pub fn get(conn: &Connection, comune: Uuid, id: Uuid) -> Result<Option<Appointment>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE a.id = ?1 AND a.comune_id = ?2"))?;
    let mut rows = query.query(params![id, comune])?;
    rows.next()?.map(|row| read(conn, row)).transpose()
}

/// The appointments of a day at all desks of the comune, by start and desk.
pub fn of_day(conn: &Connection, comune: Uuid, day: Date) -> Result<Vec<Appointment>> {
    let (from, to) = slots::bounds(day)?;
    let mut query = conn.prepare_cached(&format!(
        "{COLUMNS} WHERE a.comune_id = ?1 AND s.starts_at >= ?2 AND s.starts_at < ?3 ORDER BY s.starts_at, d.label"
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

/// Adds a confirmed appointment and sells it its slot; `slot_taken` when another has it.
pub fn add(tx: &Transaction, comune: Uuid, appointment: &Appointment) -> Result<()> {
    tx.execute(
        "INSERT INTO appointment (id, comune_id, desk_id, number, version, slot_id, citizen_id, service_code, papers,
           booking, booked_at) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            appointment.id,
            comune,
            appointment.desk_id,
            appointment.number,
            appointment.slot_id,
            appointment.citizen.id,
            appointment.service_code,
            serde_json::to_string(&appointment.papers)?,
            word(appointment.booking)?,
            column(appointment.booked_at),
        ],
    )?;
    let sold = tx.execute(
        "INSERT INTO sale (slot_id, appointment_id) VALUES (?1, ?2)",
        params![appointment.slot_id, appointment.id],
    );
    match sold {
        Err(rusqlite::Error::SqliteFailure(e, _)) if e.code == ErrorCode::ConstraintViolation => {
            Err(ProblemKind::SlotTaken.into())
        }
        Err(other) => Err(other.into()),
        Ok(_) => changes::log(tx, comune, Kind::Appointment, appointment.id),
    }
}

/// Stores what can change of an appointment, raises its version and logs it.
pub fn update(tx: &Transaction, comune: Uuid, appointment: &mut Appointment) -> Result<()> {
    appointment.version += 1;
    let closing = appointment.closing.as_ref();
    tx.execute(
        "UPDATE appointment SET version = ?2, papers = ?3, booking = ?4, arrived_at = ?5, outcome = ?6,
           outcome_note = ?7, outcome_at = ?8, opened_at = ?9, closed_at = ?10, link = ?11 WHERE id = ?1",
        params![
            appointment.id,
            appointment.version,
            serde_json::to_string(&appointment.papers)?,
            word(appointment.booking)?,
            maybe_column(appointment.arrived_at),
            closing.map(|closing| word(closing.outcome)).transpose()?,
            closing.map(|closing| &closing.note),
            closing.map(|closing| column(closing.at)),
            maybe_column(appointment.meeting.opened_at),
            maybe_column(appointment.meeting.closed_at),
            appointment.meeting.link,
        ],
    )?;
    changes::log(tx, comune, Kind::Appointment, appointment.id)
}

/// Gives the slot of an appointment back.
pub fn free_slot(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM sale WHERE appointment_id = ?1", [id])?;
    Ok(())
}

/// Keeps why an appointment was withdrawn.
pub fn set_cancel_reason(tx: &Transaction, id: Uuid, reason: &str) -> Result<()> {
    tx.execute("UPDATE appointment SET cancel_reason = ?2 WHERE id = ?1", params![id, reason])?;
    Ok(())
}

/// The room is closed, if it was open, because the appointment ended at `at`.
pub fn end_meeting(appointment: &mut Appointment, at: Timestamp) {
    if appointment.meeting.is_open() {
        appointment.meeting.closed_at = Some(at);
    }
}
