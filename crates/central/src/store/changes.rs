//! The log of changes.

use crate::error::{Fault, Result};
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A citizen.
    Citizen,
    /// An appointment.
    Appointment,
    /// A document.
    Document,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Appointment => "appointment",
            Self::Document => "document",
        }
    }

    fn from_word(word: &str) -> Result<Self> {
        match word {
            "citizen" => Ok(Self::Citizen),
            "appointment" => Ok(Self::Appointment),
            "document" => Ok(Self::Document),
            _ => Err(Fault::Stored("kind of change")),
        }
    }
}

/// Notes that a thing changed, in the transaction of the change.
pub fn log(tx: &Transaction, comune: Uuid, kind: Kind, id: Uuid) -> Result<()> {
    tx.prepare_cached("INSERT INTO change (comune_id, kind, entity_id) VALUES (?1, ?2, ?3)")?.execute(params![
        comune,
        kind.word(),
        id
    ])?;
    Ok(())
}

/// The entries after `seq`, at most `limit`.
pub fn after(conn: &Connection, comune: Uuid, seq: i64, limit: u32) -> Result<Vec<(i64, Kind, Uuid)>> {
    let mut query = conn.prepare_cached(
        "SELECT seq, kind, entity_id FROM change WHERE comune_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    let mut rows = query.query(params![comune, seq, limit])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(1)?;
        entries.push((row.get(0)?, Kind::from_word(&kind)?, row.get(2)?));
    }
    Ok(entries)
}
