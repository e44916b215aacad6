//! What a clerk waits for, at the size of a large comune: search, the day's list and the hours that are free, through
//! the whole command path, beside the same statements on bare SQLite read into structs. `cargo xtask bench booking`
//! runs it; the folder of its database is the argument, the figures go to the standard output.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

mod bare;
mod cases;
mod figures;
mod names;
mod random;
mod town;

use cases::Ask;
use figures::Figures;
use rusqlite::Connection;
use sportello_core::{App, api};
use std::{path::PathBuf, time::Instant};

const RUNS: usize = 5;
const TIMES: usize = 200;

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds its own `--bench`.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = PathBuf::from(folder.unwrap_or_else(|| "target/bench/booking".into()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let app = runtime.block_on(town::open(&folder))?;
    let bare = bare::open(&folder)?;
    let mut figures: Vec<Figures> = Vec::new();
    for case in cases::all(&app)? {
        let mut measured = Figures::new(&case.name);
        for run in 0..RUNS {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for time in 0..TIMES {
                let question = (case.question)(run * TIMES + time);
                // Whoever comes second finds the pages in the system's cache.
                let bare_first = time % 2 == 0;
                if bare_first {
                    theirs.push(clock(|| in_one_view(&bare, case.bare, &question))?);
                }
                ours.push(clock(|| runtime.block_on(call(&app, case.command, &question)))?);
                if !bare_first {
                    theirs.push(clock(|| in_one_view(&bare, case.bare, &question))?);
                }
            }
            measured.add(&mut ours, &mut theirs);
        }
        eprintln!("{}", measured.line());
        figures.push(measured);
    }
    println!("{}", serde_json::to_string_pretty(&figures.iter().flat_map(Figures::cases).collect::<Vec<_>>())?);
    Ok(())
}

/// Microseconds, and how much was found: one that finds nothing measures nothing.
fn clock(work: impl FnOnce() -> anyhow::Result<usize>) -> anyhow::Result<(f64, usize)> {
    let start = Instant::now();
    let found = work()?;
    Ok((start.elapsed().as_secs_f64() * 1e6, found))
}

/// As the desk reads: a consistent view.
fn in_one_view(bare: &Connection, ask: Ask, question: &cases::Question) -> anyhow::Result<usize> {
    let view = bare.unchecked_transaction()?;
    ask(&view, question)
}

async fn call(app: &App, command: &str, question: &cases::Question) -> anyhow::Result<usize> {
    let answer = api::call(app, command, question.request.clone()).await?;
    Ok(std::hint::black_box(cases::count(command, &answer)))
}
