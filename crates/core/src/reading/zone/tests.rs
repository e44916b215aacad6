//! The specimens of ICAO Doc 9303 (Utopia), and a card and a passport whose bearers are invented.

use super::*;
use jiff::civil::date;
use mrz::{Td1Fields, format_td1};

const TODAY: Date = date(2026, 11, 29);
const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const CARD: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const LARGE_CARD: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

#[test]
fn the_three_layouts_are_read() {
    let expected = [
        (PASSPORT, MrzFormat::Td3, "L898902C3"),
        (CARD, MrzFormat::Td1, "D23145890"),
        (LARGE_CARD, MrzFormat::Td2, "D23145890"),
    ];
    for (text, format, number) in expected {
        let zone = mrz(text, TODAY).expect("a zone");
        assert_eq!((zone.format, zone.number.as_str(), zone.issuer.as_str()), (format, number, "UTO"));
        assert_eq!((zone.family_name.as_str(), zone.given_name.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!((zone.birth_date, zone.sex), (Some(date(1974, 8, 12)), Some(Sex::Female)));
        assert_eq!(zone.expires, Some(date(2012, 4, 15)));
    }
}

#[test]
fn a_zone_is_found_among_other_words() {
    let page =
        format!("REPUBBLICA ITALIANA\nCarta d'identita\n\n{}\nPieve di Prova\n", CARD.replace("<<<<\n", "<< <<\n"));
    assert_eq!(mrz(&page, TODAY).expect("a zone").format, MrzFormat::Td1);
}

#[test]
fn one_wrong_character_is_no_zone() {
    let checked = [(PASSPORT, 45..89), (CARD, 5..30)];
    for (text, places) in checked {
        for place in places {
            let mut bytes = text.as_bytes().to_vec();
            bytes[place] = match bytes[place] {
                digit @ b'0'..=b'8' => digit + 1,
                b'9' => b'0',
                _ => continue,
            };
            let hurt = String::from_utf8(bytes).expect("letters");
            assert_eq!(mrz(&hurt, TODAY).map(|zone| zone.number), None, "place {place}");
        }
    }
}

#[test]
fn an_italian_card_is_read() {
    let card = format_td1(&Td1Fields {
        document_code: "C".into(),
        issuing_country: "ITA".into(),
        document_number: "CA00000AA".into(),
        nationality: "ITA".into(),
        date_of_birth: mrz::MrzDate::Calendar(mrz::Date::new(1950, 3, 12)),
        date_of_expiry: mrz::MrzDate::Calendar(mrz::Date::new(2030, 3, 12)),
        sex: mrz::Sex::Female,
        surname: "PROVA".into(),
        given_names: "ADA".into(),
        ..Td1Fields::default()
    });
    let zone = mrz(&card, TODAY).expect("a zone");
    assert_eq!((zone.issuer.as_str(), zone.document_code.as_str(), zone.number.as_str()), ("ITA", "C", "CA00000AA"));
    assert_eq!((zone.birth_date, zone.expires), (Some(date(1950, 3, 12)), Some(date(2030, 3, 12))));
}

#[test]
fn who_is_born_later_in_the_year_is_a_hundred_years_older() {
    assert_eq!(past(date(2026, 12, 1), TODAY), date(1926, 12, 1));
    assert_eq!(past(TODAY, TODAY), TODAY);
}

#[test]
fn hostile_text_is_no_harm() {
    let line = "<".repeat(44);
    for text in ["", "\n\n\n", "P<", "àèìòù<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nß<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"] {
        assert!(mrz(text, TODAY).is_none());
    }
    assert!(mrz(&format!("{line}\n").repeat(10_000), TODAY).is_none());
    for cut in 0..PASSPORT.len() {
        mrz(&PASSPORT[..cut], TODAY);
        mrz(&PASSPORT[cut..], TODAY);
    }
}
