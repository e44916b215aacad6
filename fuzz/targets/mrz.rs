//! What is made of the text that an OCR engine read: any text at all.

#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use sportello_core::reading;

// A panic that reading catches is no crash: libFuzzer's own hook would make it one.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    reading::mrz(&text, date(2026, 11, 29));
    reading::propose(&reading::Read::default(), Some(&text), &[]);
});
