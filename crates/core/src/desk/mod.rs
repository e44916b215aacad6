//! The desk's identity: how it is given by Centrale, once, and what the program says of itself.

mod address;
mod types;

pub use types::*;

use crate::{
    App, Error, Result,
    app::Topic,
    operators,
    store::{facts, resources},
    sync::{ConnectionState, client, jose, outbox},
};
use sportello_protocol::{
    enrolment::{Enrolment, EnrolmentRequest},
    problem::ProblemKind,
    roster::Roster,
};
use uuid::Uuid;

/// What the program knows before anyone signs in.
///
/// # Errors
/// When the database cannot be read.
pub async fn status(app: &App, (): ()) -> Result<DeskStatus> {
    Ok(DeskStatus {
        identity: app.store.read(|conn| facts::get(conn, facts::IDENTITY))?,
        rejected: may_enrol_again(app)?,
        keystore: app.secrets.keystore(),
        session: app.session(),
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

/// Enrols: makes the desk's key, sends its public half with the one-time code, keeps what Centrale answers. The key
/// and the request's id are kept before sending, so that a lost answer can be asked for again.
///
/// A desk that Centrale no longer accepts is enrolled again with a new code for the same desk, and only with the
/// Centrale it had: what waits in its outbox must not go elsewhere.
///
/// # Errors
/// `AlreadyEnrolled`, `CentralAddress`, `EnrolmentCode`, `Offline`
pub async fn enrol(app: &App, request: EnrolDesk) -> Result<DeskStatus> {
    let before = app.store.read(|conn| facts::get::<Identity>(conn, facts::IDENTITY))?;
    if before.is_some() && !may_enrol_again(app)? {
        return Err(Error::AlreadyEnrolled);
    }
    let central_url = match &before {
        Some(before) => before.central_url.clone(),
        None => address::check(&request.central_url)?,
    };
    let pkcs8 = match app.secrets.desk_key()? {
        Some(_) if before.is_some() => app.secrets.next_desk_key(jose::new_key)?,
        Some(pkcs8) => pkcs8,
        None => {
            let pkcs8 = jose::new_key()?;
            app.secrets.set_desk_key(&pkcs8)?;
            pkcs8
        }
    };
    let public_key = jose::Signer::from_pkcs8(&pkcs8)?.public_key().clone();
    let code = request.code.trim().to_owned();
    let answer = client::enrol(
        &app.line,
        &central_url,
        attempt_id(&code, &public_key.kid),
        &EnrolmentRequest { code, public_key, program_version: env!("CARGO_PKG_VERSION").into() },
    )
    .await;
    let enrolment = match answer {
        Err(Error::Refused { kind: ProblemKind::EnrolmentCodeInvalid | ProblemKind::BadRequest }) => {
            return Err(Error::EnrolmentCode);
        }
        other => other?,
    };
    if before.is_some_and(|before| before.desk_id != enrolment.desk_id) {
        return Err(Error::EnrolmentCode);
    }
    // In this order a crash in between leaves a desk that Centrale rejects, and that is enrolled by the same code again.
    app.promise.renew(&app.store)?;
    app.secrets.set_desk_key(&pkcs8)?;
    keep(app, central_url, enrolment)?;
    app.line.renewed(app);
    app.changed(Topic::Desk);
    app.wake.notify_one();
    status(app, ()).await
}

/// Centrale no longer knows the desk, or knows it twice.
fn may_enrol_again(app: &App) -> Result<bool> {
    let quarantined = app.store.read(|conn| facts::get::<bool>(conn, facts::QUARANTINED))?.unwrap_or(false);
    Ok(quarantined || app.line.state() == ConnectionState::Rejected)
}

/// The same code from the same desk is the same attempt, however often it is sent.
fn attempt_id(code: &str, kid: &str) -> Uuid {
    let digest = ring::digest::digest(&ring::digest::SHA256, format!("{kid} {code}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_ref()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn keep(app: &App, central_url: String, enrolment: Enrolment) -> Result<()> {
    let identity = Identity {
        desk_id: enrolment.desk_id,
        desk_label: enrolment.desk_label,
        desk_name: enrolment.desk_name,
        comune: enrolment.comune,
        central_url,
    };
    let roster = serde_json::to_string(&Roster { operators: enrolment.roster })?;
    app.store.write(|tx| {
        facts::set(tx, facts::IDENTITY, &identity)?;
        facts::set(tx, facts::CENTRALE_KEY, &enrolment.centrale_key)?;
        facts::raise(tx, facts::LAST_NUMBER, enrolment.last_number)?;
        outbox::start_again(tx)?;
        facts::set(tx, facts::ASSERTION_AUDIENCE, &enrolment.assertion_audience)?;
        resources::set(tx, operators::RESOURCE, &roster, "", app.clock.now())
    })
}
