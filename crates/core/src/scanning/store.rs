//! What was taken: the table `scans`.

use super::{
    take::fingerprint,
    types::{Scan, ScanState},
};
use crate::{Error, Result, documents::vault::Key, store::uuid};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use sportello_protocol::documents::MediaType;
use std::collections::HashSet;
use uuid::Uuid;

/// A scan that was taken.
pub struct Taken {
    /// The scan.
    pub id: Uuid,
    /// The file's name, while it is shown; empty afterwards, and for what came from no folder.
    pub file_name: String,
    /// What it is.
    pub media_type: MediaType,
    /// Bytes.
    pub bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// Pages, where known.
    pub pages: u32,
    /// When the file was first seen.
    pub seen_at: Timestamp,
    /// Whether it has gone to its appointment.
    pub attached: bool,
    /// Whether the same content had been taken before.
    pub duplicate: bool,
    /// Where it went or would go.
    pub appointment_id: Option<Uuid>,
    /// What it is or would be.
    pub document_type: Option<String>,
    /// Its key; absent once attached.
    pub key: Option<Key>,
}

impl From<Taken> for Scan {
    fn from(taken: Taken) -> Self {
        Self {
            id: taken.id,
            state: if taken.attached { ScanState::Attached } else { ScanState::Taken },
            media_type: Some(taken.media_type),
            bytes: taken.bytes,
            pages: taken.pages,
            seen_at: taken.seen_at,
            appointment_id: taken.appointment_id,
            document_type: taken.document_type,
            duplicate: taken.duplicate,
            file_name: taken.file_name,
        }
    }
}

/// Keeps a scan just taken; notes by itself whether its content was taken before.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(tx: &Transaction, scan: &Taken, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO scans (id, file_name, name_digest, media_type, bytes, sha256, pages, seen_at, taken_at, duplicate,
             appointment_id, document_type, key)
         VALUES (:id, :file_name, :name_digest, :media_type, :bytes, :sha256, :pages, :seen_at, :taken_at,
             EXISTS (SELECT 1 FROM scans WHERE sha256 = :sha256 AND state IN ('taken', 'attached', 'opened')),
             :appointment_id, :document_type, :key)",
    )?
    .execute(named_params! {
        ":id": scan.id.to_string(),
        ":file_name": scan.file_name,
        ":name_digest": digest_of(&scan.file_name),
        ":media_type": scan.media_type.as_str(),
        ":bytes": i64::try_from(scan.bytes).unwrap_or(i64::MAX),
        ":sha256": scan.sha256,
        ":pages": scan.pages,
        ":seen_at": scan.seen_at,
        ":taken_at": at,
        ":appointment_id": scan.appointment_id.map(|id| id.to_string()),
        ":document_type": scan.document_type,
        ":key": scan.key,
    })?;
    Ok(())
}

/// What waits for the clerk, and what was attached since `since`; newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, since: Timestamp) -> Result<Vec<Taken>> {
    let mut statement = conn.prepare_cached(
        "SELECT * FROM scans WHERE state = 'taken' OR state = 'attached' AND taken_at >= ? ORDER BY seen_at DESC, id DESC",
    )?;
    let mut rows = statement.query([since])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read(row)?);
    }
    Ok(list)
}

/// A scan that was taken, attached or opened as pages.
///
/// # Errors
/// `NotFound`
pub fn get(conn: &Connection, id: Uuid) -> Result<Taken> {
    conn.prepare_cached("SELECT * FROM scans WHERE id = ? AND state IN ('taken', 'attached', 'opened')")?
        .query_row([id.to_string()], |row| Ok(read(row)))
        .optional()?
        .ok_or(Error::NotFound)?
}

/// The scan last taken from a file of this name, if that was after `since` or the file was never removed.
///
/// # Errors
/// When the database cannot be read.
pub fn last_of_name(conn: &Connection, file_name: &str, since: Timestamp) -> Result<Option<Taken>> {
    conn.prepare_cached(
        "SELECT * FROM scans WHERE name_digest = ? AND state IN ('taken', 'attached', 'opened') AND (taken_at >= ? OR NOT removed)
         ORDER BY taken_at DESC, id DESC LIMIT 1",
    )?
    .query_row(params![digest_of(file_name), since], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// The scan of just this file, taken before but not yet removed: the program stopped in between.
///
/// # Errors
/// When the database cannot be read.
pub fn unremoved(conn: &Connection, file_name: &str, sha256: &str) -> Result<Option<Uuid>> {
    conn.prepare_cached("SELECT id FROM scans WHERE name_digest = ? AND sha256 = ? AND NOT removed")?
        .query_row([&digest_of(file_name), sha256], |row| Ok(uuid(row, "id")))
        .optional()?
        .transpose()
}

/// Notes that the plain file is gone, or is no longer this one.
///
/// # Errors
/// When the database cannot be written.
pub fn set_removed(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.prepare_cached("UPDATE scans SET removed = 1 WHERE id = ?")?.execute([id.to_string()])?;
    Ok(())
}

/// Files taken that the folder no longer has are removed, whoever did it: a file of that name is a new one from now.
///
/// # Errors
/// When the database cannot be read.
pub fn vanished(conn: &Connection, there: &HashSet<String>) -> Result<Vec<Uuid>> {
    let mut statement = conn.prepare_cached("SELECT id, name_digest FROM scans WHERE NOT removed")?;
    let mut rows = statement.query([])?;
    let mut gone = Vec::new();
    let mut digests: Option<HashSet<String>> = None;
    while let Some(row) = rows.next()? {
        // Mostly there is none, and nothing to be reckoned.
        let there = digests.get_or_insert_with(|| there.iter().map(|name| digest_of(name)).collect());
        if !there.contains(&row.get::<_, String>("name_digest")?) {
            gone.push(uuid(row, "id")?);
        }
    }
    Ok(gone)
}

/// The scan has become a document, which has the key from now.
///
/// # Errors
/// When the database cannot be written.
pub fn set_attached(tx: &Transaction, id: Uuid, appointment_id: Uuid, document_type: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE scans SET state = 'attached', key = NULL, appointment_id = ?, document_type = ? WHERE id = ?",
    )?
    .execute(params![appointment_id.to_string(), document_type, id.to_string()])?;
    Ok(())
}

/// Makes an attached scan wait for the clerk again, without an appointment.
///
/// # Errors
/// When the database cannot be written.
pub fn take_back(tx: &Transaction, id: Uuid, key: &Key) -> Result<()> {
    tx.prepare_cached("UPDATE scans SET state = 'taken', key = ?, appointment_id = NULL WHERE id = ?")?
        .execute(params![key, id.to_string()])?;
    Ok(())
}

/// A scan that waits for the clerk becomes pages to be confirmed, which have its key from now; says whether there was
/// one.
///
/// # Errors
/// When the database cannot be written.
pub fn open_as_pages(tx: &Transaction, id: Uuid) -> Result<bool> {
    let opened = tx
        .prepare_cached(
            "UPDATE scans SET state = 'opened', file_name = '', key = NULL WHERE id = ? AND state = 'taken'",
        )?
        .execute([id.to_string()])?;
    Ok(opened > 0)
}

/// Notes that a longer version has taken the place of the pages that this scan was opened as.
///
/// # Errors
/// When the database cannot be written.
pub fn set_replaced(tx: &Transaction, id: Uuid) -> Result<()> {
    tx.prepare_cached("UPDATE scans SET state = 'replaced' WHERE id = ? AND state = 'opened'")?
        .execute([id.to_string()])?;
    Ok(())
}

/// Purges a scan that waits for the clerk, by deleting its key; says whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub fn purge(tx: &Transaction, id: Uuid, state: &str) -> Result<bool> {
    let purged = tx
        .prepare_cached("UPDATE scans SET state = ?, file_name = '', key = NULL WHERE id = ? AND state = 'taken'")?
        .execute([state, &id.to_string()])?;
    Ok(purged > 0)
}

/// Forgets the names of files that were attached before `shown_since` and are shown no more; says whether there were any.
///
/// # Errors
/// When the database cannot be written.
pub fn forget_names(tx: &Transaction, shown_since: Timestamp) -> Result<bool> {
    let sql = "UPDATE scans SET file_name = '' WHERE file_name <> '' AND state <> 'taken' AND taken_at < ?";
    Ok(tx.prepare_cached(sql)?.execute([shown_since])? > 0)
}

/// Notes the digests of names that an earlier version of the program kept without one: its files may still lie in the
/// folder.
///
/// # Errors
/// When the database cannot be written.
pub fn digest_names(tx: &Transaction) -> Result<()> {
    let mut statement = tx.prepare("SELECT id, file_name FROM scans WHERE file_name <> '' AND name_digest = ''")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (String, String) = (row.get("id")?, row.get("file_name")?);
        tx.prepare_cached("UPDATE scans SET name_digest = ? WHERE id = ?")?.execute([digest_of(&name), id])?;
    }
    Ok(())
}

/// Whether [`forget_names`] would find any.
///
/// # Errors
/// When the database cannot be read.
pub fn has_names(conn: &Connection, shown_since: Timestamp) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM scans WHERE file_name <> '' AND state <> 'taken' AND taken_at < ?)";
    Ok(conn.prepare_cached(sql)?.query_row([shown_since], |row| row.get(0))?)
}

/// By what a file's name is known again once it is forgotten; nothing for what has none.
fn digest_of(file_name: &str) -> String {
    if file_name.is_empty() { String::new() } else { fingerprint(file_name.as_bytes()) }
}

fn read(row: &Row) -> Result<Taken> {
    let media_type: String = row.get("media_type")?;
    let appointment: Option<String> = row.get("appointment_id")?;
    Ok(Taken {
        id: uuid(row, "id")?,
        file_name: row.get("file_name")?,
        media_type: serde_json::from_value(media_type.into())?,
        bytes: u64::try_from(row.get::<_, i64>("bytes")?).unwrap_or(0),
        sha256: row.get("sha256")?,
        pages: row.get("pages")?,
        seen_at: row.get("seen_at")?,
        attached: row.get::<_, String>("state")? == "attached",
        duplicate: row.get("duplicate")?,
        appointment_id: appointment.map(|id| id.parse()).transpose().map_err(anyhow::Error::from)?,
        document_type: row.get("document_type")?,
        key: row.get("key")?,
    })
}
