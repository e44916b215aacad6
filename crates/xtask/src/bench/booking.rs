//! Search, day list and free hours at the size of a large comune, through the whole command path and on bare SQLite.

use anyhow::Result;

use super::Case;
use crate::compile::cargo;
use crate::processes::output;
use crate::{system, tree};

/// The program is a bench of the core, so that it is optimised and no part of the tests. Its database is kept for the
/// next time: to make it takes minutes.
pub fn measure() -> Result<Vec<Case>> {
    system::ensure(system::BUILD)?;
    let mut bench = cargo();
    bench.args(["bench", "--package", "sportello-core", "--bench", "booking", "--"]);
    let cases = output("Measuring the booking", bench.arg(tree::target().join("bench/booking")))?;
    Ok(serde_json::from_str(&cases)?)
}
