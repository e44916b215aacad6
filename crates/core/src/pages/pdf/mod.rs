//! Finished pages as one PDF/A (ISO 19005-1 or -2, level B): every page one picture, nothing else, the same bytes from the
//! same pages.

mod metadata;
mod profile;

use super::page::{Coding, Page};
use jiff::Timestamp;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr, types::OutputIntentSubtype};
use ring::digest;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use ts_rs::TS;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const METADATA: Ref = Ref::new(4);
const PROFILE: Ref = Ref::new(5);
const FIRST_PAGE: i32 = 6;
const PICTURE: Name = Name(b"P");
const SRGB: &str = "sRGB IEC61966-2.1";

/// What the document says of itself. It is seen by whoever gets the file: the title names the kind of document, never a
/// person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Kind of document, as the list of documents has it.
    pub title: String,
    /// BCP 47, `it-IT` as a rule.
    pub language: String,
    /// When it was scanned; also the date of the file.
    pub scanned_at: Timestamp,
    /// Which standard.
    pub conformance: Conformance,
}

/// Which part of ISO 19005, always at level B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Conformance {
    /// PDF/A-2b, on PDF 1.7.
    #[default]
    A2b,
    /// PDF/A-1b, on PDF 1.4.
    A1b,
}

/// The document. Pages can be handed over one by one: only their coded bytes are held.
#[must_use]
pub fn write<P: Borrow<Page>>(pages: impl IntoIterator<Item = P>, about: &About) -> Vec<u8> {
    let mut pdf = Pdf::new();
    if about.conformance == Conformance::A1b {
        pdf.set_version(1, 4);
    }
    let mut next = Ref::new(FIRST_PAGE);
    let mut kids = Vec::new();
    let mut fingerprint = digest::Context::new(&digest::SHA256);
    fingerprint.update(format!("{about:?}").as_bytes());
    for page in pages {
        let page = page.borrow();
        fingerprint.update(&page.data);
        kids.push(add(&mut pdf, page, &mut next));
    }
    pdf.pages(TREE).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids);
    let id = fingerprint.finish().as_ref()[..16].to_vec();
    metadata::info(&mut pdf, INFO, about);
    pdf.stream(METADATA, metadata::xmp(about).as_bytes())
        .pair(Name(b"Type"), Name(b"Metadata"))
        .pair(Name(b"Subtype"), Name(b"XML"));
    pdf.icc_profile(PROFILE, &profile::srgb()).n(3);
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(TREE).metadata(METADATA).lang(TextStr(&about.language));
    catalog.viewer_preferences().display_doc_title(true);
    catalog
        .output_intents()
        .push()
        .subtype(OutputIntentSubtype::PDFA)
        .output_condition_identifier(TextStr(SRGB))
        .info(TextStr(SRGB))
        .dest_output_profile(PROFILE);
    catalog.finish();
    pdf.set_file_id((id.clone(), id));
    pdf.finish()
}

/// A page that is filled by its picture.
fn add(pdf: &mut Pdf, page: &Page, next: &mut Ref) -> Ref {
    let (id, picture, content) = (next.bump(), next.bump(), next.bump());
    let (width, height) = (points(page.width, page.dpi), points(page.height, page.dpi));
    let mut written = pdf.page(id);
    written.parent(TREE).media_box(Rect::new(0.0, 0.0, width, height)).contents(content);
    written.resources().x_objects().pair(PICTURE, picture);
    written.finish();

    let (columns, rows) = (i32::try_from(page.width).unwrap_or(0), i32::try_from(page.height).unwrap_or(0));
    let mut image = pdf.image_xobject(picture, &page.data);
    image.width(columns).height(rows).bits_per_component(if page.coding.is_bilevel() { 1 } else { 8 });
    match page.coding {
        Coding::ColourJpeg => image.color_space().device_rgb(),
        _ => image.color_space().device_gray(),
    }
    match page.coding {
        Coding::G4 => {
            image.filter(Filter::CcittFaxDecode);
            image.decode_parms().k(-1).columns(columns).rows(rows);
        }
        Coding::Jbig2 => drop(image.filter(Filter::Jbig2Decode)),
        Coding::GreyJpeg | Coding::ColourJpeg => drop(image.filter(Filter::DctDecode)),
    }
    image.finish();

    let mut drawn = Content::new();
    drawn.save_state().transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(PICTURE).restore_state();
    pdf.stream(content, &drawn.finish());
    id
}

/// 1/72 inch, rounded down to thousandths: a viewer that rounds up to whole pixels must not find one more than there is.
fn points(pixels: u32, dpi: u32) -> f32 {
    let thousandths = (u64::from(pixels) * 72_000).checked_div(u64::from(dpi)).unwrap_or(0).max(1_000);
    (thousandths as f64 / 1_000.0) as f32
}

#[cfg(test)]
mod tests;
