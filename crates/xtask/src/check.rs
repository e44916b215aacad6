//! `cargo xtask check`: formatting, lints and the house rules.

use anyhow::Result;

use crate::compile::{SELECTION, cargo};
use crate::processes::step;
use crate::{npm, rules, system};

pub fn run() -> Result<()> {
    system::ensure(system::BUILD)?;
    system::ensure_rust_components()?;
    formatting()?;
    npm::pages()?;
    let mut clippy = cargo();
    clippy.arg("clippy").args(SELECTION).args(["--all-targets", "--", "-D", "warnings"]);
    step("Linting", &mut clippy)?;
    rules::check()
}

/// Fails where rustfmt would change something.
pub fn formatting() -> Result<()> {
    step("Checking the formatting", cargo().args(["fmt", "--all", "--check"]))
}
