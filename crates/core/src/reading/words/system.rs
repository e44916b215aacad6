//! `Windows.Media.Ocr`, which most Windows have; found at run time. It has never been run here: Linux has no such thing.

use super::{LONGEST, MOST_BYTES};
use crate::reading::grey::Grey;
use sportello_wia::ocr;
use std::sync::Arc;
use tokio::{sync::OnceCell, task::spawn_blocking, time::timeout};

static LONGEST_SIDE: OnceCell<Option<u32>> = OnceCell::const_new();

/// The longest side of a picture that it takes, looked for once; nothing where Windows has no engine.
pub async fn find() -> Option<u32> {
    *LONGEST_SIDE.get_or_init(|| async { spawn_blocking(ocr::longest_side).await.ok().flatten() }).await
}

/// The words on a page.
pub async fn words(page: &Arc<Grey>) -> Option<String> {
    let (page, longest) = (Arc::clone(page), find().await?);
    let reading = spawn_blocking(move || {
        let page = page.within(longest);
        ocr::words(page.width, page.height, &page.pixels)
    });
    let text = timeout(LONGEST, reading).await.ok()?.ok()?.ok()?;
    (text.len() <= MOST_BYTES).then_some(text)
}
