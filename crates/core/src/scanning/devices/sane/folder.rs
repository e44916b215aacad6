//! Where `scanimage` puts its pages, which are not encrypted: in memory, for this user only, and never for longer than
//! the program runs. What a program that was killed left is swept by the next.

use std::{
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const PREFIX: &str = "sportello-scanimage-";

/// A folder of one scan; removed with all that is in it when dropped.
pub(super) struct Folder {
    folder: TempDir,
    /// Held while the scan runs: the system gives it back for a program that was killed.
    _lock: File,
}

impl Folder {
    pub(super) fn new() -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(PREFIX);
        let fresh = places().into_iter().find_map(|place| builder.tempdir_in(place).ok());
        let folder = fresh.map_or_else(|| builder.tempdir(), Ok)?;
        let lock = File::open(folder.path())?;
        lock.try_lock()?;
        Ok(Self { folder, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders of this user that no running program holds.
pub fn sweep() {
    for place in places().into_iter().chain([std::env::temp_dir()]) {
        sweep_in(&place);
    }
}

fn sweep_in(place: &Path) {
    let me = rustix::process::getuid().as_raw();
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let path = entry.path();
        // Everybody may write there: neither links nor what belongs to others is touched.
        let mine = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && found.uid() == me);
        if !mine || !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let held = File::open(&path).map(|folder| matches!(folder.try_lock(), Err(TryLockError::WouldBlock)));
        if matches!(held, Ok(false)) && fs::remove_dir_all(&path).is_ok() {
            tracing::info!("The pages that a scan had left are removed.");
        }
    }
}

fn places() -> Vec<PathBuf> {
    let memory = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).into_iter().chain(["/dev/shm".into()]);
    memory.filter(|place| place.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_is_removed_and_nothing_else() {
        let place = tempfile::tempdir().expect("a place");
        let make = |name: &str| {
            let folder = place.path().join(name);
            fs::create_dir(&folder).expect("a folder");
            fs::write(folder.join("1.png"), b"a page").expect("a page");
            folder
        };
        let (left, running, strange) =
            (make("sportello-scanimage-a"), make("sportello-scanimage-b"), make("sportello-data"));
        let lock = File::open(&running).expect("opened");
        lock.try_lock().expect("held");
        std::os::unix::fs::symlink(&strange, place.path().join("sportello-scanimage-c")).expect("a link");
        sweep_in(place.path());
        assert!(!left.exists(), "nobody holds it");
        assert!(running.join("1.png").exists(), "another program scans");
        assert!(strange.join("1.png").exists(), "neither by its name nor through a link");
    }

    #[test]
    fn a_scan_that_runs_is_not_swept() {
        let folder = Folder::new().expect("a folder");
        fs::write(folder.path().join("1.png"), b"a page").expect("a page");
        sweep_in(folder.path().parent().expect("its place"));
        assert!(folder.path().join("1.png").exists());
    }
}
