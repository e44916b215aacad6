//! The machine readable zone in what an OCR engine read (ICAO Doc 9303, parts 3 to 6).

use super::types::{Mrz, MrzFormat};
use jiff::civil::Date;
use mrz::{Format, MrzData, ParseOptions, find_and_parse_with};
use sportello_protocol::citizens::Sex;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The shortest line is 30 characters long; an engine may lose two.
const SHORTEST: usize = 28;
/// The longest is 44; an engine may double two.
const LONGEST: usize = 46;
/// Lines that may belong to a zone; more is no card, and searching them costs.
const MOST_LINES: usize = 24;

/// The zone in a text, if one is there and all of its check digits agree. What the parser had to guess is not taken:
/// a guess that fits the check digits is still a guess.
pub fn mrz(text: &str, today: Date) -> Option<Mrz> {
    let lines: Vec<String> = text.lines().filter_map(candidate).take(MOST_LINES).collect();
    if lines.len() < 2 {
        return None;
    }
    let options = ParseOptions::default().with_pivot_yy(u32::try_from(today.year() % 100).ok()?);
    let parsed = catch_unwind(AssertUnwindSafe(|| find_and_parse_with(&lines.join("\n"), &options))).ok()?.ok()?;
    (parsed.valid() && !parsed.damaged_recovery).then(|| of(&parsed, today))?
}

/// A line without its spaces, if most of it is of a zone's alphabet; whatever is not becomes filler.
fn candidate(line: &str) -> Option<String> {
    let line = line.replace(['«', '‹'], "<<");
    let line: String = line.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let length = line.chars().count();
    let fitting = line.chars().filter(|c| is_of_a_zone(*c)).count();
    let marks = line.chars().filter(|c| *c == '<' || c.is_ascii_digit()).count();
    let likely = (SHORTEST..=LONGEST).contains(&length) && fitting * 10 >= length * 9 && marks >= 3;
    likely.then(|| line.chars().map(|c| if is_of_a_zone(c) { c } else { '<' }).collect())
}

fn is_of_a_zone(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<'
}

fn of(parsed: &MrzData, today: Date) -> Option<Mrz> {
    let format = match parsed.format {
        Format::Td1 => MrzFormat::Td1,
        Format::Td2 => MrzFormat::Td2,
        Format::Td3 => MrzFormat::Td3,
        // Visas say nothing about who is at the counter that the passport does not.
        _ => return None,
    };
    Some(Mrz {
        format,
        document_code: parsed.document_type.clone(),
        issuer: parsed.issuing_country.clone(),
        number: parsed.full_document_number().to_owned(),
        family_name: parsed.surname.clone(),
        given_name: parsed.given_names.clone(),
        birth_date: parsed.date_of_birth.calendar().and_then(date).map(|born| past(born, today)),
        sex: match parsed.sex {
            mrz::Sex::Male => Some(Sex::Male),
            mrz::Sex::Female => Some(Sex::Female),
            _ => None,
        },
        expires: parsed.date_of_expiry.calendar().and_then(date),
    })
}

fn date(date: mrz::Date) -> Option<Date> {
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

/// A day later this year is one of the century before.
fn past(born: Date, today: Date) -> Date {
    if born <= today { born } else { Date::new(born.year() - 100, born.month(), born.day()).unwrap_or(born) }
}

#[cfg(test)]
mod tests;
