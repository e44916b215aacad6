//! Twenty scanned A4 pages from JPEG bytes to one finished PDF/A: CPU and bytes a page beside the programs that people
//! use for it, and how exactly the pages were straightened. `cargo xtask bench scan` runs it; the folder for its pages is
//! the argument, the figures go to the standard output. It needs poppler, ImageMagick, ocrmypdf and img2pdf.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

mod clock;
mod peers;
mod scans;

use anyhow::Context;
use clock::Clock;
use peers::Peer;
use serde_json::{Value, json};
use sportello_core::pages::{self, Corrections, pdf};
use std::{collections::BTreeMap, path::PathBuf};

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds its own `--bench`.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = PathBuf::from(folder.unwrap_or_else(|| "target/bench/scan".into()));
    let scans = scans::make(&folder)?;
    let count = scans.len() as f64;

    let (finished, ours) = finish_all(&scans)?;
    let worst = scans.iter().zip(&finished).map(|(scan, page)| (scan.skew - f64::from(page.skew)).abs());
    let worst = worst.fold(0.0, f64::max);
    eprintln!("skew that was left: {worst:.3} degrees");
    let document = document(&finished);
    std::fs::write(folder.join("ours.pdf"), &document)?;

    let measured = peers::all(&folder, &scans)?;
    let per_page = |value: fn(&Peer) -> f64| {
        measured.iter().map(|peer| (peer.name.clone(), value(peer) / count)).collect::<BTreeMap<_, _>>()
    };
    let same = peers::same_bitmaps(&folder, &finished)?;
    let g4 = g4_bytes(&scans)?;
    let figures = [
        case("JPEG to finished page, CPU", "ms a page", ours / count, per_page(|peer| peer.cpu_ms)),
        case("finished page", "bytes", document.len() as f64 / count, per_page(|peer| peer.bytes)),
        case("same bitmap as G4", "bytes", g4 / count, of_one("ImageMagick Group4", same / count)),
        case(
            "same bitmap as JBIG2",
            "bytes",
            jbig2_bytes(&finished) / count,
            of_one("ImageMagick Group4", same / count),
        ),
        case("skew that was left, worst page", "degrees", worst, BTreeMap::new()),
    ];
    println!("{}", serde_json::to_string_pretty(&figures)?);
    Ok(())
}

/// Each page as the desk treats it, one at a time, and the CPU that all took.
fn finish_all(scans: &[scans::Scan]) -> anyhow::Result<(Vec<pages::Page>, f64)> {
    let corrections = Corrections::default();
    let (mut decoding, mut finishing) = (0.0, 0.0);
    let mut finished = Vec::new();
    for scan in scans {
        let clock = Clock::start()?;
        let raster = pages::decode(&scan.jpeg, None)?.remove(0);
        decoding += clock.cpu_ms()?;
        let clock = Clock::start()?;
        finished.push(pages::finish(&raster, &corrections));
        finishing += clock.cpu_ms()?;
    }
    let clock = Clock::start()?;
    let document = document(&finished);
    let writing = clock.cpu_ms()?;
    let count = scans.len() as f64;
    eprintln!(
        "decoding {:.1}, finishing {:.1}, writing {:.1} ms a page; {} bytes in all",
        decoding / count,
        finishing / count,
        writing / count,
        document.len()
    );
    Ok((finished, decoding + finishing + writing))
}

fn document(finished: &[pages::Page]) -> Vec<u8> {
    let about = pdf::About {
        title: "Pagine di prova".into(),
        language: "it-IT".into(),
        scanned_at: jiff::Timestamp::UNIX_EPOCH,
        conformance: pdf::Conformance::A2b,
    };
    pdf::write(finished, &about)
}

fn jbig2_bytes(finished: &[pages::Page]) -> f64 {
    finished.iter().map(|page| page.data.len() as f64).sum()
}

fn g4_bytes(scans: &[scans::Scan]) -> anyhow::Result<f64> {
    let corrections = Corrections { g4_only: true, ..Corrections::default() };
    let mut bytes = 0;
    for scan in scans {
        let raster = pages::decode(&scan.jpeg, None)?;
        bytes += pages::finish(raster.first().context("a page")?, &corrections).data.len();
    }
    Ok(bytes as f64)
}

fn of_one(name: &str, value: f64) -> BTreeMap<String, f64> {
    BTreeMap::from([(name.into(), value)])
}

fn case(case: &str, unit: &str, ours: f64, peers: BTreeMap<String, f64>) -> Value {
    eprintln!("{case}: {ours:.2} {unit}; {peers:?}");
    json!({ "case": case, "unit": unit, "ours": ours, "peers": peers })
}
