//! The words on a page, by what the machine has: Windows' own engine, or `tesseract`. Neither is required.

#[cfg(windows)]
mod system;
mod tesseract;

use super::grey::Grey;
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// A page takes an engine seconds; one that takes so long is given up.
const LONGEST: Duration = Duration::from_secs(30);
/// More text than a page of the smallest print has.
const MOST_BYTES: usize = 256 << 10;
/// Pixels that an engine gets; a page has 9 million at 300 dpi.
const MOST_PIXELS: u64 = 40_000_000;

/// One page at a time: reading words must not take the counter's processor from the scanner.
static ONE: Semaphore = Semaphore::const_new(1);

/// Whether the machine has an engine; looked for once.
pub async fn can_read_words() -> bool {
    #[cfg(windows)]
    if system::find().await.is_some() {
        return true;
    }
    tesseract::find().await.is_some()
}

/// The words on a page; nothing where there is no engine, or it failed, or took too long.
pub async fn words(page: &Arc<Grey>) -> Option<String> {
    if page.pixels.len() as u64 > MOST_PIXELS {
        return None;
    }
    let _one = ONE.acquire().await.ok()?;
    #[cfg(windows)]
    if system::find().await.is_some() {
        return system::words(page).await;
    }
    tesseract::words(page).await
}
