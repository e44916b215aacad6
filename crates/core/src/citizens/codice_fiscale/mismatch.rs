//! Whether a codice fiscale can be that of a person: it warns, and never refuses, since only the Agenzia delle Entrate
//! knows what it issued.

use super::{DecodedCode, letters};
use jiff::civil::Date;
use serde::Serialize;
use sportello_protocol::citizens::Sex;
use ts_rs::TS;

/// What of a person does not agree with the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mismatch {
    /// The letters of the surname.
    Surname,
    /// The letters of the given name.
    GivenName,
    /// Day, month or the last two digits of the year; the century is not in the code.
    BirthDate,
    /// The sex.
    Sex,
}

/// What does not agree; nothing for a provisional code, which says nothing of its bearer, and nothing about a name
/// that is still empty.
pub fn mismatches(
    code: &DecodedCode,
    family_name: &str,
    given_name: &str,
    birth_date: Option<Date>,
    sex: Option<Sex>,
) -> Vec<Mismatch> {
    let (Some(coded_date), Some(coded_sex)) = (code.birth_date, code.sex) else {
        return vec![];
    };
    let (family, given) = letters(family_name, given_name);
    let differs = |name: &str, letters: &str, at| !name.trim().is_empty() && code.canonical.get(at) != Some(letters);
    let day = |date: Date| (date.year() % 100, date.month(), date.day());
    [
        (Mismatch::Surname, differs(family_name, &family, 0..3)),
        (Mismatch::GivenName, differs(given_name, &given, 3..6)),
        (Mismatch::BirthDate, birth_date.is_some_and(|date| day(date) != day(coded_date))),
        (Mismatch::Sex, sex.is_some_and(|sex| sex != coded_sex)),
    ]
    .into_iter()
    .filter_map(|(mismatch, is_so)| is_so.then_some(mismatch))
    .collect()
}
