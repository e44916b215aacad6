//! What SANE's `scanimage` says of a scanner's options: any text at all.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_core::scanning::devices::{Feed, sane::options};

fuzz_target!(|bytes: &[u8]| {
    let options = options::parse(&String::from_utf8_lossy(bytes));
    let shown = options.shown("");
    assert!(!shown.sources.is_empty(), "something can always be scanned from");
    for offer in &shown.sources {
        assert!(offer.max_width <= 100_000 && offer.max_height <= 100_000);
    }
    for feed in [Feed::Flatbed, Feed::Feeder, Feed::Duplex] {
        // What goes to the program's command line is one word of its own list.
        assert!(options.source(feed).is_none_or(|word| !word.is_empty() && !word.contains('\n')));
    }
});
