//! Twenty scanned A4 pages from JPEG bytes to one finished PDF/A: CPU and bytes a page beside the programs that people
//! use for it, and how exactly the pages were straightened. `cargo xtask bench scan` runs it; the folder for its pages is
//! the argument, the figures go to the standard output. It needs poppler, ImageMagick, ocrmypdf and img2pdf.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

mod clock;
#[path = "../../tests/desk/mod.rs"]
mod desk;
mod figures;
mod job;
mod peers;
mod scans;

use anyhow::Context;
use clock::Clock;
use figures::Figure;
use peers::Peer;
use serde_json::Value;
use sportello_core::{
    pages::{self, Corrections, pdf},
    reading::{self, Grey},
};
use std::{path::PathBuf, sync::Arc};

/// Times that a page's barcodes are looked for: the clock of all threads is coarse.
const LOOKS: usize = 5;

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

    let job = job::measure(&folder, &scans)?;
    let measured = peers::all(&folder, &scans)?;
    let per_page = |value: fn(&Peer) -> f64| {
        measured.iter().map(move |peer| (peer.name.clone(), value(peer) / count)).collect::<Vec<_>>()
    };
    let magick = measured.first().context("ImageMagick")?.cpu_ms / count;
    let same = peers::same_bitmaps(&folder, &finished)? / count;
    let group4 = || [("ImageMagick Group4".to_owned(), same)];
    let (g4, jbig2) = (g4_bytes(&scans)? / count, jbig2_bytes(&finished) / count);
    let reading = reading_ms(&scans)? / count;
    let mut figures = vec![
        Figure::of("JPEG to finished page, CPU", "ms a page", ours / count)
            .beside(per_page(|peer| peer.cpu_ms))
            .at_most(magick / 30.0),
        Figure::of("finished page", "bytes", document.len() as f64 / count)
            .beside(per_page(|peer| peer.bytes))
            .at_most(65_000.0),
        Figure::of("same bitmap as G4", "bytes", g4).beside(group4()).at_most(same * 1.02),
        Figure::of("same bitmap as JBIG2", "bytes", jbig2).beside(group4()).at_most(same * 0.65),
        Figure::of("skew that was left, worst page", "degrees", worst).at_most(0.1),
        Figure::of("barcodes, CPU", "ms a page", reading)
            .beside([("the rest of the pipeline".to_owned(), ours / count)])
            .at_most(ours / count / 2.0),
    ];
    figures.extend(job);
    println!("{}", serde_json::to_string_pretty(&figures.iter().map(Figure::json).collect::<Vec<Value>>())?);
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

/// CPU of looking for barcodes on all pages, which have none: the longest look there is.
fn reading_ms(scans: &[scans::Scan]) -> anyhow::Result<f64> {
    let pages: anyhow::Result<Vec<Arc<Grey>>> = scans
        .iter()
        .map(|scan| Ok(Arc::new(Grey::of(&pages::decode(&scan.jpeg, None)?.remove(0)).context("a page")?)))
        .collect();
    let (pages, today) = (pages?, jiff::Zoned::now().date());
    let before = clock::program_ms()?;
    for page in pages.iter().cycle().take(pages.len() * LOOKS) {
        anyhow::ensure!(reading::barcodes(page, today).is_empty(), "a barcode where there is none");
    }
    Ok((clock::program_ms()? - before) / LOOKS as f64)
}
