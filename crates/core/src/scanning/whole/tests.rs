//! Whole and cut files of every kind, made here.

use super::*;
use image::{ExtendedColorType, GrayImage, ImageEncoder, ImageFormat, codecs::jpeg::JpegEncoder};
use lopdf::{Document, Object, Stream, dictionary};
use std::io::Cursor;

fn picture(format: ImageFormat) -> Vec<u8> {
    let image = GrayImage::from_fn(64, 64, |x, y| image::Luma([u8::try_from((x * 7 + y * 13) % 256).unwrap_or(0)]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).expect("written");
    out.into_inner()
}

fn pdf(pages: u8) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|page| {
            let picture = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2 };
            let picture = document.add_object(Stream::new(picture, vec![page; 4]));
            let resources = dictionary! { "XObject" => dictionary! { "Im" => picture } };
            document.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Resources" => resources }).into()
        })
        .collect();
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => i64::from(pages) });
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("saved");
    out
}

#[test]
fn every_kind_is_whole_only_at_its_end() {
    let cases = [
        (MediaType::Jpeg, picture(ImageFormat::Jpeg), 1),
        (MediaType::Png, picture(ImageFormat::Png), 1),
        (MediaType::Tiff, picture(ImageFormat::Tiff), 1),
        (MediaType::Pdf, pdf(3), 3),
    ];
    for (media_type, bytes, pages) in cases {
        assert_eq!(judge(&bytes), Verdict::Whole(media_type, pages));
        for tenth in 1..10 {
            let cut = &bytes[..bytes.len() * tenth / 10];
            assert_eq!(judge(cut), Verdict::NotYet(media_type), "{media_type:?} cut to {tenth} tenths");
        }
        let mut laid_out = bytes[..bytes.len() * 9 / 10].to_vec();
        laid_out.resize(bytes.len(), 0);
        if media_type != MediaType::Tiff {
            assert_eq!(judge(&laid_out), Verdict::NotYet(media_type), "{media_type:?} with its end still zeros");
        }
    }
}

#[test]
fn the_end_of_a_preview_inside_is_not_the_end() {
    let whole = picture(ImageFormat::Jpeg);
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new(&mut out);
    encoder.set_exif_metadata(whole).expect("a preview");
    encoder.write_image(&[128; 64 * 64], 64, 64, ExtendedColorType::L8).expect("written");
    assert_eq!(judge(&out), Verdict::Whole(MediaType::Jpeg, 1));
    assert_eq!(judge(&out[..out.len() - 2]), Verdict::NotYet(MediaType::Jpeg));
    assert!(out[..out.len() - 2].windows(2).any(|pair| pair == [0xff, 0xd9]), "the preview's end is in there");
}

#[test]
fn a_renamed_program_is_no_document() {
    for head in [&b"MZ\x90\0\x03\0\0\0\x04"[..], b"\x7fELF\x02\x01\x01\0\0", b"PK\x03\x04 and more", b"%PD", b""] {
        assert_eq!(judge(head), Verdict::NotADocument);
    }
}

#[test]
fn hostile_bytes_are_no_harm() {
    for bytes in [picture(ImageFormat::Jpeg), picture(ImageFormat::Png), picture(ImageFormat::Tiff), pdf(2)] {
        for step in 0..bytes.len() {
            let mut hurt = bytes.clone();
            hurt[step] = !hurt[step];
            judge(&hurt);
        }
    }
    let mut ring = b"II\x2a\0\x08\0\0\0\0\0\x08\0\0\0".to_vec();
    ring.resize(64, 0);
    assert_eq!(judge(&ring), Verdict::NotYet(MediaType::Tiff), "a chain of pages without data or end");
}

#[test]
fn a_longer_version_is_known_again() {
    let (two, three) = (pdf(2), pdf(3));
    assert!(!three.starts_with(&two), "written anew, not appended");
    assert!(continues(MediaType::Pdf, (&two, 2), (&three, 3)), "the same pictures and one more");
    assert!(!continues(MediaType::Pdf, (&three, 3), (&two, 2)), "shorter");
    let other: Vec<u8> = pdf(4).iter().map(|byte| if *byte == 1 { 9 } else { *byte }).collect();
    assert!(!continues(MediaType::Pdf, (&two, 2), (&other, 4)), "another document under the same name");

    let jpeg = picture(ImageFormat::Jpeg);
    assert!(continues(MediaType::Jpeg, (&jpeg, 1), (&[jpeg.clone(), vec![0; 9]].concat(), 1)));
    assert!(!continues(MediaType::Jpeg, (&jpeg, 1), (&jpeg, 1)), "the same is not longer");

    let tiff = picture(ImageFormat::Tiff);
    let mut longer = [tiff.clone(), vec![5; 300]].concat();
    longer[5] ^= 1;
    assert!(continues(MediaType::Tiff, (&tiff, 1), (&longer, 2)), "only a link moved");
}
