//! Prepares the window's build: its one permission, its icon, and a place for the built pages.

use std::{fs, path::Path};

fn main() {
    // The pages are built by npm; a type check must work before they are.
    let pages = Path::new("../ui/dist");
    if let Err(error) = fs::create_dir_all(pages) {
        println!("cargo:warning=cannot create {}: {error}", pages.display());
    }
    println!("cargo:rerun-if-changed={}", pages.display());
    let commands = tauri_build::AppManifest::new().commands(&["command"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .unwrap_or_else(|error| panic!("tauri build step: {error:#}"));
}
