//! Who went home with an hour that is no longer the right one, and must be called.

use super::{ById, store};
use crate::{App, Error, Result, app::Topic, sync::outbox};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::{appointments::Appointment, commands::Payload};
use uuid::Uuid;

/// Who waits no longer for the answer is told at the counter.
const STILL_HERE: SignedDuration = SignedDuration::from_mins(2);

/// Centrale carried out a command: a move without a promise that comes late is news to the citizen, whose slip says that
/// the old hour holds until we call.
///
/// # Errors
/// When the database cannot be written.
pub fn note(tx: &Transaction, command_id: Uuid, now: Timestamp) -> Result<()> {
    let Some(entry) = outbox::get(tx, command_id)? else { return Ok(()) };
    let Payload::MoveAppointment(to) = &entry.payload else { return Ok(()) };
    if to.promise.is_none() && now.duration_since(entry.made_at) > STILL_HERE {
        tx.prepare_cached("INSERT OR REPLACE INTO to_tell (appointment_id, since) VALUES (?, ?)")?
            .execute(params![entry.appointment_id.to_string(), now])?;
    }
    Ok(())
}

/// The appointments to come that somebody is to be told of, by start.
///
/// # Errors
/// When the database cannot be read.
pub fn open(conn: &Connection, now: Timestamp) -> Result<Vec<Appointment>> {
    store::select(
        conn,
        "WHERE id IN (SELECT appointment_id FROM to_tell) AND active AND NOT closed AND starts_at > ?
         ORDER BY starts_at LIMIT 100",
        params![now],
    )
}

/// The citizen has been called and knows the hour.
///
/// # Errors
/// `NotFound` where nobody was to be called
pub async fn told(app: &App, request: ById) -> Result<()> {
    app.store.write(|tx| {
        match tx.execute("DELETE FROM to_tell WHERE appointment_id = ?", [request.id.to_string()])? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    })?;
    app.changed(Topic::Appointments);
    Ok(())
}
