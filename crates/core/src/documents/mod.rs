//! The documents of an appointment, ours and theirs: what is known of them, and their bytes.

mod bytes;
mod list;
mod orphans;
pub(crate) mod preview;
mod saving;
pub(crate) mod tiff;
mod types;
pub mod vault;

pub use bytes::{Bytes, bytes};
pub use list::of_appointment;
pub use orphans::sweep;
pub use saving::save;
pub use types::*;

use crate::{
    App, Error, Result, appointments, catalogue, operators, scanning,
    store::uuid,
    sync::{self, outbox},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use serde::{Serialize, de::DeserializeOwned};
use sportello_protocol::{
    commands::{AddDocument, Payload},
    documents::{Document, MediaType, form_of},
};
use std::collections::HashMap;
use uuid::Uuid;
use vault::Key;

/// A scan that becomes a document of an appointment.
pub struct NewDocument {
    /// The document.
    pub id: Uuid,
    /// Its appointment.
    pub appointment_id: Uuid,
    /// Its type.
    pub document_type: String,
    /// What it is.
    pub media_type: MediaType,
    /// Bytes.
    pub bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// Pages, where known.
    pub pages: u32,
    /// Its own key; the bytes are in the vault already.
    pub key: Key,
}

/// What the store knows of a document.
pub struct Stored {
    /// What it is.
    pub media_type: MediaType,
    /// Length of the bytes.
    pub bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// Its key; absent while the bytes are not here.
    pub key: Option<Key>,
    /// Whether a virus check found something in it.
    pub held: bool,
}

/// Adds a scanned document: the row, the command and the upload, in one transaction.
///
/// # Errors
/// `NotSignedIn`, `NotFound`, `AppointmentClosed`, `Field` for a type that the catalogue does not have
pub fn add_scanned(app: &App, tx: &Transaction, new: NewDocument) -> Result<()> {
    let operator_id = operators::current(app)?.operator_id;
    let at = app.clock.now();
    let catalogue = catalogue::read(tx)?;
    let form = form_titled(tx, new.appointment_id, &new.document_type)?;
    if form.is_none() && !catalogue.document_types.iter().any(|known| known.code == new.document_type) {
        return Err(Error::Field { field: "document_type".into() });
    }
    tx.prepare_cached(
        "INSERT INTO documents (id, appointment_id, origin, document_type, media_type, bytes, sha256, pages, added_at, key)
         VALUES (:id, :appointment_id, 'desk', :document_type, :media_type, :bytes, :sha256, :pages, :added_at, :key)",
    )?
    .execute(named_params! {
        ":id": new.id.to_string(),
        ":appointment_id": new.appointment_id.to_string(),
        ":document_type": new.document_type,
        ":media_type": new.media_type.as_str(),
        ":bytes": i64::try_from(new.bytes).unwrap_or(i64::MAX),
        ":sha256": new.sha256,
        ":pages": new.pages,
        ":added_at": at,
        ":key": new.key,
    })?;
    tx.prepare_cached("INSERT INTO transfers (document_id) VALUES (?)")?.execute([new.id.to_string()])?;
    let title = form.unwrap_or_else(|| catalogue::document_name(&catalogue, &new.document_type));
    let payload = Payload::AddDocument(AddDocument {
        document_id: new.id,
        appointment_id: new.appointment_id,
        document_type: new.document_type,
        title,
        media_type: new.media_type,
        bytes: new.bytes,
        sha256: new.sha256,
        pages: new.pages,
        added_at: at,
    });
    appointments::push_document(tx, &payload, &outbox::Made { operator_id, at, saw_version: None })
}

/// The title of the form whose signed copy a type is, where the officer sent it for that appointment.
///
/// # Errors
/// When the database cannot be read.
pub fn form_titled(conn: &Connection, appointment_id: Uuid, document_type: &str) -> Result<Option<String>> {
    let Some(form) = form_of(document_type) else { return Ok(None) };
    Ok(conn
        .prepare_cached("SELECT title FROM documents WHERE id = ? AND appointment_id = ? AND to_sign")?
        .query_row([form.to_string(), appointment_id.to_string()], |row| row.get(0))
        .optional()?)
}

/// Keeps what Centrale tells of a document; what is known only here (key, own opening) stays.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(tx: &Transaction, document: &Document) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO documents (id, appointment_id, origin, document_type, title, media_type, bytes, sha256, pages,
             added_at, delivered, opened_at, verdict, received_at, earlier_verdicts, to_sign, held)
         VALUES (:id, :appointment_id, :origin, :document_type, :title, :media_type, :bytes, :sha256, :pages,
             :added_at, :delivered, :opened_at, :verdict, :received_at, :earlier_verdicts, :to_sign, :held)
         ON CONFLICT DO UPDATE SET delivered = excluded.delivered, opened_at = excluded.opened_at,
             verdict = excluded.verdict, received_at = excluded.received_at,
             earlier_verdicts = excluded.earlier_verdicts, held = max(held, excluded.held)",
    )?
    .execute(named_params! {
        ":id": document.id.to_string(),
        ":appointment_id": document.appointment_id.to_string(),
        ":origin": word(&document.origin)?,
        ":document_type": document.document_type,
        ":title": document.title,
        ":media_type": document.media_type.as_str(),
        ":bytes": i64::try_from(document.bytes).unwrap_or(i64::MAX),
        ":sha256": document.sha256,
        ":pages": document.pages,
        ":added_at": document.added_at,
        ":delivered": document.delivered,
        ":opened_at": document.opened_at,
        ":verdict": document.verdict.as_ref().map(serde_json::to_string).transpose()?,
        ":received_at": document.received_at,
        ":earlier_verdicts": serde_json::to_string(&document.earlier_verdicts)?,
        ":to_sign": document.to_sign,
        ":held": document.held,
    })?;
    Ok(())
}

/// Centrale has all bytes.
///
/// # Errors
/// When the database cannot be written.
pub fn set_delivered(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.prepare_cached("UPDATE documents SET delivered = 1 WHERE id = ?")?.execute([id.to_string()])?;
    Ok(())
}

/// A document that Centrale will never know is a scan again, waiting for an appointment: its page is the only one.
///
/// # Errors
/// When the database cannot be written.
pub fn give_back(tx: &Transaction, id: Uuid) -> Result<()> {
    let Some(key) = get(tx, id)?.key else { return Ok(()) };
    scanning::take_back(tx, id, &key)?;
    tx.prepare_cached("DELETE FROM transfers WHERE document_id = ?")?.execute([id.to_string()])?;
    tx.prepare_cached("DELETE FROM documents WHERE id = ?")?.execute([id.to_string()])?;
    Ok(())
}

/// The bytes are here; `held`: a virus check found something in them.
///
/// # Errors
/// When the database cannot be written.
pub fn set_key(tx: &Transaction, id: Uuid, key: &Key, held: bool) -> Result<()> {
    tx.prepare_cached("UPDATE documents SET key = ?, held = max(held, ?) WHERE id = ?")?.execute(params![
        key,
        held,
        id.to_string()
    ])?;
    Ok(())
}

/// Centrale knows that the bytes are here.
///
/// # Errors
/// When the database cannot be written.
pub fn set_receipt_told(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.prepare_cached("UPDATE documents SET receipt_told = 1 WHERE id = ?")?.execute([id.to_string()])?;
    Ok(())
}

/// What the store knows of a document.
///
/// # Errors
/// `NotFound`
pub fn get(conn: &Connection, id: Uuid) -> Result<Stored> {
    conn.prepare_cached("SELECT media_type, bytes, sha256, key, held FROM documents WHERE id = ?")?
        .query_row([id.to_string()], |row| {
            Ok(Ok(Stored {
                media_type: unword(row, "media_type")?,
                bytes: u64::try_from(row.get::<_, i64>("bytes")?).unwrap_or(0),
                sha256: row.get("sha256")?,
                key: row.get("key")?,
                held: row.get("held")?,
            }))
        })
        .optional()?
        .ok_or(Error::NotFound)?
}

/// The bytes of a document.
///
/// # Errors
/// `NotFound`, `DocumentNotHere`, `DocumentHeld`, `DocumentUnreadable`
pub fn content(app: &App, id: Uuid) -> Result<Vec<u8>> {
    let stored = app.store.read(|conn| get(conn, id))?;
    if stored.held {
        return Err(Error::DocumentHeld);
    }
    app.vault.open(id, &stored.key.ok_or(Error::DocumentNotHere)?)
}

/// Of each of these appointments, the documents of the officer that nobody has opened here; those without any are not
/// named.
///
/// # Errors
/// When the database cannot be read.
pub fn count_unopened(conn: &Connection, appointments: &[Uuid]) -> Result<HashMap<Uuid, u16>> {
    let mut query = conn.prepare_cached(
        "SELECT appointment_id, count(*) FROM documents
         WHERE appointment_id IN (SELECT value FROM json_each(?)) AND origin = 'officer' AND delivered
         AND read_at IS NULL AND NOT held GROUP BY appointment_id",
    )?;
    let mut rows = query.query([serde_json::to_string(appointments)?])?;
    let mut counts = HashMap::new();
    while let Some(row) = rows.next()? {
        counts.insert(uuid(row, "appointment_id")?, row.get(1)?);
    }
    Ok(counts)
}

/// Opens a document of the officer: noted here, told to Centrale. Opening one of ours changes nothing.
///
/// # Errors
/// `NotFound`, `DocumentNotHere`, `DocumentHeld`
pub async fn open(app: &App, request: OpenDocument) -> Result<DocumentView> {
    let operator_id = operators::current(app)?.operator_id;
    let at = app.clock.now();
    let view = app.store.write(|tx| {
        let appointment_id: String = tx
            .query_row("SELECT appointment_id FROM documents WHERE id = ?", [request.id.to_string()], |row| row.get(0))
            .optional()?
            .ok_or(Error::NotFound)?;
        let appointment_id = appointment_id.parse().map_err(anyhow::Error::from)?;
        let find = |conn: &Connection| -> Result<DocumentView> {
            of_appointment(conn, appointment_id)?.into_iter().find(|d| d.id == request.id).ok_or(Error::NotFound)
        };
        match find(tx)?.state {
            DocumentState::Arriving { .. } => return Err(Error::DocumentNotHere),
            DocumentState::Held => return Err(Error::DocumentHeld),
            DocumentState::Here => {
                tx.execute("UPDATE documents SET read_at = ? WHERE id = ?", params![at, request.id.to_string()])?;
                let opened = sportello_protocol::commands::OpenDocument { document_id: request.id, appointment_id, at };
                outbox::push(tx, &Payload::OpenDocument(opened), &outbox::Made { operator_id, at, saw_version: None })?;
            }
            _ => {}
        }
        find(tx)
    })?;
    sync::told(app);
    Ok(view)
}

/// The wire's word for a plain enum.
fn word(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

fn unword<T: DeserializeOwned>(row: &Row, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(text.into())
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into()))
}
