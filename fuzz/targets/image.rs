//! What is asked of a picture: whether it is whole, and its pages.

#![no_main]

mod panics;

use libfuzzer_sys::fuzz_target;
use sportello_core::{pages, scanning::whole};

fuzz_target!(init: panics::only_own_count(), |bytes: &[u8]| {
    whole::judge(bytes);
    let _ = pages::decode(bytes, None);
});
