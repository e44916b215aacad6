//! Documents as commands: announced by the desk, opened at the counter. Their bytes come by an upload.

use super::{
    Deed,
    appointments::{MAX_TYPE, known},
};
use crate::{
    documents::titles,
    error::{Result, bad_request},
    keys::random,
    store::{appointments, documents},
};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::Appointment,
    commands::{AddDocument, OpenDocument},
    documents::{Document, MAX_BYTES, Origin},
    problem::ProblemKind,
};

/// Papers may still come after an appointment was held, but not to one that was withdrawn.
pub(super) fn add(tx: &Transaction, deed: &Deed, added: &AddDocument) -> Result<Appointment> {
    let mut appointment = known(tx, deed, added.appointment_id)?;
    if !appointment.stands() {
        return Err(ProblemKind::AppointmentClosed.into());
    }
    if added.bytes > MAX_BYTES {
        return Err(ProblemKind::TooLarge.into());
    }
    if added.document_type.is_empty() || added.document_type.len() > MAX_TYPE {
        return Err(bad_request("document_type is missing or too long"));
    }
    let hash_is_hex = added.sha256.len() == 64 && added.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if added.bytes == 0 || !hash_is_hex {
        return Err(bad_request("bytes or sha256 cannot be of a document"));
    }
    if documents::exists(tx, added.document_id)? {
        return Err(bad_request("document_id is in use"));
    }
    let document = Document {
        id: added.document_id,
        appointment_id: added.appointment_id,
        origin: Origin::Desk,
        document_type: added.document_type.clone(),
        title: titles::clean(&added.title),
        media_type: added.media_type,
        bytes: added.bytes,
        sha256: added.sha256.clone(),
        pages: added.pages,
        added_at: added.added_at,
        delivered: false,
        opened_at: None,
        received_at: None,
        verdict: None,
        earlier_verdicts: vec![],
        to_sign: false,
        held: false,
    };
    let wrapped = deed.keys.wrap(&random()?, document.id.as_bytes())?;
    documents::add(tx, deed.desk.comune_id, &document, &wrapped)?;
    if appointment.mark_present(&added.document_type, deed.saw_version) {
        appointments::update(tx, deed.desk.comune_id, &mut appointment)?;
    }
    Ok(appointment)
}

pub(super) fn open(tx: &Transaction, deed: &Deed, opening: &OpenDocument) -> Result<Appointment> {
    let appointment = known(tx, deed, opening.appointment_id)?;
    let mut document = documents::get(tx, deed.desk.comune_id, opening.document_id)?
        .filter(|document| document.appointment_id == appointment.id && document.origin == Origin::Officer)
        .ok_or(ProblemKind::DocumentUnknown)?;
    if document.opened_at.is_none() {
        document.received_at = document.received_at.or(Some(opening.at));
        document.opened_at = Some(opening.at);
        documents::update(tx, deed.desk.comune_id, &document)?;
    }
    Ok(appointment)
}
