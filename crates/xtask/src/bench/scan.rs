//! Twenty scanned pages from JPEG bytes to one finished PDF/A, beside the programs that people use for it.

use anyhow::Result;

use super::Case;
use crate::compile::{self, cargo};
use crate::processes::output;
use crate::{e2e, npm, system, tree};

/// The program is a bench of the core, so that it is optimised and no part of the tests.
pub fn measure() -> Result<Vec<Case>> {
    system::ensure(system::BUILD)?;
    system::ensure(system::SCAN_PEERS)?;
    let mut bench = cargo();
    bench.args(["bench", "--package", "sportello-core", "--bench", "scan", "--"]);
    let cases = output("Measuring the scanning", bench.arg(tree::target().join("bench/scan")))?;
    let mut cases: Vec<Case> = serde_json::from_str(&cases)?;
    cases.extend(frames()?);
    Ok(cases)
}

/// The screen while 200 pages come in: one run, in Chromium on the page that the window shows.
fn frames() -> Result<Vec<Case>> {
    compile::everything()?;
    system::ensure(system::TESTS)?;
    npm::install("e2e")?;
    let cases = output("Measuring the frames of the screen", e2e::node()?.arg("bench/frames.mjs"))?;
    Ok(serde_json::from_str(&cases)?)
}
