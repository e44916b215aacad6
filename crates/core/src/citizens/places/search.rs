//! Finding a birthplace by its name, while it is typed.

use super::{BirthPlace, PlaceNote, archive, archive::Row, describe, on};
use crate::citizens::search::fold;
use jiff::civil::Date;
use std::{cmp::Reverse, collections::HashMap, sync::OnceLock};

const MOST_FOUND: usize = 20;
/// A single letter would name hundreds.
const SHORTEST: usize = 2;

/// A place whose name begins so.
struct Found {
    is_exact: bool,
    row: &'static Row,
    last: &'static Row,
    note: Option<PlaceNote>,
}

/// Places one of whose names, in any time, begins with `text`: those so called first, then those that existed on the
/// day, then by name; each as it was called on that day, or under the name found where there is no day.
pub fn find(text: &str, day: Option<Date>) -> Vec<BirthPlace> {
    let wanted = fold(text);
    if wanted.chars().count() < SHORTEST {
        return vec![];
    }
    let names = names();
    let first = names.partition_point(|(name, _)| *name < wanted);
    let mut found: HashMap<&str, Found> = HashMap::new();
    for (name, row) in names[first..].iter().take_while(|(name, _)| name.starts_with(&wanted)) {
        let is_exact = *name == wanted;
        if let Some(known) = found.get_mut(row.code) {
            known.is_exact |= is_exact;
            continue;
        }
        let rows = archive::rows(row.code);
        let shown = day.map_or(Some((*row, None)), |day| on(rows, day));
        if let (Some((row, note)), Some(last)) = (shown, rows.last()) {
            found.insert(row.code, Found { is_exact, row, last, note });
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort_by_key(|found| {
        let existed = if day.is_some() { found.note.is_none() } else { found.last.to == Date::MAX };
        (Reverse(found.is_exact), Reverse(existed), found.row.name, found.row.code)
    });
    found.iter().take(MOST_FOUND).map(|found| describe(found.row, found.last, found.note)).collect()
}

/// Every row by its folded names in both languages; of a code's equal names the latest comes first.
fn names() -> &'static [(String, &'static Row)] {
    static NAMES: OnceLock<Vec<(String, &'static Row)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let rows = archive::archive().rows.iter();
        let mut names: Vec<(String, &Row)> = rows
            .flat_map(|row| [row.name, row.second_name].map(|name| (fold(name), row)))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.from.cmp(&a.1.from)));
        names
    })
}
