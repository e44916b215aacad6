//! What a real file system refuses: reading, removing, and writing where there is no room. Nothing may be lost, and the
//! work goes on by itself once it is mended.

use crate::{
    counter::{Counter, QUIET, eventually},
    papers::{jpeg, noise, pdf, png},
};
use serde_json::json;
use sportello_core::{
    Error,
    scanning::{self, Watch},
};
use std::{
    fs::{self, File, Permissions},
    io::{ErrorKind, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

const NOBODY: u32 = 65_534;

/// Root may read and write whatever it likes: as root a test is run again as somebody else. Says whether it was.
fn ran_as_somebody_else(test: &str) -> bool {
    if !rustix::process::getuid().is_root() {
        return false;
    }
    let program = std::env::current_exe().expect("this program");
    let mut again = Command::new(program);
    again.args(["--exact", test]).uid(NOBODY).gid(NOBODY).current_dir("/");
    match again.output() {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            eprintln!("Skipped: run as root, and nobody else may run this program.");
        }
        ended => {
            let said = ended.expect("run again");
            let words = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
            assert!(said.status.success() && words.contains("1 passed"), "{words}");
        }
    }
    true
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("its permissions are set");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_permission_is_said_and_loses_nothing() {
    if ran_as_somebody_else("troubles::a_folder_without_permission_is_said_and_loses_nothing") {
        return;
    }
    let counter = Counter::new().await;
    let path = counter.put("a.jpg", &jpeg());
    allow(&counter.folder, 0o000);
    counter.until_folder("forbidden").await;
    tokio::time::sleep(QUIET * 3).await;
    allow(&counter.folder, 0o700);
    counter.until("taken", |scan| scan["state"] == "taken").await;
    eventually("the plain file is removed", || !path.exists()).await;
    assert_eq!(counter.scans().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_permission_is_named_and_taken_when_it_may_be_read() {
    if ran_as_somebody_else("troubles::a_file_without_permission_is_named_and_taken_when_it_may_be_read") {
        return;
    }
    let counter = Counter::new().await;
    let hidden = counter.folder.join("b.pdf.part");
    fs::write(&hidden, pdf(1, 0)).expect("written");
    allow(&hidden, 0o000);
    let path = counter.folder.join("b.pdf");
    fs::rename(hidden, &path).expect("put into its place");
    let scan = counter.until("named", |scan| scan["state"] == "unreadable").await;
    assert_eq!(scan["file_name"], "b.pdf");
    counter.put("c.png", &png());
    counter.until("the others go on", |scan| scan["state"] == "taken" && scan["file_name"] == "c.png").await;
    allow(&path, 0o600);
    counter.until("taken", |scan| scan["state"] == "taken" && scan["file_name"] == "b.pdf").await;
    eventually("the plain file is removed", || !path.exists()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_not_be_removed_is_taken_once() {
    if ran_as_somebody_else("troubles::a_file_that_may_not_be_removed_is_taken_once") {
        return;
    }
    let counter = Counter::new().await;
    let path = counter.put("a.png", &png());
    allow(&counter.folder, 0o500);
    counter.until("taken", |scan| scan["state"] == "taken").await;
    tokio::time::sleep(QUIET * 6).await;
    assert!(path.exists());
    assert_eq!(counter.scans().await.len(), 1, "looked at again and again, it is one paper");
    allow(&counter.folder, 0o700);
    eventually("the plain file is removed", || !path.exists()).await;
    tokio::time::sleep(QUIET * 2).await;
    assert_eq!(counter.scans().await.len(), 1);
}

/// A disk that is full soon, while it lives.
struct SmallDisk(PathBuf);

impl SmallDisk {
    const BYTES: &str = "size=16m";

    /// Nothing where this system lets nobody, or not us, make one.
    fn new(at: PathBuf) -> Option<Self> {
        fs::create_dir(&at).expect("a folder");
        let made = Command::new("mount").args(["-t", "tmpfs", "-o", Self::BYTES, "none"]).arg(&at).output();
        if made.is_ok_and(|made| made.status.success()) {
            return Some(Self(at));
        }
        eprintln!("Skipped: no small disk can be made here, which takes the rights of root.");
        None
    }

    /// Fills it but for so many bytes; gives the file that does it.
    fn fill(&self, spare: u64) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = File::create(&path).expect("made");
        while file.write_all(&[0; 4096]).is_ok() {}
        let full = file.metadata().expect("known").len();
        file.set_len(full.saturating_sub(spare)).expect("made shorter");
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_loses_nothing_and_is_overcome() {
    let place = tempfile::tempdir().expect("a place");
    let Some(disk) = SmallDisk::new(place.path().join("disk")) else { return };
    let counter = Counter::at(Watch::new(QUIET), place, disk.0.join("data")).await;
    let mut refused = 0;
    // The vault's file has no room, or the database's, or both have.
    for (round, spare) in (0_u32..).zip([0, 64, 240, 264, 280, 300, 2_000]) {
        let (name, bytes) = (format!("{round}.png"), noise(round));
        let filler = disk.fill(spare * 1024);
        let path = counter.put(&name, &bytes);
        let scan = counter
            .until("an end", |scan| {
                scan["file_name"] == name.as_str() && ["taken", "disk_full"].iter().any(|state| scan["state"] == *state)
            })
            .await;
        if scan["state"] == "disk_full" {
            refused += 1;
            assert_eq!(fs::read(&path).expect("the file stays"), bytes);
        }
        if spare == 0 {
            let dropped = scanning::add(&counter.app, "added", noise(99)).await;
            assert!(matches!(dropped, Err(Error::DiskFull)), "whoever drops a picture is told");
            assert!(counter.batches().await.is_empty());
        }
        fs::remove_file(filler).expect("there is room again");
        let taken = counter.until("taken", |scan| scan["file_name"] == name.as_str() && scan["state"] == "taken").await;
        eventually("the plain file is removed", || !path.exists()).await;
        let id = taken["id"].as_str().expect("an id").to_owned();
        let kept = sportello_core::documents::bytes(&counter.app, &format!("scans/{id}")).await.expect("readable");
        assert_eq!(kept.bytes, bytes);
    }
    assert!(refused >= 2, "the disk was never full");
    assert_eq!(counter.scans().await.len(), 7, "each once");
    scanning::add(&counter.app, "added", noise(99)).await.expect("added");
    assert_eq!(counter.call("batches_list", json!(null)).await.expect("the list")["batches"][0]["source"], "added");
}
