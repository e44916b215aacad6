//! Papers of every kind, drawn here.

use image::{GrayImage, ImageFormat, Luma};
use lopdf::{Document, Object, Stream, dictionary};
use std::io::Cursor;

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let image = GrayImage::from_fn(120, 160, |x, y| Luma([u8::try_from((x * 31 + y * y * 17) % 251).unwrap_or(0)]));
    image.write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

/// A PNG of noise, which no compression makes smaller than some hundred kilobytes.
pub fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let image = GrayImage::from_fn(500, 500, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Luma([state.to_le_bytes()[1]])
    });
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Png).expect("a picture");
    out.into_inner()
}

pub fn jpeg() -> Vec<u8> {
    picture(ImageFormat::Jpeg)
}

pub fn png() -> Vec<u8> {
    picture(ImageFormat::Png)
}

/// A little-endian TIFF of 2 by 2 grey pixels a page; page n is of shade n.
pub fn tiff(pages: u32) -> Vec<u8> {
    const PAGE: u32 = 2 + 9 * 12 + 4 + 4;
    let mut out = b"II\x2a\0\x08\0\0\0".to_vec();
    for page in 1..=pages {
        let start = 8 + (page - 1) * PAGE;
        let data = start + PAGE - 4;
        out.extend_from_slice(&9_u16.to_le_bytes());
        let entries = [(256, 2), (257, 2), (258, 8), (259, 1), (262, 1), (273, data), (277, 1), (278, 2), (279, 4)];
        for (tag, value) in entries {
            out.extend_from_slice(&u16::to_le_bytes(tag));
            out.extend_from_slice(&4_u16.to_le_bytes());
            out.extend_from_slice(&1_u32.to_le_bytes());
            out.extend_from_slice(&u32::to_le_bytes(value));
        }
        let next = if page == pages { 0 } else { start + PAGE };
        out.extend_from_slice(&next.to_le_bytes());
        out.extend_from_slice(&[u8::try_from(page).unwrap_or(0); 4]);
    }
    out
}

/// A PDF with a picture a page, different for every page and every `seed`.
pub fn pdf(pages: u8, seed: u8) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|page| {
            let picture = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2, "BitsPerComponent" => 8,
                "ColorSpace" => "DeviceGray",
            };
            let picture = document.add_object(Stream::new(picture, vec![page, seed, page, seed]));
            let drawing = document.add_object(Stream::new(dictionary! {}, b"q 500 0 0 700 0 0 cm /Im Do Q".to_vec()));
            let resources = dictionary! { "XObject" => dictionary! { "Im" => picture } };
            let size: Vec<Object> = vec![0.into(), 0.into(), 595.into(), 842.into()];
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Resources" => resources, "Contents" => drawing, "MediaBox" => size,
            };
            document.add_object(page).into()
        })
        .collect();
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => i64::from(pages) });
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("a PDF");
    out
}

/// The same PDF, with a program that runs when it is opened.
pub fn with_program(pdf: Vec<u8>) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf).expect("a PDF");
    let program = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert('prova')") };
    document.catalog_mut().expect("a catalogue").set("OpenAction", program);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("a PDF");
    out
}

/// A small picture, another one for every number.
pub fn shade(number: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let [_, _, high, low] = number.to_be_bytes();
    GrayImage::from_fn(9, 9, |x, _| Luma([if x < 4 { low } else { high }]))
        .write_to(&mut out, ImageFormat::Png)
        .expect("a picture");
    out.into_inner()
}
