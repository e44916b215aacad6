//! `cargo xtask windows`: the Windows programs and their setup, made and tried on Linux.

mod cross;
mod record;
mod setup;
mod wine;

use std::fs;

use anyhow::Result;

use crate::processes::say;
use crate::{compile, npm, system, tree};

/// Options of `windows`.
#[derive(clap::Args)]
pub struct Options {
    /// Only build; no setup and no trial under Wine.
    #[arg(long)]
    build_only: bool,
}

pub fn run(options: &Options) -> Result<()> {
    npm::pages()?;
    let built = cross::Toolchain::ready()?.build()?;
    if options.build_only {
        return Ok(());
    }
    system::ensure(system::WINDOWS_SETUP)?;
    let folder = tree::target().join("windows/dist");
    fs::create_dir_all(&folder)?;
    let setup = setup::pack(&built, &folder)?;
    compile::everything()?;
    let trial = wine::Trial::open()?;
    let mut record = record::Record::default();
    trial.desk(&built, &mut record)?;
    trial.setup(&setup, &mut record)?;
    record.sizes(&built, &setup)?;
    record.write()?;
    say(format!("The setup is {}; the trial's record is docs/WINDOWS.md", setup.display()));
    Ok(())
}

/// Type-checks core and bridge for Windows, without a cipher so that no OpenSSL is built.
pub fn check() -> Result<()> {
    cross::Toolchain::ready()?.check()
}
