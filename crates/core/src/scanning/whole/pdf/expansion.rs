//! What the streams of a PDF unpack to: who shows it must hold that, and a few kilobytes can become gigabytes.

use super::{super::Refusal, limits};
use lopdf::{Dictionary, Document, Error, Object, Stream};

/// What a stream that is no picture may unpack to: a page's drawing, a font, a table of characters.
const MOST_UNPACKED: usize = 64 << 20;
/// What all streams may unpack to: some hundred pages in colour at 300 dpi, kept without loss.
const MOST_ALTOGETHER: u64 = 8 << 30;
/// An A3 page at 600 dpi has 70 million.
const MOST_PIXELS: i64 = 100_000_000;
/// A picture's rows may end in some bytes that are not needed.
const SLACK: u64 = 1 << 16;
/// One that packs, one that makes letters of it.
const MOST_FILTERS: usize = 2;

/// Looks at every stream.
///
/// # Errors
/// `Excessive`
pub fn check(document: &Document) -> Result<(), Refusal> {
    let mut left = MOST_ALTOGETHER;
    for stream in document.objects.values().filter_map(|object| object.as_stream().ok()) {
        let length = unpacked(document, stream)?;
        left = left.checked_sub(length).ok_or(Refusal::Excessive)?;
    }
    Ok(())
}

/// Whether a stream is a picture.
pub fn is_picture(dictionary: &Dictionary) -> bool {
    dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
}

fn unpacked(document: &Document, stream: &Stream) -> Result<u64, Refusal> {
    let filters = stream.filters().unwrap_or_default();
    if filters.len() > MOST_FILTERS {
        return Err(Refusal::Excessive);
    }
    if is_picture(&stream.dict) {
        return picture(document, stream, &filters);
    }
    match stream.decompressed_content_with_limit(MOST_UNPACKED) {
        Ok(content) => Ok(content.len() as u64),
        Err(Error::Decompress(_)) => Err(Refusal::Excessive),
        // Damaged, or of a kind that nobody unpacks: no page is drawn from it.
        Err(_) => Ok(0),
    }
}

/// A picture unpacks to its pixels and not much more.
fn picture(document: &Document, stream: &Stream, filters: &[&[u8]]) -> Result<u64, Refusal> {
    let number = |key: &[u8]| {
        let value = document.dereference(stream.dict.get(key).ok()?).ok()?.1;
        value.as_i64().ok().filter(|number| *number > 0)
    };
    let (width, height) = (number(b"Width").unwrap_or(0), number(b"Height").unwrap_or(0));
    let pixels = width.checked_mul(height).filter(|pixels| *pixels <= MOST_PIXELS).ok_or(Refusal::Excessive)?;
    // Up to four colours of 16 bits, though nobody scans so.
    let limit = u64::try_from(pixels).unwrap_or(0) * 8 + SLACK;
    let length = match filters {
        [b"FlateDecode", rest @ ..] if rest.first() != Some(&b"FlateDecode".as_slice()) => {
            limits::inflated(&stream.content, limit)
        }
        [] | [b"DCTDecode" | b"CCITTFaxDecode" | b"JBIG2Decode" | b"JPXDecode"] => stream.content.len() as u64,
        _ => match stream.decompressed_content_with_limit(usize::try_from(limit).unwrap_or(MOST_UNPACKED)) {
            Ok(content) => content.len() as u64,
            Err(Error::Decompress(_)) => limit + 1,
            Err(_) => stream.content.len() as u64,
        },
    };
    if length > limit { Err(Refusal::Excessive) } else { Ok(length) }
}
