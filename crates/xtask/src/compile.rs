//! Cargo's builds, always with one list of packages and features so that nothing is compiled twice.

use std::process::Command;

use anyhow::Result;

use crate::processes::{command, step};
use crate::{npm, system};

/// The one selection: every package, the window with its built pages.
pub const SELECTION: [&str; 3] = ["--workspace", "--features", "sportello/custom-protocol"];

/// The cargo that runs this command.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Installs what a build needs, builds the pages and all programs.
pub fn everything() -> Result<()> {
    system::ensure(system::BUILD)?;
    npm::pages()?;
    programs()
}

/// Builds all programs; the pages must be there.
pub fn programs() -> Result<()> {
    step("Building the programs", cargo().arg("build").args(SELECTION))?;
    step("Building the invented scanner", cargo().arg("build").args(SELECTION).args(["--example", "escl_scanner"]))
}
