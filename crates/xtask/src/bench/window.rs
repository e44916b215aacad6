//! From the start of the program to its first usable screen: the window, and Chromium's app window on the same page.

use anyhow::Result;

use super::Case;
use crate::display::Display;
use crate::processes::output;
use crate::{compile, e2e, npm, system};

/// Five starts each, the median; the script measures both on one display.
pub fn measure() -> Result<Vec<Case>> {
    compile::everything()?;
    system::ensure(system::TESTS)?;
    npm::install("e2e")?;
    let display = Display::open(true)?;
    let mut node = e2e::node()?;
    let cases = output("Measuring the window", display.dress(&mut node).arg("bench/window.mjs"))?;
    Ok(serde_json::from_str(&cases)?)
}
