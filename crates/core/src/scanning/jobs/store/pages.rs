//! Pages, and how far the work on them is.

use super::{Sealed, batch, id_or_none, json, sealed, unword, word};
use crate::{
    Error, Result,
    pages::Corrections,
    reading::Read,
    scanning::jobs::types::{Broken, Finished},
    store::uuid,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use uuid::Uuid;

/// A page.
#[derive(Debug, Clone)]
pub struct PageRow {
    /// The page.
    pub id: Uuid,
    /// Its original.
    pub original_id: Uuid,
    /// Which picture of the original, from 0.
    pub frame: u32,
    /// Its batch.
    pub batch_id: Uuid,
    /// Its order there.
    pub position: u32,
    /// The back of the card of which it is the front.
    pub back_id: Option<Uuid>,
    /// Thrown away.
    pub removed: bool,
    /// Thrown away because it is blank.
    pub as_blank: bool,
    /// What is to be done to it.
    pub corrections: Corrections,
    /// Raised by every change of what it shows.
    pub revision: u32,
    /// The revision that `finished` is of.
    pub finished_revision: u32,
    /// How often finishing this revision has begun.
    pub attempts: u32,
    /// Why it cannot be finished.
    pub broken: Option<Broken>,
    /// What it has become.
    pub finished: Option<Finished>,
    /// The finished page's bytes.
    pub finished_data: Option<Sealed>,
    /// Its thumbnail.
    pub thumbnail: Option<Sealed>,
    /// What stands on it.
    pub reading: Option<Read>,
}

/// Where a page stands and how it is made: what the clerk's steps change, and what undoing puts back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The page.
    pub page_id: Uuid,
    /// Its batch.
    pub batch_id: Uuid,
    /// Its order there.
    pub position: u32,
    /// Thrown away.
    pub removed: bool,
    /// Because it is blank; steps noted by an earlier version do not say.
    #[serde(default)]
    pub as_blank: bool,
    /// The back of the card of which it is the front.
    pub back_id: Option<Uuid>,
    /// What is to be done to it.
    pub corrections: Corrections,
}

impl From<&PageRow> for Place {
    fn from(page: &PageRow) -> Self {
        Self {
            page_id: page.id,
            batch_id: page.batch_id,
            position: page.position,
            removed: page.removed,
            as_blank: page.as_blank,
            back_id: page.back_id,
            corrections: page.corrections,
        }
    }
}

/// Adds a page at the end of its batch.
///
/// # Errors
/// When the database cannot be written.
pub fn add_page(tx: &Transaction, id: Uuid, batch_id: Uuid, original_id: Uuid, frame: u32) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO pages (id, original_id, frame, batch_id, position, corrections)
         VALUES (:id, :original_id, :frame, :batch_id,
             (SELECT coalesce(max(position), -1) + 1 FROM pages WHERE batch_id = :batch_id), :corrections)",
    )?
    .execute(named_params! {
        ":id": id.to_string(),
        ":original_id": original_id.to_string(),
        ":frame": frame,
        ":batch_id": batch_id.to_string(),
        ":corrections": serde_json::to_string(&Corrections::default())?,
    })?;
    Ok(())
}

/// A page.
///
/// # Errors
/// `NotFound`
pub fn page(conn: &Connection, id: Uuid) -> Result<PageRow> {
    conn.prepare_cached("SELECT * FROM pages WHERE id = ?")?
        .query_row([id.to_string()], |row| Ok(read_page(row)))
        .optional()?
        .ok_or(Error::NotFound)?
}

/// The pages of a batch in order, those thrown away among them.
///
/// # Errors
/// When the database cannot be read.
pub fn pages(conn: &Connection, batch_id: Uuid) -> Result<Vec<PageRow>> {
    let mut statement = conn.prepare_cached("SELECT * FROM pages WHERE batch_id = ? ORDER BY position, id")?;
    let mut rows = statement.query([batch_id.to_string()])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read_page(row)?);
    }
    Ok(list)
}

/// The pages of an original.
///
/// # Errors
/// When the database cannot be read.
pub fn pages_of(conn: &Connection, original_id: Uuid) -> Result<Vec<PageRow>> {
    let mut statement = conn.prepare_cached("SELECT * FROM pages WHERE original_id = ? ORDER BY id")?;
    let mut rows = statement.query([original_id.to_string()])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read_page(row)?);
    }
    Ok(list)
}

/// The first page that is to be finished, if any: pages come out in the order in which they came in.
///
/// # Errors
/// When the database cannot be read.
pub fn next_unfinished(conn: &Connection) -> Result<Option<PageRow>> {
    conn.prepare_cached(
        "SELECT * FROM pages WHERE broken IS NULL AND NOT removed AND finished_revision <> revision ORDER BY id LIMIT 1",
    )?
    .query_row([], |row| Ok(read_page(row)))
    .optional()?
    .transpose()
}

/// The first page without a thumbnail, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn next_undrawn(conn: &Connection) -> Result<Option<PageRow>> {
    conn.prepare_cached("SELECT * FROM pages WHERE thumbnail_id IS NULL AND broken IS NULL ORDER BY id LIMIT 1")?
        .query_row([], |row| Ok(read_page(row)))
        .optional()?
        .transpose()
}

/// The first finished page at which, as it is now, nobody has looked yet, if any.
///
/// # Errors
/// When the database cannot be read.
pub fn next_unread(conn: &Connection) -> Result<Option<PageRow>> {
    conn.prepare_cached(
        "SELECT * FROM pages WHERE json_extract(reading, '$.revision') IS NOT revision AND broken IS NULL AND NOT removed
             AND finished_revision = revision
         ORDER BY id LIMIT 1",
    )?
    .query_row([], |row| Ok(read_page(row)))
    .optional()?
    .transpose()
}

/// The first page of which only the barcodes were read, of those worth the seconds: cards, and the beginning of a batch.
///
/// # Errors
/// When the database cannot be read.
pub fn next_unworded(conn: &Connection, tried: &HashSet<Uuid>) -> Result<Option<PageRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT * FROM pages p WHERE json_extract(reading, '$.words') = 0 AND json_extract(reading, '$.revision') = revision
             AND finished_revision = revision AND broken IS NULL AND NOT removed
             AND (json_extract(reading, '$.card') OR position = (SELECT min(position) FROM pages WHERE batch_id = p.batch_id))
         ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !tried.contains(&uuid(row, "id")?) {
            return read_page(row).map(Some);
        }
    }
    Ok(None)
}

/// Counts an attempt to finish a page before it is made, or takes it back where the fault was not the page's.
///
/// # Errors
/// When the database cannot be written.
pub fn count_attempt(tx: &Transaction, id: Uuid, by: i32) -> Result<()> {
    tx.prepare_cached("UPDATE pages SET attempts = max(0, attempts + ?) WHERE id = ?")?
        .execute(params![by, id.to_string()])?;
    Ok(())
}

/// The page is finished as of the revision that it had, unless a later one is. A blank one that nobody has touched is
/// thrown away where its batch wants that.
///
/// # Errors
/// When the database cannot be written.
pub fn set_finished(
    tx: &Transaction,
    page: &PageRow,
    finished: &Finished,
    data: &Sealed,
    thumbnail: &Sealed,
) -> Result<bool> {
    let drop = finished.blank && page.revision == 1 && batch(tx, page.batch_id)?.drop_blank;
    let changed = tx
        .prepare_cached(
            "UPDATE pages SET finished_revision = :revision, finished = :finished, finished_id = :data, finished_key = :key,
                 thumbnail_id = :thumbnail, thumbnail_key = :thumbnail_key, removed = removed OR :drop,
                 as_blank = as_blank OR (:drop AND NOT removed)
             WHERE id = :id AND finished_revision < :revision",
        )?
        .execute(named_params! {
            ":id": page.id.to_string(),
            ":revision": page.revision,
            ":drop": drop,
            ":finished": serde_json::to_string(finished)?,
            ":data": data.id.to_string(),
            ":key": data.key,
            ":thumbnail": thumbnail.id.to_string(),
            ":thumbnail_key": thumbnail.key,
        })?;
    Ok(changed > 0)
}

/// The page has its first thumbnail, unless it is finished and has that one.
///
/// # Errors
/// When the database cannot be written.
pub fn set_first_thumbnail(tx: &Transaction, id: Uuid, thumbnail: &Sealed) -> Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE pages SET thumbnail_id = ?, thumbnail_key = ? WHERE id = ? AND thumbnail_id IS NULL")?
        .execute(params![thumbnail.id.to_string(), thumbnail.key, id.to_string()])?;
    Ok(changed > 0)
}

/// What stands on the page as it was at `revision`, unless it has changed since. What is known of an earlier revision
/// stays until then: a warning must not go out while the page is looked at again.
///
/// # Errors
/// When the database cannot be written.
pub fn set_reading(tx: &Transaction, id: Uuid, revision: u32, read: &Read) -> Result<()> {
    tx.prepare_cached("UPDATE pages SET reading = json_set(?1, '$.revision', ?2) WHERE id = ?3 AND revision = ?2")?
        .execute(params![serde_json::to_string(read)?, revision, id.to_string()])?;
    Ok(())
}

/// The page cannot be finished as of `revision`.
///
/// # Errors
/// When the database cannot be written.
pub fn set_broken(tx: &Transaction, id: Uuid, revision: u32, reason: Broken) -> Result<()> {
    tx.prepare_cached("UPDATE pages SET broken = ? WHERE id = ? AND revision = ?")?.execute(params![
        word(&reason)?,
        id.to_string(),
        revision
    ])?;
    Ok(())
}

/// Puts a page where it stands now, made as is said now.
///
/// # Errors
/// When the database cannot be written.
pub fn put(tx: &Transaction, place: &Place) -> Result<()> {
    let corrections = serde_json::to_string(&place.corrections)?;
    // What it shows has changed: it is made anew, however often the former failed.
    tx.prepare_cached(
        "UPDATE pages SET revision = revision + 1, attempts = 0, broken = NULL
         WHERE id = ? AND (corrections <> ? OR back_id IS NOT ?)",
    )?
    .execute(params![place.page_id.to_string(), corrections, place.back_id.map(|id| id.to_string())])?;
    tx.prepare_cached(
        "UPDATE pages SET batch_id = :batch, position = :position, removed = :removed, as_blank = :as_blank,
             back_id = :back, corrections = :corrections WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": place.page_id.to_string(),
        ":batch": place.batch_id.to_string(),
        ":position": place.position,
        ":removed": place.removed,
        ":as_blank": place.as_blank,
        ":back": place.back_id.map(|id| id.to_string()),
        ":corrections": corrections,
    })?;
    Ok(())
}

/// Forgets the pages of a batch; what is left of them in the vault is given back.
///
/// # Errors
/// When the database cannot be written.
pub fn forget_pages(tx: &Transaction, batch_id: Uuid) -> Result<Vec<Uuid>> {
    let mut statement =
        tx.prepare_cached("DELETE FROM pages WHERE batch_id = ? RETURNING finished_id, thumbnail_id")?;
    let mut rows = statement.query([batch_id.to_string()])?;
    let mut left = Vec::new();
    while let Some(row) = rows.next()? {
        left.extend(id_or_none(row, "finished_id")?);
        left.extend(id_or_none(row, "thumbnail_id")?);
    }
    Ok(left)
}

fn read_page(row: &Row) -> Result<PageRow> {
    Ok(PageRow {
        id: uuid(row, "id")?,
        original_id: uuid(row, "original_id")?,
        frame: row.get("frame")?,
        batch_id: uuid(row, "batch_id")?,
        position: row.get("position")?,
        back_id: id_or_none(row, "back_id")?,
        removed: row.get("removed")?,
        as_blank: row.get("as_blank")?,
        corrections: json(row, "corrections")?.unwrap_or_default(),
        revision: row.get("revision")?,
        finished_revision: row.get("finished_revision")?,
        attempts: row.get("attempts")?,
        broken: row.get::<_, Option<String>>("broken")?.map(unword).transpose()?,
        finished: json(row, "finished")?,
        finished_data: sealed(row, "finished_id", "finished_key")?,
        thumbnail: sealed(row, "thumbnail_id", "thumbnail_key")?,
        reading: json(row, "reading")?,
    })
}
