//! `POST /commands`: one command of a desk, carried out once, in the order of the desk.

mod agenda;
mod appointments;
mod attestations;
mod booking;
mod documents;

pub use agenda::close;
pub(crate) use agenda::withdrawn;
pub(crate) use appointments::{keep_note, refuse_closed};

use crate::{
    allotment::trouble,
    app::App,
    catalogue,
    desk::Bearer,
    error::{Fault, Result, bad_request},
    keys::Keys,
    store::{
        allotment,
        appointments::Hand,
        desks::{self, Desk},
        operators,
    },
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Deserialize;
use serde_json::value::RawValue;
use sportello_protocol::{
    REPLAYED_HEADER,
    appointments::Appointment,
    commands::{Command, CommandAnswer, CommandOutcome, Payload},
    problem::{Problem, ProblemKind},
};
use uuid::Uuid;

// The payload as the bytes that were sent, because the fingerprint is over them.
#[derive(Deserialize)]
struct Envelope<'a> {
    command_id: Uuid,
    desk_seq: i64,
    fingerprint: String,
    #[serde(default)]
    saw_version: Option<i64>,
    #[serde(default)]
    origin: Option<Uuid>,
    #[serde(default)]
    after: Option<Uuid>,
    operator_id: Uuid,
    made_at: Timestamp,
    #[serde(borrow)]
    payload: &'a RawValue,
}

/// What commands are carried out with, whatever the desk.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// The reasons of visit.
    pub catalogue: &'a catalogue::Source,
    /// The keys that documents' keys are wrapped with.
    pub keys: &'a Keys,
    /// Now.
    pub now: Timestamp,
}

/// What a command is carried out with.
struct Deed<'a> {
    catalogue: &'a catalogue::Source,
    keys: &'a Keys,
    desk: &'a Desk,
    now: Timestamp,
    made_at: Timestamp,
    operator_id: Uuid,
    saw_version: Option<i64>,
    hand: Hand,
}

/// Carries out a command, or gives again the answer that it got before.
#[utoipa::path(post, path = "/commands", tag = "commands", request_body = Command,
    params(("Idempotency-Key" = Uuid, Header, description = "The `command_id`.")),
    responses((status = 200, body = CommandAnswer, description = "Carried out or refused for good; both advance the desk's sequence.",
            headers(("Idempotency-Replayed" = bool, description = "`true` where the answer is given again."))),
        (status = 400, description = "Not a command."),
        (status = 409, description = "A command before this one is missing; `expected_seq` says which."),
        (status = 422, description = "The same key was sent before with another content.")))]
pub async fn take(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap, body: Bytes) -> Result<Response> {
    let key: Option<Uuid> = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim_matches('"').parse().ok());
    let key = key.ok_or_else(|| bad_request("the header Idempotency-Key is missing or no UUID"))?;
    let worker = app.clone();
    let (answer, replayed) = app
        .store
        .write(move |tx| {
            let (catalogue, keys) = (worker.catalogue.as_ref(), worker.store.keys());
            answer(tx, Means { catalogue, keys, now: worker.clock.now() }, desk.id, key, &body)
        })
        .await?;
    let mut response = ([(header::CONTENT_TYPE, "application/json")], answer).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// How far a number may be ahead of the last one: one that is wrong must not lead the desk to where no number is left.
const MOST_NUMBERS: i64 = 100_000;

/// Answers a command, as JSON; `true` where it had been answered before.
///
/// # Errors
/// What leaves the command unanswered: `SequenceGap`, `Forked`, `FingerprintMismatch`, `BadRequest`, `Unauthorized`
pub fn answer(tx: &Transaction, means: Means, desk: Uuid, key: Uuid, body: &[u8]) -> Result<(String, bool)> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| bad_request("not a command"))?;
    if envelope.command_id != key {
        return Err(bad_request("Idempotency-Key is not the command_id"));
    }
    let sent = envelope.payload.get();
    if hex::encode(digest(&SHA256, sent.as_bytes())) != envelope.fingerprint {
        return Err(bad_request("fingerprint is not the SHA-256 of the payload"));
    }
    // Read again inside the transaction: another request of the same desk may have been first.
    let desk = desks::get(tx, desk)?.ok_or(ProblemKind::Unauthorized)?;
    if let Some((fingerprint, answer)) = before(tx, desk.id, key)? {
        if fingerprint != envelope.fingerprint {
            return Err(ProblemKind::FingerprintMismatch.into());
        }
        // A desk that was enrolled again counts from one, and may tell again what it has no answer to: that takes its
        // place in the new count, or the number would be missing for ever.
        if envelope.desk_seq == desk.last_seq + 1 {
            desks::advance(tx, desk.id, envelope.desk_seq)?;
        }
        return Ok((as_it_is_now(tx, &desk, &answer)?, true));
    }
    if envelope.desk_seq <= desk.last_seq {
        return Err(ProblemKind::Forked.into());
    }
    if envelope.desk_seq != desk.last_seq + 1 {
        let mut gap = Problem::new(ProblemKind::SequenceGap);
        gap.expected_seq = Some(desk.last_seq + 1);
        return Err(gap.into());
    }
    let payload: Payload = serde_json::from_str(sent).map_err(|_| bad_request("payload is of no known kind"))?;
    let deed = Deed {
        catalogue: means.catalogue,
        keys: means.keys,
        desk: &desk,
        now: means.now,
        made_at: envelope.made_at,
        operator_id: envelope.operator_id,
        saw_version: envelope.saw_version,
        hand: Hand { desk: desk.id, origin: envelope.origin, command: Some(key), after: envelope.after },
    };
    let promise = payload.takes().and_then(|(_, promise)| promise);
    if promise.is_some_and(|number| number < 1) {
        return Err(bad_request("promise is no number from 1 on"));
    }
    if let Some(number) = promise
        && !allotment::keep_promise(tx, desk.id, number, payload.appointment_id())?
    {
        trouble::forked(tx, &desk, means.now)?;
    }
    // One that is refused stands on a slip all the same.
    if let Payload::BookAppointment(booking) = &payload
        && let Some(count) = desk.count_of(&booking.number)
        && count <= desk.last_number + MOST_NUMBERS
    {
        desks::note_number(tx, desk.id, count)?;
    }
    let answer = attempt(tx, &deed, key, &payload)?;
    if let (Some(number), CommandOutcome::Done) = (promise, answer.outcome) {
        allotment::settle_promise(tx, desk.id, number)?;
    }
    let hour_is_gone = |problem: &Problem| {
        matches!(problem.kind, ProblemKind::SlotTaken | ProblemKind::SlotPast | ProblemKind::SlotUnknown)
    };
    if promise.is_some() && answer.problem.as_ref().is_some_and(hour_is_gone) {
        trouble::broken(tx, &desk, &payload, means.now)?;
    }
    let answer = serde_json::to_string(&answer)?;
    tx.execute(
        "INSERT INTO command (desk_id, command_id, desk_seq, operator_id, kind, fingerprint, made_at, received_at,
           answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            desk.id,
            key,
            envelope.desk_seq,
            envelope.operator_id,
            payload.kind(),
            envelope.fingerprint,
            envelope.made_at.as_microsecond(),
            deed.now.as_microsecond(),
            answer,
        ],
    )?;
    desks::advance(tx, desk.id, envelope.desk_seq)?;
    Ok((answer, false))
}

/// The outcome as it was, the appointment as it is now: somebody may have changed it since, and an answer that tells of
/// the past would be believed.
fn as_it_is_now(tx: &Transaction, desk: &Desk, answer: &str) -> Result<String> {
    let mut answer: CommandAnswer = serde_json::from_str(answer)?;
    if let Some(then) = &answer.appointment {
        answer.appointment = crate::store::appointments::get(tx, desk.comune_id, then.id)?;
    }
    Ok(serde_json::to_string(&answer)?)
}

fn before(tx: &Transaction, desk: Uuid, key: Uuid) -> Result<Option<(String, String)>> {
    let sql = "SELECT fingerprint, answer FROM command WHERE desk_id = ?1 AND command_id = ?2";
    Ok(tx.query_row(sql, params![desk, key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

// A refusal takes back what was done so far, and is itself an answer that is kept.
fn attempt(tx: &Transaction, deed: &Deed, command_id: Uuid, payload: &Payload) -> Result<CommandAnswer> {
    tx.execute_batch("SAVEPOINT deed")?;
    match carry_out(tx, deed, payload) {
        Ok(appointment) => {
            tx.execute_batch("RELEASE deed")?;
            Ok(CommandAnswer {
                command_id,
                outcome: CommandOutcome::Done,
                problem: None,
                appointment: Some(appointment),
            })
        }
        Err(Fault::Problem(problem)) => {
            tx.execute_batch("ROLLBACK TO deed; RELEASE deed")?;
            let appointment = crate::store::appointments::get(tx, deed.desk.comune_id, payload.appointment_id())?;
            Ok(CommandAnswer { command_id, outcome: CommandOutcome::Refused, problem: Some(problem), appointment })
        }
        Err(fault) => Err(fault),
    }
}

fn carry_out(tx: &Transaction, deed: &Deed, payload: &Payload) -> Result<Appointment> {
    // Whoever ever was an operator of the comune: what was done with the cable out may come long after.
    if !operators::is_known(tx, deed.desk.comune_id, deed.operator_id)? {
        return Err(ProblemKind::Forbidden.into());
    }
    match payload {
        Payload::BookAppointment(booking) => booking::book(tx, deed, booking),
        Payload::SetPapers(papers) => appointments::set_papers(tx, deed, papers),
        Payload::MarkArrived(arrival) => appointments::mark_arrived(tx, deed, arrival),
        Payload::StepInQueue(step) => appointments::step_in_queue(tx, deed, step),
        Payload::AddNote(note) => appointments::add_note(tx, deed, note),
        Payload::Attest(line) => attestations::write(tx, deed, line),
        Payload::SetMeetingAccess(access) => attestations::set_access(tx, deed, access),
        Payload::WishEarlier(wish) => appointments::wish_earlier(tx, deed, wish),
        Payload::MoveAppointment(to) => agenda::shift(tx, deed, to),
        Payload::RecordOutcome(outcome) => agenda::record_outcome(tx, deed, outcome),
        Payload::CancelAppointment(withdrawal) => agenda::cancel(tx, deed, withdrawal),
        Payload::AddDocument(document) => documents::add(tx, deed, document),
        Payload::OpenDocument(opening) => documents::open(tx, deed, opening),
    }
}
