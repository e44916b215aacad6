//! `cargo xtask bench NAME`: one case measured beside its peers, in one run.

mod booking;
mod scan;
mod upload;
mod window;

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::processes::say;
use crate::tree;

/// Options of `bench`.
#[derive(clap::Args)]
pub struct Options {
    /// The case.
    name: Name,
}

/// The cases.
#[derive(Clone, Copy, ValueEnum)]
enum Name {
    /// Search, the day's list and the hours that are free, beside the same statements on bare SQLite.
    Booking,
    /// Twenty scanned pages to one finished PDF/A, beside ImageMagick, ocrmypdf and img2pdf.
    Scan,
    /// A document of 25 MB over thin lines that break, and over loopback beside curl and tus-js-client.
    Upload,
    /// First usable paint of the window beside a Chromium app window of the same page.
    Window,
}

/// A measured case.
#[derive(Debug, Serialize, Deserialize)]
struct Case {
    case: String,
    unit: String,
    ours: f64,
    peers: BTreeMap<String, f64>,
    /// The bar, where there is one, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
}

pub fn run(options: &Options) -> Result<()> {
    let (name, cases) = match options.name {
        Name::Booking => ("booking", booking::measure()?),
        Name::Scan => ("scan", scan::measure()?),
        Name::Upload => ("upload", upload::measure()?),
        Name::Window => ("window", window::measure()?),
    };
    let folder = tree::target().join("bench");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.json"));
    fs::write(&file, serde_json::to_string_pretty(&cases)?)?;
    for case in &cases {
        println!("{:<44} {:>24} {:>10.1} {}", case.case, "ours", case.ours, case.unit);
        if let Some(most) = case.at_most {
            let word = if case.ours > most { "MISSED" } else { "held" };
            println!("{:<44} {word:>24} {most:>10.1} {} at most", "", case.unit);
        }
        for (peer, value) in &case.peers {
            println!("{:<44} {peer:>24} {value:>10.1} {}: {:.2} times", "", case.unit, case.ours / value);
        }
    }
    say(format!("Written: {}", file.display()));
    Ok(())
}
