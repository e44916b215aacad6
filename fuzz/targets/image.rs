//! What is asked of a picture: whether it is whole, and its pages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_core::{pages, scanning::whole};

// A panic that the intake catches is no crash: libFuzzer's own hook would make it one.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    whole::judge(bytes);
    let _ = pages::decode(bytes, None);
});
