//! Where scans go: the appointment aimed at, and the paper that is missing there.

use super::{store, types::Aim};
use crate::{App, Error, Result, app::Topic, appointments, catalogue, documents, documents::NewDocument, sync};
use rusqlite::{Connection, Transaction};
use sportello_protocol::appointments::{Appointment, Presence};
use uuid::Uuid;

/// The catalogue's type for what has no name of its own.
const OTHER: &str = "other";

/// The appointment and document type that a scan taken now would get.
///
/// # Errors
/// When the database cannot be read.
pub fn target(conn: &Connection, aim: Option<&Aim>) -> Result<(Option<Uuid>, Option<String>)> {
    let Some(Aim { appointment_id: Some(id), document_type }) = aim else { return Ok((None, None)) };
    let appointment = match appointments::read(conn, *id) {
        Err(Error::NotFound) => return Ok((None, None)),
        other => other?,
    };
    let document_type = match document_type {
        Some(chosen) => Some(chosen.clone()),
        None => first_missing(conn, &appointment)?,
    };
    Ok((Some(*id), document_type))
}

/// The first required paper that is missing, else the first missing one. Where nothing is missing it is another
/// document: to call it by a name it may not have would mislead the officer.
fn first_missing(conn: &Connection, appointment: &Appointment) -> Result<Option<String>> {
    let catalogue = match catalogue::read(conn) {
        Err(Error::NotFound) => return Ok(None),
        other => other?,
    };
    let service = catalogue::service(&catalogue, &appointment.service_code);
    let required = |code: &str| service.is_some_and(|s| s.papers.iter().any(|p| p.required && p.document_type == code));
    let mut missing = appointment.papers.iter().filter(|paper| paper.state == Presence::Missing);
    let first = missing.clone().find(|paper| required(&paper.document_type)).or_else(|| missing.next());
    let other = || catalogue.document_types.iter().map(|known| &known.code).find(|code| *code == OTHER);
    let any = || catalogue.document_types.first().map(|known| &known.code);
    Ok(first.map(|paper| &paper.document_type).or_else(other).or_else(any).cloned())
}

/// Attaches a taken scan: row, command and upload in one transaction.
///
/// # Errors
/// `NotFound`, and those of [`documents::add_scanned`]
pub fn attach(app: &App, scan_id: Uuid, appointment_id: Uuid, document_type: &str) -> Result<()> {
    app.store.write(|tx| within(app, tx, scan_id, appointment_id, document_type))?;
    app.changed(Topic::Scanning);
    sync::told(app);
    Ok(())
}

fn within(app: &App, tx: &Transaction, scan_id: Uuid, appointment_id: Uuid, document_type: &str) -> Result<()> {
    let scan = store::get(tx, scan_id)?;
    let key = scan.key.filter(|_| !scan.attached).ok_or(Error::NotFound)?;
    let new = NewDocument {
        id: scan.id,
        appointment_id,
        document_type: document_type.to_owned(),
        media_type: scan.media_type,
        bytes: scan.bytes,
        sha256: scan.sha256,
        pages: scan.pages,
        key,
    };
    documents::add_scanned(app, tx, new)?;
    store::set_attached(tx, scan_id, appointment_id, document_type)
}
