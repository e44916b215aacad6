//! A document of 25 MB to Centrale, over thin lines that break and over loopback, beside curl and tus-js-client.

use anyhow::Result;

use super::Case;
use crate::compile::cargo;
use crate::processes::output;
use crate::{npm, system};

/// The program is a bench of Centrale, so that both sides are optimised.
pub fn measure() -> Result<Vec<Case>> {
    system::ensure(system::BUILD)?;
    system::ensure(&["curl"])?;
    npm::install("e2e")?;
    let mut bench = cargo();
    bench.args(["bench", "--package", "sportello-central", "--bench", "upload"]);
    Ok(serde_json::from_str(&output("Measuring the upload", &mut bench)?)?)
}
