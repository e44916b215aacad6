//! Pictures that the tests draw themselves: whole, cut, too large, lying.

use super::*;
use crate::pages::raster::Pixels;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, RgbImage, codecs::png::PngEncoder};
use jpeg_encoder::{ColorType, Encoder, PixelDensity, PixelDensityUnit};
use proptest::prelude::*;
use std::io::Cursor;

/// Dark at the upper left, a colour for every pixel.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 3) as u8, (y * 5) as u8, (x + y) as u8]))
}

fn coded(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture(40, 30)).write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

fn jpeg(dpi: Option<u16>, exif: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 95);
    if let Some(dpi) = dpi {
        encoder.set_density(PixelDensity { density: (dpi, dpi), unit: PixelDensityUnit::Inches });
    }
    if let Some(exif) = exif {
        encoder.add_exif_metadata(exif).expect("EXIF");
    }
    encoder.encode(&picture(40, 30), 40, 30, ColorType::Rgb).expect("a JPEG");
    out
}

/// A directory with an orientation, a resolution of 240 and its unit.
fn exif(orientation: u16) -> Vec<u8> {
    let mut bytes = b"MM\0\x2a\0\0\0\x08\0\x03".to_vec();
    bytes.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation as u8, 0, 0]);
    bytes.extend([0x01, 0x1a, 0, 5, 0, 0, 0, 1, 0, 0, 0, 50]);
    bytes.extend([0x01, 0x28, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 240, 0, 0, 0, 1]);
    bytes
}

fn only(bytes: &[u8]) -> Raster {
    decode(bytes, None).expect("a picture").remove(0)
}

#[test]
fn all_three_formats_give_the_same_page() {
    let Pixels::Colour(png) = only(&coded(ImageFormat::Png)).pixels else { panic!("colour") };
    let Pixels::Colour(tiff) = only(&coded(ImageFormat::Tiff)).pixels else { panic!("colour") };
    assert_eq!(png, picture(40, 30).into_raw());
    assert_eq!(tiff, png);
    let jpeg = only(&jpeg(None, None));
    assert_eq!((jpeg.width, jpeg.height, jpeg.is_colour(), jpeg.cut), (40, 30, true, false));
}

#[test]
fn the_resolution_is_read_from_jfif_exif_phys_and_tiff() {
    assert_eq!(only(&jpeg(Some(200), None)).dpi, 200);
    assert_eq!(only(&jpeg(None, Some(&exif(1)))).dpi, 240);
    let mut png = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut png, 8, 8);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_pixel_dims(Some(::png::PixelDimensions { xppu: 11_811, yppu: 11_811, unit: ::png::Unit::Meter }));
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&[9; 64])).expect("a PNG");
    assert_eq!(only(&png).dpi, 300);
    let mut tiff = Cursor::new(Vec::new());
    let mut encoder = ::tiff::encoder::TiffEncoder::new(&mut tiff).expect("a TIFF");
    let mut page = encoder.new_image::<::tiff::encoder::colortype::Gray8>(8, 8).expect("a page");
    page.resolution(::tiff::tags::ResolutionUnit::Inch, ::tiff::encoder::Rational { n: 400, d: 1 });
    page.write_data(&[9; 64]).expect("its pixels");
    assert_eq!(only(tiff.get_ref()).dpi, 400);
    assert_eq!(decode(&jpeg(None, None), Some(150)).expect("a JPEG")[0].dpi, 150, "the hint, where nothing is said");
}

#[test]
fn a_photo_that_was_held_sideways_comes_upright() {
    let flat = only(&jpeg(None, Some(&exif(1))));
    for (orientation, turn) in [(3, Turn::Half), (6, Turn::Right), (8, Turn::Left)] {
        assert_eq!(only(&jpeg(None, Some(&exif(orientation)))), flat.turned(turn));
    }
}

#[test]
fn a_page_of_thirty_thousand_by_thirty_thousand_is_refused_by_its_header() {
    let bomb = Refused::TooManyPixels { width: 30_000, height: 30_000 };
    let mut png = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut png, 30_000, 30_000);
    encoder.set_depth(::png::BitDepth::One);
    encoder.set_color(::png::ColorType::Grayscale);
    drop(encoder.write_header().expect("a header"));
    assert_eq!(decode(&png, None), Err(bomb));
    let mut tiff = coded(ImageFormat::Tiff);
    for (tag, side) in [(0x100_u16, 30_000_u32), (0x101, 30_000), (0x116, 30_000)] {
        let one = |entry: &[u8]| entry[..2] == tag.to_le_bytes() && entry[4..] == [1, 0, 0, 0];
        let entry = tiff.windows(8).position(one).expect("the tag");
        tiff[entry + 2..entry + 4].copy_from_slice(&4_u16.to_le_bytes());
        tiff[entry + 8..entry + 12].copy_from_slice(&side.to_le_bytes());
    }
    assert_eq!(decode(&tiff, None), Err(bomb));
    let mut jpeg = jpeg(None, None);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    assert_eq!(decode(&jpeg, None), Err(bomb));
}

#[test]
fn a_cut_png_or_tiff_is_refused_and_a_cut_jpeg_is_shown_and_told() {
    let png = coded(ImageFormat::Png);
    assert_eq!(decode(&png[..png.len() / 2], None), Err(Refused::Cut));
    let mut tiff = Cursor::new(Vec::new());
    ::tiff::encoder::TiffEncoder::new(&mut tiff)
        .and_then(|mut encoder| encoder.write_image::<::tiff::encoder::colortype::Gray8>(64, 64, &[7; 4096]))
        .expect("a TIFF");
    let mut cut = tiff.into_inner();
    let strips = cut.windows(2).position(|two| two == [0x11, 1]).expect("its strips");
    cut[strips + 8..strips + 12].copy_from_slice(&1_000_000_u32.to_le_bytes());
    assert_eq!(decode(&cut, None), Err(Refused::Cut), "data outside the bytes");
    let jpeg = jpeg(None, None);
    let page = only(&jpeg[..jpeg.len() * 3 / 4]);
    assert!(page.cut);
    assert_eq!((page.width, page.height), (40, 30));
}

#[test]
fn every_page_of_a_tiff_comes_and_only_one_is_held() {
    let mut tiff = Cursor::new(Vec::new());
    let mut encoder = ::tiff::encoder::TiffEncoder::new(&mut tiff).expect("a TIFF");
    for grey in 0..5_u8 {
        encoder.write_image::<::tiff::encoder::colortype::Gray8>(16, 9, &[grey; 144]).expect("a page");
    }
    let pages = each(tiff.get_ref(), Some(300)).expect("pages");
    assert_eq!(pages.len(), 5);
    for (grey, page) in pages.enumerate() {
        assert_eq!(page, Ok(Raster::grey_of(16, 9, 300, vec![grey as u8; 144])));
    }
}

#[test]
fn what_is_transparent_shows_white_paper() {
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&[9, 9, 9, 255, 9, 9, 9, 0], 2, 1, ExtendedColorType::Rgba8).expect("a PNG");
    assert_eq!(only(&png).pixels, Pixels::Colour(vec![9, 9, 9, 255, 255, 255]));
}

#[test]
fn what_is_no_picture_is_refused_as_such() {
    assert_eq!(decode(b"", None), Err(Refused::Unknown));
    assert_eq!(decode(b"%PDF-1.7", None), Err(Refused::Unknown));
    assert_eq!(decode(&[0xff, 0xd8, 0xff], None).map(|pages| pages.len()).map_err(|_| ()), Err(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Also what no case here found on its own: bytes changed at random in a valid picture end in a page or a refusal.
    #[test]
    fn changed_bytes_never_take_the_program_with_them(
        format in prop::sample::select(vec![ImageFormat::Png, ImageFormat::Tiff, ImageFormat::Jpeg]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        length in any::<prop::sample::Index>(),
    ) {
        let mut bytes = coded(format);
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        let cut = length.index(bytes.len() * 2);
        bytes.truncate(cut);
        if let Ok(pages) = decode(&bytes, None) {
            for page in pages {
                prop_assert!((50..=2_400).contains(&page.dpi));
                let bytes = match page.pixels { Pixels::Grey(grey) => grey.len(), Pixels::Colour(colour) => colour.len() / 3 };
                prop_assert_eq!(bytes, page.width as usize * page.height as usize);
            }
        }
    }
}
