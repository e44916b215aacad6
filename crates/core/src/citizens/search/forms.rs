//! The forms in which names, days and telephones are compared: the same for what is stored and for what is typed.

use crate::{characters::is_deceiving, citizens::codice_fiscale::plain};
use jiff::civil::Date;
use std::collections::BTreeSet;

const APOSTROPHES: &str = "'’‘`´ʼ′";

/// Lower case, without accents and apostrophes, words with single spaces: what people mean when they type a name.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        } else if character.is_alphanumeric() {
            let before = folded.len();
            folded.extend(plain(character).map(|letter| letter.to_ascii_lowercase()));
            if folded.len() == before {
                folded.extend(character.to_lowercase());
            }
        } else if !is_dropped(character) && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Apostrophes, marks that stand behind their letter, and what nobody sees.
fn is_dropped(character: char) -> bool {
    let is_mark = matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}');
    is_mark || APOSTROPHES.contains(character) || (is_deceiving(character) && !character.is_whitespace())
}

/// The words by which a name is found. "D'Amico" is also "Amico", and "De Luca" also "Deluca".
pub fn name_words(family_name: &str, given_name: &str) -> String {
    let mut words = BTreeSet::new();
    for name in [family_name, given_name] {
        let apart: String = name.chars().map(|c| if APOSTROPHES.contains(c) { ' ' } else { c }).collect();
        for form in [fold(name), fold(&apart)] {
            words.insert(form.replace(' ', ""));
            words.extend(form.split(' ').map(str::to_owned));
        }
    }
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// `19500312`
pub fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// The digits of a telephone without the prefix of Italy, however that is written. A mobile of Italy may itself begin
/// with 39, so without a plus it is taken for the prefix only where the rest is long enough.
pub fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let prefix = if text.trim_start_matches([' ', '(']).starts_with('+') {
        "39"
    } else if digits.starts_with("0039") {
        "0039"
    } else if digits.len() >= 11 {
        "39"
    } else {
        ""
    };
    digits.strip_prefix(prefix).map(str::to_owned).unwrap_or(digits)
}

/// From the end.
pub fn reversed(digits: &str) -> String {
    digits.chars().rev().collect()
}
