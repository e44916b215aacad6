//! An A4 page of print and noise with bars on it, drawn at any angle as a scanner sees it.

use crate::reading::Grey;

/// How a page is scanned.
pub struct Paper {
    pub dpi: u32,
    /// Standard deviation of the noise, of 255.
    pub noise: f32,
    pub seed: u64,
}

/// The bars of a Code 39 (ISO/IEC 16388) in millimetres, black first; `narrow` is the width of a thin bar, `ratio` how
/// much wider a thick one is.
pub fn code39(text: &str, narrow: f32, ratio: f32) -> Vec<f32> {
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
    const WIDE: [&str; 37] = [
        "000110100",
        "100100001",
        "001100001",
        "101100000",
        "000110001",
        "100110000",
        "001110000",
        "000100101",
        "100100100",
        "001100100",
        "100001001",
        "001001001",
        "101001000",
        "000011001",
        "100011000",
        "001011000",
        "000001101",
        "100001100",
        "001001100",
        "000011100",
        "100000011",
        "001000011",
        "101000010",
        "000010011",
        "100010010",
        "001010010",
        "000000111",
        "100000110",
        "001000110",
        "000010110",
        "110000001",
        "011000001",
        "111000000",
        "010010001",
        "110010000",
        "011010000",
        "010010100",
    ];
    let mut bars = Vec::new();
    for letter in format!("*{text}*").chars() {
        let pattern = WIDE[LETTERS.find(letter).expect("a letter of Code 39")];
        bars.extend(pattern.chars().map(|wide| if wide == '1' { narrow * ratio } else { narrow }));
        bars.push(narrow);
    }
    bars.pop();
    bars
}

impl Paper {
    /// Bars of a height (millimetres) in the page's middle, turned by `degrees`, with print above and below.
    pub fn with_bars(&self, bars: &[f32], height: f32, degrees: f32) -> Grey {
        let total: f32 = bars.iter().sum();
        let (sin, cos) = degrees.to_radians().sin_cos();
        let is_black = |x: f32, y: f32| {
            let (along, across) = (x * cos + y * sin + total / 2.0, y * cos - x * sin);
            if across.abs() > height / 2.0 || !(0.0..total).contains(&along) {
                return false;
            }
            let mut left = along;
            bars.iter()
                .position(|bar| {
                    left -= bar;
                    left < 0.0
                })
                .is_some_and(|bar| bar % 2 == 0)
        };
        let mut page = self.blank();
        let millimetres = 25.4 / self.dpi as f32;
        let reach = (0.6 * total.hypot(height) / millimetres) as i32;
        let middle = (page.width as i32 / 2, page.height as i32 * 2 / 5);
        for y in middle.1 - reach..middle.1 + reach {
            for x in middle.0 - reach..middle.0 + reach {
                let mut ink = 0;
                for part in 0..16 {
                    let (right, down) = ((part % 4) as f32 / 4.0 + 0.125, (part / 4) as f32 / 4.0 + 0.125);
                    let place = ((x - middle.0) as f32 + right, (y - middle.1) as f32 + down);
                    ink += u32::from(is_black(place.0 * millimetres, place.1 * millimetres));
                }
                page.pixels[y as usize * page.width as usize + x as usize] -= (ink * 190 / 16) as u8;
            }
        }
        let free = (middle.1 - reach) as usize..(middle.1 + reach) as usize;
        self.print(&mut page, free);
        self.scan(page)
    }

    /// Print only.
    pub fn with_text(&self) -> Grey {
        let mut page = self.blank();
        self.print(&mut page, 0..0);
        self.scan(page)
    }

    fn blank(&self) -> Grey {
        let (width, height) = (self.dpi * 210 * 10 / 254, self.dpi * 297 * 10 / 254);
        Grey::new(width, height, self.dpi, vec![230; (width * height) as usize]).expect("a page")
    }

    /// Lines of upright and crossing strokes, as dense as print of 11 points.
    fn print(&self, page: &mut Grey, free: std::ops::Range<usize>) {
        let mut random = Random(self.seed ^ 0x5eed);
        let millimetre = self.dpi as f32 / 25.4;
        let (line, letter, stroke) =
            ((4.6 * millimetre) as usize, (2.0 * millimetre) as usize, (0.35 * millimetre).max(1.0) as usize);
        let width = page.width as usize;
        let margin = width / 9;
        for top in (margin..page.height as usize - margin).step_by(line) {
            if free.contains(&top) || free.contains(&(top + line)) {
                continue;
            }
            for left in (margin..width - margin).step_by(letter) {
                if random.next() % 6 == 0 {
                    continue;
                }
                for _ in 0..3 {
                    let upright = random.next() % 2 == 0;
                    let (x, y) = (left + random.next() as usize % (letter / 2), top + random.next() as usize % letter);
                    let (across, down) = if upright { (stroke, letter) } else { (letter * 2 / 3, stroke) };
                    for y in y..y + down {
                        page.pixels[y * width + x..][..across].fill(40);
                    }
                }
            }
        }
    }

    /// A scanner's blur over three pixels, and its noise.
    fn scan(&self, page: Grey) -> Grey {
        let mut random = Random(self.seed);
        let width = page.width as usize;
        let mut out = page.clone();
        for (place, pixel) in out.pixels.iter_mut().enumerate() {
            let at = |place: Option<usize>| place.and_then(|place| page.pixels.get(place)).copied().unwrap_or(230);
            let beside = [place.checked_sub(1), Some(place + 1), place.checked_sub(width), Some(place + width)];
            let around: u32 = beside.into_iter().map(|place| u32::from(at(place))).sum();
            let blurred = (4 * u32::from(page.pixels[place]) + around) as f32 / 8.0;
            *pixel = (blurred + self.noise * random.normal()).round().clamp(0.0, 255.0) as u8;
        }
        out
    }
}

/// Vigna's SplitMix64: the same page every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The sum of twelve even numbers less six: nearly normal.
    fn normal(&mut self) -> f32 {
        let (one, two, three) = (self.next(), self.next(), self.next());
        let parts =
            [one, two, three].into_iter().flat_map(|number| (0..4).map(move |part| (number >> (16 * part)) & 0xffff));
        parts.map(|part| part as f32 / 65_535.0).sum::<f32>() - 6.0
    }
}
