//! `POST /enrolments`: a one-time code gives a desk its identity.

use crate::{
    app::App,
    error::{Fault, Result, bad_request},
    jws,
    keys::{Keys, random},
    store::{Store, comuni, desks, operators},
};
use axum::{Json, extract::State, http::HeaderMap};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;
use sportello_protocol::{
    enrolment::{Enrolment, EnrolmentRequest},
    problem::ProblemKind,
};
use ts_rs::TS;
use uuid::Uuid;

/// How long a code can be used.
pub const CODE_MINUTES: i64 = 15;
/// The letters and digits that are not taken for one another when read aloud.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A one-time code.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "ConsoleCode")]
pub struct Code {
    /// As shown to a person.
    pub code: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Makes a code for the desk with this label.
pub fn make_code(store: &Store, label: &str, now: Timestamp) -> Result<Code> {
    store.write_now(|tx| {
        let desk = desks::by_name(tx, label)?.ok_or(Fault::Unknown("desk"))?;
        issue(tx, store.keys(), desk.id, now)
    })
}

/// Makes a code for a desk.
pub(crate) fn issue(tx: &Transaction, keys: &Keys, desk: Uuid, now: Timestamp) -> Result<Code> {
    let letters: String = random::<8>()?
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect();
    let tag = keys.tag(letters.as_bytes());
    let expires_at = now.checked_add(SignedDuration::from_mins(CODE_MINUTES))?;
    tx.execute(
        "INSERT INTO enrolment_code (tag, desk_id, expires_at) VALUES (?1, ?2, ?3)",
        params![tag, desk, expires_at.as_microsecond()],
    )?;
    let (first, second) = letters.split_at(4);
    Ok(Code { code: format!("{first}-{second}"), expires_at })
}

/// Gives a desk its identity, once a code.
#[utoipa::path(post, path = "/enrolments", tag = "enrolment", request_body = EnrolmentRequest,
    params(("Idempotency-Key" = String, Header, description = "Chosen by the desk; the same request under the same key gets the same answer while the code lasts.")),
    responses((status = 200, body = Enrolment, description = "The desk's identity."),
        (status = 400, description = "Not a valid request, or the code is unknown, used or ended.")))]
pub async fn enrol(
    State(app): State<App>,
    headers: HeaderMap,
    Json(request): Json<EnrolmentRequest>,
) -> Result<Json<Enrolment>> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if key.is_empty() || key.len() > 128 {
        return Err(bad_request("the header Idempotency-Key is missing"));
    }
    if !jws::is_well_formed(&request.public_key) || request.program_version.len() > 64 {
        return Err(bad_request("public_key is not a P-256 key named by its thumbprint"));
    }
    let now = app.clock.now();
    let code: String = request.code.chars().filter(char::is_ascii_alphanumeric).collect();
    let tag = app.store.keys().tag(code.to_ascii_uppercase().as_bytes());
    let identity = app.identity.clone();
    app.store
        .write(move |tx| {
            let Some(row) = find(tx, &tag)? else { return Err(ProblemKind::EnrolmentCodeInvalid.into()) };
            // Its answer ends with the code: whoever finds both later learns nothing from them.
            if row.expires_at <= now.as_microsecond() {
                return Err(ProblemKind::EnrolmentCodeInvalid.into());
            }
            if let Some(answer) = row.answer {
                let same =
                    row.idempotency_key.as_deref() == Some(&key) && row.kid.as_deref() == Some(&request.public_key.kid);
                return if same {
                    Ok(serde_json::from_str(&answer)?)
                } else {
                    Err(ProblemKind::EnrolmentCodeInvalid.into())
                };
            }
            let before = desks::get(tx, row.desk_id)?.ok_or(Fault::Stored("desk"))?;
            crate::allotment::trouble::renewed(tx, &before, now)?;
            desks::enrol(tx, row.desk_id, &request.public_key, &request.program_version, now)?;
            let desk = desks::get(tx, row.desk_id)?.ok_or(Fault::Stored("desk"))?;
            let unheard = if before.incarnation.is_some() { UNHEARD } else { 0 };
            let enrolment = Enrolment {
                desk_id: desk.id,
                desk_label: desk.label,
                desk_name: desk.name,
                comune: comuni::get(tx, desk.comune_id)?,
                centrale_key: identity.signer.public().clone(),
                assertion_audience: identity.audience.clone(),
                last_number: desk.last_number + unheard,
                roster: operators::list(tx, desk.comune_id)?,
            };
            tx.execute(
                "UPDATE enrolment_code SET idempotency_key = ?2, kid = ?3, answer = ?4 WHERE tag = ?1",
                params![tag, key, request.public_key.kid, serde_json::to_string(&enrolment)?],
            )?;
            Ok(enrolment)
        })
        .await
        .map(Json)
}

/// How many numbers the machine that was there before may have given without a line: they are on slips.
const UNHEARD: i64 = 100;

struct Row {
    desk_id: Uuid,
    expires_at: i64,
    idempotency_key: Option<String>,
    kid: Option<String>,
    answer: Option<String>,
}

fn find(tx: &Transaction, tag: &[u8]) -> Result<Option<Row>> {
    let sql = "SELECT desk_id, expires_at, idempotency_key, kid, answer FROM enrolment_code WHERE tag = ?1";
    Ok(tx
        .query_row(sql, [tag], |row| {
            Ok(Row {
                desk_id: row.get(0)?,
                expires_at: row.get(1)?,
                idempotency_key: row.get(2)?,
                kid: row.get(3)?,
                answer: row.get(4)?,
            })
        })
        .optional()?)
}
