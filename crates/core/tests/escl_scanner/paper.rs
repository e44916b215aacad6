//! The paper in the mock: invented lines, and as many bars as the sheet's number.

use image::{DynamicImage, GrayImage, ImageEncoder, Luma, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};

/// A page in the format and colour that was asked for.
pub fn page(number: u32, (width, height): (u32, u32), format: &str, colour: &str) -> Vec<u8> {
    let picture = draw(number, width.max(8), height.max(8));
    let picture = match colour {
        "RGB24" => DynamicImage::ImageRgb8(DynamicImage::ImageLuma8(picture).to_rgb8()),
        _ => DynamicImage::ImageLuma8(picture),
    };
    let mut bytes = Vec::new();
    let (pixels, kind) = (picture.as_bytes(), picture.color().into());
    if format == "image/png" {
        PngEncoder::new(&mut bytes).write_image(pixels, picture.width(), picture.height(), kind).expect("a page");
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
        encoder.write_image(pixels, picture.width(), picture.height(), kind).expect("a page");
    }
    bytes
}

/// A PDF of one page that holds nothing.
pub fn pdf() -> Vec<u8> {
    use lopdf::{Document, Object, dictionary};
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => tree });
    let kids: Vec<Object> = vec![page.into()];
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 });
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("a page");
    out
}

fn draw(number: u32, width: u32, height: u32) -> GrayImage {
    let (line, word) = ((height / 70).max(4), (width / 40).max(3));
    GrayImage::from_fn(width, height, |x, y| {
        let margin = x < width / 10 || x > width * 9 / 10 || y < height / 10 || y > height * 9 / 10;
        let bar = y < height / 20 && x / word % 2 == 1 && x / word / 2 < number;
        let ink = y % line < line / 2 && (x / word + y / line * 3) % 5 != 0 && (x + y) % 3 != 0;
        Luma([if bar || (!margin && ink) { 40 } else { 250 }])
    })
}
