//! PDFs that do more than show pages, or unpack to more than a paper has; all made here.

use super::{Refusal, Verdict, judge};
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, StringFormat, dictionary,
};
use sportello_protocol::documents::MediaType;
use std::io::Write;

/// A document of one page, and its catalogue, for a test to spoil.
fn one_page() -> (Document, lopdf::ObjectId) {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => tree });
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    (document, root)
}

fn with_entry(key: &str, value: impl Into<Object>) -> Vec<u8> {
    let (mut document, root) = one_page();
    document.get_dictionary_mut(root).expect("the catalogue").set(key, value);
    saved(document)
}

fn with_stream(dictionary: Dictionary, content: Vec<u8>) -> Vec<u8> {
    let (mut document, _) = one_page();
    document.add_object(Stream::new(dictionary, content).with_compression(false));
    saved(document)
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).expect("saved");
    out
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn refused(bytes: &[u8], refusal: Refusal, what: &str) {
    assert_eq!(judge(bytes), Verdict::Refused(MediaType::Pdf, refusal), "{what}");
}

#[test]
fn what_does_more_than_show_pages_is_refused() {
    let text = |text: &str| Object::String(text.into(), StringFormat::Literal);
    let file = || dictionary! { "Type" => "Filespec", "F" => text("a.txt"), "EF" => dictionary! { "F" => text("x") } };
    for (what, bytes) in [
        (
            "a program at opening",
            with_entry("OpenAction", dictionary! { "S" => "JavaScript", "JS" => text("app.alert(1)") }),
        ),
        (
            "a program among others",
            with_entry("AA", dictionary! { "WC" => dictionary! { "JS" => text("1"), "S" => "GoTo" } }),
        ),
        ("the start of a program", with_entry("OpenAction", dictionary! { "S" => "Launch", "F" => text("cmd.exe") })),
        (
            "a form that sends",
            with_entry("OpenAction", dictionary! { "S" => "SubmitForm", "F" => text("http://esempio.invalid") }),
        ),
        ("files inside", with_entry("Names", dictionary! { "EmbeddedFiles" => dictionary! {} })),
        (
            "a file on a page",
            with_entry("Annots", vec![dictionary! { "Subtype" => "FileAttachment", "FS" => file() }.into()]),
        ),
        ("a form of programs", with_entry("AcroForm", dictionary! { "XFA" => text("<xdp/>") })),
    ] {
        refused(&bytes, Refusal::Active, what);
    }
    let hidden = with_entry("OpenAction", dictionary! { "S" => "JavaScript", "JS" => text("app.alert(1)") });
    let spelled = String::from_utf8_lossy(&hidden).replace("/JavaScript", "/J#61vaScript").replace("/JS", "/#4aS");
    assert_eq!(spelled.matches("JavaScript").count(), 0);
    assert_ne!(judge(spelled.as_bytes()), Verdict::Whole(MediaType::Pdf, 1), "spelled with numbers");
}

#[test]
fn a_link_and_a_signature_are_no_harm() {
    let text = |text: &str| Object::String(text.into(), StringFormat::Literal);
    let link = dictionary! { "Subtype" => "Link", "A" => dictionary! { "S" => "URI", "URI" => text("https://esempio.invalid") } };
    let to = |address: &str| {
        let action = dictionary! { "S" => "URI", "URI" => text(address) };
        with_entry("Annots", vec![dictionary! { "Subtype" => "Link", "A" => action }.into()])
    };
    for bytes in [
        to("mailto:sportello@esempio.invalid"),
        to("www.esempio.invalid/pagina?a=1:2"),
        // As Chromium keeps the links of a page of the web.
        to("javascript:void(0)"),
        to("about:blank"),
        to("sms:+390000000"),
        to("whatsapp://send?text=a"),
        to("cid:parte@esempio.invalid"),
        to("ftp://esempio.invalid/a"),
        to("../altra/pagina.html"),
        to("/pagina?a=b\\c"),
        with_entry("Annots", vec![link.into()]),
        with_entry("AcroForm", dictionary! { "SigFlags" => 3, "Fields" => vec![dictionary! { "FT" => "Sig" }.into()] }),
        with_entry("OpenAction", dictionary! { "S" => "GoTo", "D" => text("1") }),
    ] {
        assert_eq!(judge(&bytes), Verdict::Whole(MediaType::Pdf, 1));
    }
}

#[test]
fn a_link_to_a_file_a_share_or_another_program_is_refused_as_a_link() {
    let wide: Vec<u8> =
        [&b"\xfe\xff"[..], &"file:///etc/passwd".bytes().flat_map(|byte| [0, byte]).collect::<Vec<u8>>()].concat();
    for address in [
        b"file:///C:/Windows/System32/cmd.exe".to_vec(),
        b" FILE:\\\\server\\share".to_vec(),
        b"C:\\Windows\\cmd.exe".to_vec(),
        b"\\\\server\\share".to_vec(),
        b"//server/share".to_vec(),
        b"/\\server/share".to_vec(),
        b"..\\a.exe".to_vec(),
        b"ms-msdt:/id".to_vec(),
        wide,
    ] {
        let what = String::from_utf8_lossy(&address).into_owned();
        let action = dictionary! { "S" => "URI", "URI" => Object::String(address, StringFormat::Literal) };
        let link = dictionary! { "Subtype" => "Link", "A" => action };
        refused(&with_entry("Annots", vec![link.into()]), Refusal::Link, &what);
    }
    let text = |text: &str| Object::String(text.into(), StringFormat::Literal);
    refused(&with_entry("URI", dictionary! { "Base" => text("file://server/") }), Refusal::Link, "what all begin with");
    refused(&with_stream(dictionary! { "F" => text("//server/a") }, vec![]), Refusal::Active, "a stream elsewhere");
    let (mut document, root) = one_page();
    let (kind, address) = (document.add_object("URI"), document.add_object(text("file:///etc/passwd")));
    let action = dictionary! { "S" => kind, "URI" => address };
    document.get_dictionary_mut(root).expect("the catalogue").set("OpenAction", action);
    refused(&saved(document), Refusal::Link, "an address that stands elsewhere");
    let (mut document, root) = one_page();
    let kind = document.add_object(Object::Name(b"GoToR".to_vec()));
    document.get_dictionary_mut(root).expect("the catalogue").set("OpenAction", dictionary! { "S" => kind });
    refused(&saved(document), Refusal::Active, "a kind that stands elsewhere");
}

#[test]
fn an_address_that_opens_without_a_click_is_refused_whatever_it_is() {
    let text = |text: &str| Object::String(text.into(), StringFormat::Literal);
    let visit = || dictionary! { "S" => "URI", "URI" => text("https://esempio.invalid") };
    let then = dictionary! { "S" => "GoTo", "D" => text("1"), "Next" => vec![visit().into()] };
    for (what, bytes) in [
        ("at opening", with_entry("OpenAction", visit())),
        ("after another", with_entry("OpenAction", then)),
        ("at closing", with_entry("AA", dictionary! { "WC" => visit() })),
        (
            "under the mouse",
            with_entry(
                "Annots",
                vec![dictionary! { "Subtype" => "Link", "AA" => dictionary! { "E" => visit() } }.into()],
            ),
        ),
    ] {
        refused(&bytes, Refusal::Link, what);
    }
    let (mut document, root) = one_page();
    let action = document.add_object(visit());
    let again = document.new_object_id();
    let ring =
        dictionary! { "S" => "GoTo", "D" => text("1"), "Next" => vec![again.into(), again.into(), action.into()] };
    document.set_object(again, ring);
    document.get_dictionary_mut(root).expect("the catalogue").set("OpenAction", again);
    refused(&saved(document), Refusal::Link, "an action that stands elsewhere, in a ring");
    let (mut document, root) = one_page();
    let ring = document.new_object_id();
    document.set_object(ring, dictionary! { "S" => "GoTo", "D" => text("1"), "Next" => vec![ring.into(); 9] });
    document.get_dictionary_mut(root).expect("the catalogue").set("OpenAction", ring);
    assert_eq!(judge(&saved(document)), Verdict::Whole(MediaType::Pdf, 1), "a ring that only turns pages");
}

#[test]
fn few_bytes_that_unpack_to_very_many_are_refused() {
    let layer = |bytes: Vec<u8>| packed(&bytes);
    let bomb = layer(layer(layer(vec![0; 200 << 20])));
    assert!(bomb.len() < 2_000, "200 MB in {} bytes", bomb.len());
    let filters = |count: usize| vec![Object::from("FlateDecode"); count];
    let three = dictionary! { "Filter" => filters(3) };
    refused(&with_stream(three, bomb), Refusal::Excessive, "three layers");
    let two = layer(layer(vec![0; 200 << 20]));
    refused(&with_stream(dictionary! { "Filter" => filters(2) }, two.clone()), Refusal::Excessive, "two layers");
    let one = packed(&vec![0; 100 << 20]);
    refused(&with_stream(dictionary! { "Filter" => "FlateDecode" }, one.clone()), Refusal::Excessive, "one layer");

    let picture = |filter: Object, width: i64, height: i64| {
        dictionary! { "Subtype" => "Image", "Width" => width, "Height" => height, "Filter" => filter }
    };
    for (what, bytes) in [
        ("a small picture of many bytes", with_stream(picture("FlateDecode".into(), 10, 10), one.clone())),
        ("a picture in two layers", with_stream(picture(filters(2).into(), 10, 10), two)),
        ("a picture without end", with_stream(picture("DCTDecode".into(), i64::MAX, 2), vec![0; 9])),
        ("a picture as large as a house", with_stream(picture("DCTDecode".into(), 60_000, 60_000), vec![0; 9])),
    ] {
        refused(&bytes, Refusal::Excessive, what);
    }
    // The library writes no stream of objects that it was given: it is renamed afterwards.
    let objects = dictionary! { "Type" => "OxxStm", "N" => 1, "First" => 4, "Filter" => "FlateDecode" };
    let mut bytes = with_stream(objects, one);
    let place = bytes.windows(6).position(|part| part == b"OxxStm").expect("its name");
    bytes[place..place + 6].copy_from_slice(b"ObjStm");
    refused(&bytes, Refusal::Excessive, "objects without end");
    let page = with_stream(picture("FlateDecode".into(), 2480, 3508), packed(&vec![200; 2480 * 3508]));
    assert_eq!(judge(&page), Verdict::Whole(MediaType::Pdf, 1), "a page kept without loss");
}

#[test]
fn more_than_a_paper_has_is_refused() {
    let (mut document, _) = one_page();
    (0..100_001).for_each(|number| document.set_object((number + 10, 0), Object::Null));
    refused(&saved(document), Refusal::Excessive, "objects");
    refused(&with_entry("Long", vec![Object::Integer(7); 9 << 20]), Refusal::Excessive, "one object without end");

    let (mut document, root) = one_page();
    let tree = document
        .get_dictionary(root)
        .and_then(|root| root.get(b"Pages"))
        .and_then(Object::as_reference)
        .expect("a tree");
    let kids: Vec<Object> =
        (0..2_001).map(|_| document.add_object(dictionary! { "Type" => "Page", "Parent" => tree }).into()).collect();
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 2_001 });
    refused(&saved(document), Refusal::Excessive, "pages");
}

#[test]
fn pages_are_counted_as_a_viewer_shows_them() {
    let tree_of = |kids: fn(&mut Document, lopdf::ObjectId) -> Vec<Object>, count: i64| {
        let (mut document, root) = one_page();
        let tree = document.get_dictionary(root).and_then(|root| root.get(b"Pages")).and_then(Object::as_reference);
        let tree = tree.expect("a tree");
        let kids = kids(&mut document, tree);
        document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
        saved(document)
    };
    assert_eq!(
        judge(&tree_of(|d, t| vec![page_of(d, t).into(); 3], 3)),
        Verdict::Whole(MediaType::Pdf, 3),
        "one page, thrice"
    );
    refused(&tree_of(|d, t| vec![page_of(d, t).into(); 5_000], 1), Refusal::Excessive, "one page, 5,000 times");
    refused(&tree_of(|d, t| vec![page_of(d, t).into()], 5_000), Refusal::Excessive, "one page that calls itself 5,000");
    let branches = |document: &mut Document, tree| {
        let mut node = page_of(document, tree);
        for _ in 0..12 {
            node = document.add_object(dictionary! { "Type" => "Pages", "Kids" => vec![node.into(); 2], "Count" => 1 });
        }
        vec![node.into()]
    };
    refused(&tree_of(branches, 1), Refusal::Excessive, "two of two of two");
    let nothing = |document: &mut Document, _| {
        let dead = vec![Object::Reference((60_000, 0)); 60_000];
        let node = document.add_object(dictionary! { "Type" => "Pages", "Kids" => dead, "Count" => 1 });
        vec![node.into(); 10_000]
    };
    refused(&tree_of(nothing, 1), Refusal::Excessive, "nothing, many times over");
    let ring = |_: &mut Document, tree: lopdf::ObjectId| vec![tree.into(); 100_001];
    refused(&tree_of(ring, 1), Refusal::Excessive, "only itself, many times over");
}

fn page_of(document: &mut Document, tree: lopdf::ObjectId) -> lopdf::ObjectId {
    document.add_object(dictionary! { "Type" => "Page", "Parent" => tree })
}

#[test]
fn a_password_is_refused_and_a_mere_restriction_is_not() {
    let locked = |user_password: &str| {
        let (mut document, _) = one_page();
        document.trailer.set("ID", vec![Object::String(vec![1; 16], StringFormat::Literal); 2]);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "solo-per-la-prova",
            user_password,
            key_length: 128,
            permissions: Permissions::PRINTABLE,
        };
        let state = EncryptionState::try_from(version).expect("a state");
        document.encrypt(&state).expect("encrypted");
        saved(document)
    };
    refused(&locked("segreta"), Refusal::Password, "a password");
    assert_eq!(judge(&locked("")), Verdict::Whole(MediaType::Pdf, 1), "everybody can open it");
}

#[test]
fn pictures_as_large_as_a_house_are_refused_by_their_head() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 0, 0, 0, 0]);
    let mut sum = flate2::Crc::new();
    sum.update(&png[12..]);
    png.extend_from_slice(&sum.sum().to_be_bytes());
    for chunk in [&b"IDAT"[..], b"IEND"] {
        png.extend_from_slice(&[0; 4]);
        png.extend_from_slice(chunk);
        png.extend_from_slice(&[0; 4]);
    }
    assert_eq!(judge(&png), Verdict::Refused(MediaType::Png, Refusal::Excessive));

    assert_eq!(judge(&tiff(1, 60_000)), Verdict::Refused(MediaType::Tiff, Refusal::Excessive));
}

#[test]
fn many_pages_that_are_each_small_enough_and_together_too_much_are_refused() {
    // 81 million pixels a page are allowed; 123 such pages are nearly ten thousand million.
    assert_eq!(judge(&tiff(123, 9_000)), Verdict::Whole(MediaType::Tiff, 123));
    assert_eq!(judge(&tiff(124, 9_000)), Verdict::Refused(MediaType::Tiff, Refusal::Excessive));
}

/// Square pages of which each says only how large it is.
fn tiff(pages: u32, side: u32) -> Vec<u8> {
    const PAGE: u32 = 2 + 3 * 12 + 4;
    let mut tiff = b"II\x2a\0\x08\0\0\0".to_vec();
    for page in 1..=pages {
        tiff.extend_from_slice(&3_u16.to_le_bytes());
        for (tag, value) in [(256_u16, side), (257, side), (273, 8)] {
            tiff.extend_from_slice(&tag.to_le_bytes());
            tiff.extend_from_slice(&4_u16.to_le_bytes());
            tiff.extend_from_slice(&1_u32.to_le_bytes());
            tiff.extend_from_slice(&value.to_le_bytes());
        }
        let next = if page == pages { 0 } else { 8 + page * PAGE };
        tiff.extend_from_slice(&next.to_le_bytes());
    }
    tiff
}
