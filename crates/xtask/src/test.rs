//! `cargo xtask test`: everything, on a machine that has only Rust and Node.js.

use std::time::Instant;

use anyhow::Result;

use crate::compile::{SELECTION, cargo};
use crate::processes::{say, step};
use crate::tally::{self, Tally};
use crate::{check, compile, e2e, npm, python, rules, samples, system, tour, windows};

pub fn run() -> Result<()> {
    let start = Instant::now();
    let needed = [system::BUILD, system::TESTS, system::WINDOWS_COMPILER].concat();
    system::ensure(&needed)?;
    system::ensure_rust_components()?;
    npm::install("ui")?;
    npm::install("e2e")?;
    python::install()?;
    npm::pages()?;

    let mut all = Tally::default();
    all += one("formatting", check::formatting());
    all += one("rules", rules::check());
    all +=
        one("types of the pages", step("Checking the pages' types", npm::npm("ui").args(["run", "--silent", "check"])));
    all +=
        suite("pages", tally::counted("Testing the pages", npm::npm("ui").args(["--silent", "test"]), tally::vitest));

    let built = compile::programs();
    let usable = built.is_ok();
    all += one("build", built);
    let mut rust = cargo();
    rust.arg("test").args(SELECTION).arg("--no-fail-fast");
    if let Some(folder) = samples::folder() {
        rust.env("SPORTELLO_SAMPLES", folder);
    }
    all += suite("Rust", tally::counted("Testing the Rust side", &mut rust, tally::cargo));
    all += one("Windows types", windows::check());
    if usable {
        all += suite("browser", e2e::suite());
        all += suite("window", tour::suite());
    }
    say(format!("Took {} minutes", start.elapsed().as_secs().div_ceil(60)));
    tally::end(all)
}

fn one(what: &str, result: Result<()>) -> Tally {
    if let Err(error) = &result {
        say(format!("FAILED {what}: {error:#}"));
    }
    Tally::of(&result)
}

fn suite(what: &str, result: Result<Tally>) -> Tally {
    result.unwrap_or_else(|error| one(what, Err(error)))
}
