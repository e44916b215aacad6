//! What a clerk typed into the one field, as an expression of the full-text index.
//!
//! Only letters and digits reach the expression, each word in quotes: nothing typed is syntax.

use super::forms;
use crate::citizens::codice_fiscale::{self, DecodedCode};
use jiff::civil::Date;

/// More words than any name has.
const MOST_WORDS: usize = 8;
const SHORTEST: usize = 2;
/// Fewer digits are the beginning of everybody's telephone.
const SHORTEST_NUMBER: usize = 4;
const LONGEST_PROVISIONAL: usize = 11;

/// A text that means somebody.
pub struct Typed {
    /// All of it as a name.
    pub folded: String,
    /// Its first word as a name.
    pub first: String,
    /// What it says, if it is a whole code.
    pub code: Option<DecodedCode>,
    /// Whether it can only be a name.
    pub is_name: bool,
    /// For the index; none where a part means nobody.
    pub expression: Option<String>,
}

impl Typed {
    /// Reads a text; nothing for fewer than two letters or digits.
    pub fn read(text: &str) -> Option<Self> {
        let folded = forms::fold(text);
        if folded.chars().filter(|c| *c != ' ').count() < SHORTEST {
            return None;
        }
        let (names, numbers) = parts(text);
        let words: Vec<String> = names.iter().flat_map(|name| folded_words(name)).take(MOST_WORDS).collect();
        let mut all = Vec::new();
        if !words.is_empty() {
            all.push(Some(name(&words)));
        }
        all.extend(numbers.iter().filter_map(|number| match number_meanings(number) {
            Number::Means(meanings) => Some(Some(any(&meanings))),
            Number::Nobody => Some(None),
            Number::Unfinished => None,
        }));
        let together: Option<Vec<String>> = all.into_iter().collect();
        let together = together.filter(|all| !all.is_empty()).map(|all| all.join(" AND "));
        let compact = folded.replace(' ', "");
        let either: Vec<String> = together.into_iter().chain(code(&compact)).collect();
        Some(Self {
            first: words.first().cloned().unwrap_or_else(|| folded.clone()),
            code: codice_fiscale::decode(&compact, Date::MAX).ok(),
            is_name: numbers.is_empty() && !folded.chars().any(|c| c.is_ascii_digit()),
            expression: (!either.is_empty()).then(|| any(&either)),
            folded,
        })
    }
}

/// Words, and runs of words that are of digits and what stands between digits.
fn parts(text: &str) -> (Vec<&str>, Vec<String>) {
    let (mut names, mut numbers) = (Vec::new(), Vec::new());
    let mut goes_on = false;
    for word in text.split_whitespace() {
        let is_number = word.chars().all(|c| c.is_ascii_digit() || "+-./()".contains(c));
        match (is_number, numbers.last_mut()) {
            (false, _) => names.push(word),
            (true, Some(number)) if goes_on => *number = format!("{number} {word}"),
            (true, _) => numbers.push(word.to_owned()),
        }
        goes_on = is_number;
    }
    numbers.retain(|number| number.chars().any(|c| c.is_ascii_digit()));
    numbers.truncate(MOST_WORDS);
    (names, numbers)
}

fn folded_words(name: &str) -> Vec<String> {
    forms::fold(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Every word begins a word of the name; two words may be written there as one ("de luca", "Deluca"). A word with
/// digits is of a code.
fn name(words: &[String]) -> String {
    let word = |word: &str| match code(word).filter(|_| word.chars().any(|c| c.is_ascii_digit())) {
        Some(code) => code,
        None => beginning("name", word),
    };
    let each = words.iter().map(|w| word(w)).collect::<Vec<_>>().join(" AND ");
    let joined = (1..words.len()).map(|at| {
        let mut words = words.to_vec();
        let second = words.remove(at);
        words[at - 1].push_str(&second);
        words.iter().map(|w| word(w)).collect::<Vec<_>>().join(" AND ")
    });
    any(&std::iter::once(each).chain(joined).collect::<Vec<_>>())
}

enum Number {
    /// Any of these.
    Means(Vec<String>),
    /// A day that does not exist.
    Nobody,
    /// It may become something.
    Unfinished,
}

fn number_meanings(text: &str) -> Number {
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let is_written_as_day = groups.len() == 3 && groups.iter().any(|group| group.len() == 4) && !text.contains('+');
    let digits = groups.concat();
    let days = match groups[..] {
        [a, b, c] if a.len() == 4 => days(c, b, a),
        [a, b, c] => days(a, b, c),
        [one] if one.len() == 8 || one.len() == 6 => days(&one[..2], &one[2..4], &one[4..]),
        _ => vec![],
    };
    let mut meanings: Vec<String> = days.iter().map(|day| format!("birth : \"{day}\"")).collect();
    if is_written_as_day && (text.contains('/') || !meanings.is_empty()) {
        return if meanings.is_empty() { Number::Nobody } else { Number::Means(meanings) };
    }
    if groups.len() == 1 && digits.len() == 4 && ["18", "19", "20"].iter().any(|century| digits.starts_with(century)) {
        meanings.push(beginning("birth", &digits));
    }
    let phone = forms::phone(text);
    if phone.len() >= SHORTEST_NUMBER {
        meanings.push(beginning("phone", &phone));
        meanings.push(beginning("phone_end", &forms::reversed(&phone)));
    }
    if (SHORTEST_NUMBER..=LONGEST_PROVISIONAL).contains(&digits.len()) {
        meanings.push(beginning("code", &digits));
    }
    if meanings.is_empty() { Number::Unfinished } else { Number::Means(meanings) }
}

/// The days that are meant; of a year with two digits in either century.
fn days(day: &str, month: &str, year: &str) -> Vec<String> {
    let number = |text: &str| text.parse::<i16>().ok();
    let years = match year.len() {
        4 => vec![number(year)],
        2 => ["19", "20"].iter().map(|century| number(&format!("{century}{year}"))).collect(),
        _ => vec![],
    };
    let date = |year: Option<i16>| {
        let (day, month) = (i8::try_from(number(day)?).ok()?, i8::try_from(number(month)?).ok()?);
        Date::new(year?, month, day).ok()
    };
    years.into_iter().filter_map(date).map(forms::day).collect()
}

/// A code that begins so, with or without omocodia.
fn code(text: &str) -> Option<String> {
    let canonical = codice_fiscale::beginning(text)?;
    let as_typed = beginning("code", text);
    Some(if canonical == text { as_typed } else { any(&[as_typed, beginning("code", &canonical)]) })
}

fn beginning(column: &str, word: &str) -> String {
    format!("{column} : \"{word}\" *")
}

fn any(meanings: &[String]) -> String {
    match meanings {
        [one] => one.clone(),
        _ => format!("({})", meanings.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" OR ")),
    }
}
