//! Who works at the desk: signing in with a PIN, with the cable out too, and who may do what.

mod pin;
mod types;

pub use types::*;

use crate::{App, Error, Result, app::Topic, store::resources};
use rusqlite::Connection;
use sportello_protocol::roster::{Operator, Role, Roster};
use uuid::Uuid;

/// The resource's name in the store.
pub const RESOURCE: &str = "roster";

/// Checks that whoever is signed in may do what `needs` says.
///
/// # Errors
/// `NotSignedIn`, `NotAllowed`
pub fn authorise(app: &App, needs: Needs) -> Result<()> {
    match (needs, app.session()) {
        (Needs::Nobody, _) => Ok(()),
        (_, None) => Err(Error::NotSignedIn),
        (Needs::Supervisor, Some(session)) if session.role != Role::Supervisor => Err(Error::NotAllowed),
        (Needs::Clerk | Needs::Supervisor, Some(_)) => Ok(()),
    }
}

/// Who is signed in.
///
/// # Errors
/// `NotSignedIn`
pub fn current(app: &App) -> Result<Session> {
    app.session().ok_or(Error::NotSignedIn)
}

/// The operators of the sign-in screen.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, (): ()) -> Result<Vec<OperatorSummary>> {
    app.store.read(|conn| {
        roster(conn)?
            .into_iter()
            .map(|operator| {
                let locked = pin::is_locked(conn, &operator)?;
                Ok(OperatorSummary { id: operator.id, name: operator.name, role: operator.role, locked })
            })
            .collect()
    })
}

/// Signs in. The attempt is counted before the PIN is checked, so that cutting the power gives no free guess.
///
/// # Errors
/// `WrongPin`, `OperatorLocked`, `NotFound`
pub async fn sign_in(app: &App, request: SignIn) -> Result<Session> {
    let operator = find(app, request.operator_id)?;
    let attempts_left = app.store.write(|tx| pin::count_attempt(tx, &operator))?;
    let hash = operator.pin_hash.clone();
    if !tokio::task::spawn_blocking(move || pin::agrees(&hash, &request.pin)).await? {
        app.changed(Topic::Desk);
        return Err(if attempts_left == 0 { Error::OperatorLocked } else { Error::WrongPin { attempts_left } });
    }
    app.store.write(|tx| pin::forgive(tx, operator.id))?;
    let session = Session { operator_id: operator.id, name: operator.name, role: operator.role };
    // Where the one before was scanning to must not receive the papers of the next citizen.
    app.scanning.forget_aim();
    app.set_session(Some(session.clone()))?;
    app.wake.notify_one();
    Ok(session)
}

/// Signs out, or locks: the screen asks for the PIN again.
///
/// # Errors
/// Only after a panic elsewhere.
pub async fn sign_out(app: &App, (): ()) -> Result<()> {
    app.set_session(None)
}

/// A supervisor gives a locked operator a fresh start.
///
/// # Errors
/// `NotFound`
pub async fn unlock(app: &App, request: UnlockOperator) -> Result<()> {
    let operator = find(app, request.operator_id)?;
    app.store.write(|tx| pin::forgive(tx, operator.id))?;
    app.changed(Topic::Desk);
    Ok(())
}

/// An operator's name; nothing for one who is no longer in the roster.
///
/// # Errors
/// When the database cannot be read.
pub fn name(conn: &Connection, id: Uuid) -> Result<Option<String>> {
    Ok(roster(conn)?.into_iter().find(|operator| operator.id == id).map(|operator| operator.name))
}

fn find(app: &App, id: Uuid) -> Result<Operator> {
    app.store.read(roster)?.into_iter().find(|operator| operator.id == id).ok_or(Error::NotFound)
}

fn roster(conn: &Connection) -> Result<Vec<Operator>> {
    Ok(resources::get::<Roster>(conn, RESOURCE)?.map(|resource| resource.body.operators).unwrap_or_default())
}

/// Ends the session of an operator who is no longer in the roster, or whose role changed.
///
/// # Errors
/// When the database cannot be read.
pub fn check_session(app: &App) -> Result<()> {
    let Some(session) = app.session() else { return Ok(()) };
    let operators = app.store.read(roster)?;
    if !operators.iter().any(|operator| operator.id == session.operator_id && operator.role == session.role) {
        app.set_session(None)?;
    }
    Ok(())
}
