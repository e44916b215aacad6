//! Letters and variants of 10,000 invented persons, beside `python-codicefiscale`.
//!
//! The package is asked where `python3` (or `PYTHON`) has it. `UPDATE_RECORDED=1` records its answers anew.

use crate::{persons, recorded};
use jiff::civil::date;
use sportello_core::citizens::codice_fiscale::{DecodedCode, decode, letters, mismatches};
use sportello_protocol::citizens::Sex;
use std::process::Command;

const PERSONS: usize = 10_000;
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// The values of A to Z (and of 0 to 9, as A to J) at odd places, as the decree prints them.
const ODD: [usize; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

#[test]
fn ten_thousand_invented_persons_have_the_codes_and_the_128_variants_that_python_codicefiscale_gives() {
    let persons = persons::invented(PERSONS);
    let questions: String = persons
        .iter()
        .map(|person| {
            let sex = if person.sex == Sex::Female { "F" } else { "M" };
            format!("{}\t{}\t{sex}\t{}\t{}\n", person.family_name, person.given_name, person.birth_date, person.place)
        })
        .collect();
    let mut python = Command::new(std::env::var_os("PYTHON").unwrap_or("python3".into()));
    python.arg(recorded::file("letters.py"));
    let (answers, is_asked) = recorded::answers(&mut python, &questions, "letters.tsv.zst");
    println!("python-codicefiscale: {}", if is_asked { "asked now" } else { "recorded answers" });

    let mut checked = 0;
    for (person, answer) in persons.iter().zip(answers.lines()) {
        let (code, digest) = answer.split_once('\t').expect("a code and a digest");
        let (family, given) = letters(&person.family_name, &person.given_name);
        let name = format!("{} / {}", person.family_name, person.given_name);
        assert_eq!(family + &given, code[..6], "{name}");
        let decoded = read(code);
        let likely = [decoded.birth_date, decoded.other_birth_date].contains(&Some(person.birth_date));
        assert!(likely, "{code}: {} is neither of the dates", person.birth_date);
        let (family, given) = (&person.family_name, &person.given_name);
        assert_eq!(mismatches(&decoded, family, given, Some(person.birth_date), Some(person.sex)), [], "{name}");

        let mut variants = variants(code);
        for variant in &variants {
            let read = read(variant);
            assert_eq!((&*read.code, &*read.canonical), (&**variant, code), "raw and canonical are kept apart");
            assert_eq!(read.omocodia, variant != code);
            assert_eq!((read.birth_date, &read.birthplace), (decoded.birth_date, &decoded.birthplace), "{variant}");
        }
        variants.sort();
        assert_eq!(short_digest(&variants.concat()), digest, "the variants of {code}");
        checked += 1;
    }
    assert_eq!(checked, PERSONS);
}

fn read(code: &str) -> DecodedCode {
    decode(code, date(2026, 11, 25)).unwrap_or_else(|flaw| panic!("{code}: {flaw:?}"))
}

/// Every choice of the seven digits, with the check letter counted here once more.
fn variants(code: &str) -> Vec<String> {
    (0..1 << DIGITS.len())
        .map(|choice| {
            let mut variant = code.as_bytes()[..15].to_vec();
            for (bit, position) in DIGITS.into_iter().enumerate() {
                if choice >> bit & 1 == 1 {
                    variant[position] = b"LMNPQRSTUV"[usize::from(variant[position] - b'0')];
                }
            }
            let value = |c: u8| usize::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' });
            let sum: usize =
                variant.iter().enumerate().map(|(i, c)| if i % 2 == 0 { ODD[value(*c)] } else { value(*c) }).sum();
            variant.push(b'A' + (sum % 26) as u8);
            String::from_utf8(variant).expect("ASCII")
        })
        .collect()
}

fn short_digest(text: &str) -> String {
    hex::encode(&ring::digest::digest(&ring::digest::SHA256, text.as_bytes()).as_ref()[..4])
}
