//! Text recognition by `Windows.Media.Ocr`, in the languages of whoever is logged in to Windows.

use crate::Result;
use windows::{
    Graphics::Imaging::{BitmapPixelFormat, SoftwareBitmap},
    Media::Ocr::OcrEngine,
    Storage::Streams::DataWriter,
};

/// The longest side of a picture that the engine takes; nothing where Windows has none, or none for these languages.
#[must_use]
pub fn longest_side() -> Option<u32> {
    OcrEngine::TryCreateFromUserProfileLanguages().ok()?;
    OcrEngine::MaxImageDimension().ok()
}

/// The words of a picture, line by line; a byte of grey for every pixel. It blocks for seconds.
///
/// # Errors
/// The system's code, where there is no engine, say.
pub fn words(width: u32, height: u32, grey: &[u8]) -> Result<String> {
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let writer = DataWriter::new()?;
    writer.WriteBytes(grey)?;
    let bytes = writer.DetachBuffer()?;
    let picture = SoftwareBitmap::CreateCopyFromBuffer(&bytes, BitmapPixelFormat::Gray8, side(width), side(height))?;
    let read = OcrEngine::TryCreateFromUserProfileLanguages()?.RecognizeAsync(&picture)?.join()?;
    let mut text = String::new();
    for line in read.Lines()? {
        text.push_str(&line.Text()?.to_string());
        text.push('\n');
    }
    Ok(text)
}
