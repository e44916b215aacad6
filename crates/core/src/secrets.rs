//! The keys of the desk, in the operating system's keystore; where a machine has none, in a file that only its
//! owner can read, and the program says so.

use crate::{Error, Result};
use anyhow::{Context, anyhow};
use base64::{Engine, prelude::BASE64_STANDARD};
use keyring::Entry;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use ts_rs::TS;

const SERVICE: &str = "it.sportelloevoluto.sportello";
const KEY_FILE: &str = "keys.json";
const DATABASE_KEY: &str = "database-key";
const DESK_KEY: &str = "desk-key";
const NEXT_DESK_KEY: &str = "desk-key-next";
const MARK: &str = "promise-mark";

/// Where the keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keystore {
    /// Secret Service or Credential Manager.
    System,
    /// A file readable by the owner only: the machine has no keystore.
    KeyFile,
}

/// The keys of one data folder.
#[derive(Clone)]
pub struct Secrets {
    keystore: Keystore,
    file: PathBuf,
    /// Two data folders of one user must not share keys.
    scope: String,
}

impl Secrets {
    /// Finds where the keys of `data` are, or will be. A key file that is there stays in use; `force_file` never asks
    /// the system (tests, containers).
    pub fn find(data: &Path, force_file: bool) -> Self {
        let file = data.join(KEY_FILE);
        let full = data.canonicalize().unwrap_or_else(|_| data.to_path_buf());
        let digest = ring::digest::digest(&ring::digest::SHA256, full.to_string_lossy().as_bytes());
        let scope = hex::encode(&digest.as_ref()[..8]);
        let mut secrets = Self { keystore: Keystore::System, file, scope };
        if force_file || secrets.file.exists() || !secrets.system_works() {
            secrets.keystore = Keystore::KeyFile;
        }
        secrets
    }

    /// Where the keys are kept.
    pub fn keystore(&self) -> Keystore {
        self.keystore
    }

    /// The database's key. Made only for a database that is not there yet: a key that is gone must never be
    /// replaced silently, or the unsent work in the database would be lost.
    ///
    /// # Errors
    /// `WrongKey` when the database exists and its key does not, or the key file is damaged.
    pub fn database_key(&self, database_exists: bool) -> Result<[u8; 32]> {
        if let Some(key) = self.get(DATABASE_KEY)? {
            return key.try_into().map_err(|_| Error::WrongKey);
        }
        if database_exists {
            return Err(Error::WrongKey);
        }
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).map_err(|_| anyhow!("no random bytes"))?;
        self.set(DATABASE_KEY, &key)?;
        Ok(key)
    }

    /// The desk's private key (PKCS#8, P-256), if it has one.
    ///
    /// # Errors
    /// When the keystore cannot be read.
    pub fn desk_key(&self) -> Result<Option<Vec<u8>>> {
        self.get(DESK_KEY)
    }

    /// Keeps the desk's private key.
    ///
    /// # Errors
    /// When the keystore cannot be written.
    pub fn set_desk_key(&self, pkcs8: &[u8]) -> Result<()> {
        self.set(DESK_KEY, pkcs8)
    }

    /// The key with which a desk that has one is enrolled anew: another than that, since a copy of the desk has it too.
    /// It stays the same until it is the desk's, so that a lost answer can be asked for again.
    ///
    /// # Errors
    /// When the keystore cannot be read or written.
    pub fn next_desk_key(&self, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let current = self.desk_key()?;
        if let Some(next) = self.get(NEXT_DESK_KEY)?.filter(|next| Some(next) != current.as_ref()) {
            return Ok(next);
        }
        let next = make()?;
        self.set(NEXT_DESK_KEY, &next)?;
        Ok(next)
    }

    /// The mark of the desk's promises, if there is one.
    ///
    /// # Errors
    /// When the keystore cannot be read.
    pub fn mark(&self) -> Result<Option<Vec<u8>>> {
        self.get(MARK)
    }

    /// Keeps the mark of the desk's promises.
    ///
    /// # Errors
    /// When the keystore cannot be written.
    pub fn set_mark(&self, mark: &[u8]) -> Result<()> {
        self.set(MARK, mark)
    }

    fn entry(&self, name: &str) -> keyring::Result<Entry> {
        Entry::new(SERVICE, &format!("{name}-{}", self.scope))
    }

    /// A round trip: a keystore that answers but does not keep is none.
    fn system_works(&self) -> bool {
        let probe = || -> keyring::Result<bool> {
            let entry = self.entry("probe")?;
            entry.set_secret(b"probe")?;
            let kept = entry.get_secret()? == b"probe";
            entry.delete_credential()?;
            Ok(kept)
        };
        matches!(probe(), Ok(true))
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.keystore {
            Keystore::System => match self.entry(name).and_then(|entry| entry.get_secret()) {
                Ok(secret) => Ok(Some(secret)),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(error) => Err(anyhow::Error::from(error).context("Reading the keystore").into()),
            },
            Keystore::KeyFile => {
                let keys = self.read_file()?;
                let secret = keys.get(name).map(|text| BASE64_STANDARD.decode(text)).transpose();
                secret.map_err(|_| damaged())
            }
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<()> {
        match self.keystore {
            Keystore::System => {
                self.entry(name).and_then(|entry| entry.set_secret(secret)).context("Writing the keystore")?;
            }
            Keystore::KeyFile => {
                let mut keys = self.read_file()?;
                keys.insert(name.into(), BASE64_STANDARD.encode(secret));
                self.write_file(&serde_json::to_vec_pretty(&keys)?).context("Writing the key file")?;
            }
        }
        Ok(())
    }

    fn read_file(&self) -> Result<BTreeMap<String, String>> {
        match fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| damaged()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error.into()),
        }
    }

    fn write_file(&self, bytes: &[u8]) -> std::io::Result<()> {
        let fresh = self.file.with_extension("new");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.file)?;
        // The rename itself must survive a power cut: a mark that went back in time would accuse its own desk.
        #[cfg(unix)]
        if let Some(folder) = self.file.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

/// A key file that was cut short stays as it is: what is left of it may be mended, and a new one would open nothing.
fn damaged() -> Error {
    tracing::error!("{KEY_FILE} is damaged and is left as it is; put it back from a copy.");
    Error::WrongKey
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_database_key_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::find(folder.path(), true);
        let key = secrets.database_key(false).expect("a new key");
        assert_eq!(key, secrets.database_key(true).expect("the same key"));
        fs::remove_file(folder.path().join(KEY_FILE)).expect("the key file is lost");
        assert!(matches!(secrets.database_key(true), Err(Error::WrongKey)));
    }

    #[test]
    fn a_key_file_that_was_cut_short_stops_the_start_and_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || crate::App::open(crate::app::Options { data: folder.path().into(), force_key_file: true });
        drop(open().expect("the desk opens"));
        let file = folder.path().join(KEY_FILE);
        let whole = fs::read(&file).expect("the key file");
        for length in [0, 1, whole.len() / 2, whole.len() - 1] {
            fs::write(&file, &whole[..length]).expect("cut");
            assert!(matches!(open(), Err(Error::WrongKey)), "cut to {length} bytes");
            assert!(Secrets::find(folder.path(), true).set_mark(b"mark").is_err(), "nothing is written over it");
            assert_eq!(fs::read(&file).expect("still there"), &whole[..length]);
        }
        fs::write(&file, &whole).expect("put back");
        open().expect("nothing was lost");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_key_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        Secrets::find(folder.path(), true).database_key(false).expect("a new key");
        let mode = fs::metadata(folder.path().join(KEY_FILE)).expect("the key file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
