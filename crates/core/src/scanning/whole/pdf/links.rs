//! Where the links of a PDF lead, and what follows them: a click, or the mere opening of a page.

use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::HashSet;

/// Where a link may lead: to the network, to whoever is written or called, or nowhere. Programs of the web write
/// `javascript:` and `about:` where a click does nothing; no reader runs them from here, and a real action of that kind
/// is refused elsewhere. Our own readers follow no link at all, but a document leaves for readers that do: so a file of
/// the computer (`file:`, a drive, a share, which would be told who asks for it) and any other program stay refused.
const SCHEMES: [&str; 13] =
    ["http", "https", "ftp", "mailto", "tel", "callto", "sip", "sips", "sms", "whatsapp", "cid", "about", "javascript"];
/// How many actions may follow each other, one after the other.
const LONGEST: usize = 100;

/// Whether an entry of a dictionary leads where no paper leads.
pub fn lead_away(document: &Document, dictionary: &Dictionary, seen: &mut HashSet<ObjectId>) -> bool {
    let address = |key: &[u8]| value(document, dictionary, key).and_then(|address| address.as_str().ok());
    address(b"URI").is_some_and(|address| !is_harmless(address))
        || address(b"Base").is_some_and(|address| !is_of_network(address))
        || dictionary.get(b"OpenAction").is_ok_and(|action| fires(document, action, seen, 0))
        || value(document, dictionary, b"AA")
            .and_then(|all| all.as_dict().ok())
            .is_some_and(|all| all.iter().any(|(_, action)| fires(document, action, seen, 0)))
}

/// Whether an action that nobody clicks, or one that follows it, opens an address. Each is looked at once.
fn fires(document: &Document, action: &Object, seen: &mut HashSet<ObjectId>, depth: usize) -> bool {
    if depth > LONGEST {
        return true;
    }
    let Ok((id, action)) = document.dereference(action) else { return false };
    if id.is_some_and(|id| !seen.insert(id)) {
        return false;
    }
    match action {
        Object::Array(actions) => actions.iter().any(|action| fires(document, action, seen, depth + 1)),
        Object::Dictionary(action) => {
            action.has(b"URI")
                || value(document, action, b"S").and_then(|kind| kind.as_name().ok()) == Some(b"URI")
                || action.get(b"Next").is_ok_and(|next| fires(document, next, seen, depth + 1))
        }
        _ => false,
    }
}

/// What an entry says, wherever in the document it stands.
pub fn value<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    document.dereference(dictionary.get(key).ok()?).ok().map(|(_, object)| object)
}

/// One without a scheme is a page of a site, unless it begins or goes on as the path of a drive or of a share does.
fn is_harmless(address: &[u8]) -> bool {
    let text = plain(address);
    match scheme(&text) {
        Some(scheme) => SCHEMES.contains(&scheme),
        None => {
            let path = text.split(['?', '#']).next().unwrap_or_default();
            !path.contains('\\') && !path.starts_with("//")
        }
    }
}

/// What all relative links begin with.
fn is_of_network(address: &[u8]) -> bool {
    let text = plain(address);
    scheme(&text).map_or_else(|| is_harmless(address), |scheme| ["http", "https"].contains(&scheme))
}

/// Some write two bytes a letter, and readers skip what is no letter.
fn plain(address: &[u8]) -> String {
    let text: String = address.iter().filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte)).collect();
    text.to_ascii_lowercase()
}

fn scheme(text: &str) -> Option<&str> {
    text.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#', '.', '\\']))
}
