//! The segments of a JPEG, walked without decoding: what it says of itself, and whether it is whole.

use super::tags;

const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;

/// What a JPEG says of itself.
#[derive(Debug, Default, PartialEq)]
pub struct Said {
    /// Pixels an inch.
    pub dpi: Option<f64>,
    /// EXIF's orientation, 1 to 8.
    pub orientation: Option<u16>,
    /// It has no end.
    pub cut: bool,
    /// It is baseline, and its channels come one after the other.
    pub one_by_one: bool,
}

/// Reads the segments up to the end mark.
pub fn said(bytes: &[u8]) -> Said {
    let mut said = Said { cut: true, ..Said::default() };
    let (mut at, mut scans, mut baseline) = (2, 0, false);
    while let Some((marker, place)) = next_marker(bytes, at) {
        at = place;
        if marker == END {
            said.cut = false;
            break;
        }
        if marker == 0x01 || (0xd0..=0xd8).contains(&marker) {
            continue;
        }
        let Some(payload) = segment(bytes, at) else { break };
        match (marker, payload) {
            (0xe0, [b'J', b'F', b'I', b'F', 0, _, _, unit, high, low, ..]) => {
                let density = f64::from(u16::from_be_bytes([*high, *low]));
                said.dpi = match unit {
                    1 => Some(density),
                    2 => Some(density * 2.54),
                    _ => None,
                };
            }
            (0xe1, [b'E', b'x', b'i', b'f', 0, 0, exif @ ..]) => {
                let exif = tags::read(exif);
                said.orientation = said.orientation.or(exif.orientation);
                said.dpi = said.dpi.or(exif.dpi);
            }
            (0xc0 | 0xc1, _) => baseline = true,
            _ => {}
        }
        at += payload.len() + 2;
        if marker == START_OF_SCAN {
            scans += 1;
            at = after_scan(bytes, at);
        }
    }
    said.one_by_one = baseline && scans > 1;
    said
}

/// The next marker at or after `at`, and where what follows it begins.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    at += memchr::memchr(0xff, bytes.get(at..)?)?;
    while *bytes.get(at)? == 0xff {
        at += 1;
    }
    Some((bytes[at], at + 1))
}

fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    bytes.get(at + 2..at + length.max(2))
}

/// Where the coded data ends: at a marker that is neither a stuffed byte nor a restart.
fn after_scan(bytes: &[u8], at: usize) -> usize {
    let coded = bytes.get(at..).unwrap_or_default();
    let is_marker = |place: &usize| coded.get(place + 1).is_some_and(|low| !matches!(low, 0 | 0xff | 0xd0..=0xd7));
    memchr::memchr_iter(0xff, coded).find(is_marker).map_or(bytes.len(), |place| at + place)
}
