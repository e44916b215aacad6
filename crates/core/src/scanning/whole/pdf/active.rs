//! What in a PDF does more than show pages: programs, starts of other programs, files inside, forms that send.

use super::limits::find;
use lopdf::{Dictionary, Document, Object};

/// Kinds of action (ISO 32000-2, 12.6.4) that run, start, send or fetch something. A link to a page, a place or an
/// address of the network does nothing until somebody follows it.
const ACTIONS: [&[u8]; 11] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
    b"GoToR",
    b"Rendition",
    b"Movie",
    b"Sound",
    b"RichMediaExecute",
    b"GoTo3DView",
];
/// Kinds of annotation that carry a file, a film or a program.
const ANNOTATIONS: [&[u8]; 6] = [b"FileAttachment", b"RichMedia", b"Movie", b"Sound", b"Screen", b"3D"];
/// Entries that hold a program, a form made of programs, or files.
const ENTRIES: [&[u8]; 6] = [b"JS", b"JavaScript", b"XFA", b"EmbeddedFiles", b"EF", b"RichMediaContent"];
/// Names looked for in the bytes themselves: a reader may find objects where ours finds none.
const MARKS: [&[u8]; 3] = [b"/JavaScript", b"/EmbeddedFile", b"/Launch"];
/// How deep an object may be nested before it is no page's.
const DEEPEST: usize = 100;

/// Where a link may lead; anything else opens a file, a share or another program when it is followed.
const ADDRESSES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Whether any object of the document, used or not, is active.
pub fn is_active(bytes: &[u8], document: &Document) -> bool {
    let look = Look(document);
    MARKS.iter().any(|mark| find(bytes, mark).is_some())
        || document.objects.values().any(|object| look.object(object, 0))
        || document.trailer.iter().any(|(_, object)| look.object(object, 0))
}

struct Look<'a>(&'a Document);

impl Look<'_> {
    fn object(&self, object: &Object, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        match object {
            Object::Array(items) => items.iter().any(|item| self.object(item, depth + 1)),
            Object::Dictionary(dictionary) => self.dictionary(dictionary, depth),
            // The data of such a stream is in another file.
            Object::Stream(stream) => self.is_file(&stream.dict, b"F") || self.dictionary(&stream.dict, depth),
            _ => false,
        }
    }

    fn dictionary(&self, dictionary: &Dictionary, depth: usize) -> bool {
        ENTRIES.iter().any(|key| dictionary.has(key))
            || self.is_one_of(dictionary, b"S", &ACTIONS)
            || self.is_one_of(dictionary, b"S", &[b"Thread"]) && self.is_file(dictionary, b"F")
            || self.is_one_of(dictionary, b"Subtype", &ANNOTATIONS)
            || self.is_one_of(dictionary, b"Type", &[b"EmbeddedFile"])
            || [b"URI".as_slice(), b"Base"].iter().any(|key| self.value(dictionary, key).is_some_and(leads_elsewhere))
            || dictionary.iter().any(|(_, value)| self.object(value, depth + 1))
    }

    /// What an entry says, wherever in the document it stands.
    fn value<'d>(&'d self, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
        self.0.dereference(dictionary.get(key).ok()?).ok().map(|(_, object)| object)
    }

    fn is_one_of(&self, dictionary: &Dictionary, key: &[u8], names: &[&[u8]]) -> bool {
        self.value(dictionary, key).and_then(|value| value.as_name().ok()).is_some_and(|name| names.contains(&name))
    }

    fn is_file(&self, dictionary: &Dictionary, key: &[u8]) -> bool {
        matches!(self.value(dictionary, key), Some(Object::String(..) | Object::Dictionary(_)))
    }
}

/// Whether an address is none of the harmless ones. One without a scheme is a page of a site, unless it begins as the
/// path of a file or of a share does.
fn leads_elsewhere(address: &Object) -> bool {
    let Ok(bytes) = address.as_str() else { return false };
    // Some write two bytes a letter, and readers skip what is no letter.
    let text: String = bytes.iter().filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte)).collect();
    let text = text.to_ascii_lowercase();
    match text.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#', '.']) => !ADDRESSES.contains(&scheme),
        _ => text.starts_with(['/', '\\', '.']),
    }
}
