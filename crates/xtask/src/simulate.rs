//! `cargo xtask simulate`: more runs of the simulated promise than the test suite has; report in target/simulation.

use anyhow::Result;

use crate::compile::cargo;
use crate::processes::step;

/// Options of `simulate`.
#[derive(clap::Args)]
pub struct Options {
    /// How many runs.
    #[arg(long, default_value_t = 20_000)]
    runs: u64,
    /// The seed of the first; each run has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn run(options: &Options) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--package", "sportello-central", "--test", "simulation"])
        .args(["--", "--nocapture", "the_word_that_was_given"])
        .env("SIMULATION_RUNS", options.runs.to_string())
        .env("SIMULATION_SEED", options.seed.to_string());
    step("Simulating", &mut test)
}
