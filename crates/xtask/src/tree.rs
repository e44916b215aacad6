//! Where things stand in this checkout.

use std::path::{Path, PathBuf};

/// The checkout's folder.
pub fn root() -> &'static Path {
    // crates/xtask is two folders below the root, by the workspace's layout.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Cargo's target folder, wherever the user has put it.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set))
}

/// A program of the debug build.
pub fn program(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
