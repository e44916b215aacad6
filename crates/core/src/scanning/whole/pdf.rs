//! The pages of a PDF, if it has its end and can be read.

use lopdf::{Document, Error, LoadOptions};
use ring::digest::{SHA256, digest};
use std::collections::HashSet;

/// Where the end must be, as every reader allows.
const TAIL: usize = 1024;
/// What one stream may unpack to.
const MOST_UNPACKED: usize = 64 << 20;

/// The number of pages; 0 for a PDF that only a password opens; nothing while it is not whole.
pub fn pages(bytes: &[u8]) -> Option<u32> {
    if !has_end(bytes) {
        return None;
    }
    match load(bytes) {
        Ok(document) => u32::try_from(document.page_iter().count()).ok().filter(|pages| *pages > 0),
        Err(Error::Decryption(_) | Error::InvalidPassword) => Some(0),
        Err(_) => None,
    }
}

/// The digests of all pictures in a PDF, by which a rewritten file is known again.
pub fn images(bytes: &[u8]) -> HashSet<[u8; 32]> {
    let Ok(document) = load(bytes) else { return HashSet::new() };
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let pictures = streams.filter(
        |stream| matches!(stream.dict.get(b"Subtype"), Ok(kind) if kind.as_name().is_ok_and(|name| name == b"Image")),
    );
    pictures.filter_map(|stream| digest(&SHA256, &stream.content).as_ref().try_into().ok()).collect()
}

fn load(bytes: &[u8]) -> lopdf::Result<Document> {
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options)
}

/// A PDF ends with the place of its table and a mark; copying programs may have laid out the full length in zeros.
fn has_end(bytes: &[u8]) -> bool {
    let length = bytes.iter().rposition(|byte| !byte.is_ascii_whitespace() && *byte != 0).map_or(0, |last| last + 1);
    let tail = &bytes[length.saturating_sub(TAIL)..length];
    let last = |mark: &[u8]| tail.windows(mark.len()).rposition(|part| part == mark);
    let (Some(table), Some(end)) = (last(b"startxref"), last(b"%%EOF")) else { return false };
    let Some(number) = tail.get(table + 9..end).and_then(|text| std::str::from_utf8(text).ok()) else { return false };
    number.trim().parse::<usize>().is_ok_and(|offset| offset < length)
}
