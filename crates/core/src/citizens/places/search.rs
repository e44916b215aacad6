//! Finding a birthplace by its name, while it is typed.

use super::{BirthPlace, archive, at, describe};
use crate::citizens::store::fold;
use jiff::civil::Date;
use std::sync::OnceLock;

const MOST_FOUND: usize = 20;
/// A single letter would name hundreds.
const SHORTEST: usize = 2;

/// A folded name, and the row that bears it.
type Named = (String, usize);

/// Places one of whose names, in any time, begins with `text`: those so called first, then those that existed on the
/// day, then by name; each as it was called on that day, or under the name found where there is no day.
pub fn find(text: &str, on: Option<Date>) -> Vec<BirthPlace> {
    let wanted = fold(text);
    if wanted.chars().count() < SHORTEST {
        return vec![];
    }
    let names = names();
    let first = names.partition_point(|(name, _)| *name < wanted);
    let mut found: Vec<(bool, bool, BirthPlace)> = Vec::new();
    for (name, index) in names[first..].iter().take_while(|(name, _)| name.starts_with(&wanted)) {
        let row = &archive::archive().rows[*index];
        let is_exact = *name == wanted;
        if let Some(known) = found.iter_mut().find(|(_, _, place)| place.code == row.code) {
            known.0 |= is_exact;
            continue;
        }
        let place = match on {
            Some(_) => at(row.code, on),
            None => archive::rows(row.code).last().map(|last| describe(row, last, None)),
        };
        if let Some(place) = place {
            let exists = if on.is_some() { place.note.is_none() } else { place.ceased_on.is_none() };
            found.push((is_exact, exists, place));
        }
    }
    found.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.name.cmp(&b.2.name)));
    found.into_iter().take(MOST_FOUND).map(|(_, _, place)| place).collect()
}

/// Every name in both languages; of a code's equal names the latest comes first.
fn names() -> &'static [Named] {
    static NAMES: OnceLock<Vec<Named>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<Named> = archive::archive()
            .rows
            .iter()
            .enumerate()
            .flat_map(|(index, row)| [row.name, row.second_name].map(|name| (name, index)))
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, index)| (fold(name), index))
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        names
    })
}
