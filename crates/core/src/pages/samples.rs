//! Documents that nobody here drew: those of the tests of ocrmypdf 17.13.0, where `SPORTELLO_SAMPLES` names their folder
//! `tests/resources`. `cargo xtask test` fetches them where it can.

use super::{Corrections, Page, Refused, Turn, decode, finish, shown};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SPORTELLO_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SPORTELLO_SAMPLES is not set: the sample documents were left out");
    }
    folder
}

fn automatic(bytes: &[u8]) -> Result<Page, Refused> {
    let page = finish(&decode(bytes, None)?.remove(0), &Corrections::default());
    assert!(!shown(&page).is_empty(), "{page:?}");
    Ok(page)
}

/// The pages of a PDF as a scanner would give them.
fn scanned(pdf: &Path) -> Vec<Page> {
    let out = tempfile::tempdir().expect("a folder");
    let poppler = Command::new("pdftoppm").args(["-png", "-r", "200"]).arg(pdf).arg(out.path().join("page")).output();
    assert!(poppler.expect("poppler").status.success(), "{}", pdf.display());
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(out.path()).expect("pages").map(|entry| entry.expect("a page").path()).collect();
    pages.sort();
    pages.iter().map(|page| automatic(&std::fs::read(page).expect("a page")).expect("a page")).collect()
}

#[test]
fn every_picture_of_the_samples_becomes_a_page() {
    let Some(folder) = folder() else { return };
    for name in [
        "baiona.png",
        "baiona_alpha.png",
        "baiona_cmyk.jpg",
        "baiona_color.jpg",
        "baiona_colormapped.png",
        "baiona_gray.png",
        "crom.png",
        "linn.png",
        "typewriter.png",
    ] {
        let page = automatic(&std::fs::read(folder.join(name)).expect("a sample"));
        assert!(page.is_ok(), "{name}: {page:?}");
    }
}

#[test]
fn the_scanned_documents_of_the_samples_come_straight_and_upright() {
    let Some(folder) = folder() else { return };
    let pages = |name: &str| scanned(&folder.join(name));
    let turns: Vec<Turn> = pages("cardinal.pdf").iter().map(|page| page.turn).collect();
    assert_eq!(turns, [Turn::None, Turn::Left, Turn::Half, Turn::Right], "the same page in its four ways");
    for (name, skew) in [("skew.pdf", 1.89), ("rotated_skew.pdf", -2.77), ("ccitt.pdf", 0.0), ("jbig2.pdf", 0.0)] {
        let page = pages(name).remove(0);
        assert!(page.coding.is_bilevel() && !page.blank && (page.skew - skew).abs() < 0.2, "{name}: {page:?}");
        assert!(page.data.len() < 65_000, "{name}: {page:?}");
    }
    assert!(pages("blank.pdf")[0].blank);
}
