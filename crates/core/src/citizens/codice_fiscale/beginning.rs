//! The beginning of a codice fiscale, as it is typed.

use super::{OMOCODIA_LETTERS, OMOCODIA_POSITIONS};

/// Fewer letters begin too many names.
const SHORTEST: usize = 3;
/// The check letter follows from the others, and is another one with omocodia.
const SAID: usize = 15;

/// A text that a code can begin with, lower case, with the letters of omocodia turned back into digits; of a whole one
/// without its check letter.
pub fn beginning(text: &str) -> Option<String> {
    if !(SHORTEST..=SAID + 1).contains(&text.len()) || !text.is_ascii() {
        return None;
    }
    let fits = |(position, c): (usize, char)| {
        let c = c.to_ascii_uppercase();
        let plain = match OMOCODIA_LETTERS.find(c) {
            Some(digit) if OMOCODIA_POSITIONS.contains(&position) => char::from_digit(digit as u32, 10)?,
            _ => c,
        };
        let is_letter = matches!(position, 0..=5 | 8 | 11 | 15);
        let stands = if is_letter { plain.is_ascii_uppercase() } else { plain.is_ascii_digit() };
        stands.then(|| plain.to_ascii_lowercase())
    };
    text.chars().enumerate().map(fits).take(SAID).collect()
}
