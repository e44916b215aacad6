//! The XML of a scanner as a small tree: local names only, since prefixes and the years of namespaces differ.
//!
//! Outside bytes: size, depth and number of elements are limited, a document type is passed over, and no entity is
//! expanded but the five of XML itself.

use crate::scanning::devices::DeviceFault;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// Bytes of the largest document: real ones are below 100 kB.
pub const MOST_BYTES: usize = 1 << 20;
const MOST_ELEMENTS: usize = 20_000;
const DEEPEST: usize = 32;
/// Of one element: each is compared with all before it.
const MOST_ATTRIBUTES: usize = 100;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name without a prefix.
    pub name: String,
    /// Its attributes, by their names without a prefix.
    pub attributes: Vec<(String, String)>,
    /// Its text, without that of its children, trimmed.
    pub text: String,
    /// Its children.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements of this name at any depth, this one included.
    #[must_use]
    pub fn within<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            if element.name == name {
                found.push(element);
            }
            open.extend(element.children.iter().rev());
        }
        found
    }

    /// The text of the first child of this name; nothing if that is empty.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The number that the first child of this name holds.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        self.word(name)?.parse().ok()
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document; bytes that are no UTF-8 are replaced, since only names of models hold any.
///
/// # Errors
/// `Unintelligible` for what is no XML, too large or too deep, or wants an entity of its own.
pub fn parse(bytes: &[u8]) -> Result<Element, DeviceFault> {
    if bytes.len() > MOST_BYTES {
        return Err(DeviceFault::Unintelligible);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let mut open: Vec<Element> = Vec::new();
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|_| DeviceFault::Unintelligible)? {
            Event::Start(start) => {
                count += 1;
                if open.len() >= DEEPEST || count > MOST_ELEMENTS {
                    return Err(DeviceFault::Unintelligible);
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                count += 1;
                let alone = element(&start)?;
                match open.last_mut() {
                    Some(parent) if count <= MOST_ELEMENTS => parent.children.push(alone),
                    None => return Ok(alone),
                    Some(_) => return Err(DeviceFault::Unintelligible),
                }
            }
            Event::End(_) => {
                let Some(mut closed) = open.pop() else { return Err(DeviceFault::Unintelligible) };
                closed.text = closed.text.trim().to_owned();
                match open.last_mut() {
                    Some(parent) => parent.children.push(closed),
                    None => return Ok(closed),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => add(&mut open, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let name = reference.xml_content(XmlVersion::Implicit1_0);
                let known = match reference.resolve_char_ref().map_err(|_| DeviceFault::Unintelligible)? {
                    Some(character) => Some(character.to_string()),
                    None => quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned),
                };
                add(&mut open, &known.ok_or(DeviceFault::Unintelligible)?);
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
            Event::Eof => return Err(DeviceFault::Unintelligible),
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart) -> Result<Element, DeviceFault> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        if attributes.len() >= MOST_ATTRIBUTES {
            return Err(DeviceFault::Unintelligible);
        }
        let attribute = attribute.map_err(|_| DeviceFault::Unintelligible)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| DeviceFault::Unintelligible)?;
        attributes.push((text(attribute.key.local_name().as_ref()), value.into_owned()));
    }
    Ok(Element { name: text(start.local_name().as_ref()), attributes, ..Element::default() })
}

fn text(name: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(name.as_ref()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_document_types_and_marks_of_order_do_not_matter() {
        let text = "\u{feff}<?xml version=\"1.0\"?><!doctype x>\n<a:B xmlns:a=\"u\"><c:D e=\"1\">x &amp; &#232;</c:D><D/></a:B>";
        let tree = parse(text.as_bytes()).expect("a tree");
        assert_eq!((tree.name.as_str(), tree.word("D")), ("B", Some("x & è")));
        assert_eq!(tree.child("D").and_then(|child| child.attribute("e")), Some("1"));
        assert_eq!(tree.all("D").count(), 2);
    }

    #[test]
    fn bombs_and_rubbish_are_refused() {
        let laughs = b"<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(parse(laughs), Err(DeviceFault::Unintelligible), "entities of its own");
        let file = b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
        assert_eq!(parse(file), Err(DeviceFault::Unintelligible), "entities from elsewhere");
        let deep = "<a>".repeat(100_000);
        assert_eq!(parse(deep.as_bytes()), Err(DeviceFault::Unintelligible), "too deep");
        let wide = format!("<a>{}</a>", "<b/>".repeat(30_000));
        assert_eq!(parse(wide.as_bytes()), Err(DeviceFault::Unintelligible), "too many");
        let large = format!("<a>{}</a>", " ".repeat(MOST_BYTES));
        assert_eq!(parse(large.as_bytes()), Err(DeviceFault::Unintelligible), "too large");
        let attributes: String = (0..60_000).map(|number| format!(" x{number}=''")).collect();
        let began = std::time::Instant::now();
        assert_eq!(
            parse(format!("<a{attributes}/>").as_bytes()),
            Err(DeviceFault::Unintelligible),
            "too many attributes"
        );
        assert!(began.elapsed().as_secs() < 2, "and soon");
        for rubbish in ["", "<a>", "<html><p>404</html>", "{}", "<a></b>", "\u{0}\u{1}"] {
            assert_eq!(parse(rubbish.as_bytes()), Err(DeviceFault::Unintelligible), "{rubbish}");
        }
    }
}
