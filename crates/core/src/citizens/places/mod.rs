//! Birthplaces by their cadastral code, under the name that they had on the day of birth.

mod archive;
mod search;
mod types;

pub use search::find;
pub use types::*;

use archive::Row;
use jiff::civil::{Date, date};

/// The words that the licence of the data (CC BY 4.0) asks for.
pub const ATTRIBUTION: &str = "Archivio dei comuni e degli stati esteri: Ministero dell'Interno, ANPR (CC BY 4.0), \
                               tramite python-codicefiscale di Fabio Caccamo (MIT); rielaborato.";

/// The treaty of Paris came into force on the next day.
const LAST_DAY_BEFORE_THE_TREATY: Date = date(1947, 9, 15);
/// Fiume, Pola and Zara went to Yugoslavia as a whole.
const LOST_PROVINCES: [&str; 3] = ["FU", "PL", "ZA"];

/// The source of the archive and its day.
pub fn source() -> (&'static str, Option<Date>) {
    let archive = archive::archive();
    (archive.source, archive.as_of)
}

/// The place of a code on a day, or today (as far as the archive knows) without one; `None` for an unknown code.
pub fn at(code: &str, day: Option<Date>) -> Option<BirthPlace> {
    let rows = archive::rows(code);
    let last = rows.last()?;
    let (row, note) = match day {
        None => (last, None),
        Some(day) => on(rows, day)?,
    };
    Some(describe(row, last, note))
}

/// The last day on which the place of a code existed: `None` while it does, and for an unknown code.
pub fn last_day(code: &str) -> Option<Date> {
    archive::rows(code).last().map(|row| row.to).filter(|to| *to != Date::MAX)
}

fn on(rows: &'static [Row], day: Date) -> Option<(&'static Row, Option<PlaceNote>)> {
    let after = rows.partition_point(|row| row.from <= day);
    let Some(before) = after.checked_sub(1).map(|index| &rows[index]) else {
        return Some((rows.first()?, Some(PlaceNote::BeforeFirst)));
    };
    if day <= before.to {
        return Some((before, None));
    }
    let Some(next) = rows.get(after) else {
        return Some((before, Some(PlaceNote::AfterLast)));
    };
    let nearest = if before.to.duration_until(day) < day.duration_until(next.from) { before } else { next };
    Some((nearest, Some(PlaceNote::InGap)))
}

fn describe(row: &Row, last: &Row, note: Option<PlaceNote>) -> BirthPlace {
    let exists = last.to == Date::MAX;
    let is_foreign = row.code.starts_with('Z');
    let has_changed = (row.name, row.province) != (last.name, last.province);
    BirthPlace {
        code: row.code.to_owned(),
        kind: match (is_foreign, exists) {
            (false, _) => PlaceKind::Comune,
            (true, true) => PlaceKind::ForeignState,
            (true, false) => PlaceKind::CeasedForeignState,
        },
        name: row.name.to_owned(),
        second_name: filled(row.second_name),
        province: filled(row.province),
        today: (exists && has_changed)
            .then(|| PlaceToday { name: last.name.to_owned(), province: filled(last.province) }),
        ceased_on: (!exists).then_some(last.to),
        is_lost_1947: !is_foreign
            && !exists
            && (last.to == LAST_DAY_BEFORE_THE_TREATY || LOST_PROVINCES.contains(&last.province)),
        note,
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
