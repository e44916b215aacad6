//! The watched folder on disk: listing it, reading a file that holds still, and removing just what was read.

use super::types::FolderState;
use sportello_protocol::documents::MAX_BYTES;
use std::{
    ffi::OsString,
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
    time::SystemTime,
};

/// Entries looked at in one listing; a folder with more is no scanner's folder.
const MOST_ENTRIES: usize = 10_000;
/// Files followed at once, the newest.
const MOST_FILES: usize = 500;

/// By what a file is known to be the same and unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Its length.
    pub bytes: u64,
    modified: Option<SystemTime>,
    place: (u64, u64),
}

impl Stamp {
    /// As the file system tells it.
    pub fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let place = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(windows)]
        let place = (std::os::windows::fs::MetadataExt::creation_time(metadata), 0);
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), place }
    }
}

/// A file in the folder.
#[derive(Debug)]
pub struct Found {
    /// Its name.
    pub name: OsString,
    /// Its state.
    pub stamp: Stamp,
}

/// The plain files of the folder, oldest first; links are not followed.
///
/// # Errors
/// Why it cannot be read, as the screen says it.
pub fn list(folder: &Path) -> Result<Vec<Found>, FolderState> {
    let state = |error: io::Error| match error.kind() {
        ErrorKind::PermissionDenied => FolderState::Forbidden,
        _ => FolderState::Missing,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(state)?.take(MOST_ENTRIES) {
        let name = entry.map_err(state)?.file_name();
        if is_ignored(&name.to_string_lossy()) {
            continue;
        }
        // What vanished meanwhile is not there; the listing's own figures can be stale on Windows.
        let Ok(metadata) = fs::symlink_metadata(folder.join(&name)) else { continue };
        if metadata.is_file() {
            files.push(Found { name, stamp: Stamp::of(&metadata) });
        }
    }
    files.sort_by_key(|file| file.stamp.modified);
    Ok(files.split_off(files.len().saturating_sub(MOST_FILES)))
}

/// What operating systems, shares and programs leave beside the files of a scanner.
fn is_ignored(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || [".tmp", ".part", ".partial", ".crdownload", ".filepart"].iter().any(|end| name.ends_with(end))
        || ["thumbs.db", "desktop.ini", "@eadir"].contains(&name.as_str())
}

/// Reads a file, if it is the one that was listed and holds still meanwhile.
///
/// # Errors
/// Those of the file system.
pub fn read(path: &Path, stamp: Stamp) -> io::Result<Option<Vec<u8>>> {
    read_open(&open(path)?, stamp)
}

/// The same for a file that is open, from its beginning.
///
/// # Errors
/// Those of the file system.
pub fn read_open(file: &File, stamp: Stamp) -> io::Result<Option<Vec<u8>>> {
    if Stamp::of(&file.metadata()?) != stamp || stamp.bytes > MAX_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.bytes).unwrap_or(0));
    Places { file, at: 0 }.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    let held_still = Stamp::of(&file.metadata()?) == stamp && bytes.len() as u64 == stamp.bytes;
    Ok(held_still.then_some(bytes))
}

/// A file read from a place of its own: a reading that took too long may still go on in the same file.
struct Places<'a> {
    file: &'a File,
    at: u64,
}

impl Read for Places<'_> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(self.file, part, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(self.file, part, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// The first 16 bytes and the last 1024.
///
/// # Errors
/// Those of the file system.
pub fn ends(path: &Path) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut file = open(path)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    (&file).take(16).read_to_end(&mut head)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(1024)))?;
    file.take(1024).read_to_end(&mut tail)?;
    Ok((head, tail))
}

/// Removes the file, if it is still the one that was read. `false`: it has changed and stays.
///
/// # Errors
/// Those of the file system.
pub fn remove(path: &Path, stamp: Stamp) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if Stamp::of(&metadata) != stamp => Ok(false),
        Ok(_) => fs::remove_file(path).map(|()| true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// On Windows nobody may have it open for writing: a scanner's program keeps it open while it writes.
fn open(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(windows)]
    {
        const SHARE_READ: u32 = 1;
        const SHARE_DELETE: u32 = 4;
        std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, SHARE_READ | SHARE_DELETE);
    }
    options.open(path)
}

/// Whether another program holds the file: it is being written, and that is no fault.
pub fn is_busy(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
        || matches!(error.kind(), ErrorKind::ResourceBusy | ErrorKind::Interrupted | ErrorKind::WouldBlock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_leave_is_ignored() {
        for name in ["._scan.pdf", ".DS_Store", "Thumbs.db", "DESKTOP.INI", "a.TMP", "a.pdf.part", "~$lettera.docx"] {
            assert!(is_ignored(name), "{name}");
        }
        for name in ["scan.pdf", "IMG_0001.JPG", "senza-estensione", "tmp.png"] {
            assert!(!is_ignored(name), "{name}");
        }
    }

    #[test]
    fn a_changed_file_is_neither_read_nor_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        fs::write(&path, b"uno").expect("written");
        let stamp = list(folder.path()).expect("listed")[0].stamp;
        assert_eq!(read(&path, stamp).expect("read").as_deref(), Some(&b"uno"[..]));
        fs::write(&path, b"uno e due").expect("grown");
        assert_eq!(read(&path, stamp).expect("looked"), None);
        assert!(!remove(&path, stamp).expect("looked"));
        assert!(path.exists(), "it stays");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_are_not_files() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("dir")).expect("made");
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link")).expect("linked");
        assert!(list(folder.path()).expect("listed").is_empty());
        assert_eq!(list(&folder.path().join("none")).expect_err("not there"), FolderState::Missing);
    }
}
