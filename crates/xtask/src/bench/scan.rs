//! Twenty scanned pages from JPEG bytes to one finished PDF/A, beside the programs that people use for it.

use anyhow::Result;

use super::Case;
use crate::compile::cargo;
use crate::processes::output;
use crate::{system, tree};

/// The program is a bench of the core, so that it is optimised and no part of the tests.
pub fn measure() -> Result<Vec<Case>> {
    system::ensure(system::BUILD)?;
    system::ensure(system::SCAN_PEERS)?;
    let mut bench = cargo();
    bench.args(["bench", "--package", "sportello-core", "--bench", "scan", "--"]);
    let cases = output("Measuring the scanning", bench.arg(tree::target().join("bench/scan")))?;
    Ok(serde_json::from_str(&cases)?)
}
