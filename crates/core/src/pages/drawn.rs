//! Pages that the tests draw themselves: small letters with what rises and hangs, at an angle that is known. All text is
//! invented.

use super::raster::{Pixels, Raster};

/// Letters of five by nine cells: two rows that rise, five of the body, two that hang.
const LETTERS: [(char, [u8; 9]); 21] = [
    ('a', [0, 0, 14, 1, 15, 17, 15, 0, 0]),
    ('b', [16, 16, 30, 17, 17, 17, 30, 0, 0]),
    ('c', [0, 0, 15, 16, 16, 16, 15, 0, 0]),
    ('d', [1, 1, 15, 17, 17, 17, 15, 0, 0]),
    ('e', [0, 0, 14, 17, 31, 16, 15, 0, 0]),
    ('f', [6, 8, 28, 8, 8, 8, 8, 0, 0]),
    ('g', [0, 0, 15, 17, 17, 17, 15, 1, 14]),
    ('h', [16, 16, 30, 17, 17, 17, 17, 0, 0]),
    ('i', [4, 0, 12, 4, 4, 4, 14, 0, 0]),
    ('l', [12, 4, 4, 4, 4, 4, 14, 0, 0]),
    ('m', [0, 0, 26, 21, 21, 21, 21, 0, 0]),
    ('n', [0, 0, 30, 17, 17, 17, 17, 0, 0]),
    ('o', [0, 0, 14, 17, 17, 17, 14, 0, 0]),
    ('p', [0, 0, 30, 17, 17, 17, 30, 16, 16]),
    ('q', [0, 0, 15, 17, 17, 17, 15, 1, 1]),
    ('r', [0, 0, 22, 24, 16, 16, 16, 0, 0]),
    ('s', [0, 0, 15, 16, 14, 1, 30, 0, 0]),
    ('t', [8, 8, 28, 8, 8, 8, 6, 0, 0]),
    ('u', [0, 0, 17, 17, 17, 17, 15, 0, 0]),
    ('v', [0, 0, 17, 17, 17, 10, 4, 0, 0]),
    ('z', [0, 0, 31, 2, 4, 8, 31, 0, 0]),
];
const WORDS: &str = "il cittadino che presenta la domanda allo sportello porta con se un documento valido e la tessera \
    sanitaria per la prestazione richiesta quando manca qualcosa si fissa un altro appuntamento nello stesso ufficio";
const INK: f32 = 35.0;
/// Height and width of a cell of a letter.
const CELL_MM: f32 = 0.32;

/// What is being drawn: the glass, and on it things at one angle around its middle.
pub struct Drawing {
    width: u32,
    height: u32,
    dpi: u32,
    angle: f32,
    grey: Vec<f32>,
}

impl Drawing {
    /// A glass of one shade; what is drawn on it falls by `angle` degrees to the right.
    pub fn new((width, height): (f32, f32), dpi: u32, angle: f32, shade: u8) -> Self {
        let pixels = |millimetres: f32| (millimetres * dpi as f32 / 25.4).round() as u32;
        let (width, height) = (pixels(width), pixels(height));
        Self { width, height, dpi, angle, grey: vec![f32::from(shade); (width * height) as usize] }
    }

    /// A rectangle in millimetres from the middle of the glass.
    pub fn fill(&mut self, left: f32, top: f32, width: f32, height: f32, shade: impl Fn(f32, f32) -> f32) {
        let scale = self.dpi as f32 / 25.4;
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let reach = (width.hypot(height) * scale) as i64 + 2;
        let at = |x: f32, y: f32| ((x * cos - y * sin) * scale + middle_x, (x * sin + y * cos) * scale + middle_y);
        let (centre_x, centre_y) = at(left + width / 2.0, top + height / 2.0);
        let inside = |middle: f32, end: u32| {
            ((middle as i64 - reach / 2 - 1).max(0) as u32)
                ..((middle as i64 + reach / 2 + 2).clamp(0, i64::from(end)) as u32)
        };
        for y in inside(centre_y, self.height) {
            for x in inside(centre_x, self.width) {
                // The middles of the four quarters of a pixel: an edge is as soft as a scanner's.
                let covered =
                    [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)].into_iter().filter(|(dx, dy)| {
                        let (u, v) = ((x as f32 + dx - middle_x) / scale, (y as f32 + dy - middle_y) / scale);
                        let (u, v) = (u * cos + v * sin - left, v * cos - u * sin - top);
                        (0.0..width).contains(&u) && (0.0..height).contains(&v)
                    });
                let cover = covered.count() as f32 / 4.0;
                if cover > 0.0 {
                    let pixel = &mut self.grey[(y * self.width + x) as usize];
                    *pixel += (shade((x as f32) / scale, (y as f32) / scale) - *pixel) * cover;
                }
            }
        }
    }

    /// Lines of small letters in a rectangle in millimetres from the middle.
    pub fn text(&mut self, left: f32, top: f32, width: f32, height: f32) {
        let letters: Vec<char> = WORDS.chars().chain([' ']).collect();
        let (mut next, mut y) = (0, top);
        while y + 9.0 * CELL_MM < top + height {
            let mut x = left;
            while x + 6.0 * CELL_MM < left + width {
                self.letter(letters[next % letters.len()], x, y);
                x += 6.0 * CELL_MM;
                next += 1;
            }
            // The next line begins elsewhere in the words, so that letters do not stand in columns.
            next += 5;
            y += 12.0 * CELL_MM;
        }
    }

    fn letter(&mut self, letter: char, left: f32, top: f32) {
        let Some((_, rows)) = LETTERS.iter().find(|known| known.0 == letter) else { return };
        for (y, row) in rows.iter().enumerate() {
            let mut x = 0;
            while x < 5 {
                let run = (x..5).take_while(|x| row & (16 >> x) != 0).count();
                if run > 0 {
                    let (at_x, at_y) = (left + x as f32 * CELL_MM, top + y as f32 * CELL_MM);
                    self.fill(at_x, at_y, run as f32 * CELL_MM, CELL_MM, |_, _| INK);
                }
                x += run.max(1);
            }
        }
    }

    /// What a scanner makes of it, with noise that is the same every time.
    pub fn scanned(&self, noise: f32) -> Raster {
        let mut state = 0x9e37_79b9_u32;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        let grey = self.grey.iter().map(|shade| {
            let normal = (random() + random() + random() + random()) * 1.7;
            (shade + normal * noise).round().clamp(0.0, 255.0) as u8
        });
        Raster::grey_of(self.width, self.height, self.dpi, grey.collect())
    }

    /// The same in colours: each shade as the function paints it.
    pub fn painted(&self, noise: f32, paint: impl Fn(u8) -> [u8; 3]) -> Raster {
        let Pixels::Grey(grey) = self.scanned(noise).pixels else { unreachable!("it is grey") };
        let colour = grey.into_iter().flat_map(paint).collect();
        Raster::colour_of(self.width, self.height, self.dpi, colour)
    }
}

/// A page of dense text on an A4.
pub fn dense(dpi: u32, angle: f32) -> Drawing {
    let mut page = Drawing::new((210.0, 297.0), dpi, angle, 240);
    page.text(-85.0, -125.0, 170.0, 250.0);
    page
}
