//! The JavaScript side: packages by the lock file, and the built pages.

use std::path::Path;
use std::process::Command;
use std::{fs, time::SystemTime};

use anyhow::{Context, Result, bail};

use crate::processes::{command, exists, step};
use crate::tree;

/// npm in one of the two folders that have a package.json.
pub fn npm(folder: &str) -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(tree::root().join(folder)).env("npm_config_fund", "false").env("npm_config_audit", "false");
    npm
}

/// Installs the packages of `folder` when its lock file is newer than what is installed.
pub fn install(folder: &str) -> Result<()> {
    if !exists("node") {
        bail!("Node.js 20 or later is missing: install it from nodejs.org or your system's packages");
    }
    let folder_path = tree::root().join(folder);
    let installed = changed(&folder_path.join("node_modules/.package-lock.json"));
    let wanted = changed(&folder_path.join("package-lock.json")).context("package-lock.json is missing")?;
    if installed.is_some_and(|installed| installed >= wanted) {
        return Ok(());
    }
    step(&format!("Installing the packages of {folder}/"), npm(folder).arg("ci"))
}

/// Builds the desk's, the console's and the waiting room's pages.
pub fn pages() -> Result<()> {
    install("ui")?;
    step("Building the pages", npm("ui").args(["run", "--silent", "build"]))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}
