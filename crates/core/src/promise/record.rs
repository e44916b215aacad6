//! The same in the database: the record of the last promise, and the slots that are the desk's own.

use super::Mark;
use crate::{Result, store::facts};
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};
use sportello_protocol::{allotment::Condition, slots::Slot};
use uuid::Uuid;

/// What the database says of the mark outside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The mark's machine.
    pub machine: Uuid,
    /// The incarnation that Centrale gave last.
    pub incarnation: Option<Uuid>,
    /// The number of the last promise that was committed.
    pub promised: i64,
}

impl From<&Mark> for Record {
    fn from(mark: &Mark) -> Self {
        Self { machine: mark.machine, incarnation: mark.incarnation, promised: mark.promised }
    }
}

/// Compares database and mark at start, and gives the mark as it must be from now on. A database that never had a
/// mark gets one; one promise without its mark is a crash in between: nobody was told of it, and it is marked now.
pub(super) fn compare(conn: &Connection, found: Option<&Mark>) -> Result<(Condition, Option<Mark>)> {
    let Some(record) = get(conn)? else {
        let new = Mark { machine: Uuid::new_v4(), incarnation: None, promised: 0, attempt: None };
        return Ok((Condition::Whole, Some(new)));
    };
    let Some(mark) = found.filter(|mark| mark.machine == record.machine) else {
        return Ok((Condition::Copied, None));
    };
    let one_ahead = record.promised == mark.promised + 1;
    if mark.incarnation == record.incarnation && (record.promised == mark.promised || one_ahead) {
        return Ok((Condition::Whole, Some(Mark { promised: record.promised, ..mark.clone() })));
    }
    Ok((Condition::RolledBack, Some(mark.clone())))
}

/// The database follows the mark.
pub(super) fn settle(tx: &Transaction, mark: Option<&Mark>) -> Result<()> {
    let Some(mark) = mark else { return Ok(()) };
    facts::set(tx, facts::PROMISES, &Record::from(mark))?;
    facts::set(tx, facts::MARKED, &mark.promised)
}

/// Another mark: nothing is the desk's own yet.
pub(super) fn begin_anew(tx: &Transaction, mark: &Mark) -> Result<()> {
    tx.execute("DELETE FROM allotted", [])?;
    for name in [facts::TOLD, facts::FORKED, facts::QUARANTINED] {
        facts::remove(tx, name)?;
    }
    settle(tx, Some(mark))
}

/// Whether every promise in the database has its mark, and the incarnations are the same.
pub(super) fn agrees(conn: &Connection, mark: &Mark) -> Result<bool> {
    Ok(get(conn)?.is_some_and(|record| record == Record::from(mark)))
}

/// The number of the last promise that was committed.
pub(super) fn promised(conn: &Connection) -> Result<i64> {
    Ok(get(conn)?.map_or(0, |record| record.promised))
}

pub(super) fn get(conn: &Connection) -> Result<Option<Record>> {
    facts::get(conn, facts::PROMISES)
}

/// The slots that are the desk's own, unsold and not being given back.
///
/// # Errors
/// When the database cannot be read.
pub fn allotted(conn: &Connection) -> Result<Vec<Slot>> {
    let mut query = conn.prepare_cached("SELECT body FROM allotted WHERE NOT released ORDER BY starts_at, slot_id")?;
    let bodies = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    bodies.iter().map(|body| Ok(serde_json::from_str(body)?)).collect()
}

/// Takes slots out of the desk's own and counts the promise; nothing where one of them is not its own.
///
/// # Errors
/// When the database cannot be written.
pub fn sell(tx: &Transaction, slots: &[Uuid]) -> Result<Option<i64>> {
    let Some(mut record) = get(tx)? else { return Ok(None) };
    let mut own = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM allotted WHERE slot_id = ? AND NOT released)")?;
    for slot in slots {
        if !own.query_row([slot.to_string()], |row| row.get(0))? {
            return Ok(None);
        }
    }
    let mut sold = tx.prepare_cached("DELETE FROM allotted WHERE slot_id = ?")?;
    for slot in slots {
        sold.execute(params![slot.to_string()])?;
    }
    record.promised += 1;
    facts::set(tx, facts::PROMISES, &record)?;
    Ok(Some(record.promised))
}
