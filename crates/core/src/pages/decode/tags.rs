//! The two tags of a TIFF directory that matter, as TIFF has them and EXIF copies them.

const ORIENTATION: u16 = 0x0112;
const X_RESOLUTION: u16 = 0x011a;
const RESOLUTION_UNIT: u16 = 0x0128;
const CENTIMETRE: u16 = 3;

/// What the directory says.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Tags {
    /// Pixels an inch.
    pub dpi: Option<f64>,
    /// 1 to 8.
    pub orientation: Option<u16>,
}

/// The first directory of TIFF bytes, with nothing where they contradict themselves.
pub fn read(bytes: &[u8]) -> Tags {
    let start = View { bytes, little: bytes.starts_with(b"II") }.u32(4);
    start.map_or(Tags::default(), |start| at(bytes, start))
}

/// The directory at an offset.
pub fn at(bytes: &[u8], offset: u32) -> Tags {
    let view = View { bytes, little: bytes.starts_with(b"II") };
    let start = offset as usize;
    let (mut tags, mut unit) = (Tags::default(), None);
    for entry in (0..usize::from(view.u16(start).unwrap_or(0))).map(|index| start + 2 + index * 12) {
        match view.u16(entry) {
            Some(ORIENTATION) => tags.orientation = view.u16(entry + 8).filter(|value| (1..=8).contains(value)),
            Some(RESOLUTION_UNIT) => unit = view.u16(entry + 8),
            Some(X_RESOLUTION) => tags.dpi = view.u32(entry + 8).and_then(|place| view.ratio(place as usize)),
            Some(_) => {}
            None => break,
        }
    }
    match unit {
        Some(CENTIMETRE) => tags.dpi = tags.dpi.map(|density| density * 2.54),
        // No absolute unit: only the ratio of both sides is meant.
        Some(1) => tags.dpi = None,
        _ => {}
    }
    tags
}

struct View<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl View<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        let bytes: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn ratio(&self, at: usize) -> Option<f64> {
        let (over, under) = (self.u32(at)?, self.u32(at + 4)?);
        (under != 0).then(|| f64::from(over) / f64::from(under))
    }
}
