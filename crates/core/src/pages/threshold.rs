//! Greys to black and white.

use super::bitmap::Bitmap;

/// The grey that parts two heaps of a histogram best (Otsu, 1979): what is darker is ink.
pub fn otsu(histogram: &[u64; 256]) -> u8 {
    let total: u64 = histogram.iter().sum();
    let sum: f64 = histogram.iter().enumerate().map(|(grey, count)| grey as f64 * *count as f64).sum();
    let (mut dark, mut dark_sum, mut best, mut at) = (0.0, 0.0, -1.0, 128);
    for (grey, count) in histogram.iter().enumerate() {
        dark += *count as f64;
        dark_sum += grey as f64 * *count as f64;
        let light = total as f64 - dark;
        if dark == 0.0 || light <= 0.0 {
            continue;
        }
        let apart = dark_sum / dark - (sum - dark_sum) / light;
        let between = dark * light * apart * apart;
        if between > best {
            (best, at) = (between, grey);
        }
    }
    u8::try_from(at + 1).unwrap_or(u8::MAX)
}

/// Black where a pixel is darker than the limit of its place in the row; `limits` fills the limits of a row.
pub fn black(grey: &[u8], width: u32, height: u32, mut limits: impl FnMut(usize, &mut [u8])) -> Bitmap {
    let mut page = Bitmap::white(width, height);
    let (wide, stride) = (width as usize, page.stride());
    let mut limit = vec![0; wide];
    // A whole number of bytes; what is beyond the row stays white.
    let mut dark = vec![0; stride * 8];
    for (y, (row, bits)) in grey.chunks_exact(wide).zip(page.bits.chunks_exact_mut(stride)).enumerate() {
        limits(y, &mut limit);
        for ((dark, pixel), limit) in dark.iter_mut().zip(row).zip(&limit) {
            *dark = u8::from(pixel < limit);
        }
        for (eight, byte) in dark.as_chunks().0.iter().zip(bits) {
            *byte = packed(*eight);
        }
    }
    page
}

/// Eight bytes that are 0 or 1 as one, the first in the highest bit.
fn packed(eight: [u8; 8]) -> u8 {
    /// Moves byte n, by 63 - 9n places, to bit 7 - n of the highest byte; no two meet on the way.
    const GATHER: u64 = 0x8040_2010_0804_0201;
    (u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_heaps_are_parted_between_them() {
        let mut histogram = [0; 256];
        (histogram[30], histogram[40], histogram[200], histogram[220]) = (50, 60, 900, 1_000);
        assert!((41..=200).contains(&otsu(&histogram)), "{}", otsu(&histogram));
        assert_eq!(otsu(&[0; 256]), 129, "nothing is parted in the middle");
    }

    #[test]
    fn eight_pixels_are_a_byte_whatever_they_are() {
        for byte in 0..=u8::MAX {
            assert_eq!(packed(std::array::from_fn(|bit| (byte >> (7 - bit)) & 1)), byte);
        }
    }

    #[test]
    fn what_is_darker_than_its_limit_is_black() {
        let page = black(&[10, 90, 99, 100, 10, 90, 99, 100, 10, 10, 10, 10], 6, 2, |y, limits| {
            limits.fill(if y == 0 { 100 } else { 20 });
        });
        let black = |y| (0..6).map(|x| page.is_black(x, y)).collect::<Vec<_>>();
        assert_eq!(black(0), [true, true, true, false, true, true]);
        assert_eq!(black(1), [false, false, true, true, true, true]);
    }
}
