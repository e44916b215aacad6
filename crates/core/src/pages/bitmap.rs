//! A page in black and white.

/// A page in black and white, eight pixels a byte.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Rows of `stride` bytes from the top, leftmost pixel in the highest bit, 1 is black; the rest of a row is 0.
    pub bits: Vec<u8>,
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} x {})", self.width, self.height)
    }
}

impl Bitmap {
    /// A white page.
    #[must_use]
    pub fn white(width: u32, height: u32) -> Self {
        Self { width, height, bits: vec![0; width.div_ceil(8) as usize * height as usize] }
    }

    /// Bytes a row.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// Its rows, from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.bits.chunks_exact(self.stride().max(1))
    }

    /// Whether a pixel is black; what lies outside is white.
    #[must_use]
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        let inside = x < self.width && y < self.height;
        inside && self.bits[y as usize * self.stride() + (x / 8) as usize] & (0x80 >> (x % 8)) != 0
    }

    /// The same without black pixels that stand alone among eight white ones: no stroke is that thin or that short.
    #[must_use]
    pub fn without_specks(&self) -> Self {
        let stride = self.stride();
        let nothing = vec![0; stride];
        let mut clean = self.clone();
        let row = |y: Option<usize>| {
            y.and_then(|y| self.bits.get(y * stride..(y + 1) * stride)).unwrap_or(nothing.as_slice())
        };
        for y in 0..self.height as usize {
            let (above, here, below) = (row(y.checked_sub(1)), row(Some(y)), row(Some(y + 1)));
            for at in 0..stride {
                if here[at] == 0 {
                    continue;
                }
                let beside = |line: &[u8]| {
                    let before = if at > 0 { line[at - 1] } else { 0 };
                    let after = if at + 1 < stride { line[at + 1] } else { 0 };
                    (line[at] >> 1) | (before << 7) | (line[at] << 1) | (after >> 7)
                };
                let company = beside(here) | above[at] | beside(above) | below[at] | beside(below);
                clean.bits[y * stride + at] = here[at] & company;
            }
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(width: u32, height: u32, black: &[(u32, u32)]) -> Bitmap {
        let mut page = Bitmap::white(width, height);
        for (x, y) in black {
            let at = *y as usize * page.stride() + (*x / 8) as usize;
            page.bits[at] |= 0x80 >> (x % 8);
        }
        page
    }

    #[test]
    fn a_speck_goes_and_everything_with_a_neighbour_stays() {
        let stays = [(7, 3), (8, 4), (15, 0), (16, 0), (18, 9), (19, 8)];
        let specks = [(0, 0), (3, 6), (12, 8)];
        let dirty = with(20, 10, &[&stays[..], &specks[..]].concat());
        assert_eq!(dirty.without_specks(), with(20, 10, &stays));
    }
}
