use super::*;
use crate::citizens::places::PlaceNote;
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

fn with_check_letter(base: &str) -> String {
    let letter = check_letter(&base.chars().collect::<Vec<_>>()).expect("a letter");
    format!("{base}{letter}")
}

#[test]
fn the_other_century_is_shown_where_a_person_could_be_over_100() {
    let dates = |base: &str| {
        let code = read(&with_check_letter(base));
        (code.birth_date, code.other_birth_date)
    };
    assert_eq!(dates("RSSMRA85A01H501"), (Some(date(1985, 1, 1)), None), "141 years are too many");
    assert_eq!(dates("RSSMRA20A01H501"), (Some(date(2020, 1, 1)), Some(date(1920, 1, 1))), "6 or 106 years old");
    assert_eq!(dates("RSSMRA11A01H501").1, Some(date(1911, 1, 1)), "115");
    assert_eq!(dates("RSSMRA10A01H501").1, None, "116");
    assert_eq!(dates("RSSMRA26S23H501"), (Some(TODAY), Some(date(1926, 11, 23))), "born today, or a hundred today");
    assert_eq!(dates("RSSMRA26S24H501"), (Some(date(1926, 11, 24)), None), "tomorrow cannot be");
    assert_eq!(dates("RSSMRA24B29H501"), (Some(date(2024, 2, 29)), Some(date(1924, 2, 29))), "both were leap years");
    assert_eq!(dates("RSSMRA00B29H501"), (Some(date(2000, 2, 29)), None), "1900 was none");
    assert_eq!(decode(&with_check_letter("RSSMRA25B29H501"), TODAY), Err(Flaw::Date), "neither 2025 nor 1925 was");
}

#[test]
fn nobody_is_born_in_a_place_that_is_no_more() {
    let fiume = read(&with_check_letter("RSSMRA25A01D620"));
    assert_eq!((fiume.birth_date, fiume.other_birth_date), (Some(date(1925, 1, 1)), None), "not in 2025");
    let place = fiume.birthplace.expect("Fiume");
    assert!(place.is_lost_1947 && place.note.is_none());
    let early = read(&with_check_letter("RSSMRA20A01D620"));
    assert_eq!(early.birth_date, Some(date(1920, 1, 1)));
    assert_eq!(early.birthplace.and_then(|place| place.note), Some(PlaceNote::BeforeFirst));
    let puos = read(&with_check_letter("RSSMRA20A01H092"));
    assert_eq!(puos.birth_date, Some(date(1920, 1, 1)), "Puos ended in 2016");
}

#[test]
fn the_place_is_that_of_the_birth_date_and_an_unknown_one_is_no_flaw() {
    let place = |base: &str| read(&with_check_letter(base)).birthplace;
    assert_eq!(place("RSSMRA50H01D621").and_then(|place| place.province).as_deref(), Some("UD"));
    assert_eq!(place("RSSMRA70H01D621").and_then(|place| place.province).as_deref(), Some("PN"));
    let unknown = read(&with_check_letter("RSSMRA50H01M998"));
    assert_eq!((unknown.birthplace, unknown.birthplace_code.as_deref()), (None, Some("M998")));
}

#[test]
fn omocodia_reaches_the_place_and_replaces_digits_only() {
    let omocode = with_check_letter("CCCFBA85D03L2MV");
    let code = read(&omocode);
    assert_eq!(code.birthplace.map(|place| place.name).as_deref(), Some("Torino"));
    assert_eq!((code.code, code.canonical.as_str()), (omocode, "CCCFBA85D03L219P"));
    // W is none of the ten letters; a digit in the name is none at all; the letter of the place is not a digit's.
    for base in ["CCCFBAW5D03L219", "CC0FBA85D03L219", "CCCFBA85D030219", "CCCFBA85103L219"] {
        assert_eq!(decode(&with_check_letter(base), TODAY), Err(Flaw::Form), "{base}");
    }
    let canonical_letter = "CCCFBA85D03L21VP";
    assert_eq!(decode(canonical_letter, TODAY), Err(Flaw::CheckCharacter), "the variant has a letter of its own");
}

#[test]
fn a_month_that_is_none_and_a_day_that_is_none_are_told() {
    for (base, flaw) in [
        ("CCCFBA85F03L219", Flaw::Form),
        ("CCCFBA85D00L219", Flaw::Date),
        ("CCCFBA85D32L219", Flaw::Date),
        ("CCCFBA85D40L219", Flaw::Date),
        ("CCCFBA85D72L219", Flaw::Date),
        ("CCCFBA85D99L219", Flaw::Date),
    ] {
        assert_eq!(decode(&with_check_letter(base), TODAY), Err(flaw), "{base}");
    }
}

#[test]
fn a_short_name_is_filled_with_vowels_and_with_x() {
    let six = |family: &str, given: &str| {
        let (family, given) = letters(family, given);
        family + &given
    };
    assert_eq!(six("Rossi", "Mario"), "RSSMRA");
    assert_eq!(six("Fo", "Ai"), "FOXAIX");
    assert_eq!(six("Bianchi", "Gianfranco"), "BNCGFR", "the second of four consonants is left out");
    assert_eq!(six("Ciampi", "Marco"), "CMPMRC", "of three none is");
    assert_eq!(six("D'Amìco", "Niccolò"), "DMCNCL");
    assert_eq!(six("de la Cruz", "Jean-Marie"), "DLCJMR");
    assert_eq!(six("Groß", "Ærø"), "GRSRAE");
    assert_eq!(six("Łęcki", "Đorđe"), "LCKDRD");
    assert_eq!(six("", "123"), "XXXXXX");
}

#[test]
fn what_does_not_match_warns_by_its_name() {
    let code = read("CCCFBA85D03L219P");
    let check = |family: &str, given: &str, born, sex| mismatches(&code, family, given, Some(born), Some(sex));
    let born = date(1985, 4, 3);
    assert_eq!(check("Caccamo", "Fabio", born, Sex::Male), []);
    assert_eq!(check("Cacamo", "Fabrizio", born, Sex::Male), [Mismatch::Surname, Mismatch::GivenName]);
    assert_eq!(check("Caccamo", "Fabio", date(1985, 4, 4), Sex::Female), [Mismatch::BirthDate, Mismatch::Sex]);
    assert_eq!(check("Caccamo", "Fabio", date(1885, 4, 3), Sex::Male), [], "the century is not in the code");
    assert_eq!(mismatches(&code, "", " ", None, None), [], "nothing typed yet");
    let provisional = read("80078750587");
    assert_eq!(mismatches(&provisional, "Prova", "Prova", Some(born), None), [], "it says nothing");
    assert_eq!(mismatches(&read("CCCFBA85DLPLNMVL"), "Caccamo", "Fabio", Some(born), Some(Sex::Male)), []);
}
