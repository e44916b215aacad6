//! Codes drawn here on noisy paper, at every angle a card may lie. All codes are invented.

mod drawn;

use super::*;
use crate::{citizens::codice_fiscale, reading::Symbology};
use drawn::{Paper, code39};
use jiff::civil::date;
use std::time::Instant;

const TODAY: Date = date(2026, 11, 29);

/// Codes with a check letter that agrees, all different.
fn invented(number: usize) -> String {
    let letters = ["RSSMRA", "BNCDAA", "VRDGPP", "ZZZQWX", "HJKYTR", "ABCDEF"][number % 6];
    let body = format!(
        "{letters}{:02}{}{:02}H{:03}",
        20 + number % 70,
        ["A", "E", "T", "S"][number % 4],
        1 + number % 28,
        501
    );
    let mut letters = ('A'..='Z').map(|letter| format!("{body}{letter}"));
    letters.find(|code| codice_fiscale::decode(code, TODAY).is_ok()).expect("one of 26 letters")
}

#[test]
fn a_code_39_is_read_at_any_skew_up_to_eight_degrees_in_four_orientations() {
    let mut missed = Vec::new();
    let mut tried = 0;
    for (dpi, narrow) in [(200, 0.19)] {
        for quarter in 0..4 {
            for skew in [-8.0, -5.3, -2.0, -0.4, 0.0, 0.7, 1.2, 3.7, 6.1, 8.0_f32] {
                let code = invented(tried);
                let paper = Paper { dpi, noise: 6.0, seed: tried as u64 + 1 };
                let angle = 90.0 * quarter as f32 + skew;
                let page = paper.with_bars(&code39(&code, narrow, 2.5), 9.0, angle);
                let found = look(&page, TODAY);
                if found.iter().all(|barcode| barcode.codice_fiscale != code) || found.len() != 1 {
                    missed.push((dpi, quarter, skew));
                }
                tried += 1;
            }
        }
    }
    println!("{} of {tried} read", tried - missed.len());
    assert_eq!(missed, [], "of {tried}");
}

#[test]
#[ignore = "a measurement: cargo test -p sportello-core --lib reading -- --ignored --nocapture"]
fn how_far_it_reaches() {
    for (dpi, narrow) in [(150, 0.25), (150, 0.19), (200, 0.19), (200, 0.165), (200, 0.15), (300, 0.15), (300, 0.12)] {
        for noise in [3.0, 12.0, 25.0] {
            let (mut read, mut tried) = (0, 0);
            let started = Instant::now();
            for skew in [-45.0, -30.0, -15.0, -8.0, -4.4, 0.3, 2.2, 8.0, 20.0, 44.0_f32] {
                let code = invented(tried);
                let paper = Paper { dpi, noise, seed: tried as u64 };
                let page = paper.with_bars(&code39(&code, narrow, 2.5), 9.0, skew);
                read += usize::from(look(&page, TODAY).iter().any(|barcode| barcode.codice_fiscale == code));
                tried += 1;
            }
            println!("{dpi} dpi, {narrow} mm, noise {noise}: {read} of {tried}, {:?} with drawing", started.elapsed());
        }
    }
    for (dpi, bars) in [(200, true), (300, true), (300, false)] {
        let paper = Paper { dpi, noise: 3.0, seed: 5 };
        let page = if bars { paper.with_bars(&code39(&invented(1), 0.19, 2.5), 9.0, 3.0) } else { paper.with_text() };
        let started = Instant::now();
        for _ in 0..10 {
            std::hint::black_box(blocks::Blocks::of(&page));
        }
        let blocks = started.elapsed() / 10;
        let started = Instant::now();
        for _ in 0..10 {
            std::hint::black_box(look(&page, TODAY));
        }
        println!("{dpi} dpi, bars {bars}: all {:?}, of which blocks {blocks:?}", started.elapsed() / 10);
    }
}

#[test]
fn a_qr_code_is_read_if_it_holds_a_codice_fiscale() {
    let paper = Paper { dpi: 200, noise: 6.0, seed: 3 };
    for (number, degrees) in [0.0, 90.0, 187.0, 263.0].into_iter().enumerate() {
        let code = invented(number);
        let found = look(&paper.with_square(&code, 0.5, degrees), TODAY);
        let expected = Barcode { symbology: Symbology::Qr, codice_fiscale: code };
        assert!(found == [expected], "turned by {degrees}");
    }
    assert_eq!(look(&paper.with_square("http://esempio.invalid", 0.5, 0.0), TODAY).len(), 0, "nobody's code");
}

#[test]
fn what_is_no_codice_fiscale_is_dropped() {
    let paper = Paper { dpi: 200, noise: 6.0, seed: 4 };
    let wrong = invented(2).replace('H', "F");
    for text in [wrong.as_str(), "07643520567", "SPORTELLO", "00000000000"] {
        assert_eq!(look(&paper.with_bars(&code39(text, 0.25, 2.5), 9.0, 1.0), TODAY).len(), 0, "{text}");
    }
    assert_eq!(look(&paper.with_text(), TODAY).len(), 0, "print is no code");
}

#[test]
fn pages_of_no_size_and_of_noise_are_no_harm() {
    for (width, height) in [(1, 1), (1, 5_000), (5_000, 1), (7, 9), (300, 300)] {
        let noise = (0..width * height).map(|place: u32| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let page = Arc::new(Grey::new(width, height, 300, noise).expect("a page"));
        assert_eq!(barcodes(&page, TODAY).len(), 0);
    }
}
