//! How many pixels an inch a picture has: what it says, what was asked of the device, or what makes it an A4.

use std::ops::RangeInclusive;

const BELIEVABLE: RangeInclusive<u32> = 50..=2_400;
/// What programs write that do not know.
const DEFAULTS: [u32; 2] = [72, 96];
/// A3 with some margin, in tenths of an inch: a page that is longer has not got a default resolution.
const LONGEST_BY_DEFAULT: u32 = 173;
const A4_LONG_SIDE_INCHES: f64 = 297.0 / 25.4;
const USUAL: [u32; 9] = [75, 100, 150, 200, 240, 300, 400, 600, 1_200];

/// Pixels an inch of a page whose longer side has `longest` pixels.
pub fn density(said: Option<f64>, hint: Option<u32>, longest: u32) -> u32 {
    let said = said.filter(|said| said.is_finite()).map(|said| said.round().clamp(0.0, 1e6) as u32);
    let believed = |dpi: &u32| {
        let by_default = DEFAULTS.contains(dpi);
        BELIEVABLE.contains(dpi) && !(by_default && longest * 10 > dpi * LONGEST_BY_DEFAULT)
    };
    said.filter(believed).or(hint.filter(|hint| BELIEVABLE.contains(hint))).unwrap_or_else(|| as_a4(longest))
}

/// A usual resolution where the page would be within 6 hundredths of an A4's length, else what makes it that long.
fn as_a4(longest: u32) -> u32 {
    let exact = f64::from(longest) / A4_LONG_SIDE_INCHES;
    let near = |usual: &&u32| (f64::from(**usual) / exact - 1.0).abs() < 0.06;
    let dpi = USUAL.iter().find(near).copied().unwrap_or(exact.round() as u32);
    dpi.clamp(*BELIEVABLE.start(), *BELIEVABLE.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_goes_before_the_hint_and_the_hint_before_a_guess() {
        assert_eq!(density(Some(200.0), Some(300), 2_339), 200);
        assert_eq!(density(None, Some(300), 2_339), 300);
        assert_eq!(density(None, None, 2_339), 200);
        assert_eq!(density(None, None, 3_350), 300, "a little short of A4");
        assert_eq!(density(None, None, 4_032), 345, "a photo of a page");
    }

    #[test]
    fn a_resolution_that_programs_write_by_default_is_not_believed_of_a_large_picture() {
        assert_eq!(density(Some(72.0), None, 3_508), 300);
        assert_eq!(density(Some(96.0), Some(240), 3_508), 240);
        assert_eq!(density(Some(72.0), None, 842), 72, "a small one can be what it says");
        assert_eq!(density(Some(f64::NAN), None, 3_508), 300);
        assert_eq!(density(Some(100_000.0), None, 3_508), 300);
    }
}
