//! Centrale's database: one encrypted file, one writer at a time, a module a noun.

pub mod accounts;
pub mod acts;
pub mod allotment;
pub mod appointments;
pub mod changes;
pub mod citizens;
pub mod closures;
pub mod comuni;
pub mod demand;
pub mod desks;
pub mod documents;
pub mod frozen;
pub mod holds;
pub mod openings;
pub mod operators;
pub mod rooms;
pub mod settings;
pub mod slots;
pub(crate) mod values;

use crate::{
    error::{Fault, Result},
    keys::Keys,
};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Connections that only read; more than cores would not answer sooner.
const READERS: usize = 4;
/// More than the program has: none is read twice.
const STATEMENTS: usize = 256;
static CIPHER: Once = Once::new();
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// The database and the keys that go with it.
pub struct Store {
    writer: Mutex<Connection>,
    readers: Vec<Mutex<Connection>>,
    next: AtomicUsize,
    keys: Keys,
    folder: PathBuf,
}

impl Store {
    /// Opens the database in `data`, or makes it, with the key of `key_file`; proves that the file is encrypted.
    pub fn open(data: &Path, key_file: &Path) -> Result<Arc<Self>> {
        let keys = Keys::load(key_file, data)?;
        let file = data.join("centrale.db");
        let mut first = connect(&file, &keys)?;
        migrate(&mut first)?;
        // Before any connection stays open: on POSIX whoever closes a file ends all locks that its process has on it, and
        // another program could then take the log of a database in use for a forgotten one.
        drop(first);
        prove_encrypted(&file)?;
        let writer = connect(&file, &keys)?;
        let readers = (0..READERS)
            .map(|_| {
                let reader = connect(&file, &keys)?;
                reader.pragma_update(None, "query_only", true)?;
                Ok(Mutex::new(reader))
            })
            .collect::<Result<_>>()?;
        let folder = data.join("documents");
        fs::create_dir_all(&folder)?;
        close_to_others(data)?;
        Ok(Arc::new(Self { writer: Mutex::new(writer), readers, next: AtomicUsize::new(0), keys, folder }))
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Where the sealed bytes of documents lie.
    pub fn documents_folder(&self) -> &Path {
        &self.folder
    }

    /// Does `work` in one transaction; blocks.
    pub fn write_now<T>(&self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// Reads in one transaction, so that all it sees is of one moment; blocks.
    pub fn read_now<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.readers.len().max(1);
        let mut reader = lock(self.readers.get(turn).unwrap_or(&self.writer));
        let tx = reader.transaction()?;
        work(&tx)
    }

    /// `write_now` away from the threads that answer requests.
    pub async fn write<T, F>(self: &Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.write_now(work)).await.map_err(|_| Fault::Interrupted)?
    }

    /// `read_now` away from the threads that answer requests.
    pub async fn read<T, F>(self: &Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.read_now(work)).await.map_err(|_| Fault::Interrupted)?
    }
}

/// Brings a database into the present form.
///
/// # Errors
/// When a migration does not run.
pub fn migrate(connection: &mut Connection) -> Result<()> {
    // A migration may build a table anew; references are checked at its end.
    connection.pragma_update(None, "foreign_keys", false)?;
    migrations().to_latest(connection)?;
    Ok(connection.pragma_update(None, "foreign_keys", true)?)
}

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("migrations/0001_init.sql")),
        M::up(include_str!("migrations/0002_agenda.sql")).foreign_key_check(),
        M::up(include_str!("migrations/0003_office.sql")),
        M::up(include_str!("migrations/0004_numbers.sql")),
        M::up(include_str!("migrations/0005_desk_changes.sql")),
        M::up(include_str!("migrations/0006_origins.sql")),
        M::up(include_str!("migrations/0007_verdicts.sql")),
        M::up(include_str!("migrations/0008_second_factor.sql")),
        M::up(include_str!("migrations/0009_receipts.sql")),
        M::up(include_str!("migrations/0010_rooms.sql")),
        M::up(include_str!("migrations/0011_attestations.sql")),
    ])
}

fn connect(file: &Path, keys: &Keys) -> Result<Connection> {
    // The cipher is made ready only after SQLite calls itself ready: a second thread that opens at that moment would be
    // refused its key.
    CIPHER.call_once(|| drop(Connection::open_in_memory()));
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "key", keys.database_key())?;
    let cipher: Option<String> = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(Fault::NotEncrypted);
    }
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(|e| match e {
        rusqlite::Error::SqliteFailure(f, _) if f.code == rusqlite::ErrorCode::NotADatabase => Fault::WrongKey,
        other => other.into(),
    })?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

#[cfg(unix)]
fn close_to_others(data: &Path) -> Result<()> {
    Ok(fs::set_permissions(data, std::os::unix::fs::PermissionsExt::from_mode(0o700))?)
}

#[cfg(not(unix))]
fn close_to_others(_: &Path) -> Result<()> {
    Ok(())
}

fn prove_encrypted(file: &Path) -> Result<()> {
    let mut head = [0; 16];
    fs::File::open(file)?.read_exact(&mut head)?;
    if &head == PLAIN_HEADER { Err(Fault::NotEncrypted) } else { Ok(()) }
}

// A panic while a lock was held has rolled its transaction back; the connection is good.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    #[test]
    fn migrations_run_from_empty() {
        let mut database = rusqlite::Connection::open_in_memory().unwrap();
        super::migrations().to_latest(&mut database).unwrap();
    }
}
