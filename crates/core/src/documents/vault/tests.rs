//! The vault on a real disk.

use super::*;

const TEXT: &[u8] = b"testo di prova inventato, abbastanza lungo da essere riconosciuto su disco";

fn vault() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().expect("a folder");
    let vault = Vault::new(folder.path().join("documents")).expect("a vault");
    (folder, vault)
}

#[test]
fn what_is_sealed_can_be_opened_and_is_not_readable_on_disk() {
    let (folder, vault) = vault();
    let id = Uuid::now_v7();
    let key = vault.seal(id, TEXT).expect("sealed");
    assert_eq!(vault.open(id, &key).expect("opened"), TEXT);
    let files: Vec<_> = fs::read_dir(folder.path().join("documents")).expect("listed").flatten().collect();
    assert_eq!(files.len(), 1, "no temporary file is left");
    assert_eq!(files[0].file_name().to_string_lossy(), id.to_string(), "the file is named by its id only");
    let disk = fs::read(files[0].path()).expect("read");
    assert!(!disk.windows(16).any(|part| TEXT.windows(16).any(|plain| plain == part)), "plain text on disk");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(files[0].metadata().expect("metadata").permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn every_sealing_has_its_own_key() {
    let (_folder, vault) = vault();
    let id = Uuid::now_v7();
    let first = vault.seal(id, TEXT).expect("sealed");
    let second = vault.seal(id, TEXT).expect("sealed again");
    assert_ne!(first, second);
    assert!(matches!(vault.open(id, &first), Err(Error::DocumentUnreadable)), "the replaced version's key");
    assert_eq!(vault.open(id, &second).expect("opened"), TEXT);
}

#[test]
fn wrong_key_exchanged_files_and_flipped_bits_are_found() {
    let (folder, vault) = vault();
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let key = vault.seal(one, TEXT).expect("sealed");
    let other = vault.seal(two, TEXT).expect("sealed");
    assert!(matches!(vault.open(one, &other), Err(Error::DocumentUnreadable)), "another document's key");

    let path = |id: Uuid| folder.path().join("documents").join(id.to_string());
    fs::copy(path(one), path(two)).expect("exchanged");
    assert!(matches!(vault.open(two, &key), Err(Error::DocumentUnreadable)), "the right key under another id");

    let whole = fs::read(path(one)).expect("read");
    for place in [0, TEXT.len() / 2, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        fs::write(path(one), &flipped).expect("flipped");
        assert!(matches!(vault.open(one, &key), Err(Error::DocumentUnreadable)), "a flipped bit at {place}");
    }
    for length in [0, 8, whole.len() - 1] {
        fs::write(path(one), &whole[..length]).expect("cut");
        assert!(matches!(vault.open(one, &key), Err(Error::DocumentUnreadable)), "cut to {length} bytes");
    }
}

#[test]
fn what_was_removed_is_not_here() {
    let (_folder, vault) = vault();
    let id = Uuid::now_v7();
    let key = vault.seal(id, TEXT).expect("sealed");
    vault.remove(id).expect("removed");
    vault.remove(id).expect("removing twice is no error");
    assert!(matches!(vault.open(id, &key), Err(Error::DocumentNotHere)));
}

#[test]
fn a_key_tells_nothing_of_itself() {
    assert_eq!(format!("{:?}", Key([7; 32])), "Key(…)");
}

#[test]
fn only_what_no_key_belongs_to_is_swept_and_only_when_it_is_old() {
    let (folder, vault) = vault();
    let [known, orphan, fresh] = [(); 3].map(|()| Uuid::now_v7());
    let key = vault.seal(known, TEXT).expect("sealed");
    for id in [orphan, fresh] {
        vault.seal(id, TEXT).expect("sealed");
    }
    let place = folder.path().join("documents");
    let half = place.join(format!("{}{UNFINISHED}", Uuid::now_v7()));
    let strange = place.join("lettera.txt");
    for path in [&half, &strange] {
        fs::write(path, TEXT).expect("written");
    }
    let then = std::time::SystemTime::now() - AT_WORK - Duration::from_secs(60);
    for path in [&half, &strange, &vault.path(known), &vault.path(orphan)] {
        fs::File::options().write(true).open(path).and_then(|file| file.set_modified(then)).expect("made older");
    }
    assert_eq!(vault.sweep(&HashSet::from([known])).expect("swept"), 2);
    assert!(!half.exists() && !vault.path(orphan).exists());
    assert!(strange.exists() && vault.path(fresh).exists(), "what is not ours, and what somebody is at");
    assert_eq!(vault.open(known, &key).expect("still here"), TEXT);
}
