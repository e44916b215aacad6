//! The moments between reading, committing and removing, on a real desk and real files.

use super::*;
use crate::{
    app::Options,
    scanning::{STILL_SHOWN, folder::Found},
};
use std::{fs, path::PathBuf, sync::Arc};

struct Place {
    _place: tempfile::TempDir,
    data: PathBuf,
    folder: PathBuf,
}

fn place() -> Place {
    let place = tempfile::tempdir().expect("a place");
    let (data, folder) = (place.path().join("data"), place.path().join("scans"));
    fs::create_dir(&folder).expect("a folder");
    Place { _place: place, data, folder }
}

fn open(place: &Place) -> Arc<App> {
    App::open(Options { data: place.data.clone(), force_key_file: true }).expect("the desk opens")
}

fn picture(shade: u8) -> Vec<u8> {
    let mut out = io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(9, 9, image::Luma([shade]))
        .write_to(&mut out, image::ImageFormat::Png)
        .expect("drawn");
    out.into_inner()
}

/// The listed file, as the loop would hand it to `take`.
fn listed(app: &App, folder: &Path) -> (PathBuf, Entry) {
    let found: Vec<Found> = folder::list(folder).expect("listed");
    app.scanning.meet(&found, app.clock.now());
    let (_, entry) = app.scanning.step(&found[0].name).expect("known");
    (folder.join(&found[0].name), entry)
}

fn taken(app: &App) -> Vec<Taken> {
    app.store.read(|conn| store::list(conn, jiff::Timestamp::MIN)).expect("the list")
}

#[test]
fn a_file_that_changes_between_reading_and_removing_stays_and_is_read_again() {
    let place = place();
    let app = open(&place);
    fs::write(place.folder.join("a.png"), picture(1)).expect("written");
    let (path, entry) = listed(&app, &place.folder);
    let reading = read(&path, &entry).expect("read").expect("whole");
    let other = [picture(2), vec![0; 10]].concat();
    fs::write(&path, &other).expect("overwritten by the scanner");
    take(&app, &path, &entry, reading).expect("taken");
    assert_eq!(fs::read(&path).expect("still there"), other, "what nobody has read is not removed");

    let (path, entry) = listed(&app, &place.folder);
    let reading = read(&path, &entry).expect("read").expect("whole");
    take(&app, &path, &entry, reading).expect("taken");
    assert!(!path.exists());
    let contents: Vec<Vec<u8>> = taken(&app)
        .iter()
        .map(|scan| app.vault.open(scan.id, scan.key.as_ref().expect("a key")).expect("opened"))
        .collect();
    assert_eq!(contents, [other, picture(1)], "both papers are kept");
}

#[test]
fn a_stop_between_committing_and_removing_takes_nothing_twice() {
    let place = place();
    fs::write(place.folder.join("a.png"), picture(1)).expect("written");
    let first = {
        let app = open(&place);
        let (path, entry) = listed(&app, &place.folder);
        let reading = read(&path, &entry).expect("read").expect("whole");
        keep(&app, "a.png", &entry, reading).expect("committed");
        entry.id
    };
    let app = open(&place);
    let (path, entry) = listed(&app, &place.folder);
    assert_ne!(entry.id, first, "a new start knows nothing of the file");
    let reading = read(&path, &entry).expect("read").expect("whole");
    take(&app, &path, &entry, reading).expect("taken");
    assert!(!path.exists(), "the file is removed");
    assert_eq!(taken(&app).iter().map(|scan| scan.id).collect::<Vec<_>>(), [first], "one scan");

    fs::write(&path, picture(1)).expect("the same paper is scanned again");
    let (path, entry) = listed(&app, &place.folder);
    let reading = read(&path, &entry).expect("read").expect("whole");
    take(&app, &path, &entry, reading).expect("taken");
    let again = taken(&app);
    assert_eq!(again.len(), 2, "a removed file is done: the next of its name is another scan");
    assert!(again[0].duplicate && !again[1].duplicate);
}

#[test]
fn a_file_that_an_earlier_version_took_and_could_not_remove_is_not_taken_again() {
    let place = place();
    fs::write(place.folder.join("a.png"), picture(1)).expect("written");
    {
        let app = open(&place);
        let (path, entry) = listed(&app, &place.folder);
        let reading = read(&path, &entry).expect("read").expect("whole");
        keep(&app, "a.png", &entry, reading).expect("committed");
        // It kept names, and no digests.
        let changed = app.store.write(|tx| Ok(tx.execute("UPDATE scans SET name_digest = ''", [])?));
        assert_eq!(changed.expect("as it was"), 1);
    }
    let app = open(&place);
    let (path, entry) = listed(&app, &place.folder);
    let reading = read(&path, &entry).expect("read").expect("whole");
    take(&app, &path, &entry, reading).expect("taken");
    assert_eq!(taken(&app).len(), 1, "one paper");
}

#[test]
fn the_names_of_a_database_at_version_eleven_are_known_after_all_migrations() {
    let earlier = crate::store::Store::earlier(11);
    let row = "INSERT INTO scans (id, file_name, media_type, bytes, sha256, seen_at, taken_at)
        VALUES ('0190a2c5-0000-7000-8000-000000000001', 'a.png', 'image/png', 1, 'aa', ?1, ?1)";
    earlier.write(|tx| Ok(tx.execute(row, [jiff::Timestamp::UNIX_EPOCH])?)).expect("taken then");
    let now = earlier.brought_up();
    now.write(store::digest_names).expect("digested");
    assert!(now.read(|conn| store::unremoved(conn, "a.png", "aa")).expect("looked").is_some());
    let there = std::collections::HashSet::from(["a.png".to_owned()]);
    assert!(now.read(|conn| store::vanished(conn, &there)).expect("looked").is_empty());
    assert!(now.read(|conn| store::last_of_name(conn, "a.png", jiff::Timestamp::MAX)).expect("looked").is_some());
}

#[test]
fn a_stop_between_sealing_and_committing_loses_nothing() {
    let place = place();
    fs::write(place.folder.join("a.png"), picture(1)).expect("written");
    {
        let app = open(&place);
        let (_, entry) = listed(&app, &place.folder);
        app.vault.seal(entry.id, &picture(1)).expect("sealed");
    }
    let app = open(&place);
    assert!(taken(&app).is_empty());
    let (path, entry) = listed(&app, &place.folder);
    let reading = read(&path, &entry).expect("read").expect("whole");
    take(&app, &path, &entry, reading).expect("taken");
    assert_eq!(taken(&app).len(), 1);
    assert!(!path.exists());
}

#[test]
fn a_files_name_goes_with_the_clerks_word_and_the_file_is_still_known() {
    let place = place();
    let app = open(&place);
    let name = "Provetti_Mario_isee.png";
    fs::write(place.folder.join(name), picture(1)).expect("written");
    let (path, entry) = listed(&app, &place.folder);
    let reading = read(&path, &entry).expect("read").expect("whole");
    take(&app, &path, &entry, reading).expect("taken");
    assert_eq!(taken(&app)[0].file_name, name, "shown while it waits");
    assert!(app.store.write(|tx| store::open_as_pages(tx, entry.id)).expect("opened"));
    let rows = |app: &App| {
        let all = "SELECT group_concat(s.id || s.file_name || s.name_digest) FROM scans s";
        app.store.read(|conn| Ok(conn.query_row(all, [], |row| row.get::<_, String>(0))?)).expect("the rows")
    };
    assert!(!rows(&app).contains("Provetti"), "{}", rows(&app));
    app.store
        .write(|tx| {
            tx.execute("UPDATE scans SET state = 'attached', file_name = ?", [name])?;
            let taken_at = tx.query_row("SELECT taken_at FROM scans", [], |row| row.get::<_, jiff::Timestamp>(0))?;
            assert!(!store::forget_names(tx, taken_at)?, "still shown");
            assert!(store::forget_names(tx, taken_at + STILL_SHOWN)?, "no longer");
            Ok(())
        })
        .expect("forgotten");
    assert!(!rows(&app).contains("Provetti"), "{}", rows(&app));
    let again = app.store.read(|conn| store::last_of_name(conn, name, jiff::Timestamp::MIN)).expect("looked");
    assert_eq!(again.map(|scan| scan.id), Some(entry.id), "what the file adds is still known as its own");
}

#[cfg(unix)]
#[test]
fn a_link_put_in_the_place_of_a_file_is_neither_read_nor_followed() {
    let place = place();
    let app = open(&place);
    let secret = place.data.join("secret.png");
    fs::write(&secret, picture(7)).expect("written");
    fs::write(place.folder.join("a.png"), picture(1)).expect("written");
    let (path, entry) = listed(&app, &place.folder);
    fs::remove_file(&path).and_then(|()| std::os::unix::fs::symlink(&secret, &path)).expect("exchanged");
    assert!(read(&path, &entry).expect("looked").is_none(), "it is another file");
    assert!(secret.exists());
}
