//! Papers with words on them, drawn by poppler as a scanner would give them.

use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str};
use std::{fs, process::Command};

/// An A4 at 300 dpi in grey, as PNG: lines of words, and below them a machine readable zone. Nothing without poppler.
pub fn paper(words: &[&str], zone: &str) -> Option<Vec<u8>> {
    let place = tempfile::tempdir().expect("a place");
    let (drawn, out) = (place.path().join("drawn.pdf"), place.path().join("out"));
    fs::write(&drawn, document(words, zone)).expect("written");
    let mut poppler = Command::new("pdftoppm");
    poppler.args(["-gray", "-png", "-singlefile", "-r", "300"]).arg(&drawn).arg(&out);
    match poppler.status() {
        Ok(status) => assert!(status.success(), "pdftoppm failed"),
        Err(error) => {
            eprintln!("pdftoppm is not there ({error}): what it would draw was left out");
            return None;
        }
    }
    Some(fs::read(out.with_extension("png")).expect("a picture"))
}

fn document(words: &[&str], zone: &str) -> Vec<u8> {
    let mut content = Content::new();
    let mut write = |font: &[u8], size: f32, top: f32, lines: &mut dyn Iterator<Item = &str>| {
        content.begin_text().set_font(Name(font), size).set_leading(size * 1.4).next_line(70.0, top);
        for line in lines {
            // The letters beyond ASCII that stand here are Latin 1, whose codes are Unicode's.
            let bytes: Vec<u8> = line.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
            content.show(Str(&bytes)).next_line_using_leading();
        }
        content.end_text();
    };
    write(b"Words", 14.0, 720.0, &mut words.iter().copied());
    write(b"Zone", 12.0, 400.0, &mut zone.lines());
    let (catalog, tree, page, stream) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let fonts = [(b"Words".as_slice(), b"Helvetica".as_slice(), Ref::new(5)), (b"Zone", b"Courier", Ref::new(6))];
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut written = pdf.page(page);
    written.parent(tree).media_box(Rect::new(0.0, 0.0, 595.28, 841.89)).contents(stream);
    let mut resources = written.resources();
    let mut named = resources.fonts();
    for (name, _, font) in fonts {
        named.pair(Name(name), font);
    }
    drop(named);
    drop(resources);
    drop(written);
    for (_, family, font) in fonts {
        pdf.type1_font(font).base_font(Name(family)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(stream, &content.finish());
    pdf.finish()
}
