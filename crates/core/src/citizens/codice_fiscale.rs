//! The codice fiscale: check letter, omocodia, provisional numeric codes, and what a code says of its bearer.
//!
//! The algorithm is that of the D.M. 23 December 1976 (n. 13813): six letters, two digits of the year, the month's
//! letter, the day (plus 40 for women), the birthplace's cadastral code, a check letter. With omocodia the digits at
//! positions 7, 8, 10, 11, 13, 14 and 15 may be letters. A valid code says nothing about whether it was issued.

mod alphabet;
mod beginning;
mod century;
mod letters;
mod mismatch;

pub use alphabet::plain;
pub use beginning::beginning;
pub use letters::letters;
pub use mismatch::{Mismatch, mismatches};

use super::places::{self, BirthPlace};
use jiff::civil::Date;
use serde::Serialize;
use sportello_protocol::citizens::Sex;
use ts_rs::TS;

/// Why a text is no codice fiscale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// Neither 16 characters nor 11 digits.
    Length,
    /// A character stands where it cannot.
    Form,
    /// The date of birth does not exist.
    Date,
    /// The check letter or digit does not agree: most likely a typing mistake.
    CheckCharacter,
}

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DecodedCode {
    /// The legal code, upper case, as it stands on the card.
    pub code: String,
    /// The same with the letters of omocodia turned back into digits, and its own check letter.
    pub canonical: String,
    /// Whether `code` is a variant made to tell people apart.
    pub omocodia: bool,
    /// Whether this is an 11-digit provisional code, which says nothing of its bearer.
    pub provisional: bool,
    /// Date of birth, in the likelier century: the later one that is not in the future and in which the birthplace
    /// had not ceased to exist.
    pub birth_date: Option<Date>,
    /// The same day in the other century, where that cannot be ruled out: the code does not tell a child from a very
    /// old person.
    pub other_birth_date: Option<Date>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Cadastral code of the birthplace.
    pub birthplace_code: Option<String>,
    /// The birthplace as it was called on `birth_date`; none where the archive does not know the code.
    pub birthplace: Option<BirthPlace>,
}

const OMOCODIA_POSITIONS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
const OMOCODIA_LETTERS: &str = "LMNPQRSTUV";
const MONTH_LETTERS: &str = "ABCDEHLMPRST";
/// Values of the characters 0-9 (and likewise A-J), K-Z at odd positions.
const ODD: [u32; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Reads a code as typed or scanned.
///
/// # Errors
/// The first [`Flaw`].
pub fn decode(text: &str, today: Date) -> Result<DecodedCode, Flaw> {
    let code: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '*').map(|c| c.to_ascii_uppercase()).collect();
    match code.chars().count() {
        16 => decode_personal(code, today),
        11 => decode_provisional(code),
        _ => Err(Flaw::Length),
    }
}

fn decode_personal(code: String, today: Date) -> Result<DecodedCode, Flaw> {
    let chars: Vec<char> = code.chars().collect();
    let mut canonical = chars.clone();
    for position in OMOCODIA_POSITIONS {
        if let Some(digit) = OMOCODIA_LETTERS.find(canonical[position]) {
            canonical[position] = char::from_digit(digit as u32, 10).unwrap_or('0');
        }
    }
    for (position, c) in canonical.iter().enumerate() {
        let fits = match position {
            0..=5 | 8 | 11 | 15 => c.is_ascii_uppercase(),
            _ => c.is_ascii_digit(),
        };
        if !fits {
            return Err(Flaw::Form);
        }
    }
    if check_letter(&chars) != chars.get(15).copied() {
        return Err(Flaw::CheckCharacter);
    }
    let number =
        |from: usize| canonical[from].to_digit(10).unwrap_or(0) * 10 + canonical[from + 1].to_digit(10).unwrap_or(0);
    let month = MONTH_LETTERS.find(canonical[8]).ok_or(Flaw::Form)? as i8 + 1;
    let (day, sex) = match number(9) {
        day @ 41..=71 => (day - 40, Sex::Female),
        day => (day, Sex::Male),
    };
    let birthplace_code: String = canonical[11..15].iter().collect();
    let centuries = century::decide(number(6) as i16, month, day as i8, places::last_day(&birthplace_code), today)
        .ok_or(Flaw::Date)?;
    canonical[15] = check_letter(&canonical).ok_or(Flaw::Form)?;
    let canonical: String = canonical.into_iter().collect();
    Ok(DecodedCode {
        omocodia: canonical != code,
        code,
        canonical,
        provisional: false,
        birth_date: Some(centuries.likely),
        other_birth_date: centuries.other,
        sex: Some(sex),
        birthplace: places::at(&birthplace_code, Some(centuries.likely)),
        birthplace_code: Some(birthplace_code),
    })
}

/// The check letter of the first 15 characters.
fn check_letter(chars: &[char]) -> Option<char> {
    let mut sum = 0;
    for (index, c) in chars.get(..15)?.iter().enumerate() {
        let value = match c {
            '0'..='9' => *c as u32 - '0' as u32,
            'A'..='Z' => *c as u32 - 'A' as u32,
            _ => return None,
        };
        sum += if index % 2 == 0 { *ODD.get(value as usize)? } else { value };
    }
    char::from_u32('A' as u32 + sum % 26)
}

/// Seven digits of serial, three of office, one check digit (the Luhn rule of the D.M.).
fn decode_provisional(code: String) -> Result<DecodedCode, Flaw> {
    let digits: Vec<u32> = code.chars().map(|c| c.to_digit(10)).collect::<Option<_>>().ok_or(Flaw::Form)?;
    let sum: u32 = digits
        .iter()
        .take(10)
        .enumerate()
        .map(|(index, digit)| if index % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    if digits.last() != Some(&((10 - sum % 10) % 10)) {
        return Err(Flaw::CheckCharacter);
    }
    Ok(DecodedCode {
        canonical: code.clone(),
        code,
        omocodia: false,
        provisional: true,
        birth_date: None,
        other_birth_date: None,
        sex: None,
        birthplace_code: None,
        birthplace: None,
    })
}

#[cfg(test)]
mod tests;
