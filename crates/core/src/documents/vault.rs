//! The documents' bytes at rest: a file each, encrypted with a key of its own that lives in the encrypted database.
//!
//! Deleting the key is the purge; the file that is left is noise. The document's id is authenticated with the bytes,
//! so that two files cannot be exchanged.

use crate::{Error, Result};
use anyhow::{Context, anyhow};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use std::{
    collections::HashSet,
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::Duration,
};
use uuid::Uuid;

/// The end of the name of a file that is being written.
const UNFINISHED: &str = ".new";
/// No sealing and its transaction take so long.
const AT_WORK: Duration = Duration::from_secs(3600);

/// The key of one document, used for one sealing only.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Key {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// The folder of the encrypted documents.
#[derive(Clone)]
pub struct Vault {
    folder: PathBuf,
}

impl Vault {
    /// Opens the vault, making its folder where there is none.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).context("Making the documents' folder")?;
        Ok(Self { folder })
    }

    /// Encrypts `bytes` with a fresh key and keeps them on disk: when this returns, a power cut takes nothing.
    /// A document that was there under the same id is replaced as a whole.
    ///
    /// # Errors
    /// `DiskFull`, or when the disk fails.
    pub fn seal(&self, id: Uuid, bytes: &[u8]) -> Result<Key> {
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).map_err(|_| anyhow!("no random bytes"))?;
        let key = Key(key);
        let mut sealed = Vec::with_capacity(bytes.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(bytes);
        cipher(&key)?
            .seal_in_place_append_tag(nonce(), Aad::from(id.as_bytes()), &mut sealed)
            .map_err(|_| anyhow!("the cipher refused"))?;
        let fresh = self.folder.join(format!("{id}{UNFINISHED}"));
        let written = write_through(&fresh, &sealed).and_then(|()| fs::rename(&fresh, self.path(id)));
        if let Err(error) = written {
            let _ = fs::remove_file(&fresh);
            return Err(error.into());
        }
        sync_folder(&self.folder)?;
        Ok(key)
    }

    /// The bytes of a document.
    ///
    /// # Errors
    /// `DocumentNotHere` when there is no such file, `DocumentUnreadable` when key, id or bytes do not agree.
    pub fn open(&self, id: Uuid, key: &Key) -> Result<Vec<u8>> {
        let mut sealed = match fs::read(self.path(id)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Error::DocumentNotHere),
            other => other?,
        };
        let length = cipher(key)?
            .open_in_place(nonce(), Aad::from(id.as_bytes()), &mut sealed)
            .map_err(|_| Error::DocumentUnreadable)?
            .len();
        sealed.truncate(length);
        Ok(sealed)
    }

    /// Removes a document's bytes; none there is no error.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove(&self, id: Uuid) -> Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Removes the files to which no key belongs: a sealing that was interrupted before its row was written, or a
    /// removal after it. Those of the last hour stay, since another program may be at it; gives how many there were.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn sweep(&self, known: &HashSet<Uuid>) -> Result<usize> {
        // A database without any key beside sealed bytes is not theirs: it was moved away, or made anew.
        if known.is_empty() {
            return Ok(0);
        }
        let mut swept = 0;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let Ok(id) = Uuid::try_parse(name.trim_end_matches(UNFINISHED)) else { continue };
            let age =
                entry.metadata().and_then(|found| found.modified()).map(|then| then.elapsed().unwrap_or_default());
            let orphan = name.ends_with(UNFINISHED) || !known.contains(&id);
            if orphan && age.is_ok_and(|age| age >= AT_WORK) && fs::remove_file(entry.path()).is_ok() {
                swept += 1;
            }
        }
        Ok(swept)
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }
}

fn cipher(key: &Key) -> Result<LessSafeKey> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key.0).map_err(|_| anyhow!("the cipher refused the key"))?))
}

/// Fixed, because no key seals twice.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

fn write_through(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A rename survives a power cut only when the folder is on disk too. Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests;
