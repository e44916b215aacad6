//! The pages of a PDF as a viewer would show them: a page that the tree names twice is shown twice.

use super::{super::Refusal, limits};
use lopdf::{Dictionary, Document, Object, ObjectId};

/// How deep a tree of pages may be; that of a thousand pages has three or four levels.
const DEEPEST: usize = 64;
/// What the nodes name, each as often as it is named, be it a page, a node, one above, or nothing at all.
const MOST_KIDS: usize = 100_000;

/// How many there are.
///
/// # Errors
/// `Excessive` where there are more than a paper has, or the tree says so.
pub fn count(document: &Document) -> Result<u32, Refusal> {
    let Ok(root) = document.catalog().and_then(|catalogue| catalogue.get(b"Pages")).and_then(Object::as_reference)
    else {
        return Ok(0);
    };
    // Some viewers believe the number and draw as many.
    let said = document.get_dictionary(root).and_then(|tree| value(document, tree, b"Count")?.as_i64());
    if said.is_ok_and(|said| said > limits::MOST_PAGES as i64) {
        return Err(Refusal::Excessive);
    }
    let mut walk = Walk { document, path: Vec::new(), kids: 0, pages: 0 };
    walk.node(root)?;
    Ok(walk.pages)
}

struct Walk<'a> {
    document: &'a Document,
    /// From the root to here: a node under itself is no page.
    path: Vec<ObjectId>,
    kids: usize,
    pages: u32,
}

impl Walk<'_> {
    fn node(&mut self, id: ObjectId) -> Result<(), Refusal> {
        if self.path.contains(&id) {
            return Ok(());
        }
        let Ok(node) = self.document.get_dictionary(id) else { return Ok(()) };
        let Ok(kids) = value(self.document, node, b"Kids").and_then(Object::as_array) else {
            self.pages += u32::from(!node.has_type(b"Pages"));
            return if self.pages as usize > limits::MOST_PAGES { Err(Refusal::Excessive) } else { Ok(()) };
        };
        self.kids += kids.len();
        if self.path.len() >= DEEPEST || self.kids > MOST_KIDS {
            return Err(Refusal::Excessive);
        }
        self.path.push(id);
        for kid in kids {
            if let Ok(kid) = kid.as_reference() {
                self.node(kid)?;
            }
        }
        self.path.pop();
        Ok(())
    }
}

fn value<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> lopdf::Result<&'a Object> {
    document.dereference(dictionary.get(key)?).map(|(_, object)| object)
}
