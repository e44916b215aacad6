//! What the watched folder asks of a file that calls itself a PDF.

#![no_main]

mod panics;

use libfuzzer_sys::fuzz_target;
use sportello_core::scanning::whole;
use sportello_protocol::documents::MediaType;

fuzz_target!(init: panics::only_own_count(), |bytes: &[u8]| {
    whole::judge(bytes);
    if let Some(half) = bytes.get(..bytes.len() / 2) {
        whole::continues(MediaType::Pdf, (half, 1), (bytes, 2));
    }
});
