//! What is made of the text that an OCR engine read: any text at all.

#![no_main]

mod panics;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use sportello_core::reading;

fuzz_target!(init: panics::only_own_count(), |bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    reading::mrz(&text, date(2026, 11, 29));
    reading::propose(&reading::Read::default(), Some(&text), &[]);
});
