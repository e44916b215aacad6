//! Writing down what was seen, heard and tried at the counter: each a line with time and name that Centrale gets too.

use super::NewAttestation;
use crate::{
    App, Error, Result,
    appointments::{self, AppointmentDetail, ById, change, get, short},
    operators,
    sync::{self, client::Failure, outbox},
};
use reqwest::Method;
use sportello_protocol::{
    appointments::{AttestationKind, LineMeasured},
    commands::{Attest, Payload},
};
use std::time::{Duration, Instant};
use uuid::Uuid;

const LONGEST_REASON: usize = 500;
const TRIALS: usize = 3;
/// Beyond this nobody can talk, however fast documents go.
const SLOWEST: Duration = Duration::from_millis(600);
/// A cut cable must not keep the clerk before a wheel.
const LONGEST_TRIAL: Duration = Duration::from_secs(6);

/// Writes a line.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `BadRequest` for a line that only the program can write, `Field` for a reason that is
/// missing or over 500 characters, or a paper that is not on the checklist
pub async fn attest(app: &App, request: NewAttestation) -> Result<AppointmentDetail> {
    use AttestationKind::{MeetingOpened, Network, PaperNotNeeded};
    let reason = short(&request.reason, LONGEST_REASON, "reason")?;
    let of_paper = request.kind == PaperNotNeeded;
    if matches!(request.kind, MeetingOpened | Network) || of_paper != request.document_type.is_some() {
        return Err(Error::BadRequest);
    }
    if of_paper && request.holds && reason.is_empty() {
        return Err(Error::Field { field: "reason".into() });
    }
    if let Some(code) = &request.document_type {
        let appointment = app.store.read(|conn| appointments::read(conn, request.appointment_id))?;
        if !appointment.papers.iter().any(|paper| paper.document_type == *code) {
            return Err(Error::Field { field: "papers".into() });
        }
    }
    let mut line = line(app, request.appointment_id, request.kind, request.holds);
    (line.document_type, line.reason) = (request.document_type, reason);
    if of_paper {
        // A paper is struck off after the meeting too, which takes nothing else.
        return write_though_closed(app, line).await;
    }
    change(app, line.appointment_id, Payload::Attest(line), |_| false).await
}

/// Tries the line to Centrale and writes down what came out.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`
pub async fn check_network(app: &App, request: ById) -> Result<AppointmentDetail> {
    let mut times = Vec::new();
    for _ in 0..TRIALS {
        let begun = Instant::now();
        let answer = tokio::time::timeout(LONGEST_TRIAL, sync::client::send(app, Method::GET, "/status", |it| it));
        match answer.await {
            Ok(Ok(_)) => times.push(begun.elapsed()),
            Ok(Err(Failure::Desk(error))) => {
                tracing::warn!(%error, "The line could not be tried: the fault is on this side.");
                break;
            }
            Ok(Err(_)) | Err(_) => break,
        }
    }
    times.sort_unstable();
    let middle = (times.len() == TRIALS).then(|| times.get(TRIALS / 2).copied()).flatten();
    let rate = app.line.kilobits();
    let good = middle.is_some_and(|time| time <= SLOWEST) && !app.line.is_thin();
    let mut line = line(app, request.id, AttestationKind::Network, good);
    line.measured = middle
        .map(|time| LineMeasured { milliseconds: u32::try_from(time.as_millis()).unwrap_or(u32::MAX), kilobits: rate });
    change(app, request.id, Payload::Attest(line), |_| false).await
}

/// The meeting was opened here: written once a meeting, the log of who opened what when.
pub(super) async fn opened(app: &App, id: Uuid) -> Result<()> {
    let kind = AttestationKind::MeetingOpened;
    let line = line(app, id, kind, true);
    change(app, id, Payload::Attest(line), |appointment| super::opened_here(appointment).is_some()).await?;
    Ok(())
}

fn line(app: &App, appointment_id: Uuid, kind: AttestationKind, holds: bool) -> Attest {
    Attest {
        attestation_id: Uuid::now_v7(),
        appointment_id,
        kind,
        holds,
        measured: None,
        document_type: None,
        reason: String::new(),
        at: app.clock.now(),
    }
}

async fn write_though_closed(app: &App, line: Attest) -> Result<AppointmentDetail> {
    let (id, at) = (line.appointment_id, line.at);
    let operator_id = operators::current(app)?.operator_id;
    let made = outbox::Made { operator_id, at, saw_version: None };
    app.store.write(|tx| appointments::push_document(tx, &Payload::Attest(line), &made))?;
    sync::told(app);
    get(app, ById { id }).await
}
