//! Moving to another hour: the same appointment, with its number and history. And who is to be called.

use super::{
    AppointmentDetail, ById, MoveAppointment, OfferedSlot, Task, TaskKind,
    booking::{Committed, check_phone, give_word, settle},
    changes::{LONGEST_REASON, open, short},
    known_catalogue, offer,
    slip::called,
    state, store, telling, why,
};
use crate::{App, Error, Result, catalogue, operators, sync::outbox};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction};
use sportello_protocol::{
    appointments::{Appointment, Booking, Mode},
    commands::{self, BookAppointment, Payload},
};
use std::collections::{BTreeMap, btree_map::Entry};
use uuid::Uuid;

/// Moves an appointment; one that was refused is asked for anew, with the same number.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `SlotNotFree`, `Field` for a reason over 500 characters or a call without a number
pub async fn shift(app: &App, request: MoveAppointment) -> Result<AppointmentDetail> {
    let operator_id = operators::current(app)?.operator_id;
    let reason = short(&request.reason, LONGEST_REASON, "reason")?;
    let request = MoveAppointment { reason, ..request };
    let turn = app.promise.turn().await;
    let changes = app.changes();
    let committed = app.store.write(|tx| commit(tx, offer::Standing::of(app, tx)?, &request, operator_id))?;
    give_word(&app.store, &app.promise, &committed)?;
    drop(turn);
    settle(app, changes, committed).await
}

/// The move in the database.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `SlotNotFree`, `Field`
pub fn commit(
    tx: &Transaction,
    standing: offer::Standing,
    request: &MoveAppointment,
    operator_id: Uuid,
) -> Result<Committed> {
    let appointment = store::get(tx, request.id)?;
    let minutes = minutes(tx, &appointment)?;
    let asked = Asked::of(tx, &appointment)?;
    if request.mode != appointment.mode {
        check_phone(request.mode, &appointment.citizen, appointment.acting.as_ref())?;
    }
    let taken = offer::take(tx, asked.limit(standing), minutes, request.mode, &request.slot_ids)?;
    if !holds_on(tx, &appointment, taken.slot.starts_at)? {
        return Err(Error::SlotNotFree);
    }
    let made = outbox::Made { operator_id, at: standing.now, saw_version: Some(appointment.version) };
    let command_id = if let Asked::Anew(old, booking) = asked {
        let again = BookAppointment {
            slot_ids: taken.slot.slot_ids,
            starts_at: taken.slot.starts_at,
            minutes: taken.slot.minutes,
            mode: request.mode,
            promise: taken.promise,
            ..*booking
        };
        outbox::replace(tx, old, &Payload::BookAppointment(again), &made)?
    } else {
        let appointment = open(appointment)?;
        let to = commands::MoveAppointment {
            appointment_id: appointment.id,
            slot_ids: taken.slot.slot_ids,
            starts_at: taken.slot.starts_at,
            minutes: taken.slot.minutes,
            mode: request.mode,
            promise: taken.promise,
            by: request.by,
            reason: request.reason.clone(),
            at: standing.now,
        };
        let to = Payload::MoveAppointment(to);
        telling::forget(tx, request.id)?;
        // The citizen has changed their mind: Centrale hears of one hour only.
        match untried_move(tx, request.id)? {
            Some(before) => outbox::replace(tx, before, &to, &made)?,
            None => outbox::push(tx, &to, &made)?,
        }
    };
    store::show(tx, request.id)?;
    Ok(Committed { command_id, id: request.id, promise: taken.promise })
}

/// How it stands with the booking of an appointment that is to be moved.
enum Asked {
    /// Centrale has answered it, or will carry it out because it is a promise.
    Settled,
    /// It was refused, or never sent: the move takes its place.
    Anew(Uuid, Box<BookAppointment>),
    /// It was sent and not answered. It may be refused, and what follows it with it: no word can be given on it.
    Open,
}

impl Asked {
    fn of(conn: &Connection, appointment: &Appointment) -> Result<Self> {
        let known = appointment.version > 0;
        let booking = outbox::unanswered(conn, appointment.id)?.into_iter().find_map(|entry| match entry.payload {
            Payload::BookAppointment(booking) => Some((entry.command_id, entry.parked, entry.attempts, booking)),
            _ => None,
        });
        Ok(match booking {
            Some((id, true, _, booking)) => Self::Anew(id, Box::new(booking)),
            Some((id, false, 0, booking)) if booking.promise.is_none() && !known => Self::Anew(id, Box::new(booking)),
            Some((_, false, _, booking)) if booking.promise.is_none() && !known => Self::Open,
            _ => Self::Settled,
        })
    }

    fn limit(&self, standing: offer::Standing) -> offer::Standing {
        offer::Standing { may_promise: standing.may_promise && !matches!(self, Self::Open), ..standing }
    }
}

/// A move that waits, was never sent and gave no word.
fn untried_move(conn: &Connection, appointment: Uuid) -> Result<Option<Uuid>> {
    let mut pending = outbox::unanswered(conn, appointment)?.into_iter();
    let waits = |entry: &outbox::Entry| !entry.parked && !entry.held_back && entry.attempts == 0;
    let moves = |entry: &outbox::Entry| matches!(&entry.payload, Payload::MoveAppointment(to) if to.promise.is_none());
    Ok(pending.find(|entry| waits(entry) && moves(entry)).map(|entry| entry.command_id))
}

/// The three hours nearest to an appointment's own.
///
/// # Errors
/// `NotFound`
pub async fn alternatives(app: &App, request: ById) -> Result<Vec<OfferedSlot>> {
    app.store.read(|conn| {
        let appointment = store::get(conn, request.id)?;
        let length = minutes(conn, &appointment)?;
        let standing = Asked::of(conn, &appointment)?.limit(offer::Standing::of(app, conn)?);
        let mut free = offer::offered(conn, standing, length, Some(appointment.mode))?;
        let holds = |slot: &OfferedSlot| holds_on(conn, &appointment, slot.starts_at).unwrap_or(false);
        free.retain(|slot| is_another(slot, &appointment) && holds(slot));
        Ok(offer::nearest(free, appointment.starts_at))
    })
}

/// Whether moving there would change anything. Its own hour at another INPS desk is an answer where it lost its own;
/// the lost slots themselves may still be here as free, until Centrale's next word on them.
fn is_another(slot: &OfferedSlot, appointment: &Appointment) -> bool {
    let lost = !matches!(appointment.booking, Booking::Provisional | Booking::Confirmed);
    (lost || slot.starts_at != appointment.starts_at)
        && !slot.slot_ids.iter().any(|id| appointment.slot_ids.contains(id))
}

fn holds_on(conn: &Connection, appointment: &Appointment, at: Timestamp) -> Result<bool> {
    let catalogue = known_catalogue(conn)?;
    let service = catalogue.as_ref().and_then(|c| catalogue::service(c, &appointment.service_code));
    Ok(service.is_none_or(|service| why::holds_on(service, at)))
}

fn minutes(conn: &Connection, appointment: &Appointment) -> Result<u16> {
    let catalogue = known_catalogue(conn)?;
    let service = catalogue.as_ref().and_then(|c| catalogue::service(c, &appointment.service_code));
    Ok(service.map_or(appointment.minutes, |service| service.minutes))
}

/// Whether a move is on its way.
fn waits_to_move(pending: &[outbox::Entry]) -> bool {
    let waits = |entry: &outbox::Entry| !entry.parked && !entry.held_back;
    pending.iter().any(|entry| waits(entry) && matches!(entry.payload, Payload::MoveAppointment(_)))
}

/// Who is to be called: hours that changed after the citizen had gone, bookings that were refused, hours that INPS withdrew,
/// and those who wanted an earlier hour
/// where one is free. A move that waits to be sent is an answer; should it be refused, the task is back.
///
/// # Errors
/// When the database cannot be read.
pub async fn tasks(app: &App, (): ()) -> Result<Vec<Task>> {
    app.store.read(|conn| {
        let standing = offer::Standing::of(app, conn)?;
        let catalogue = known_catalogue(conn)?;
        let mut free_hours: BTreeMap<(u16, Mode), Vec<OfferedSlot>> = BTreeMap::new();
        let mut tasks: Vec<Task> = Vec::new();
        for appointment in telling::open(conn, standing.now)? {
            if waits_to_move(&outbox::unanswered(conn, appointment.id)?) {
                continue;
            }
            tasks.push(Task {
                kind: TaskKind::Moved,
                phone: called(&appointment),
                appointment: state::summary(conn, &appointment, catalogue.as_ref(), standing.now)?,
                alternatives: vec![],
                last_note: appointment.notes.last().cloned(),
                refused_command: None,
            });
        }
        for appointment in store::to_call(conn, standing.now)? {
            let pending = outbox::unanswered(conn, appointment.id)?;
            // One call says both.
            let listed = tasks.iter().any(|task| task.appointment.id == appointment.id);
            if listed || waits_to_move(&pending) {
                continue;
            }
            let kind = match appointment.booking {
                Booking::Refused => TaskKind::Refused,
                Booking::ToMove => TaskKind::ToMove,
                _ => TaskKind::EarlierFree,
            };
            let free = match free_hours.entry((minutes(conn, &appointment)?, appointment.mode)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let (length, mode) = *new.key();
                    new.insert(offer::offered(conn, standing, length, Some(mode))?)
                }
            };
            let service = catalogue.as_ref().and_then(|c| catalogue::service(c, &appointment.service_code));
            let free = free.iter().filter(|slot| service.is_none_or(|service| why::holds_on(service, slot.starts_at)));
            let alternatives = if kind == TaskKind::EarlierFree {
                free.take_while(|slot| slot.starts_at < appointment.starts_at).take(3).cloned().collect()
            } else {
                let others = free.filter(|slot| is_another(slot, &appointment)).cloned().collect();
                offer::nearest(others, appointment.starts_at)
            };
            if kind == TaskKind::EarlierFree && alternatives.is_empty() {
                continue;
            }
            tasks.push(Task {
                kind,
                phone: called(&appointment),
                appointment: state::summary(conn, &appointment, catalogue.as_ref(), standing.now)?,
                alternatives,
                last_note: appointment.notes.last().cloned(),
                refused_command: pending
                    .iter()
                    .find(|entry| entry.parked && matches!(entry.payload, Payload::BookAppointment(_)))
                    .map(|entry| entry.command_id),
            });
        }
        // Among those who wait for an earlier hour the first is who asked first.
        let waits_since = |task: &Task| task.appointment.wants_earlier.filter(|_| task.kind == TaskKind::EarlierFree);
        tasks.sort_by_key(|task| (waits_since(task), task.appointment.starts_at));
        Ok(tasks)
    })
}
