//! The pages of a PDF, if it has its end, can be read, and does nothing but show pages.

mod active;
mod expansion;
mod leaves;
mod limits;
mod links;

use super::Refusal;
use lopdf::{Document, Error, LoadOptions};
use ring::digest::{SHA256, digest};
use std::collections::HashSet;

/// Where the end must be, as every reader allows.
const TAIL: usize = 1024;

/// The number of pages; nothing while it is not whole.
///
/// # Errors
/// Why it is not taken, though it is whole.
pub fn pages(bytes: &[u8]) -> Result<Option<u32>, Refusal> {
    if !has_end(bytes) {
        return Ok(None);
    }
    limits::check(bytes)?;
    let document = match load(bytes) {
        Ok(document) => document,
        Err(Error::Decryption(_) | Error::InvalidPassword | Error::UnsupportedSecurityHandler(_)) => {
            return Err(Refusal::Password);
        }
        Err(Error::Decompress(_)) => return Err(Refusal::Excessive),
        // Keys that are of no known form close it as well.
        Err(_) if is_closed(bytes) => return Err(Refusal::Password),
        Err(_) => return Ok(None),
    };
    // Without a user's password it is opened here and everywhere; a document that is still closed is of no use.
    if document.is_encrypted() && !document.was_encrypted() {
        return Err(Refusal::Password);
    }
    if document.objects.len() > limits::MOST_OBJECTS {
        return Err(Refusal::Excessive);
    }
    active::check(bytes, &document)?;
    expansion::check(&document)?;
    match leaves::count(&document)? {
        0 if is_closed(bytes) => Err(Refusal::Password),
        0 => Ok(None),
        pages => Ok(Some(pages)),
    }
}

/// Whether it says that it is encrypted.
fn is_closed(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"/Encrypt").is_some()
}

/// The digests of all pictures in a PDF, by which a rewritten file is known again.
pub fn images(bytes: &[u8]) -> HashSet<[u8; 32]> {
    let Ok(document) = load(bytes) else { return HashSet::new() };
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let pictures = streams.filter(|stream| expansion::is_picture(&stream.dict));
    pictures.filter_map(|stream| digest(&SHA256, &stream.content).as_ref().try_into().ok()).collect()
}

fn load(bytes: &[u8]) -> lopdf::Result<Document> {
    let options = LoadOptions { max_decompressed_size: Some(limits::MOST_UNPACKED), ..LoadOptions::default() };
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
