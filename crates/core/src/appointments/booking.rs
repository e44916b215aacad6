//! Booking: taking an hour, and the moment in which the desk gives its word.

use super::{AppointmentDetail, ById, NewAppointment, get, offer, store, why};
use crate::{
    App, Error, Result, catalogue, citizens, clock,
    desk::Identity,
    operators,
    promise::Promise,
    store::{Store, facts},
    sync::{self, ConnectionState, outbox},
};
use rusqlite::{Connection, Transaction};
use sportello_protocol::{
    appointments::{Acting, Mode},
    catalogue::Service,
    citizens::{Citizen, NoticeGiven},
    commands::{BookAppointment, Payload},
};
use std::time::Duration;
use uuid::Uuid;

/// How long the clerk waits for Centrale's word before the booking is called provisional.
pub(super) const CONFIRMATION: Duration = Duration::from_secs(5);

/// A command that was committed.
pub struct Committed {
    /// The command.
    pub command_id: Uuid,
    /// The appointment.
    pub id: Uuid,
    /// The number of the promise, if it is one.
    pub promise: Option<i64>,
}

/// Books: stored now, sent when there is a network. On the desk's own hours it is confirmed as soon as the mark is
/// written; else it waits a moment for Centrale's word, and without it is provisional, and stays.
///
/// # Errors
/// `SlotNotFree`, `Field`, `CodiceFiscale`
pub async fn book(app: &App, request: NewAppointment) -> Result<AppointmentDetail> {
    let operator_id = operators::current(app)?.operator_id;
    let citizen = citizens::from_entry(app, &request.citizen)?;
    let acting = request.acting.as_ref().map(|entry| citizens::acting(app, entry)).transpose()?;
    let turn = app.promise.turn().await;
    let changes = app.changes();
    let committed = app.store.write(|tx| {
        let standing = offer::Standing::of(app, tx)?;
        commit(tx, standing, &request, citizen, acting, operator_id)
    })?;
    give_word(&app.store, &app.promise, &committed)?;
    drop(turn);
    settle(app, changes, committed).await
}

/// The booking in the database: citizen, command and shown appointment together.
///
/// # Errors
/// `SlotNotFree`, `Field`
pub fn commit(
    tx: &Transaction,
    standing: offer::Standing,
    request: &NewAppointment,
    citizen: Citizen,
    acting: Option<Acting>,
    operator_id: Uuid,
) -> Result<Committed> {
    let identity: Identity = facts::get(tx, facts::IDENTITY)?.ok_or(Error::NotEnrolled)?;
    let catalogue = catalogue::read(tx)?;
    let service = catalogue::service(&catalogue, &request.service_code)
        .ok_or_else(|| Error::Field { field: "service_code".into() })?;
    if request.privacy_notice_version != catalogue.privacy_notice.version {
        return Err(Error::Field { field: "privacy_notice_version".into() });
    }
    super::changes::check_papers(&catalogue, &request.papers)?;
    check_phone(request.mode, &citizen, acting.as_ref())?;
    check_mode(service, request.mode)?;
    check_follows(tx, request.follows, &citizen)?;
    let taken = offer::take(tx, standing, service.minutes, request.mode, &request.slot_ids)?;
    if !why::holds_on(service, taken.slot.starts_at) {
        return Err(Error::SlotNotFree);
    }
    let number = format!("{}-{:04}", identity.desk_label, facts::count_up(tx, facts::LAST_NUMBER)?);
    let id = Uuid::now_v7();
    citizens::keep(tx, &citizen)?;
    let booking = BookAppointment {
        appointment_id: id,
        number,
        slot_ids: taken.slot.slot_ids,
        starts_at: taken.slot.starts_at,
        minutes: taken.slot.minutes,
        mode: request.mode,
        promise: taken.promise,
        citizen,
        acting,
        walk_in: request.walk_in && clock::day_of(taken.slot.starts_at) == clock::day_of(standing.now),
        follows: request.follows,
        service_code: request.service_code.clone(),
        papers: request.papers.clone(),
        privacy_notice: NoticeGiven { version: request.privacy_notice_version.clone(), at: standing.now },
    };
    let made = outbox::Made { operator_id, at: standing.now, saw_version: None };
    let command_id = outbox::push(tx, &Payload::BookAppointment(booking), &made)?;
    store::show(tx, id)?;
    Ok(Committed { command_id, id, promise: taken.promise })
}

/// The service is given in this way.
fn check_mode(service: &Service, mode: Mode) -> Result<()> {
    if service.modes.contains(&mode) { Ok(()) } else { Err(Error::Field { field: "mode".into() }) }
}

/// What is followed up is an appointment of the same citizen.
fn check_follows(conn: &Connection, follows: Option<Uuid>, citizen: &Citizen) -> Result<()> {
    let Some(before) = follows else { return Ok(()) };
    match store::get(conn, before) {
        Ok(before) if before.citizen.id == citizen.id => Ok(()),
        Ok(_) | Err(Error::NotFound) => Err(Error::Field { field: "follows".into() }),
        Err(error) => Err(error),
    }
}

/// Who is to be called has a number.
///
/// # Errors
/// `Field`
pub(super) fn check_phone(mode: Mode, citizen: &Citizen, acting: Option<&Acting>) -> Result<()> {
    let reachable = !citizen.phone.is_empty() || acting.is_some_and(|acting| !acting.phone.is_empty());
    if mode == Mode::Phone && !reachable { Err(Error::Field { field: "phone".into() }) } else { Ok(()) }
}

/// After the commit: the mark, then "Confermato". Where the mark cannot be written the booking is safe, and
/// provisional until Centrale answers.
///
/// # Errors
/// When the database cannot be written.
pub fn give_word(store: &Store, promise: &Promise, committed: &Committed) -> Result<()> {
    let Some(number) = committed.promise else { return Ok(()) };
    if let Err(error) = promise.keep(number) {
        tracing::error!(%error, "The mark of a promise could not be written; the booking stays provisional.");
        return Ok(());
    }
    let shown = store.write(|tx| {
        Promise::kept(tx, number)?;
        super::show(tx, committed.id)
    });
    // The booking stands and has its mark; were this an error, the clerk would book a second time.
    if let Err(error) = shown {
        tracing::error!(%error, "What was promised could not be shown; the next start shows it.");
    }
    Ok(())
}

/// Wakes the synchronisation, and on line waits a moment for Centrale's word where there is none yet.
pub(super) async fn settle(
    app: &App,
    mut changes: tokio::sync::broadcast::Receiver<crate::app::Topic>,
    committed: Committed,
) -> Result<AppointmentDetail> {
    sync::told(app);
    if committed.promise.is_none() && app.line.state() == ConnectionState::Connected {
        // Whatever comes of the wait, the booking is safe.
        let _ = tokio::time::timeout(CONFIRMATION, async {
            while unanswered(app, committed.command_id) {
                let _ = changes.recv().await;
            }
        })
        .await;
    }
    get(app, ById { id: committed.id }).await
}

fn unanswered(app: &App, command_id: Uuid) -> bool {
    app.line.state() == ConnectionState::Connected
        && app.store.read(|conn| outbox::is_waiting(conn, command_id)).unwrap_or(false)
}
