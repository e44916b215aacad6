//! `cargo xtask tour`: the real window, a real Centrale, real files, the main job from start to end.

use anyhow::Result;

use crate::display::Display;
use crate::{compile, e2e, npm, system, tally};

pub fn run() -> Result<()> {
    compile::everything()?;
    system::ensure(system::TESTS)?;
    tally::end(suite()?)
}

/// Runs the tour; programs and pages must be built.
pub fn suite() -> Result<tally::Tally> {
    npm::install("e2e")?;
    let display = Display::open(true)?;
    let mut node = e2e::node()?;
    display.dress(&mut node).args(["window/tour.mjs"]);
    tally::counted("Driving the window through the tour", &mut node, tally::tour)
}
