//! What is generated from Centrale's types must be what is committed. With `UPDATE_GENERATED` set it is written anew.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_description_is_fresh() {
    let (file, fresh) = (root().join("api/central.yaml"), sportello_central::openapi::yaml().unwrap());
    if env::var_os("UPDATE_GENERATED").is_some() {
        fs::write(&file, &fresh).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap() == fresh, "api/central.yaml is stale: run `cargo xtask contract`");
}

#[test]
fn the_consoles_contract_is_fresh() {
    let folder = root().join("ui/src/console/contract");
    let fresh: BTreeMap<String, String> = sportello_central::console::contract("../../backend/contract")
        .into_iter()
        .map(|(name, text)| (format!("{name}.ts"), text))
        .collect();
    if env::var_os("UPDATE_GENERATED").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &fresh {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let committed: BTreeMap<String, String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
        .collect();
    assert!(committed == fresh, "ui/src/console/contract is stale: run `cargo xtask contract`");
}

#[test]
fn the_description_says_what_the_rules_ask_for() {
    let description: serde_json::Value = serde_norway::from_str(&sportello_central::openapi::yaml().unwrap()).unwrap();
    assert_eq!(description["openapi"], "3.0.3");
    let text = description.to_string();
    assert!(!text.contains(r#""null""#) && !text.contains(r#"["string""#), "a null type of OpenAPI 3.1 is left");
    for (path, operations) in description["paths"].as_object().unwrap() {
        let kebab = |c: char| c.is_ascii_lowercase() || "-/_{}".contains(c);
        assert!(path.chars().all(kebab), "{path}");
        for (method, operation) in operations.as_object().unwrap() {
            for status in ["429", "503"] {
                assert!(operation["responses"][status].is_object(), "{method} {path} has no {status}");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                let described =
                    response["content"]["application/problem+json"].is_object() || response["$ref"].is_string();
                assert!(!status.starts_with('4') || described, "{method} {path} {status} is no problem");
            }
        }
    }
    let key = &description["paths"]["/commands"]["post"]["parameters"][0];
    assert_eq!((&key["name"], &key["required"]), (&"Idempotency-Key".into(), &true.into()));
}
