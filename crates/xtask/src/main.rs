//! The developer's commands, each in the file of its name.

mod bench;
mod bridge;
mod centrale;
mod check;
mod compile;
mod contract;
mod desk;
mod display;
mod e2e;
mod fuzz;
mod icons;
mod npm;
mod places;
mod processes;
mod python;
mod rules;
mod run;
mod samples;
mod simulate;
mod system;
mod tally;
mod test;
mod tour;
mod tree;
mod windows;

use clap::{Parser, Subcommand};

/// Sportello's developer commands.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything, starts Centrale with demonstration data, enrols the desk and opens the window.
    Run(run::Options),
    /// Installs what the tests need and runs them all; ends with `N passed, N failed`.
    Test,
    /// Formatting, lints and the house rules.
    Check,
    /// Drives the real window through the main job; screenshots and report.json in target/tour.
    Tour,
    /// The browser suite against the bridge and the console.
    E2e,
    /// Serves the window's commands over loopback.
    Bridge(bridge::Options),
    /// Starts Centrale alone, with demonstration data.
    Central(centrale::Options),
    /// Writes api/central.yaml and the TypeScript contract from the types.
    Contract,
    /// Cross-builds the Windows programs and the setup, and runs the bridge under Wine.
    Windows(windows::Options),
    /// Measures one case beside its peers.
    Bench(bench::Options),
    /// Plays the promise of the desks against lost lines, cut power, old databases and copies: many runs.
    Simulate(simulate::Options),
    /// Feeds hostile bytes to every parser of what comes from outside, ten minutes each.
    Fuzz(fuzz::Options),
    /// Makes the archive of birthplaces from the ANPR data; see docs/PLACES.md.
    Places,
    /// Draws the PNG and ICO icons from icons/sportello.svg.
    Icons,
}

fn main() -> anyhow::Result<()> {
    processes::stop_children_on_signal()?;
    match Arguments::parse().command {
        Command::Run(options) => run::run(&options),
        Command::Test => test::run(),
        Command::Check => check::run(),
        Command::Tour => tour::run(),
        Command::E2e => e2e::run(),
        Command::Bridge(options) => bridge::run(&options),
        Command::Central(options) => centrale::run(&options),
        Command::Contract => contract::run(),
        Command::Windows(options) => windows::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Places => places::run(),
        Command::Icons => icons::run(),
    }
}
