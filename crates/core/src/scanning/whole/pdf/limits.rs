//! What a PDF may be made of, looked at before any of it is read: a parser holds what it has read many times over.

use super::super::Refusal;
use std::io::Read;

/// More pages than any feeder holds.
pub const MOST_PAGES: usize = 2_000;
/// Objects; a scanned page has about six.
pub const MOST_OBJECTS: usize = 100_000;
/// What one stream of objects, or the table of all, may unpack to.
pub const MOST_UNPACKED: usize = 16 << 20;
/// What all streams of objects together may unpack to.
const MOST_UNPACKED_OBJECTS: u64 = 64 << 20;
/// What is no stream: a scan has some kilobytes of it, a thick form some megabytes.
const MOST_OUTSIDE: usize = 16 << 20;
/// How far before its data a stream's dictionary may begin.
const LONGEST_DICTIONARY: usize = 4_096;

/// Looks at the bytes alone.
///
/// # Errors
/// `Excessive`
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    if count(bytes, b" obj") > MOST_OBJECTS {
        return Err(Refusal::Excessive);
    }
    let (mut at, mut outside, mut unpacked) = (0, 0, 0);
    while let Some(start) = find(&bytes[at..], b"stream").map(|place| at + place) {
        outside += start - at;
        let data = after_line_end(bytes, start + b"stream".len());
        let end = find(&bytes[data..], b"endstream").map_or(bytes.len(), |place| data + place);
        let dictionary = &bytes[start.saturating_sub(LONGEST_DICTIONARY).max(at)..start];
        if holds_objects(dictionary) {
            unpacked += unpacked_length(dictionary, &bytes[data..end], MOST_UNPACKED_OBJECTS - unpacked)?;
        }
        at = (end + b"endstream".len()).min(bytes.len());
    }
    outside += bytes.len() - at;
    if outside > MOST_OUTSIDE { Err(Refusal::Excessive) } else { Ok(()) }
}

/// Whether a dictionary, back to the beginning of its object, names a stream of objects. A name may be spelled with
/// numbers for its letters; nobody does so without a reason, so such a one counts as one.
fn holds_objects(dictionary: &[u8]) -> bool {
    let from = dictionary.windows(4).rposition(|part| part == b" obj").unwrap_or(0);
    let own = &dictionary[from..];
    find(own, b"/ObjStm").is_some() || find(own, b"#").is_some()
}

/// The length of a stream of objects, up to what is left of the whole file's share.
fn unpacked_length(dictionary: &[u8], data: &[u8], left: u64) -> Result<u64, Refusal> {
    let own = &dictionary[dictionary.windows(4).rposition(|part| part == b" obj").unwrap_or(0)..];
    let layers = count(own, b"/FlateDecode");
    let others = [b"/LZWDecode".as_slice(), b"/RunLengthDecode", b"/BrotliDecode", b"/ASCII"];
    if layers > 1 || others.iter().any(|name| find(own, name).is_some()) {
        return Err(Refusal::Excessive);
    }
    let limit = left.min(MOST_UNPACKED as u64);
    let length = if layers == 0 { data.len() as u64 } else { inflated(data, limit) };
    if length > limit { Err(Refusal::Excessive) } else { Ok(length) }
}

/// How long deflated data is, at most one more than `limit`; what is damaged counts as far as it goes.
pub fn inflated(data: &[u8], limit: u64) -> u64 {
    let mut reader = flate2::read::ZlibDecoder::new(data).take(limit + 1);
    let (mut length, mut part) = (0, [0; 16 << 10]);
    while let Ok(read @ 1..) = reader.read(&mut part) {
        length += read as u64;
    }
    length
}

fn after_line_end(bytes: &[u8], at: usize) -> usize {
    let ends = bytes[at..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    at + ends
}

fn count(bytes: &[u8], mark: &[u8]) -> usize {
    let (mut at, mut found) = (0, 0);
    while let Some(place) = find(&bytes[at..], mark) {
        found += 1;
        at += place + mark.len();
    }
    found
}

/// The first place of `mark`.
pub fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, mark)
}
