//! `cargo xtask fuzz`: libFuzzer on every parser of bytes from outside. What it finds is left in target/fuzz/found.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::compile::cargo;
use crate::processes::{command, output, say, step};
use crate::{system, tree};

/// Options of `fuzz`.
#[derive(clap::Args)]
pub struct Options {
    /// How long each target runs.
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// This target only: a folder of fuzz/seeds.
    target: Option<String>,
}

/// The counters that libFuzzer reads, by flags that the stable compiler has.
const COUNTED: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";
/// No page of a paper needs so many megabytes, and none so many seconds.
const MOST_MEGABYTES: u32 = 2_048;
const MOST_SECONDS: u32 = 25;
/// Mutating larger inputs finds less in the same time.
const LARGEST: u32 = 256 << 10;

pub fn run(options: &Options) -> Result<()> {
    system::ensure(system::BUILD)?;
    let targets = match &options.target {
        Some(target) => vec![target.clone()],
        None => targets()?,
    };
    let host = host()?;
    step("Building the targets", &mut build(&host))?;
    let mut failed = Vec::new();
    for target in &targets {
        say(format!("Fuzzing {target} for {} seconds", options.seconds));
        if let Err(error) = step(target, &mut fuzz(&host, target, options.seconds)?) {
            say(format!("{error:#}"));
            failed.push(target.as_str());
        }
    }
    match failed.as_slice() {
        [] => Ok(()),
        failed => bail!("found something in {}: see {}", failed.join(", "), folder("found").display()),
    }
}

fn targets() -> Result<Vec<String>> {
    let entries = fs::read_dir(tree::root().join("fuzz/seeds")).context("fuzz/seeds")?;
    let mut names: Vec<String> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_>>()?;
    names.sort();
    Ok(names)
}

/// This machine, as the compiler calls it: cargo must be told, or build scripts and macros would be counted too.
fn host() -> Result<String> {
    let said = output("rustc -vV", command("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}

fn build(host: &str) -> Command {
    let mut build = cargo();
    build.args(["build", "--release", "--bins", "--target", host, "--manifest-path"]);
    build.arg(tree::root().join("fuzz/Cargo.toml")).arg("--target-dir").arg(folder("build"));
    build.env("RUSTFLAGS", COUNTED);
    build
}

fn fuzz(host: &str, target: &str, seconds: u32) -> Result<Command> {
    let (corpus, found) = (folder("corpus").join(target), folder("found").join(target));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&found)?;
    let mut fuzz = command(folder("build").join(host).join("release").join(target));
    // What is new goes into the first folder; the seeds stay as they are.
    fuzz.arg(corpus).arg(tree::root().join("fuzz/seeds").join(target));
    fuzz.arg(format!("-max_total_time={seconds}")).arg(format!("-rss_limit_mb={MOST_MEGABYTES}"));
    fuzz.arg(format!("-timeout={MOST_SECONDS}")).arg(format!("-max_len={LARGEST}"));
    fuzz.arg("-print_final_stats=1").arg("-verbosity=0").arg(format!("-artifact_prefix={}/", found.display()));
    Ok(fuzz)
}

fn folder(name: &str) -> PathBuf {
    tree::target().join("fuzz").join(name)
}
