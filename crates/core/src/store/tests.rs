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

#[test]
fn citizens_of_an_older_database_are_found_by_telephone_after_the_update() {
    let mut connection = Connection::open_in_memory().expect("a database");
    Migrations::from_slice(MIGRATIONS).to_version(&mut connection, 4).expect("as an older program left it");
    let body = r#"{"id":"00000000-0000-0000-0000-000000000001","codice_fiscale":"RSSMRA50C12F205X",
        "family_name":"Rossi","given_name":"Mario","phone":"+39 333 1234567"}"#;
    let citizen = "INSERT INTO citizens (id, codice_fiscale, canonical, sort_name, body) VALUES (?1, '', '', '', ?2)";
    connection.execute(citizen, ["00000000-0000-0000-0000-000000000001", body]).expect("an invented citizen");
    let appointment =
        "INSERT INTO appointments (id, starts_at, shown) VALUES ('a', '2026-11-25T23:50:00Z', '{\"minutes\":30}')";
    connection.execute(appointment, []).expect("an appointment");
    let store = Store::over(connection).expect("the update");
    crate::citizens::search::renew(&store).expect("the words are made");
    let now = "2026-11-25T09:00:00Z".parse().expect("an instant");
    let found = store.read(|conn| crate::citizens::search::find(conn, "333 1234567", now)).expect("a search");
    assert_eq!(found.first().map(|found| found.citizen.family_name.as_str()), Some("Rossi"));
    let end =
        store.read(|conn| Ok(conn.query_row("SELECT ends_at FROM appointments", [], |row| row.get::<_, String>(0))?));
    assert_eq!(end.expect("its end"), "2026-11-26T00:20:00Z");
}

/// On POSIX whoever closes a file ends all locks of its process on it; another program would then think the log forgotten.
#[cfg(target_os = "linux")]
#[test]
fn an_open_database_keeps_its_lock_against_other_programs() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let _store = Store::open(&path, &[7; 32]).expect("it opens");
    let inode = format!(":{}", std::fs::metadata(&path).expect("its file").ino());
    let is_locked = || {
        let locks = std::fs::read_to_string("/proc/locks").expect("the locks");
        locks.lines().any(|line| line.split_whitespace().any(|part| part.ends_with(&inode)))
    };
    assert!(is_locked());
    drop(std::fs::File::open(&path).expect("as the proof of the cipher did once"));
    assert!(!is_locked(), "or this test could not see it");
}
