//! The synchronisation: one loop that asks the [`engine`] what to do and does it.

pub mod client;
pub mod engine;
pub mod jose;
pub mod outbox;

mod contact;
mod downloads;
mod line;
mod order;
mod poll;
pub mod pull;
pub mod push;
mod token;
mod transfers;
mod types;
pub mod uploads;

pub use line::Line;
pub use types::*;

use crate::{App, Error, Result, app::Topic, appointments, documents, operators, store::facts};
use client::Failure;
use engine::{Action, Engine, Work};
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::Connection;
use sportello_protocol::commands::Payload;
use std::{sync::Arc, time::Instant};

/// Runs until the runtime ends.
pub async fn run(app: Arc<App>) {
    let started = Instant::now();
    let mut engine = Engine::default();
    loop {
        // Registered before looking into the database, so that a wake-up in between is not lost.
        let woken = app.wake.notified();
        if app.line.take_new() {
            engine = Engine::default();
        }
        let action = match work(&app) {
            Ok(Some(work)) => engine.next(started.elapsed(), work),
            Ok(None) => Action::Wait(std::time::Duration::from_secs(3600)),
            Err(error) => {
                tracing::error!(%error, "The outbox cannot be read.");
                Action::Wait(std::time::Duration::from_secs(5))
            }
        };
        if let Action::Wait(wait) = action {
            if tokio::time::timeout(wait, woken).await.is_ok() {
                engine.woken(started.elapsed());
            }
            continue;
        }
        match act(&app, action).await {
            Ok(true) => {
                engine.succeeded(action, started.elapsed());
                app.line.heard(&app);
            }
            // Nothing was asked of Centrale: of the line it says nothing.
            Ok(false) => {}
            Err(failure) => {
                tracing::info!(?action, %failure, "The line failed.");
                let asked = if let Failure::Later(asked) = &failure { *asked } else { None };
                app.line.failed(&app, &failure);
                engine.failed(action, started.elapsed(), asked, dice());
            }
        }
    }
}

/// What there is to do; nothing before the desk is enrolled.
fn work(app: &App) -> Result<Option<Work>> {
    app.store.read(|conn| {
        if facts::get::<crate::desk::Identity>(conn, facts::IDENTITY)?.is_none() {
            return Ok(None);
        }
        let work = commands(conn)?;
        // Bytes leave after them anyway: not looked for before.
        if work.contact_first || work.command {
            return Ok(Some(work));
        }
        Ok(Some(Work { bytes: transfers::next(conn, &app.line, app.clock.now())?.is_some(), ..work }))
    })
}

/// What there is to do but for bytes.
///
/// # Errors
/// When the database cannot be read.
pub fn commands(conn: &Connection) -> Result<Work> {
    let contact_first = facts::get(conn, facts::FORKED)?.unwrap_or(false);
    Ok(Work { contact_first, command: !contact_first && outbox::has_next(conn)?, ..Work::default() })
}

/// Does it; says whether Centrale was heard.
async fn act(app: &App, action: Action) -> Result<bool, Failure> {
    match action {
        Action::Contact => contact::make(app).await,
        Action::Push => push::next(app).await,
        Action::Pull => pull::changes(app).await,
        Action::Poll => poll::all(app).await,
        Action::Bytes => return transfers::turn(app).await,
        Action::Wait(_) => return Ok(false),
    }
    .map(|()| true)
}

/// A random number from 0 to 1, so that the desks of a province do not all come back at the same second.
fn dice() -> f64 {
    let mut bytes = [0; 4];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}

/// The connection line.
///
/// # Errors
/// When the database cannot be read.
pub async fn status(app: &App, (): ()) -> Result<ConnectionStatus> {
    app.store.read(|conn| {
        let (commands, parked) = outbox::count(conn)?;
        Ok(ConnectionStatus {
            state: app.line.state(),
            last_contact: facts::get(conn, facts::LAST_CONTACT)?,
            waiting: commands + uploads::count(conn)?,
            parked,
            requests_only: app.promise.requests_only(conn)?,
        })
    })
}

/// What waits, why, and what needs a person.
///
/// # Errors
/// When the database cannot be read.
pub async fn outbox_list(app: &App, (): ()) -> Result<Vec<OutboxEntry>> {
    app.store.read(|conn| {
        let mut list = Vec::new();
        for entry in outbox::list(conn)? {
            let (appointment_number, citizen_name) = appointments::label(conn, entry.appointment_id)?;
            list.push(OutboxEntry {
                id: entry.command_id,
                kind: entry.kind,
                appointment_id: entry.appointment_id,
                appointment_number,
                citizen_name,
                made_at: entry.made_at,
                attempts: entry.attempts,
                parked: entry.parked,
                reason: entry.reason,
                held_back: entry.held_back,
                waits_for_meeting: false,
            });
        }
        let meetings = transfers::only_meetings(conn, &app.line, app.clock.now())?;
        for upload in uploads::list(conn)? {
            let (appointment_number, citizen_name) = appointments::label(conn, upload.cargo.appointment_id)?;
            list.push(OutboxEntry {
                id: upload.cargo.document_id,
                kind: "document_bytes".into(),
                appointment_id: upload.cargo.appointment_id,
                appointment_number,
                citizen_name,
                made_at: upload.cargo.added_at,
                attempts: upload.attempts,
                parked: false,
                reason: None,
                held_back: upload.held_back,
                waits_for_meeting: meetings.as_ref().is_some_and(|own| !own.contains(&upload.cargo.appointment_id)),
            });
        }
        Ok(list)
    })
}

/// Tries a parked command again.
///
/// # Errors
/// `NotFound` when it is not parked.
pub async fn outbox_retry(app: &App, request: OutboxChoice) -> Result<()> {
    let operator_id = operators::current(app)?.operator_id;
    let now = app.clock.now();
    app.store.write(|tx| {
        let entry = outbox::get(tx, request.id)?.ok_or(Error::NotFound)?;
        // Who has it done again has seen how the appointment stands now: that is what it is done to.
        let saw_version = match appointments::read(tx, entry.appointment_id) {
            Ok(appointment) => Some(appointment.version),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        outbox::retry(tx, request.id, &outbox::Made { operator_id, at: now, saw_version })?;
        appointments::show(tx, entry.appointment_id)
    })?;
    told(app);
    Ok(())
}

/// Gives a parked command up, with what depends on it. Scans of it go back to where scans wait for an appointment.
///
/// # Errors
/// `NotFound` when it is not parked.
pub async fn outbox_withdraw(app: &App, request: OutboxChoice) -> Result<()> {
    app.store.write(|tx| {
        let entry = outbox::get(tx, request.id)?.filter(|entry| entry.parked).ok_or(Error::NotFound)?;
        for payload in outbox::withdraw(tx, request.id)? {
            if let Payload::AddDocument(document) = payload {
                documents::give_back(tx, document.document_id)?;
            }
        }
        appointments::show(tx, entry.appointment_id)
    })?;
    app.changed(Topic::Scanning);
    told(app);
    Ok(())
}

/// Tries the line now.
///
/// # Errors
/// None.
pub async fn now(app: &App, (): ()) -> Result<()> {
    app.wake.notify_one();
    Ok(())
}

/// Something waits to be sent: wakes the loop and the screen.
pub fn told(app: &App) {
    app.wake.notify_one();
    app.changed(Topic::Appointments);
    app.changed(Topic::Connection);
}
