//! The document as other programs read it: qpdf, poppler and PDFBox, which `cargo xtask test` installs. Where one of them
//! is not there (a developer's Windows, say) its test says so and passes.

use super::*;
use crate::pages::{Corrections, Wanted, bitmap::Bitmap, drawn::dense, finish, shown};
use oxidize_pdf::{
    parser::PdfReader,
    pdfa::{PdfALevel, PdfAValidator},
};
use std::{
    io::Cursor,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn about(conformance: Conformance) -> About {
    About {
        title: "Attestazione <di prova> & copia".into(),
        language: "it-IT".into(),
        scanned_at: "2026-11-25T09:30:00Z".parse().expect("a time"),
        conformance,
    }
}

/// One page in every coding, two of them askew.
fn pages() -> Vec<Page> {
    let raster = dense(150, 0.7).scanned(3.0);
    let coded = |coding, g4_only| finish(&raster, &Corrections { coding, g4_only, ..Corrections::default() });
    let colour = dense(100, 0.0).painted(3.0, |shade| [shade, shade / 2, 90]);
    vec![
        coded(Wanted::Bilevel, false),
        coded(Wanted::Bilevel, true),
        coded(Wanted::Grey, false),
        finish(&colour, &Corrections { coding: Wanted::Colour, ..Corrections::default() }),
    ]
}

fn written(folder: &Path, conformance: Conformance) -> PathBuf {
    let file = folder.join("document.pdf");
    std::fs::write(&file, write(pages(), &about(conformance))).expect("the document");
    file
}

/// Nothing where the program is not there.
fn ran(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("{} is not there ({error}): its test was left out", command.get_program().display());
            None
        }
    }
}

fn said(output: &Output) -> String {
    [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat()
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let pages = pages();
    let once = write(&pages, &about(Conformance::A2b));
    assert_eq!(once, write(pages.iter(), &about(Conformance::A2b)));
    assert_ne!(once, write(&pages[..2], &about(Conformance::A2b)));
}

#[test]
fn the_document_says_its_title_its_language_and_when_it_was_scanned() {
    for (conformance, version, part) in [(Conformance::A2b, "1.7", 2), (Conformance::A1b, "1.4", 1)] {
        let bytes = write(pages(), &about(conformance));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with(&format!("%PDF-{version}")));
        for expected in [
            "<rdf:li xml:lang=\"x-default\">Attestazione &lt;di prova&gt; &amp; copia</rdf:li>",
            "<xmp:CreateDate>2026-11-25T09:30:00Z</xmp:CreateDate>",
            &format!("<pdfaid:part>{part}</pdfaid:part>"),
            "/Lang (it-IT)",
        ] {
            assert!(text.contains(expected), "{expected}");
        }
        let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
        assert_eq!(document.get_pages().len(), 4);
    }
}

#[test]
fn qpdf_finds_nothing_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    for conformance in [Conformance::A2b, Conformance::A1b] {
        let file = written(folder.path(), conformance);
        let Some(output) = ran(Command::new("qpdf").arg("--check").arg(file)) else { return };
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn pdfbox_takes_it_for_a_pdf_a_1b() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), Conformance::A1b);
    let jars =
        ["preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api", "commons-io"];
    let jars: Vec<String> = jars.iter().map(|jar| format!("/usr/share/java/{jar}.jar")).collect();
    if !jars.iter().take(3).all(|jar| Path::new(jar).exists()) {
        eprintln!("PDFBox (libpdfbox2-java) is not there: its test was left out");
        return;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/pdf/Preflight.java");
    let Some(output) = ran(Command::new("java").arg("-cp").arg(jars.join(":")).arg(source).arg(&file)) else { return };
    assert!(output.status.success(), "{}", said(&output));
    // A document that does not say what it is must not pass, or the check would check nothing.
    let bytes = std::fs::read(&file).expect("the document");
    let at = bytes.windows(12).position(|bytes| bytes == b"<pdfaid:part").expect("its part");
    let mut lying = bytes;
    lying[at + 13] = b'7';
    std::fs::write(&file, lying).expect("the document");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/pdf/Preflight.java");
    let output = ran(Command::new("java").arg("-cp").arg(jars.join(":")).arg(source).arg(&file)).expect("java");
    assert!(!output.status.success(), "a part 7 passed");
}

#[test]
fn a_validator_of_another_hand_takes_it_for_a_pdf_a_2b() {
    let bytes = write(pages(), &about(Conformance::A2b));
    assert_eq!(violations(bytes.clone()), Vec::<String>::new());
    // What does not keep a rule must not pass, or the check would check nothing.
    for (kept, broken) in [("/OutputIntents", "/OutputIntentz"), ("<pdfaid:part>2<", "<pdfaid:part>7<")] {
        let at = memchr::memmem::find(&bytes, kept.as_bytes()).expect(kept);
        let mut lying = bytes.clone();
        lying[at..at + broken.len()].copy_from_slice(broken.as_bytes());
        assert_ne!(violations(lying), Vec::<String>::new(), "{broken} passed");
    }
}

/// What `oxidize-pdf` finds wrong with a PDF/A-2b.
fn violations(bytes: Vec<u8>) -> Vec<String> {
    let mut reader = PdfReader::new(Cursor::new(bytes)).expect("a PDF");
    let judged = PdfAValidator::new(PdfALevel::A2b).validate(&mut reader);
    judged.expect("a verdict").errors().iter().map(ToString::to_string).collect()
}

#[test]
fn poppler_shows_every_pixel_as_the_clerk_saw_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), Conformance::A2b);
    for (number, page) in pages().iter().enumerate() {
        let (place, out) = ((number + 1).to_string(), folder.path().join("page"));
        let mut poppler = Command::new("pdftoppm");
        poppler.args(["-png", "-singlefile", "-r", &page.dpi.to_string(), "-f", &place, "-l", &place]);
        let Some(output) = ran(poppler.arg(&file).arg(&out)) else { return };
        assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
        let poppler = image::open(out.with_extension("png")).expect("a PNG").into_rgb8();
        let ours = image::load_from_memory(&shown(page)).expect("a PNG").into_rgb8();
        assert_eq!(poppler.dimensions(), ours.dimensions(), "{page:?}");
        let apart = poppler.iter().zip(ours.iter()).map(|(one, other)| one.abs_diff(*other)).max();
        // Two decoders of a JPEG may round differently; black and white leaves nothing to round.
        let allowed = if page.coding.is_bilevel() { 0 } else { 6 };
        assert!(apart <= Some(allowed), "{page:?} differs by {apart:?}");
    }
}

#[test]
fn two_hundred_pages_are_written_from_one_at_a_time() {
    let bitmap = Bitmap::white(2_480, 3_508);
    let pages = (0..200).map(|_| {
        let (coding, data) = crate::pages::coding::bilevel(&bitmap, false);
        let (width, height, dpi) = (bitmap.width, bitmap.height, 300);
        Page { width, height, dpi, coding, data, turn: crate::pages::Turn::None, skew: 0.0, blank: true, cut: false }
    });
    let bytes = write(pages, &about(Conformance::A2b));
    assert_eq!(lopdf::Document::load_mem(&bytes).expect("a PDF").get_pages().len(), 200);
}
