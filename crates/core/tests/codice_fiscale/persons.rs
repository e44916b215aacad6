//! Invented persons with the names that trouble the letters of a code, the same in every run.

use jiff::{ToSpan, civil::Date, civil::date};
use sportello_protocol::citizens::Sex;

/// A person whom nobody has ever met.
pub struct Person {
    pub family_name: String,
    pub given_name: String,
    pub birth_date: Date,
    pub sex: Sex,
    pub place: &'static str,
}

const ONSETS: [&str; 26] = [
    "b", "br", "c", "ch", "d", "f", "g", "gl", "gn", "l", "m", "n", "p", "qu", "r", "s", "sc", "str", "t", "v", "z",
    "j", "k", "w", "x", "h",
];
const VOWELS: [&str; 6] = ["a", "e", "i", "o", "u", "y"];
const FOREIGN_ONSETS: [&str; 16] = ["ł", "đ", "š", "č", "ž", "ñ", "ç", "ð", "þ", "ř", "ħ", "ș", "ț", "ß", "ğ", "ń"];
const FOREIGN_VOWELS: [&str; 20] =
    ["à", "è", "é", "ì", "ò", "ù", "ä", "ö", "ü", "ø", "æ", "å", "ê", "ő", "ı", "œ", "ą", "ễ", "e\u{301}", "Ö"];
const PREFIXES: [&str; 10] = ["D'", "De ", "Lo ", "Mc", "O’", "Di ", "von ", "Dell'", "La ", "Dall`"];
/// Places that have existed since before 1927.
const PLACES: [&str; 12] =
    ["H501", "L219", "F205", "F839", "A952", "D612", "A001", "Z100", "Z129", "Z330", "L424", "D621"];

/// The first `count` persons.
pub fn invented(count: usize) -> Vec<Person> {
    let mut chance = Chance(13_813);
    (0..count).map(|_| person(&mut chance)).collect()
}

fn person(chance: &mut Chance) -> Person {
    let mut family_name = if chance.one_in(6) { chance.of(&PREFIXES).to_owned() } else { String::new() };
    family_name += &name(chance);
    Person {
        family_name,
        given_name: name(chance),
        birth_date: date(1930, 1, 1) + (chance.below(34_500) as i64).days(),
        sex: if chance.one_in(2) { Sex::Female } else { Sex::Male },
        place: chance.of(&PLACES),
    }
}

fn name(chance: &mut Chance) -> String {
    let mut name = word(chance);
    if chance.one_in(5) {
        name += chance.of(&[" ", "-", "'"]);
        name += &word(chance);
    }
    name
}

fn word(chance: &mut Chance) -> String {
    let syllables = 1 + chance.below(4);
    let mut word = String::new();
    for _ in 0..syllables {
        if !chance.one_in(7) {
            word += if chance.one_in(12) { chance.of(&FOREIGN_ONSETS) } else { chance.of(&ONSETS) };
        }
        word += if chance.one_in(8) { chance.of(&FOREIGN_VOWELS) } else { chance.of(&VOWELS) };
    }
    match chance.below(3) {
        0 => word.to_uppercase(),
        _ => word,
    }
}

/// The generator of Steele, Lea and Flood (2014): a recorded answer belongs to its exact sequence.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn of(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.below(choices.len() as u64) as usize]
    }
}
