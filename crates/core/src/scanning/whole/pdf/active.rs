//! What in a PDF does more than show pages: programs, starts of other programs, files inside, forms that send.

use super::limits::find;
use lopdf::{Dictionary, Document, Object};

/// Kinds of action (ISO 32000-2, 12.6.4) that run, start, send or fetch something. A link to a page, a place or an
/// address does nothing until somebody follows it.
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

/// Whether any object of the document, used or not, is active.
pub fn is_active(bytes: &[u8], document: &Document) -> bool {
    MARKS.iter().any(|mark| find(bytes, mark).is_some())
        || document.objects.values().any(|object| is_object_active(object, 0))
        || document.trailer.iter().any(|(_, object)| is_object_active(object, 0))
}

fn is_object_active(object: &Object, depth: usize) -> bool {
    if depth > DEEPEST {
        return true;
    }
    match object {
        Object::Array(items) => items.iter().any(|item| is_object_active(item, depth + 1)),
        Object::Dictionary(dictionary) => is_dictionary_active(dictionary, depth),
        Object::Stream(stream) => is_dictionary_active(&stream.dict, depth),
        _ => false,
    }
}

fn is_dictionary_active(dictionary: &Dictionary, depth: usize) -> bool {
    let is_one_of = |key: &[u8], names: &[&[u8]]| {
        dictionary.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
    };
    ENTRIES.iter().any(|key| dictionary.has(key))
        || is_one_of(b"S", &ACTIONS)
        || is_one_of(b"Subtype", &ANNOTATIONS)
        || is_one_of(b"Type", &[b"EmbeddedFile"])
        || dictionary.iter().any(|(_, value)| is_object_active(value, depth + 1))
}
