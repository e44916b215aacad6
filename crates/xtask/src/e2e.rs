//! `cargo xtask e2e`: the browser suite, through the bridge and the console.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::processes::command;
use crate::{compile, npm, system, tally, tree};

pub fn run() -> Result<()> {
    compile::everything()?;
    system::ensure(system::TESTS)?;
    let tally = suite()?;
    tally::end(tally)
}

/// Runs the suite; programs and pages must be built.
pub fn suite() -> Result<tally::Tally> {
    npm::install("e2e")?;
    let mut node = node()?;
    node.args(["--test", "--test-reporter=tap", "--test-concurrency=1"]);
    // Versions of Node differ in what they make of a folder or a pattern; files all understand.
    for entry in fs::read_dir(tree::root().join("e2e/browser"))? {
        let file = entry?.path();
        if file.to_str().is_some_and(|name| name.ends_with(".test.mjs")) {
            node.arg(file);
        }
    }
    tally::counted("Running the browser suite", &mut node, tally::tap)
}

/// Node in e2e/, told where the programs and the browser are.
pub fn node() -> Result<Command> {
    let Some(browser) = system::browser() else { bail!("no Chromium or Chrome on this system") };
    let mut node = command("node");
    node.current_dir(tree::root().join("e2e"))
        .env("SPORTELLO_PROGRAMS", tree::program("sportello").parent().context("the programs' folder")?)
        .env("SPORTELLO_TARGET", tree::target())
        .env("SPORTELLO_BROWSER", browser);
    Ok(node)
}
