//! The chain of pages (IFDs) of a TIFF, walked without decoding: whether it is whole, and where each page begins.

/// More pages than any feeder holds; also ends a chain that bites its tail.
const MOST_PAGES: usize = 2_000;

/// The offsets of the pages; nothing where the chain or the data of a page lies outside the bytes.
pub fn pages(bytes: &[u8]) -> Option<Vec<u32>> {
    let tiff = Tiff { bytes, little: bytes.first()? == &b'I' };
    let mut pages = Vec::new();
    let mut next = tiff.u32(4)?;
    while next != 0 {
        if pages.len() == MOST_PAGES || pages.contains(&next) {
            return None;
        }
        pages.push(next);
        next = tiff.page(next)?;
    }
    (!pages.is_empty()).then_some(pages)
}

/// The pixels of the largest of these pages and of all of them, by what they say of themselves.
pub fn pixels(bytes: &[u8], pages: &[u32]) -> (u64, u64) {
    let tiff = Tiff { bytes, little: bytes.first() == Some(&b'I') };
    let each = pages.iter().filter_map(|page| tiff.pixels(*page));
    each.fold((0, 0), |(largest, all), pixels| (largest.max(pixels), all.saturating_add(pixels)))
}

/// The same bytes with the page at `offset` as the first.
pub fn starting_at(bytes: &[u8], offset: u32) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    let little = copy.first() == Some(&b'I');
    if let Some(first) = copy.get_mut(4..8) {
        first.copy_from_slice(&if little { offset.to_le_bytes() } else { offset.to_be_bytes() });
    }
    copy
}

/// Entries of one page; a few dozen are usual, and a hostile file has thousands.
const MOST_ENTRIES: usize = 512;
/// Strips or tiles of one page: more than a page has lines.
const MOST_VALUES: usize = 65_536;

struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Tiff<'_> {
    /// Checks the page at `offset` and gives the next one's offset, 0 after the last.
    fn page(&self, offset: u32) -> Option<u32> {
        let start = usize::try_from(offset).ok()?;
        let count = usize::from(self.u16(start)?).min(MOST_ENTRIES + 1);
        if count > MOST_ENTRIES {
            return None;
        }
        let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
        for entry in (0..count).map(|index| start + 2 + index * 12) {
            match self.u16(entry)? {
                273 | 324 if offsets.is_empty() => offsets = self.values(entry)?,
                279 | 325 if lengths.is_empty() => lengths = self.values(entry)?,
                _ => {}
            }
        }
        let end = self.bytes.len() as u64;
        let inside = |(from, length): (&u64, &u64)| from.saturating_add(*length) <= end;
        let whole = !offsets.is_empty() && (lengths.is_empty() || lengths.len() == offsets.len());
        let data = if lengths.is_empty() {
            offsets.iter().all(|from| *from < end)
        } else {
            offsets.iter().zip(&lengths).all(inside)
        };
        (whole && data).then(|| self.u32(start + 2 + count * 12))?
    }

    /// Width times height of the page at `offset`.
    fn pixels(&self, offset: u32) -> Option<u64> {
        let start = usize::try_from(offset).ok()?;
        let entries = (0..usize::from(self.u16(start)?).min(MOST_ENTRIES)).map(|index| start + 2 + index * 12);
        let (mut width, mut height) = (0, 0);
        for entry in entries {
            match self.u16(entry)? {
                256 => width = self.value(entry)?,
                257 => height = self.value(entry)?,
                _ => {}
            }
        }
        Some(width.saturating_mul(height))
    }

    /// The value of an entry that has one; nothing for a list, whose reading would be paid again for every page.
    fn value(&self, entry: usize) -> Option<u64> {
        if self.u32(entry + 4)? != 1 {
            return None;
        }
        self.values(entry)?.first().copied()
    }

    /// The values of an entry that has whole numbers; none for other kinds, nothing where they lie outside.
    fn values(&self, entry: usize) -> Option<Vec<u64>> {
        let kind = self.u16(entry + 2)?;
        let count = usize::try_from(self.u32(entry + 4)?).ok().filter(|count| *count <= MOST_VALUES)?;
        let size = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return Some(Vec::new()),
        };
        let length = count.checked_mul(size)?;
        let at = if length <= 4 { entry + 8 } else { usize::try_from(self.u32(entry + 8)?).ok()? };
        self.bytes.get(at..at.checked_add(length)?)?;
        match kind {
            3 => (0..count).map(|index| self.u16(at + index * 2).map(u64::from)).collect(),
            4 => (0..count).map(|index| self.u32(at + index * 4).map(u64::from)).collect(),
            _ => Some(Vec::new()),
        }
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }
}
