//! What of a page does not agree with the citizen at the counter.

use super::types::{Difference, Mrz, Read};
use crate::citizens::codice_fiscale::{self, plain};
use jiff::civil::Date;
use sportello_protocol::citizens::Citizen;

/// What does not agree; nothing where the page does not say it. It warns: a card may be of who acts for the citizen,
/// or of somebody whose papers are needed.
pub fn differs(read: &Read, citizen: &Citizen, today: Date) -> Vec<Difference> {
    let mut found = Vec::new();
    if read.codice_fiscale.as_ref().is_some_and(|code| is_another(code, &citizen.codice_fiscale, today)) {
        found.push(Difference::CodiceFiscale);
    }
    if let Some(zone) = &read.mrz {
        found.extend(of_zone(zone, citizen, today));
    }
    found
}

/// Whether two codes are of two people. That two differ by omocodia is said elsewhere, when the citizen is looked up.
fn is_another(one: &str, other: &str, today: Date) -> bool {
    let canonical = |code: &str| codice_fiscale::decode(code, today).map(|decoded| decoded.canonical).ok();
    match (canonical(one), canonical(other)) {
        (Some(one), Some(other)) => one != other,
        // A citizen without a code that verifies says nothing.
        _ => false,
    }
}

fn of_zone(zone: &Mrz, citizen: &Citizen, today: Date) -> Vec<Difference> {
    let both = |differs: Option<bool>| differs == Some(true);
    [
        (Difference::FamilyName, is_another_name(&zone.family_name, &citizen.family_name)),
        (Difference::GivenName, is_another_name(&zone.given_name, &citizen.given_name)),
        (Difference::BirthDate, both(zone.birth_date.zip(citizen.birth_date).map(|(card, known)| card != known))),
        (Difference::Sex, both(zone.sex.zip(citizen.sex).map(|(card, known)| card != known))),
        (Difference::Expired, zone.expires.is_some_and(|last| last < today)),
    ]
    .into_iter()
    .filter_map(|(difference, is_so)| is_so.then_some(difference))
    .collect()
}

/// Names are cut where the zone ends, citizens are often known by the first of their names, and an umlaut may stand
/// as one letter or as two: one must begin as the other does.
fn is_another_name(zone: &str, known: &str) -> bool {
    let (zone, plain) = (letters(zone), letters(known));
    let doubled = letters(&known.to_uppercase().replace('Ä', "AE").replace('Ö', "OE").replace('Ü', "UE"));
    let agree = |known: &str| zone.starts_with(known) || known.starts_with(&zone);
    !(agree(&plain) || agree(&doubled))
}

fn letters(name: &str) -> String {
    name.chars().flat_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::super::types::MrzFormat;
    use super::*;
    use jiff::civil::date;
    use sportello_protocol::citizens::Sex;

    const TODAY: Date = date(2026, 11, 29);

    fn citizen(family_name: &str, given_name: &str) -> Citizen {
        Citizen {
            id: uuid::Uuid::nil(),
            codice_fiscale: "RSSMRA80A41H501X".into(),
            family_name: family_name.into(),
            given_name: given_name.into(),
            birth_date: Some(date(1980, 1, 1)),
            sex: Some(Sex::Female),
            birthplace_code: None,
            phone: String::new(),
            mismatch_reason: String::new(),
            privacy_notice: None,
        }
    }

    fn zone(family_name: &str, given_name: &str) -> Mrz {
        Mrz {
            format: MrzFormat::Td1,
            document_code: "C".into(),
            issuer: "ITA".into(),
            number: "CA00000AA".into(),
            family_name: family_name.into(),
            given_name: given_name.into(),
            birth_date: Some(date(1980, 1, 1)),
            sex: Some(Sex::Female),
            expires: Some(date(2030, 1, 1)),
        }
    }

    fn read(mrz: Mrz) -> Read {
        Read { mrz: Some(mrz), ..Read::default() }
    }

    #[test]
    fn the_same_person_raises_no_warning() {
        for (family, given, zone_family, zone_given) in [
            ("Rossi", "Maria", "ROSSI", "MARIA LUISA"),
            ("D'Angelo", "Nicolò", "D ANGELO", "NICOLO"),
            ("Müller", "Jörg", "MUELLER", "JOERG"),
            ("Müller", "Jörg", "MULLER", "JORG"),
            ("Della Valle Montebello", "Ada", "DELLA VALLE MONTE", "A"),
        ] {
            let found = differs(&read(zone(zone_family, zone_given)), &citizen(family, given), TODAY);
            assert_eq!(found, [], "{family} {given}");
        }
    }

    #[test]
    fn everything_that_differs_is_named() {
        let other = Mrz {
            birth_date: Some(date(1981, 1, 1)),
            sex: Some(sportello_protocol::citizens::Sex::Male),
            expires: Some(date(2026, 11, 28)),
            ..zone("BIANCHI", "PAOLO")
        };
        use Difference::*;
        assert_eq!(
            differs(&read(other), &citizen("Rossi", "Maria"), TODAY),
            [FamilyName, GivenName, BirthDate, Sex, Expired]
        );
        let last_day = Mrz { expires: Some(TODAY), ..zone("ROSSI", "MARIA") };
        assert_eq!(differs(&read(last_day), &citizen("Rossi", "Maria"), TODAY), [], "valid on its last day");
    }

    #[test]
    fn a_code_that_differs_by_omocodia_only_is_no_other_person() {
        let known = Citizen { codice_fiscale: "RSSMRA85T10A562S".into(), ..citizen("Rossi", "Mario") };
        let with = |code: &str| Read { codice_fiscale: Some(code.into()), ..Read::default() };
        assert_eq!(differs(&with("RSSMRA85T10A562S"), &known, TODAY), []);
        assert_eq!(differs(&with("RSSMRA85T10A56NH"), &known, TODAY), []);
        assert_eq!(differs(&with("BNCMRA85T10A562S"), &known, TODAY), [], "no code at all");
        assert_eq!(differs(&with("VRDGPP13R10B293P"), &known, TODAY), [Difference::CodiceFiscale]);
    }
}
