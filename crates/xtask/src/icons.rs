//! `cargo xtask icons`: the PNG sizes and the Windows icon from the one SVG.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::processes::{command, step};
use crate::{system, tree};

const SIZES: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];
/// The largest size an ICO can name.
const LARGEST_IN_ICO: u32 = 256;

pub fn run() -> Result<()> {
    system::ensure(system::ICONS)?;
    let folder = tree::root().join("icons");
    for size in SIZES {
        let side = size.to_string();
        let mut draw = command("rsvg-convert");
        draw.args(["-w", &side, "-h", &side]).arg(folder.join("sportello.svg"));
        draw.arg("-o").arg(folder.join(format!("{size}.png")));
        step(&format!("Drawing {size} x {size}"), &mut draw)?;
    }
    write_ico(&folder)
}

/// An ICO is a directory of pictures; since Windows Vista each may be a PNG as it is.
fn write_ico(folder: &Path) -> Result<()> {
    let sizes: Vec<u32> = SIZES.into_iter().filter(|size| *size <= LARGEST_IN_ICO).collect();
    let pictures: Vec<Vec<u8>> =
        sizes.iter().map(|size| fs::read(folder.join(format!("{size}.png")))).collect::<Result<_, _>>()?;
    let count = u16::try_from(sizes.len())?;
    let mut directory = Vec::from([0, 0, 1, 0]);
    directory.extend(count.to_le_bytes());
    let mut offset = 6 + 16 * u32::from(count);
    for (size, picture) in sizes.iter().zip(&pictures) {
        // 256 does not fit a byte and is written as 0.
        let side = u8::try_from(*size).unwrap_or(0);
        let length = u32::try_from(picture.len())?;
        directory.extend([side, side, 0, 0, 1, 0, 32, 0]);
        directory.extend(length.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        offset += length;
    }
    directory.extend(pictures.concat());
    fs::write(folder.join("sportello.ico"), directory).context("writing sportello.ico")
}
