//! The pages: dense invented text, drawn by poppler at an angle that is known, with the noise of a scanner.

use anyhow::{Context, ensure};
use jpeg_encoder::{ColorType, Encoder, PixelDensity, PixelDensityUnit};
use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PAGES: usize = 20;
const DPI: u16 = 300;
const MOST_DEGREES: f64 = 1.2;
const NOISE: f64 = 3.0;
const A4: (f32, f32) = (595.28, 841.89);
const POINTS: f32 = 11.0;
const LEADING: f32 = 13.2;
const MARGIN: f32 = 50.0;
const WORDS: &str = "il cittadino che presenta domanda allo sportello del comune porta con se un documento di identita \
    valido la tessera sanitaria e la certificazione richiesta per la prestazione L'operatore verifica che ogni \
    pagina sia leggibile e completa prima di inviarla; se manca qualcosa lo dice subito e fissa un nuovo appuntamento \
    Quando la pratica riguarda piu persone del nucleo familiare si allegano le dichiarazioni di ciascuna con data e firma";

/// A page as it comes from a scanner.
pub struct Scan {
    /// Its bytes.
    pub jpeg: Vec<u8>,
    /// The same, as a file.
    pub file: PathBuf,
    /// Degrees by which its lines fall to the right.
    pub skew: f64,
}

/// The same at every run, as far as poppler and the fonts are; the files stay in the folder for the peers.
pub fn make(folder: &Path) -> anyhow::Result<Vec<Scan>> {
    fs::create_dir_all(folder)?;
    let mut random = Random(3);
    (0..PAGES).map(|number| make_one(folder, number, &mut random)).collect()
}

fn make_one(folder: &Path, number: usize, random: &mut Random) -> anyhow::Result<Scan> {
    let skew = MOST_DEGREES * (2.0 * number as f64 / (PAGES - 1) as f64 - 1.0);
    let drawn = folder.join("drawn.pdf");
    fs::write(&drawn, text(skew, random))?;
    let shades = folder.join("drawn");
    let mut poppler = Command::new("pdftoppm");
    poppler.args(["-gray", "-singlefile", "-r", &DPI.to_string()]).arg(&drawn).arg(&shades);
    ensure!(poppler.status().context("pdftoppm (poppler-utils)")?.success(), "pdftoppm failed");
    let (width, height, mut grey) = pgm(&fs::read(shades.with_extension("pgm"))?)?;
    for pixel in &mut grey {
        // Paper is not quite white and ink not quite black.
        let shade = 25.0 + f64::from(*pixel) * 215.0 / 255.0 + random.normal() * NOISE;
        *pixel = shade.round().clamp(0.0, 255.0) as u8;
    }
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 90);
    encoder.set_density(PixelDensity { density: (DPI, DPI), unit: PixelDensityUnit::Inches });
    encoder.encode(&grey, width, height, ColorType::Luma)?;
    let file = folder.join(format!("page-{number:02}.jpg"));
    fs::write(&file, &jpeg)?;
    Ok(Scan { jpeg, file, skew })
}

/// A full page of text, turned around its middle by the renderer, not by the program that is measured.
fn text(skew: f64, random: &mut Random) -> Vec<u8> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let (sin, cos) = (-skew).to_radians().sin_cos();
    let (sin, cos) = (sin as f32, cos as f32);
    let (x, y) = (A4.0 / 2.0, A4.1 / 2.0);
    let mut content = Content::new();
    content.transform([cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]);
    let mut top = A4.1 - MARGIN;
    while top > MARGIN {
        let mut line = String::new();
        while line.len() < 90 {
            line.push_str(words[random.below(words.len())]);
            line.push(' ');
        }
        content.begin_text().set_font(Name(b"F"), POINTS).next_line(MARGIN, top);
        content.show(Str(line.as_bytes())).end_text();
        top -= LEADING;
    }
    let (catalog, tree, page, font, stream) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut written = pdf.page(page);
    written.parent(tree).media_box(Rect::new(0.0, 0.0, A4.0, A4.1)).contents(stream);
    written.resources().fonts().pair(Name(b"F"), font);
    drop(written);
    pdf.type1_font(font).base_font(Name(b"Times-Roman"));
    pdf.stream(stream, &content.finish());
    pdf.finish()
}

fn pgm(bytes: &[u8]) -> anyhow::Result<(u16, u16, Vec<u8>)> {
    let mut fields = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || std::str::from_utf8(fields.next().unwrap_or_default()).ok()?.parse::<u16>().ok();
    ensure!(number().is_none(), "P5 comes first");
    let (width, height) = (number().context("a width")?, number().context("a height")?);
    let rest = fields.next().context("pixels")?;
    let start = rest.iter().position(u8::is_ascii_whitespace).context("pixels")? + 1;
    ensure!(rest.len() - start == usize::from(width) * usize::from(height), "a whole picture");
    Ok((width, height, rest[start..].to_vec()))
}

/// Numbers that are the same at every run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Mean 0, deviation 1, as the sum of twelve even numbers.
    fn normal(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..3 {
            let four = self.next();
            sum += (0..4).map(|part| ((four >> (16 * part)) & 0xffff) as f64 / 65_536.0).sum::<f64>();
        }
        sum
    }
}
