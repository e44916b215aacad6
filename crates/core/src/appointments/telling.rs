//! Who went home with an hour that is no longer the right one, and must be called.

use super::{ById, booking::CONFIRMATION, store};
use crate::{App, Error, Result, app::Topic, sync::outbox};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::{appointments::Appointment, commands::Payload};
use uuid::Uuid;

/// Centrale carried out a command: a move without a promise that comes late is news to the citizen, whose slip says that
/// the old hour holds until we call.
///
/// # Errors
/// When the database cannot be written.
pub fn note(tx: &Transaction, command_id: Uuid, now: Timestamp) -> Result<()> {
    let Some(entry) = outbox::get(tx, command_id)? else { return Ok(()) };
    let Payload::MoveAppointment(to) = &entry.payload else { return Ok(()) };
    let waited = now.duration_since(entry.made_at);
    // Who still waited for the answer saw it. A clock that was set meanwhile says nothing of that.
    let was_seen = !waited.is_negative() && waited.unsigned_abs() <= CONFIRMATION;
    if to.promise.is_some() || was_seen || outbox::is_answered(tx, command_id)? {
        return Ok(());
    }
    note_for(tx, entry.appointment_id, now)
}

/// The citizen of this appointment is to be called.
///
/// # Errors
/// When the database cannot be written.
pub fn note_for(tx: &Transaction, appointment: Uuid, since: Timestamp) -> Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO to_tell (appointment_id, since) VALUES (?, ?)")?
        .execute(params![appointment.to_string(), since])?;
    Ok(())
}

/// What was to be told no longer holds, or is told with what is done now.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn forget(tx: &Transaction, appointment: Uuid) -> Result<bool> {
    Ok(tx.prepare_cached("DELETE FROM to_tell WHERE appointment_id = ?")?.execute([appointment.to_string()])? > 0)
}

/// The appointments to come that somebody is to be told of, by start.
///
/// # Errors
/// When the database cannot be read.
pub fn open(conn: &Connection, now: Timestamp) -> Result<Vec<Appointment>> {
    let mut open = store::select(
        conn,
        "WHERE id IN (SELECT appointment_id FROM to_tell) AND active AND NOT closed AND starts_at > ?
         ORDER BY starts_at LIMIT 100",
        params![now],
    )?;
    open.retain(|appointment| appointment.arrived_at.is_none());
    Ok(open)
}

/// The citizen has been called and knows the hour.
///
/// # Errors
/// `NotFound` where nobody was to be called
pub async fn told(app: &App, request: ById) -> Result<()> {
    app.store.write(|tx| if forget(tx, request.id)? { Ok(()) } else { Err(Error::NotFound) })?;
    app.changed(Topic::Appointments);
    Ok(())
}
