//! Python packages that only the tests use, in an environment of their own below target/.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::processes::{command, step};
use crate::tree;

/// The interpreter of the environment.
pub fn program() -> PathBuf {
    tree::target().join("python/bin/python")
}

/// Installs what e2e/interop/requirements.txt names, where that is not there yet.
pub fn install() -> Result<()> {
    let wanted = fs::read_to_string(tree::root().join("e2e/interop/requirements.txt"))?;
    let folder = tree::target().join("python");
    let note = folder.join("installed.txt");
    if fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step("Making a Python environment", command("python3").args(["-m", "venv"]).arg(&folder))?;
    let mut pip = command(program());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    step("Installing the tests' Python packages", pip.arg(tree::root().join("e2e/interop/requirements.txt")))?;
    Ok(fs::write(note, wanted)?)
}
