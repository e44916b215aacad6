//! The documents of an appointment as the workspace shows them, with how far each is.

use super::{DocumentState, DocumentView, unword};
use crate::{Result, catalogue, store::uuid};
use jiff::Timestamp;
use rusqlite::{Connection, Row};
use sportello_protocol::documents::{Origin, Verdict, form_of};
use std::collections::HashMap;
use uuid::Uuid;

/// The documents of an appointment, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn of_appointment(conn: &Connection, appointment_id: Uuid) -> Result<Vec<DocumentView>> {
    let catalogue = catalogue::read(conn).ok();
    let mut statement = conn.prepare_cached(
        "SELECT d.*, d.key IS NOT NULL AS here, t.sent AS sent, t.attempts AS attempts,
             (SELECT coalesce(max(at + length(bytes)), 0) FROM arriving WHERE document_id = d.id) AS begun
         FROM documents d LEFT JOIN transfers t ON t.document_id = d.id
         WHERE d.appointment_id = ? ORDER BY d.added_at, d.id",
    )?;
    let mut rows = statement.query([appointment_id.to_string()])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let mut view = view(row)?;
        if let (true, Some(catalogue)) = (view.title.is_empty(), &catalogue) {
            view.title = catalogue::document_name(catalogue, &view.document_type);
        }
        list.push(view);
    }
    name_signed_copies(&mut list);
    Ok(list)
}

/// A signed copy has the title of its form, and says which it is.
fn name_signed_copies(list: &mut [DocumentView]) {
    let forms: HashMap<Uuid, String> =
        list.iter().filter(|view| view.to_sign).map(|v| (v.id, v.title.clone())).collect();
    for view in list {
        view.signs = form_of(&view.document_type).filter(|form| forms.contains_key(form));
        if let Some(title) = view.signs.and_then(|form| forms.get(&form)) {
            view.title.clone_from(title);
        }
    }
}

fn view(row: &Row) -> Result<DocumentView> {
    let origin: Origin = unword(row, "origin")?;
    let bytes: i64 = row.get("bytes")?;
    let opened_at: Option<Timestamp> = row.get("opened_at")?;
    let read_at: Option<Timestamp> = row.get("read_at")?;
    let verdict: Option<String> = row.get("verdict")?;
    let verdict: Option<Verdict> = verdict.map(|json| serde_json::from_str(&json)).transpose()?;
    let earlier: String = row.get("earlier_verdicts")?;
    let (sent, attempts): (Option<i64>, Option<u32>) = (row.get("sent")?, row.get("attempts")?);
    let state = match origin {
        _ if row.get("held")? => DocumentState::Held,
        Origin::Desk if verdict.as_ref().is_some_and(|verdict| verdict.accepted) => DocumentState::Accepted,
        Origin::Desk if verdict.is_some() => DocumentState::Refused,
        Origin::Desk if opened_at.is_some() => DocumentState::Opened,
        Origin::Desk if row.get("delivered")? => DocumentState::Delivered,
        Origin::Desk if attempts.unwrap_or(0) == 0 => DocumentState::Waiting,
        Origin::Desk => DocumentState::Sending { percent: percent(sent.unwrap_or(0), bytes) },
        Origin::Officer if !row.get("here")? => DocumentState::Arriving { percent: percent(row.get("begun")?, bytes) },
        Origin::Officer if read_at.is_some() => DocumentState::Read,
        Origin::Officer => DocumentState::Here,
    };
    Ok(DocumentView {
        id: uuid(row, "id")?,
        appointment_id: uuid(row, "appointment_id")?,
        origin,
        document_type: row.get("document_type")?,
        title: row.get("title")?,
        media_type: unword(row, "media_type")?,
        bytes: u64::try_from(bytes).unwrap_or(0),
        pages: row.get("pages")?,
        added_at: row.get("added_at")?,
        state,
        opened_at: if origin == Origin::Desk { opened_at } else { read_at },
        verdict,
        earlier_verdicts: serde_json::from_str(&earlier)?,
        sha256: row.get("sha256")?,
        to_sign: row.get("to_sign")?,
        signs: None,
    })
}

fn percent(sent: i64, bytes: i64) -> u8 {
    u8::try_from((sent * 100).checked_div(bytes).unwrap_or(0).clamp(0, 100)).unwrap_or(0)
}
