use super::*;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 23);

fn read(text: &str) -> DecodedCode {
    decode(text, TODAY).expect("a valid code")
}

#[test]
fn an_ordinary_code_says_birth_sex_and_place() {
    let code = read("CCCFBA85D03L219P");
    assert_eq!(code.birth_date, Some(date(1985, 4, 3)));
    assert_eq!(code.sex, Some(Sex::Male));
    assert_eq!(code.birthplace_code.as_deref(), Some("L219"), "Torino");
    assert!(!code.omocodia && !code.provisional);
}

#[test]
fn all_128_variants_of_omocodia_are_one_person() {
    // Both cases are recorded from the PyPI package python-codicefiscale.
    for raw in ["CCCFBA85D03L21VE", "CCCFBA85DLPLNMVL"] {
        let code = read(raw);
        assert_eq!(code.canonical, "CCCFBA85D03L219P", "{raw}");
        assert_eq!(code.code, raw, "the raw one is the legal one");
        assert!(code.omocodia);
        assert_eq!(code.birth_date, Some(date(1985, 4, 3)), "{raw}");
    }
}

#[test]
fn a_woman_is_born_forty_days_later() {
    let base = "RSSMRA80A41H501";
    let letter = check_letter(&base.chars().collect::<Vec<_>>()).expect("a letter");
    let code = read(&format!("{base}{letter}"));
    assert_eq!((code.sex, code.birth_date), (Some(Sex::Female), Some(date(1980, 1, 1))));
}

#[test]
fn what_a_reader_types_around_a_code_does_not_matter() {
    assert_eq!(read("*cccfba85d03l219p*").code, "CCCFBA85D03L219P", "Code 39 with its asterisks");
    assert_eq!(read(" CCC FBA 85D03 L219P ").code, "CCCFBA85D03L219P", "as printed on the card");
}

#[test]
fn the_numeric_code_of_an_institution_passes() {
    // INPS's own: the same rule as the provisional codes of persons.
    let code = read("80078750587");
    assert!(code.provisional && code.birth_date.is_none());
    assert_eq!(decode("80078750588", TODAY), Err(Flaw::CheckCharacter));
}

#[test]
fn mistakes_are_told_apart() {
    assert_eq!(decode("CCCFBA85D03L219", TODAY), Err(Flaw::Length));
    assert_eq!(decode("CCCFBA85D03L219Q", TODAY), Err(Flaw::CheckCharacter));
    assert_eq!(decode("1CCFBA85D03L219P", TODAY), Err(Flaw::Form));
    assert_eq!(decode("CCCFBÀ85D03L219P", TODAY), Err(Flaw::Form), "a letter outside ASCII must not panic");
    let base = "CCCFBA85D31L219";
    let letter = check_letter(&base.chars().collect::<Vec<_>>()).expect("a letter");
    assert_eq!(decode(&format!("{base}{letter}"), TODAY), Err(Flaw::Date), "there is no 31 April");
}

#[test]
fn the_century_is_the_one_that_can_be() {
    let code = |base: &str| {
        let letter = check_letter(&base.chars().collect::<Vec<_>>()).expect("a letter");
        read(&format!("{base}{letter}")).birth_date
    };
    assert_eq!(code("RSSMRA26S22H501"), Some(date(2026, 11, 22)), "born yesterday");
    assert_eq!(code("RSSMRA26S24H501"), Some(date(1926, 11, 24)), "tomorrow is a hundred years ago");
    assert_eq!(code("RSSMRA00B29H501"), Some(date(2000, 2, 29)), "1900 had no 29 February");
}
