//! The bytes of one document at rest: a file of records, each sealed as it arrived, so that a cut upload loses nothing
//! and no plain byte is ever written.

use crate::{
    error::{Fault, Result},
    keys::{open, seal},
};
use ring::{
    aead::{LessSafeKey, MAX_TAG_LEN, NONCE_LEN},
    digest::{Context, SHA256},
};
use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// The most plain bytes of a record.
pub const RECORD: usize = 64 * 1024;
const OVERHEAD: usize = NONCE_LEN + MAX_TAG_LEN;

/// An open file of sealed records.
pub struct Sealed {
    file: File,
    key: LessSafeKey,
    id: Uuid,
    length: u64,
    end: u64,
}

/// A place between two records.
#[derive(Clone, Copy)]
pub struct Place {
    length: u64,
    end: u64,
}

impl Sealed {
    /// Opens the file of a document, or makes it; a last record that a power cut left in pieces is cut off.
    pub fn open(folder: &Path, id: Uuid, key: LessSafeKey) -> Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path(folder, id))?;
        let mut sealed = Self { file, key, id, length: 0, end: 0 };
        let (good, end) = sealed.measure()?;
        if good < end {
            sealed.file.set_len(good)?;
        }
        sealed.file.seek(SeekFrom::Start(good))?;
        sealed.end = good;
        Ok(sealed)
    }

    /// All plain bytes of a document that was delivered whole; changes nothing, and serves no part of it for the whole.
    pub fn read(folder: &Path, id: Uuid, key: LessSafeKey, bytes: u64) -> Result<Vec<u8>> {
        let file = File::open(path(folder, id))?;
        let mut sealed = Self { file, key, id, length: 0, end: 0 };
        let (good, end) = sealed.measure()?;
        if good < end || sealed.length != bytes {
            return Err(Fault::Stored("sealed document"));
        }
        let mut plain = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
        sealed.each(|record| plain.extend_from_slice(record))?;
        Ok(plain)
    }

    /// Removes the file of a document that nobody was told of.
    pub fn remove(folder: &Path, id: Uuid) -> Result<()> {
        Ok(fs::remove_file(path(folder, id))?)
    }

    /// How many plain bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Seals `plain` behind what is there.
    pub fn append(&mut self, plain: &[u8]) -> Result<()> {
        for piece in plain.chunks(RECORD) {
            let body = seal(&self.key, &self.about(self.length), piece)?;
            let size = u32::try_from(piece.len()).map_err(|_| Fault::Stored("record"))?;
            let record = [size.to_le_bytes().as_slice(), &body].concat();
            self.file.write_all(&record)?;
            self.length += u64::from(size);
            self.end += record.len() as u64;
        }
        Ok(())
    }

    /// Waits until everything is on the disk.
    pub fn settle(&self) -> Result<()> {
        Ok(self.file.sync_data()?)
    }

    /// Where the file ends now.
    pub fn place(&self) -> Place {
        Place { length: self.length, end: self.end }
    }

    /// Throws away what was sealed since.
    pub fn go_back(&mut self, to: Place) -> Result<()> {
        self.file.set_len(to.end)?;
        self.file.seek(SeekFrom::Start(to.end))?;
        (self.length, self.end) = (to.length, to.end);
        self.settle()
    }

    /// Throws everything away.
    pub fn clear(&mut self) -> Result<()> {
        self.go_back(Place { length: 0, end: 0 })
    }

    /// The SHA-256 of all plain bytes, lower-case hex, and the first record.
    pub fn digest(&mut self) -> Result<(String, Vec<u8>)> {
        let (mut hash, mut head) = (Context::new(&SHA256), Vec::new());
        self.each(|record| {
            hash.update(record);
            if head.is_empty() {
                head = record.to_vec();
            }
        })?;
        Ok((hex::encode(hash.finish()), head))
    }

    fn each(&mut self, mut take: impl FnMut(&[u8])) -> Result<()> {
        self.file.rewind()?;
        let mut at = 0;
        while at < self.length {
            let size = read_size(&mut self.file)?.ok_or(Fault::Stored("record"))?;
            let mut body = vec![0; size + OVERHEAD];
            self.file.read_exact(&mut body)?;
            take(&open(&self.key, &self.about(at), &body)?);
            at += u64::try_from(size).map_err(|_| Fault::Stored("record"))?;
        }
        Ok(())
    }

    // Where the whole records end, and where the file does.
    fn measure(&mut self) -> Result<(u64, u64)> {
        let end = self.file.metadata()?.len();
        let mut good = 0;
        while let Some(size) = read_size(&mut self.file)? {
            let next = good + u64::try_from(4 + size + OVERHEAD).map_err(|_| Fault::Stored("record"))?;
            // No record is empty: one would never end the reading.
            if size == 0 || size > RECORD || next > end {
                break;
            }
            self.length += u64::try_from(size).map_err(|_| Fault::Stored("record"))?;
            good = self.file.seek(SeekFrom::Start(next))?;
        }
        Ok((good, end))
    }

    // Binds a record to its document and place, so that records cannot be exchanged.
    fn about(&self, offset: u64) -> Vec<u8> {
        [self.id.as_bytes().as_slice(), &offset.to_le_bytes()].concat()
    }
}

fn path(folder: &Path, id: Uuid) -> PathBuf {
    folder.join(format!("{}.sealed", id.simple()))
}

fn read_size(file: &mut File) -> Result<Option<usize>> {
    let mut size = [0; 4];
    match file.read_exact(&mut size) {
        Ok(()) => Ok(usize::try_from(u32::from_le_bytes(size)).ok()),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::*;
    use ring::aead::{AES_256_GCM, UnboundKey};

    fn key() -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap())
    }

    #[test]
    fn a_torn_record_is_cut_off_and_the_rest_goes_on() {
        let (folder, id) = (tempfile::tempdir().unwrap(), Uuid::new_v4());
        let plain: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
        let mut sealed = Sealed::open(folder.path(), id, key()).unwrap();
        sealed.append(&plain[..70_000]).unwrap();
        sealed.append(&plain[70_000..100_000]).unwrap();
        let end = sealed.file.metadata().unwrap().len();
        sealed.file.set_len(end - 1).unwrap();
        let mut sealed = Sealed::open(folder.path(), id, key()).unwrap();
        assert_eq!(sealed.length(), 70_000);
        sealed.append(&plain[70_000..]).unwrap();
        assert_eq!(Sealed::read(folder.path(), id, key(), 800_000).unwrap(), plain);
    }

    #[test]
    fn an_exchanged_record_is_not_opened() {
        let (folder, id) = (tempfile::tempdir().unwrap(), Uuid::new_v4());
        let mut sealed = Sealed::open(folder.path(), id, key()).unwrap();
        sealed.append(b"one").unwrap();
        sealed.append(b"two").unwrap();
        let path = path(folder.path(), id);
        let bytes = std::fs::read(&path).unwrap();
        let (first, second) = bytes.split_at(bytes.len() / 2);
        std::fs::write(&path, [second, first].concat()).unwrap();
        assert!(matches!(Sealed::read(folder.path(), id, key(), 6), Err(Fault::Crypto)));
    }
}
