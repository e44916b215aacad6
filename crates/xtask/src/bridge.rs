//! `cargo xtask bridge`: the window's commands over loopback HTTP.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::processes::{Running, command};
use crate::{compile, tree};

/// Options of `bridge`.
#[derive(clap::Args)]
pub struct Options {
    /// The desk's data folder; target/bridge if absent.
    #[arg(long)]
    data: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    compile::everything()?;
    let data = options.data.clone().unwrap_or_else(|| tree::target().join("bridge"));
    fs::create_dir_all(&data)?;
    let mut bridge = command(tree::program("sportello-bridge"));
    bridge.arg("--data").arg(data).arg("--ui").arg(tree::root().join("ui/dist"));
    Running::start("the bridge", &mut bridge)?.wait()?;
    Ok(())
}
