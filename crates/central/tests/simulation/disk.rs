//! A machine's disk: the desk's real database in memory, the mark outside it, and the power that may fail between any
//! two writes.

use anyhow::anyhow;
use rusqlite::Connection;
use sportello_core::{
    Result,
    promise::{Keeper, Mark},
    store::{Store, facts},
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

/// How many more writes reach the disk.
pub struct Power(AtomicI64);

impl Power {
    pub fn restore(&self) {
        self.0.store(i64::MAX, Ordering::Relaxed);
    }

    pub fn fail_after(&self, writes: i64) {
        self.0.store(writes, Ordering::Relaxed);
    }

    pub fn is_out(&self) -> bool {
        self.0.load(Ordering::Relaxed) <= 0
    }

    fn write(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left > 0).then(|| left - 1)).is_ok()
    }
}

/// What stands outside the database.
#[derive(Clone)]
pub struct Outside {
    mark: Arc<Mutex<Option<Mark>>>,
    power: Arc<Power>,
}

impl Keeper for Outside {
    fn read(&self) -> Result<Option<Mark>> {
        Ok(self.mark.lock().unwrap().clone())
    }

    fn write(&self, mark: &Mark) -> Result<()> {
        if !self.power.write() {
            return Err(anyhow!("the power is out").into());
        }
        *self.mark.lock().unwrap() = Some(mark.clone());
        Ok(())
    }
}

pub struct Disk {
    pub store: Store,
    pub outside: Outside,
}

/// A whole image: database and mark.
#[derive(Clone)]
pub struct Image {
    database: Vec<u8>,
    mark: Option<Mark>,
    /// The number of the last promise in it, in the database or, where that was put back, in the mark alone: both sides
    /// know that one.
    pub promised: i64,
}

impl Disk {
    pub fn new(image: &Image) -> Self {
        let power = Arc::new(Power(AtomicI64::new(i64::MAX)));
        let outside = Outside { mark: Arc::new(Mutex::new(image.mark.clone())), power };
        Self { store: open(&image.database, &outside.power), outside }
    }

    pub fn power(&self) -> &Power {
        &self.outside.power
    }

    pub fn image(&self) -> Image {
        let (database, record) = self
            .store
            .read(|conn| {
                let record: Option<serde_json::Value> = facts::get(conn, facts::PROMISES)?;
                Ok((conn.serialize("main")?.to_vec(), record))
            })
            .unwrap();
        let mark = self.outside.read().unwrap();
        let promised = record.and_then(|record| record["promised"].as_i64()).unwrap_or(0);
        let promised = promised.max(mark.as_ref().map_or(0, |mark| mark.promised));
        Image { database, mark, promised }
    }

    /// The database is put back; the mark outside it stays.
    pub fn put_back_database(&mut self, image: &Image) {
        self.store = open(&image.database, &self.outside.power);
    }

    pub fn lose_mark(&self) {
        *self.outside.mark.lock().unwrap() = None;
    }
}

impl Image {
    /// A database that never had a mark.
    pub fn blank(database: Vec<u8>) -> Self {
        Self { database, mark: None, promised: 0 }
    }

    /// The database alone, on another machine.
    pub fn without_mark(&self) -> Self {
        Self::blank(self.database.clone())
    }
}

fn open(database: &[u8], power: &Arc<Power>) -> Store {
    let connection = super::memory(database);
    let power = power.clone();
    connection.commit_hook(Some(move || !power.write())).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    Store::over(connection).unwrap()
}

/// A new desk's database.
pub fn template(fill: impl FnOnce(&rusqlite::Transaction) -> Result<()>) -> Vec<u8> {
    let store = Store::over(Connection::open_in_memory().unwrap()).unwrap();
    store.write(fill).unwrap();
    store.read(|conn| Ok(conn.serialize("main")?.to_vec())).unwrap()
}
