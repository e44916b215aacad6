//! The search over a real database. All persons are invented.

use super::*;
use std::path::PathBuf;
use uuid::Uuid;

struct Counter {
    store: Store,
    _folder: tempfile::TempDir,
}

fn person(number: u128, family: &str, given: &str, code: &str, birth: &str, phone: &str) -> Citizen {
    Citizen {
        id: Uuid::from_u128(number),
        codice_fiscale: code.into(),
        family_name: family.into(),
        given_name: given.into(),
        birth_date: birth.parse().ok(),
        sex: None,
        birthplace_code: None,
        phone: phone.into(),
        mismatch_reason: String::new(),
        privacy_notice: None,
    }
}

fn people() -> Vec<Citizen> {
    vec![
        person(1, "Rossi", "Mario", "RSSMRA50C12F205X", "1950-03-12", "+39 333 1234567"),
        // A code of omocodia: the last digit of the place is a letter.
        person(2, "Provetti", "Esempio", "CCCFBA85D03L21VE", "1985-04-03", "0437 000000"),
        person(3, "D'Amico", "Niccolò", "DMCNCL60A01A757X", "1960-01-01", "0039 347-7654321"),
        person(4, "De Luca", "Zoë", "DLCZOE70A41A757X", "1970-01-01", ""),
        person(5, "Martini", "Rosa", "MRTRSO80A41A757X", "1980-01-01", "0437/123456"),
        person(6, "Šuligoj-Žnidarčič", "Łukasz", "SLGLSZ90A01Z127X", "1990-01-01", ""),
        person(7, "Rossini", "Ada", "RSSDAA50A41A757X", "1950-01-01", ""),
        person(8, "Amoroso", "Rossella", "MRSRSL50A41A757X", "1955-02-03", ""),
        person(9, "Provisorio", "Ugo", "12345678903", "1999-12-31", ""),
        person(10, "O’Brien", "Müge", "BRNMGU75A41Z114X", "1975-01-01", ""),
    ]
}

fn counter() -> Counter {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&path(&folder), &[7; 32]).expect("a database");
    store
        .write(|tx| people().iter().try_for_each(|citizen| crate::citizens::keep(tx, citizen)))
        .expect("they are kept");
    Counter { store, _folder: folder }
}

fn path(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("desk.db")
}

fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().expect("an instant")
}

impl Counter {
    fn found(&self, text: &str) -> Vec<String> {
        let found = self.store.read(|conn| find(conn, text, now()));
        found.expect("no text is an error").into_iter().map(|found| found.citizen.family_name).collect()
    }
}

#[test]
fn surname_and_name_are_found_in_any_order_and_by_their_beginning() {
    let counter = counter();
    assert_eq!(counter.found("ros mar"), ["Rossi", "Martini"], "the first word is taken for the surname first");
    assert_eq!(counter.found("mar ros"), ["Martini", "Rossi"]);
    assert_eq!(counter.found("ROSSI MARIO"), ["Rossi"]);
    assert_eq!(counter.found("ross"), ["Rossi", "Rossini", "Amoroso"], "surnames by name, then given names");
    assert_eq!(counter.found("ossi"), [""; 0], "only the beginning counts");
}

#[test]
fn accents_and_apostrophes_do_not_matter() {
    let counter = counter();
    for text in ["damico", "D’AMICO", "d amico", "d'amico nicco", "amico niccolo'", "Niccolo\u{300}", "NICCOLÒ d"] {
        assert_eq!(counter.found(text), ["D'Amico"], "{text}");
    }
    for text in ["deluca", "de luca", "luca zoe", "zoë de-luca", "de lu"] {
        assert_eq!(counter.found(text), ["De Luca"], "{text}");
    }
    for text in ["suligoj", "znidarcic lukasz", "Šuligoj Ž"] {
        assert_eq!(counter.found(text), ["Šuligoj-Žnidarčič"], "{text}");
    }
    assert_eq!(counter.found("muge o'brien"), ["O’Brien"]);
    assert_eq!(counter.found("da mico"), ["D'Amico"], "two words typed where one is written");
}

#[test]
fn a_code_is_found_by_its_beginning_in_every_form_of_omocodia() {
    let counter = counter();
    for text in ["CCCFBA85D03L219P", "cccfba85d03l21ve", "CCC FBA 85D03 L219", "cccfbaUR", "*CCCFBA8RD*"] {
        assert_eq!(counter.found(text), ["Provetti"], "{text}");
    }
    assert_eq!(counter.found("rssmra50"), ["Rossi"]);
    assert_eq!(counter.found("rossi rssmra5l"), ["Rossi"], "beside the name");
    assert_eq!(counter.found("1234567"), ["Provisorio", "Rossi"], "a provisional code, or the end of a telephone");
    assert_eq!(counter.found("12345678903"), ["Provisorio"]);
}

#[test]
fn a_date_of_birth_is_found_as_a_clerk_types_it() {
    let counter = counter();
    for text in ["12/3/1950", "12.03.50", "12-3-1950", "12031950", "12 3 1950", "120350", "1950-03-12"] {
        assert_eq!(counter.found(text), ["Rossi"], "{text}");
    }
    assert_eq!(counter.found("rossi 12/3/1950"), ["Rossi"]);
    assert_eq!(counter.found("12/3/1950 mario"), ["Rossi"]);
    assert_eq!(counter.found("martini 12/3/1950"), [""; 0]);
    assert_eq!(counter.found("ros 1950"), ["Rossi", "Rossini"], "the year alone, beside a name");
    assert_eq!(counter.found("rossi 31/2/1950"), [""; 0], "a day that does not exist is nobody's");
    assert_eq!(counter.found("rossi 12/"), ["Rossi", "Rossini"], "a date that is not finished takes nobody away");
}

#[test]
fn a_telephone_is_found_with_and_without_prefix_and_by_its_end() {
    let counter = counter();
    for text in ["333 123", "+39 333-1234567", "0039333123", "3331234567", "393331234567", "234567", "4567 rossi"] {
        assert_eq!(counter.found(text), ["Rossi"], "{text}");
    }
    assert_eq!(counter.found("347 765 43 21"), ["D'Amico"]);
    assert_eq!(counter.found("0437"), ["Martini", "Provetti"]);
    assert_eq!(counter.found("0437 12"), ["Martini"]);
}

#[test]
fn whatever_is_typed_is_no_syntax() {
    let counter = counter();
    for text in [
        "\"",
        "*",
        "-",
        "NEAR(",
        "NEAR(rossi mario, 2)",
        "rossi OR",
        "AND",
        "NOT rossi",
        "^rossi",
        "name:rossi",
        "{name}:x",
        "rossi\"*",
        "' OR 1=1 --",
        "%",
        "_",
        "ros*",
        "\0\0",
        "rossi) OR (a",
        "12/",
        "+",
        "((((",
        "1/1/1/1/1",
        "9999999999999999999999999",
        "\u{202e}\u{200b}",
        "٣٣٣",
        "Ελλάδα",
        "99/99/9999",
        "000000",
        "0/0/00",
    ] {
        counter.found(text);
    }
    counter.found(&"a b ".repeat(10_000));
    counter.found(&"1/".repeat(10_000));
    counter.found(&"1234 a ".repeat(10_000));
    assert_eq!(counter.found("ros*"), ["Rossi", "Rossini", "Amoroso", "Martini"]);
    assert_eq!(counter.found("r"), [""; 0], "one letter names too many");
}

#[test]
fn a_corrected_name_is_found_and_the_old_one_no_more() {
    let counter = counter();
    let corrected = person(1, "Bianchi", "Mario", "RSSMRA50C12F205X", "1950-03-12", "+39 333 1234567");
    counter.store.write(|tx| crate::citizens::keep(tx, &corrected)).expect("kept");
    counter.store.write(|tx| crate::citizens::keep(tx, &corrected)).expect("kept again");
    assert_eq!(counter.found("bian"), ["Bianchi"]);
    assert_eq!(counter.found("ross mario"), [""; 0]);
    assert_eq!(counter.found("3331234567"), ["Bianchi"]);
}

#[test]
fn those_whom_an_older_program_knew_are_found_too() {
    let counter = counter();
    counter
        .store
        .write(|tx| Ok(tx.execute_batch("DELETE FROM citizens_search; UPDATE citizens SET sort_name = ''")?))
        .expect("as before");
    assert_eq!(counter.found("3331234567"), [""; 0]);
    renew(&counter.store).expect("made anew");
    assert_eq!(counter.found("3331234567"), ["Rossi"]);
    assert_eq!(counter.found("lukasz"), ["Šuligoj-Žnidarčič"]);
    assert_eq!(counter.found("rossi"), ["Rossi", "Rossini"]);
}
