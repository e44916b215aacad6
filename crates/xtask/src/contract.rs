//! `cargo xtask contract`: what is generated from the types, and whether what is committed still agrees with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::processes::{command, output, say, step};
use crate::{compile, npm, tree};

/// Where the desk's TypeScript contract is committed.
const DESK: &str = "ui/src/backend/contract";
/// Where the central API is committed.
const CENTRAL: &str = "api/central.yaml";

pub fn run() -> Result<()> {
    npm::pages().or_else(|_| fs::create_dir_all(tree::root().join("ui/dist")).map_err(anyhow::Error::from))?;
    compile::programs()?;
    let folder = tree::root().join(DESK);
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    write_desk(&folder)?;
    fs::write(tree::root().join(CENTRAL), central()?).context("writing the central API")?;
    say(format!("Written: {DESK}, {CENTRAL}"));
    Ok(())
}

/// Fails when a committed contract differs from its types; the programs must be built.
pub fn check() -> Result<()> {
    let fresh = tree::target().join("contract");
    if fresh.is_dir() {
        fs::remove_dir_all(&fresh)?;
    }
    write_desk(&fresh)?;
    if files(&fresh)? != files(&tree::root().join(DESK))? {
        bail!("{DESK} is stale: run `cargo xtask contract`");
    }
    if central()? != fs::read_to_string(tree::root().join(CENTRAL))? {
        bail!("{CENTRAL} is stale: run `cargo xtask contract`");
    }
    Ok(())
}

fn write_desk(folder: &Path) -> Result<()> {
    let mut bridge = command(tree::program("sportello-bridge"));
    step("Writing the desk's contract", bridge.arg("--contract").arg(folder))
}

fn central() -> Result<String> {
    output("Writing the central API", command(tree::program("centrale")).arg("openapi"))
}

fn files(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let below = files(&path)?;
            let name = PathBuf::from(path.file_name().unwrap_or_default());
            found.extend(below.into_iter().map(|(file, text)| (name.join(file), text)));
        } else {
            found.insert(PathBuf::from(path.file_name().unwrap_or_default()), fs::read_to_string(&path)?);
        }
    }
    Ok(found)
}
