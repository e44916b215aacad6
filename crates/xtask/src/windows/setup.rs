//! The setup: one file that installs for one user without an administrator.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::processes::{command, step};
use crate::tree;

/// Packs what was built in `programs` into `folder`.
pub fn pack(programs: &Path, folder: &Path) -> Result<PathBuf> {
    let version = env!("CARGO_PKG_VERSION");
    let setup = folder.join(format!("Sportello-{version}-setup.exe"));
    let mut makensis = command("makensis");
    makensis.arg("-V2").arg(format!("-DVERSION={version}"));
    makensis.arg(format!("-DPROGRAMS={}", programs.display()));
    makensis.arg(format!("-DROOT={}", tree::root().display()));
    makensis.arg(format!("-DSETUP={}", setup.display()));
    step("Packing the setup", makensis.arg(tree::root().join("installers/sportello.nsi")))?;
    Ok(setup)
}
