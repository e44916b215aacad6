use super::*;

#[test]
fn migrations_run_from_empty_and_are_valid() {
    Migrations::from_slice(MIGRATIONS).validate().expect("migrations are valid");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    Store::open(&path, &[7; 32]).expect("a new database opens");
    Store::open(&path, &[7; 32]).expect("and opens again");
}

#[test]
fn the_file_is_encrypted_and_another_key_does_not_open_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let store = Store::open(&path, &[7; 32]).expect("a new database opens");
    store.write(|tx| facts::set(tx, facts::CURSOR, &"PLANTED-TEXT-IN-THE-DATABASE")).expect("a fact is written");
    drop(store);
    for entry in std::fs::read_dir(folder.path()).expect("the folder is readable") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a readable file");
        assert!(!bytes.windows(12).any(|w| w == b"PLANTED-TEXT"), "the text stands in clear on disk");
    }
    assert!(matches!(Store::open(&path, &[8; 32]), Err(Error::WrongKey)), "a wrong key must be told apart");
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let store = Store::open(&path, &[7; 32]).expect("a new database opens");
    store
        .connection
        .lock()
        .expect("the lock")
        .pragma_update(None, "user_version", 9_999)
        .expect("a version from the future");
    drop(store);
    assert!(matches!(Store::open(&path, &[7; 32]), Err(Error::NewerDatabase)));
}
