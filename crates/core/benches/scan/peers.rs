//! The programs that people use, on the same files.

use super::{clock::children_ms, scans::Scan};
use anyhow::{Context, ensure};
use sportello_core::pages::{Page, shown};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a program made of all pages.
pub struct Peer {
    pub name: String,
    pub cpu_ms: f64,
    pub bytes: f64,
}

/// ImageMagick and ocrmypdf straighten as the desk does; img2pdf only packs the JPEGs, which is the least that any program does.
pub fn all(folder: &Path, scans: &[Scan]) -> anyhow::Result<Vec<Peer>> {
    let pages: Vec<PathBuf> = scans.iter().map(|scan| scan.file.clone()).collect();
    let packed = folder.join("img2pdf.pdf");
    let mut img2pdf = Command::new("img2pdf");
    img2pdf.args(&pages).arg("-o").arg(&packed);
    let img2pdf = measured("img2pdf", &mut [img2pdf], &[&packed])?;

    let tiffs: Vec<PathBuf> = pages.iter().map(|page| page.with_extension("tiff")).collect();
    let mut converts: Vec<Command> = pages.iter().zip(&tiffs).map(|(page, tiff)| straighten(page, tiff)).collect();
    let tiffs: Vec<&Path> = tiffs.iter().map(PathBuf::as_path).collect();
    let magick = measured("ImageMagick -deskew 40% -threshold 60% -compress Group4", &mut converts, &tiffs)?;

    let straight = folder.join("ocrmypdf.pdf");
    let mut ocrmypdf = Command::new("ocrmypdf");
    ocrmypdf.args(["--deskew", "--tesseract-timeout", "0", "--quiet"]).arg(&packed).arg(&straight);
    let ocrmypdf = measured("ocrmypdf --deskew --tesseract-timeout 0", &mut [ocrmypdf], &[&straight])?;
    Ok(vec![magick, ocrmypdf, img2pdf])
}

fn straighten(page: &Path, tiff: &Path) -> Command {
    let mut convert = imagemagick();
    convert.arg(page).args(["-deskew", "40%", "-threshold", "60%"]);
    // What it turned begins at a negative place, which TIFF cannot say.
    convert.args(["+repage", "-compress", "Group4"]).arg(tiff);
    convert
}

/// Bytes of ImageMagick's G4 of exactly the bitmaps that were finished.
pub fn same_bitmaps(folder: &Path, finished: &[Page]) -> anyhow::Result<f64> {
    let (png, tiff) = (folder.join("same.png"), folder.join("same.tiff"));
    let mut bytes = 0;
    for page in finished {
        ensure!(page.coding.is_bilevel(), "a page of text became a picture");
        fs::write(&png, shown(page))?;
        ensure!(imagemagick().arg(&png).args(["-compress", "Group4"]).arg(&tiff).status()?.success(), "convert failed");
        bytes += fs::metadata(&tiff)?.len();
    }
    Ok(bytes as f64)
}

/// Debian's own name for it, which nothing else bears.
fn imagemagick() -> Command {
    let debian = "/usr/bin/convert-im6.q16";
    Command::new(if Path::new(debian).exists() { debian } else { "convert" })
}

fn measured(name: &str, commands: &mut [Command], made: &[&Path]) -> anyhow::Result<Peer> {
    let before = children_ms()?;
    for command in commands {
        let status = command.stdout(Stdio::null()).status().with_context(|| format!("starting {name}"))?;
        ensure!(status.success(), "{name} failed");
    }
    let cpu_ms = children_ms()? - before;
    let bytes = made.iter().map(|path| Ok(fs::metadata(path)?.len())).sum::<anyhow::Result<u64>>()?;
    eprintln!("{name}: {cpu_ms:.0} ms, {bytes} bytes");
    Ok(Peer { name: name.into(), cpu_ms, bytes: bytes as f64 })
}
