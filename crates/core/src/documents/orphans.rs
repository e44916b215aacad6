//! Sealed bytes that no row needs any more: the program stopped between the vault and the database.

use super::vault::Vault;
use crate::{
    Result,
    store::{Store, uuid},
};
use rusqlite::Connection;
use std::collections::HashSet;
use uuid::Uuid;

/// Removes them from the vault; without their keys they are noise that fills the disk.
pub fn sweep(store: &Store, vault: &Vault) {
    match store.read(known).and_then(|known| vault.sweep(&known)) {
        Ok(0) => {}
        Ok(swept) => tracing::info!(swept, "Sealed bytes that belong to nothing are removed."),
        Err(error) => tracing::warn!(%error, "Sealed bytes that belong to nothing cannot be looked for."),
    }
}

/// Whatever has a key.
fn known(conn: &Connection) -> Result<HashSet<Uuid>> {
    let mut statement = conn.prepare(
        "SELECT id FROM documents WHERE key IS NOT NULL
         UNION SELECT id FROM scans WHERE key IS NOT NULL
         UNION SELECT id FROM originals
         UNION SELECT finished_id AS id FROM pages WHERE finished_key IS NOT NULL
         UNION SELECT thumbnail_id AS id FROM pages WHERE thumbnail_key IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut known = HashSet::new();
    while let Some(row) = rows.next()? {
        known.insert(uuid(row, "id")?);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_key_of_the_database_is_looked_for() {
        // A new column of keys must be asked for above, or its bytes would be swept.
        let keys = include_str!("../../../../docs/schema.sql").lines().filter(|line| line.contains("key BLOB")).count();
        assert_eq!(keys, 5);
    }
}
