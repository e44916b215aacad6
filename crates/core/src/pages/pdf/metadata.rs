//! Title, language and date, once as XMP and once in the old dictionary, which PDF/A wants to be equal.

use super::{About, Conformance};
use jiff::{Zoned, tz::TimeZone};
use pdf_writer::{Date, Pdf, Ref, TextStr};
use std::fmt::Write as _;

const PROGRAM: &str = "Sportello Evoluto";

/// The metadata stream (ISO 16684-1), without anything that names a person.
pub fn xmp(about: &About) -> String {
    let part = match about.conformance {
        Conformance::A1b => 1,
        Conformance::A2b => 2,
    };
    let date = when(about).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let (title, language) = (escaped(&about.title), escaped(&about.language));
    format!(
        r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PROGRAM}</pdf:Producer>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        mark = '\u{feff}',
    )
}

/// The information dictionary.
pub fn info(pdf: &mut Pdf, id: Ref, about: &About) {
    let at = when(about);
    let small = |value: i8| u8::try_from(value).unwrap_or(0);
    let date = Date::new(u16::try_from(at.year()).unwrap_or(0))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    pdf.document_info(id)
        .title(TextStr(&about.title))
        .creator(TextStr(PROGRAM))
        .producer(TextStr(PROGRAM))
        .creation_date(date)
        .modified_date(date);
}

fn when(about: &About) -> Zoned {
    about.scanned_at.to_zoned(TimeZone::UTC)
}

/// As XML text; what XML 1.0 forbids goes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => drop(write!(out, "&quot;")),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}
