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
        let edges: Vec<f32> = bars.iter().scan(0.0, |edge, bar| Some((*edge, *edge += bar).0)).collect();
        self.with_drawing((bars.iter().sum(), height), degrees, |along, _| {
            edges.partition_point(|edge| *edge <= along) % 2 == 1
        })
    }

    /// The same with a QR code, a square of it `module` millimetres wide.
    pub fn with_square(&self, text: &str, module: f32, degrees: f32) -> Grey {
        let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).expect("short enough");
        let side = code.size() as f32 * module;
        self.with_drawing((side, side), degrees, |x, y| code.get_module((x / module) as i32, (y / module) as i32))
    }

    fn with_drawing(&self, (width, height): (f32, f32), degrees: f32, black: impl Fn(f32, f32) -> bool) -> Grey {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let is_black = |x: f32, y: f32| (0.0..width).contains(&x) && (0.0..height).contains(&y) && black(x, y);
        let mut page = self.blank();
        let millimetres = 25.4 / self.dpi as f32;
        let reach = (0.6 * width.hypot(height) / millimetres) as i32;
        let middle = (page.width as i32 / 2, page.height as i32 * 2 / 5);
        for y in middle.1 - reach..middle.1 + reach {
            for x in middle.0 - reach..middle.0 + reach {
                let place = |right: f32, down: f32| {
                    let (x, y) =
                        (((x - middle.0) as f32 + right) * millimetres, ((y - middle.1) as f32 + down) * millimetres);
                    (x * cos + y * sin + width / 2.0, y * cos - x * sin + height / 2.0)
                };
                let (along, across) = place(0.5, 0.5);
                if !(-0.5..width + 0.5).contains(&along) || !(-0.5..height + 0.5).contains(&across) {
                    continue;
                }
                let mut ink = 0;
                for part in 0..16 {
                    let (along, across) = place((part % 4) as f32 / 4.0 + 0.125, (part / 4) as f32 / 4.0 + 0.125);
                    ink += u32::from(is_black(along, across));
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
                if random.next().is_multiple_of(6) {
                    continue;
                }
                for _ in 0..3 {
                    let upright = random.next().is_multiple_of(2);
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
        let noise: Vec<i32> = (0..1 << 14).map(|_| (self.noise * random.normal()).round() as i32).collect();
        let width = page.width as usize;
        let mut out = page.clone();
        for top in (width..page.pixels.len() - width).step_by(width) {
            let (above, row, below) = (&page.pixels[top - width..], &page.pixels[top..], &page.pixels[top + width..]);
            for x in 1..width - 1 {
                let around = i32::from(row[x - 1]) + i32::from(row[x + 1]) + i32::from(above[x]) + i32::from(below[x]);
                let blurred = (4 * i32::from(row[x]) + around) / 8;
                let noise = noise[random.next() as usize % noise.len()];
                out.pixels[top + x] = (blurred + noise).clamp(0, 255) as u8;
            }
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
