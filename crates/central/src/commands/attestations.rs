//! What the counter writes down about a meeting: what was seen, heard and tried, and how another provider's room is entered.

use super::{
    Deed,
    appointments::{MAX_NOTE, check_codes, check_papers, known, refuse_closed},
};
use crate::{
    error::{Result, bad_request},
    store::{appointments, operators},
};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Attestation, AttestationKind},
    commands::{Attest, SetMeetingAccess},
    problem::ProblemKind,
};

const MAX_LINES: usize = 500;
const MAX_LINK: usize = 2048;
const MAX_DOOR_CODE: usize = 64;

/// Writes a line, whatever became of the appointment meanwhile: what was seen was seen.
pub(super) fn write(tx: &Transaction, deed: &Deed, line: &Attest) -> Result<Appointment> {
    let mut appointment = known(tx, deed, line.appointment_id)?;
    check(line)?;
    if appointment.attestations.len() >= MAX_LINES {
        return Err(bad_request("lines are too many"));
    }
    let written = appointment.attest(
        Attestation {
            id: line.attestation_id,
            kind: line.kind,
            holds: line.holds,
            measured: line.measured,
            document_type: line.document_type.clone(),
            reason: line.reason.clone(),
            at: line.at,
            operator_id: deed.operator_id,
            operator_name: operators::name(tx, deed.desk.comune_id, deed.operator_id)?.unwrap_or_default(),
        },
        deed.saw_version,
    );
    if written {
        check_papers(&appointment.papers)?;
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

fn check(line: &Attest) -> Result<()> {
    if line.reason.chars().count() > MAX_NOTE {
        return Err(bad_request("reason is too long"));
    }
    check_codes(line.document_type.as_slice())?;
    let of_paper = line.kind == AttestationKind::PaperNotNeeded;
    if of_paper != line.document_type.is_some() || of_paper && line.holds && line.reason.is_empty() {
        return Err(bad_request("paper_not_needed, and nothing else, names a paper; it says why"));
    }
    Ok(())
}

/// Keeps what the counter changed of link and code. The officer's own, given meanwhile, is not written over unseen.
pub(super) fn set_access(tx: &Transaction, deed: &Deed, access: &SetMeetingAccess) -> Result<Appointment> {
    // Every desk checks the host again before it opens a link; here only what could never be one is refused.
    if access.link.as_ref().is_some_and(|link| link.len() > MAX_LINK || !link.starts_with("https://")) {
        return Err(bad_request("link is not an https address"));
    }
    if access.door_code.as_ref().is_some_and(|code| code.is_empty() || code.chars().count() > MAX_DOOR_CODE) {
        return Err(bad_request("door_code is empty or too long"));
    }
    let mut appointment = known(tx, deed, access.appointment_id)?;
    refuse_closed(&appointment)?;
    if !appointment.meeting.agrees_with(access) {
        return Err(ProblemKind::Conflict.into());
    }
    if appointment.meeting.take_access(access) {
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}
