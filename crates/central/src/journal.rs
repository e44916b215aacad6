//! What a desk has sent, in its order: for whoever must show that each command arrived, and once.

use crate::{
    error::{Fault, Result},
    store::{Store, desks},
};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// A command that Centrale has received; who it is about is not said.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Its place in the desk's sequence.
    pub sequence: i64,
    /// The command.
    pub id: Uuid,
    /// Its kind, as on the wire.
    pub kind: String,
    /// When it came.
    pub received_at: Timestamp,
}

/// The commands of the desk with this label, oldest first.
///
/// # Errors
/// `Unknown` when there is no such desk.
pub fn of_desk(store: &Store, label: &str) -> Result<Vec<Entry>> {
    store.read_now(|conn| {
        let desk = desks::by_name(conn, label)?.ok_or(Fault::Unknown("desk"))?;
        let mut query = conn.prepare(
            "SELECT desk_seq, command_id, kind, received_at FROM command WHERE desk_id = ?1 ORDER BY desk_seq, received_at",
        )?;
        let rows = query.query_map([desk.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        rows.map(|row| {
            let (sequence, id, kind, received_at) = row?;
            Ok(Entry { sequence, id, kind, received_at: Timestamp::from_microsecond(received_at)? })
        })
        .collect()
    })
}
