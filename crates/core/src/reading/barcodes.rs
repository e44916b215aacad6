//! The barcodes of a page. What they hold is trusted only if it is a codice fiscale: a row of letters that scanned
//! like a barcode would hardly have a check letter that agrees.
//!
//! A decoder that looks at whole pages finds thin bars only where they stand nearly straight. So the places that look
//! like bars are found first (`place`), at any angle; along each a profile is averaged over the height of the bars
//! (`profile`), which takes out noise and skew; and only that goes through the decoder (`decode`).

mod blocks;
mod decode;
mod place;
mod profile;
mod square;

use super::{grey::Grey, types::Barcode};
use jiff::civil::Date;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// A page takes some milliseconds; a decoder that still looks after so long is left alone.
const LONGEST: Duration = Duration::from_secs(2);
/// Decoders that still look after they were left alone, while which barcodes are not looked for: each holds a processor.
const MOST_LEFT: u32 = 2;

static LEFT: AtomicU32 = AtomicU32::new(0);

/// The barcodes that hold a codice fiscale, each once. Blocks for some milliseconds, at most two seconds; a decoder that
/// fails or takes longer costs this page's barcodes only.
pub fn barcodes(page: &Arc<Grey>, today: Date) -> Vec<Barcode> {
    if LEFT.load(Ordering::Relaxed) >= MOST_LEFT {
        return Vec::new();
    }
    let (send, receive) = mpsc::sync_channel(1);
    let page = page.clone();
    let looking = thread::Builder::new().name("barcodes".into()).spawn(move || {
        let found = catch_unwind(AssertUnwindSafe(|| look(&page, today))).unwrap_or_default();
        // Nobody waits any more: then nobody needs it, and it is no longer one that was left alone.
        if send.send(found).is_err() {
            LEFT.fetch_sub(1, Ordering::Relaxed);
        }
    });
    match looking.map(|_| receive.recv_timeout(LONGEST)) {
        Ok(Ok(found)) => found,
        Ok(Err(_)) => {
            LEFT.fetch_add(1, Ordering::Relaxed);
            tracing::warn!("A barcode decoder did not come to an end.");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

/// The same on this thread, without a limit of time.
pub fn look(page: &Grey, today: Date) -> Vec<Barcode> {
    let mut found: Vec<Barcode> = Vec::new();
    let mut keep = |barcode: Barcode| {
        if !found.iter().any(|known| known.codice_fiscale == barcode.codice_fiscale) {
            found.push(barcode);
        }
    };
    let blocks = blocks::Blocks::of(page);
    for place in place::find(&blocks, page.dpi) {
        profile::along(page, &place).find_map(|profile| decode::bars(&profile, today)).map(&mut keep);
    }
    square::find(page, &blocks).into_iter().filter_map(|square| decode::square(square, today)).for_each(keep);
    found
}

#[cfg(test)]
mod tests;
