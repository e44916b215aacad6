//! Windows' own OCR (`Windows.Media.Ocr`), in the languages of the user.

use super::MOST_BYTES;
use crate::reading::grey::Grey;
use std::sync::Arc;
use tokio::task::spawn_blocking;
use windows::{
    Graphics::Imaging::{BitmapPixelFormat, SoftwareBitmap},
    Media::Ocr::OcrEngine,
    Storage::Streams::DataWriter,
    core::Result,
};

/// Whether one of the user's languages has an engine.
pub async fn is_there() -> bool {
    spawn_blocking(|| OcrEngine::TryCreateFromUserProfileLanguages().is_ok()).await.unwrap_or(false)
}

/// The words on a page, line by line.
pub async fn words(page: Arc<Grey>) -> Option<String> {
    let text = spawn_blocking(move || recognise(&page)).await.ok()?.ok()?;
    (text.len() <= MOST_BYTES).then_some(text)
}

fn recognise(page: &Grey) -> Result<String> {
    let engine = OcrEngine::TryCreateFromUserProfileLanguages()?;
    let page = page.within(OcrEngine::MaxImageDimension()?);
    let writer = DataWriter::new()?;
    writer.WriteBytes(&page.pixels)?;
    let size = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let bitmap = SoftwareBitmap::CreateCopyFromBuffer(
        &writer.DetachBuffer()?,
        BitmapPixelFormat::Gray8,
        size(page.width),
        size(page.height),
    )?;
    let mut text = String::new();
    for line in engine.RecognizeAsync(&bitmap)?.join()?.Lines()? {
        text.push_str(&line.Text()?.to_string_lossy());
        text.push('\n');
    }
    Ok(text)
}
