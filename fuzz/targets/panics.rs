//! Decoders of others panic on strange bytes, which costs one page and is caught by design. A panic of our own code is a
//! fault, also where it would be caught.

use std::panic::{self, PanicHookInfo};

/// Our own code, as the compiler names its files.
const OWN: [&str; 2] = ["crates/core/src/", "crates/protocol/src/"];

/// Ends the program at a panic of our own code, and says nothing of others: libFuzzer's own hook would make each a crash.
pub fn only_own_count() {
    panic::set_hook(Box::new(|info: &PanicHookInfo| {
        let is_own = |file: &str| OWN.iter().any(|own| file.replace('\\', "/").contains(own));
        if info.location().is_some_and(|place| is_own(place.file())) {
            eprintln!("our own code: {info}");
            std::process::abort();
        }
    }));
}
