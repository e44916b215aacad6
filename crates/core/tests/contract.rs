//! The generated files are those of the code: the TypeScript contract and the database's schema.
//! `UPDATE_GENERATED=1 cargo test -p sportello-core --test contract` writes them anew.

use sportello_core::{api, store};
use std::{collections::BTreeMap, fs, path::Path};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

fn updating() -> bool {
    std::env::var_os("UPDATE_GENERATED").is_some()
}

#[test]
fn the_contract_of_the_window_is_fresh() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/backend/contract");
    if updating() {
        let _ = fs::remove_dir_all(&committed);
        api::export_contract(&committed).expect("the contract is written");
    }
    let fresh = tempfile::tempdir().expect("a folder");
    api::export_contract(fresh.path()).expect("the contract is written");
    let (committed, fresh) = (files(&committed), files(fresh.path()));
    assert_eq!(committed.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>(), "run `cargo xtask contract`");
    for (name, text) in &fresh {
        assert_eq!(committed.get(name), Some(text), "{name} is stale: run `cargo xtask contract`");
    }
}

#[test]
fn the_schema_in_the_documentation_is_fresh() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema.sql");
    let schema = store::schema().expect("the schema of an empty database");
    if updating() {
        fs::write(&committed, &schema).expect("the schema is written");
    }
    assert_eq!(fs::read_to_string(&committed).expect("docs/schema.sql"), schema, "run `cargo xtask contract`");
}
