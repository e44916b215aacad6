//! What the watched folder asks of a file that calls itself a PDF.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_core::scanning::whole;
use sportello_protocol::documents::MediaType;

// A panic that the intake catches is no crash: libFuzzer's own hook would make it one.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    whole::judge(bytes);
    if let Some(half) = bytes.get(..bytes.len() / 2) {
        whole::continues(MediaType::Pdf, (half, 1), (bytes, 2));
    }
});
