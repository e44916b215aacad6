//! The numbers under which commands are sent: without a gap, and agreed upon with Centrale again where they differ.

use crate::{Result, store::facts};
use rusqlite::{Transaction, params};
use uuid::Uuid;

/// Takes the number of a command back that Centrale would not even store.
pub fn give_number_back(tx: &Transaction, command_id: Uuid) -> Result<()> {
    let seq: Option<i64> =
        tx.query_row("SELECT desk_seq FROM outbox WHERE command_id = ?", [command_id.to_string()], |row| row.get(0))?;
    tx.execute("UPDATE outbox SET desk_seq = NULL WHERE command_id = ?", [command_id.to_string()])?;
    if let Some(seq) = seq {
        facts::set(tx, facts::NEXT_SEQ, &seq)?;
    }
    Ok(())
}

/// Centrale expects another number than the one that was sent. Lower: it was restored, and is told again what it
/// lost, in the old order (it knows a command by its id, so this is harmless); what was refused or given up is not
/// brought back. Higher: this desk was restored, and goes on from there.
pub fn renumber(tx: &Transaction, expected: i64) -> Result<()> {
    let mut again: Vec<String> = tx
        .prepare(
            "SELECT command_id FROM outbox WHERE state IN ('done', 'waiting') AND desk_seq >= ? ORDER BY desk_seq",
        )?
        .query_map([expected], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if again.is_empty() {
        let numbered = "SELECT command_id FROM outbox WHERE state = 'waiting' AND desk_seq NOT NULL ORDER BY desk_seq";
        again = tx.prepare(numbered)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    }
    tx.execute("UPDATE outbox SET desk_seq = NULL WHERE state = 'waiting' OR desk_seq >= ?", [expected])?;
    let mut next = expected;
    for command_id in &again {
        tx.execute(
            "UPDATE outbox SET state = 'waiting', desk_seq = ? WHERE command_id = ?",
            params![next, command_id],
        )?;
        next += 1;
    }
    facts::set(tx, facts::NEXT_SEQ, &next)?;
    tracing::warn!(expected, again = again.len(), "Centrale and this desk count differently.");
    Ok(())
}

/// After a contact in which Centrale said which number it expects: what waits is numbered anew from there. What it
/// had already, it knows by its id.
pub fn go_on_from(tx: &Transaction, expected: i64) -> Result<()> {
    tx.execute("UPDATE outbox SET desk_seq = NULL WHERE state = 'waiting' OR desk_seq >= ?", [expected])?;
    facts::set(tx, facts::NEXT_SEQ, &expected)
}

/// With a new identity Centrale counts this desk's commands from one again.
pub fn start_again(tx: &Transaction) -> Result<()> {
    tx.execute("UPDATE outbox SET desk_seq = NULL", [])?;
    facts::set(tx, facts::NEXT_SEQ, &1)
}
