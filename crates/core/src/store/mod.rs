//! The desk's encrypted database: opening it, proving that it is encrypted, and one way to write.
//!
//! WAL with `synchronous=FULL`: with NORMAL a power cut loses commits that the clerk has seen confirmed.

pub mod facts;
pub mod resources;

use crate::{Error, Result};
use anyhow::{Context, anyhow};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::{
    io::Read,
    path::Path,
    sync::{Mutex, Once, PoisonError},
    time::Duration,
};

static CIPHER: Once = Once::new();

/// Append-only: a migration that has been released is never edited.
const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_init.sql")),
    M::up(include_str!("migrations/0002_scans.sql")),
    M::up(include_str!("migrations/0003_agenda.sql")),
    M::up(include_str!("migrations/0004_delegates.sql")),
    M::up(include_str!("migrations/0005_search.sql")),
    M::up(include_str!("migrations/0006_calls.sql")),
    M::up(include_str!("migrations/0007_to_tell.sql")),
    M::up(include_str!("migrations/0008_pages.sql")),
    M::up(include_str!("migrations/0009_origins.sql")),
    M::up(include_str!("migrations/0010_arriving.sql")),
    M::up(include_str!("migrations/0011_verdicts.sql")),
    M::up(include_str!("migrations/0012_scanned_by.sql")),
    M::up(include_str!("migrations/0013_receipts.sql")),
    M::up(include_str!("migrations/0014_gone_as_blank.sql")),
];

/// More than the program has: none is read twice.
const STATEMENTS: usize = 256;

/// The database.
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens or makes the database at `path` with the raw 32-byte `key`.
    ///
    /// # Errors
    /// `WrongKey` when the key does not open it, `NewerDatabase` when a newer program wrote it; `Internal` when the
    /// program was built without a cipher, since it must never write personal data in clear.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self> {
        // The cipher is made ready only after SQLite calls itself ready: a second thread that opens at that moment would
        // be refused its key.
        CIPHER.call_once(|| drop(Connection::open_in_memory()));
        // Before a connection stays open: on POSIX whoever closes a file ends all locks that its process has on it, and
        // another program could then take the log of a database in use for a forgotten one.
        drop(connect(path, key)?);
        prove_encrypted(path)?;
        let connection = connect(path, key)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// A desk over a database that is open already, and in the present form or empty; for the simulator, which puts
    /// copies of databases back.
    ///
    /// # Errors
    /// When the migrations do not run.
    pub fn over(mut connection: Connection) -> Result<Self> {
        Migrations::from_slice(MIGRATIONS).to_latest(&mut connection)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// A database as an earlier version of the program left it, after `migrations`.
    #[cfg(test)]
    pub fn earlier(migrations: usize) -> Self {
        let mut connection = Connection::open_in_memory().expect("a database");
        Migrations::from_slice(&MIGRATIONS[..migrations]).to_latest(&mut connection).expect("migrated");
        Self { connection: Mutex::new(connection) }
    }

    /// The same database, after all migrations.
    #[cfg(test)]
    pub fn brought_up(self) -> Self {
        Self::over(self.connection.into_inner().expect("whole")).expect("migrated")
    }

    /// Writes everything or nothing. A panic in `work` rolls back, and spoils nothing for the next one.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    pub fn write<T>(&self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx)?;
        tx.commit()?;
        Ok(result)
    }

    /// Reads a consistent view.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction()?;
        work(&tx)
    }
}

/// An id stored as text.
///
/// # Errors
/// When the column is no id.
pub fn uuid(row: &rusqlite::Row, column: &str) -> Result<uuid::Uuid> {
    let text: String = row.get(column)?;
    Ok(text.parse().map_err(anyhow::Error::from)?)
}

/// The schema of a new database, as SQL, for the documentation.
///
/// # Errors
/// When the migrations do not run.
pub fn schema() -> Result<String> {
    let mut connection = Connection::open_in_memory()?;
    Migrations::from_slice(MIGRATIONS).to_latest(&mut connection)?;
    // The tables in which the full-text index keeps itself are its own affair.
    let mut statement = connection.prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
         AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid",
    )?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let statements = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let head = "-- The desk's database after all migrations. Generated by `cargo xtask contract`.\n";
    Ok(statements.iter().fold(head.to_owned(), |text, sql| format!("{text}\n{sql};\n")))
}

/// Opens or makes the database, in the present form.
fn connect(path: &Path, key: &[u8; 32]) -> Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "key", format!("x'{}'", hex::encode(key)))?;
    prove_cipher(&connection)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    let migrations = Migrations::from_slice(MIGRATIONS);
    match migrations.to_latest(&mut connection) {
        Err(rusqlite_migration::Error::MigrationDefinition(
            rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
        )) => return Err(Error::NewerDatabase),
        other => other?,
    }
    Ok(connection)
}

/// A SQLite without the codec ignores the key and writes in clear, silently.
fn prove_cipher(connection: &Connection) -> Result<()> {
    let version: Option<String> = match connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)) {
        Err(rusqlite::Error::QueryReturnedNoRows) => None,
        other => Some(other?),
    };
    version.filter(|v| !v.is_empty()).ok_or_else(|| anyhow!("built without a database cipher").into()).map(|_| ())
}

fn prove_encrypted(path: &Path) -> Result<()> {
    let mut head = [0; 15];
    let mut file = std::fs::File::open(path).context("Opening the database file to look at its head")?;
    match file.read_exact(&mut head) {
        Ok(()) if &head == b"SQLite format 3" => Err(anyhow!("the database file is not encrypted").into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
