//! What in a PDF does more than show pages: programs, starts of other programs, files inside, forms that send.

use super::{
    super::Refusal,
    limits::find,
    links::{lead_away, value},
};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::{cell::RefCell, collections::HashSet};

/// Kinds of action (ISO 32000-2, 12.6.4) that run, start, send or fetch something.
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

/// Looks at every object of the document, used or not.
///
/// # Errors
/// `Active`; `Link` where only its links do more
pub fn check(bytes: &[u8], document: &Document) -> Result<(), Refusal> {
    let active = Look(&|dictionary, of_stream| is_active(document, dictionary, of_stream));
    if MARKS.iter().any(|mark| find(bytes, mark).is_some()) || active.at_all(document) {
        return Err(Refusal::Active);
    }
    let seen: RefCell<HashSet<ObjectId>> = RefCell::default();
    let links = Look(&|dictionary, _| lead_away(document, dictionary, &mut seen.borrow_mut()));
    if links.at_all(document) { Err(Refusal::Link) } else { Ok(()) }
}

/// Looks for a dictionary that is so, or that of a stream, however deep it is nested.
struct Look<'a>(&'a dyn Fn(&Dictionary, bool) -> bool);

impl Look<'_> {
    fn at_all(&self, document: &Document) -> bool {
        document.objects.values().any(|object| self.object(object, 0)) || self.dictionary(&document.trailer, false, 0)
    }

    fn object(&self, object: &Object, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        match object {
            Object::Array(items) => items.iter().any(|item| self.object(item, depth + 1)),
            Object::Dictionary(dictionary) => self.dictionary(dictionary, false, depth),
            Object::Stream(stream) => self.dictionary(&stream.dict, true, depth),
            _ => false,
        }
    }

    fn dictionary(&self, dictionary: &Dictionary, of_stream: bool, depth: usize) -> bool {
        (self.0)(dictionary, of_stream) || dictionary.iter().any(|(_, value)| self.object(value, depth + 1))
    }
}

fn is_active(document: &Document, dictionary: &Dictionary, of_stream: bool) -> bool {
    let is_one_of = |key: &[u8], names: &[&[u8]]| {
        value(document, dictionary, key)
            .and_then(|value| value.as_name().ok())
            .is_some_and(|name| names.contains(&name))
    };
    let has_file = || matches!(value(document, dictionary, b"F"), Some(Object::String(..) | Object::Dictionary(_)));
    // The data of such a stream is in another file.
    of_stream && has_file()
        || ENTRIES.iter().any(|key| dictionary.has(key))
        || is_one_of(b"S", &ACTIONS)
        || is_one_of(b"S", &[b"Thread"]) && has_file()
        || is_one_of(b"Subtype", &ANNOTATIONS)
        || is_one_of(b"Type", &[b"EmbeddedFile"])
}
