//! Thirty invented citizens. Their birthplace code is of a comune that does not exist, so that no code can be anybody's.

use crate::{error::Result, store::citizens};
use jiff::{Timestamp, civil::date};
use rusqlite::Transaction;
use sportello_protocol::citizens::{Citizen, NoticeGiven, Sex};
use uuid::Uuid;

const BIRTHPLACE: &str = "X999";

type Person = (&'static str, &'static str, Sex, i16, i8, i8);

use Sex::{Female as F, Male as M};

const PEOPLE: [Person; 30] = [
    ("Provolani", "Adelina", F, 1948, 3, 12),
    ("Esempiari", "Bortolo", M, 1951, 7, 2),
    ("Fintaldi", "Caterina", F, 1985, 11, 23),
    ("Immaginelli", "Dario", M, 1979, 1, 30),
    ("Inventoni", "Ernesta", F, 1944, 5, 9),
    ("Campionato", "Fausto", M, 1963, 9, 17),
    ("Dimostrini", "Giuditta", F, 1990, 2, 28),
    ("Testarin", "Italo", M, 1955, 12, 4),
    ("Provadoro", "Lavinia", F, 1998, 6, 21),
    ("Finzione", "Marcello", M, 1971, 4, 6),
    ("Modellini", "Norma", F, 1940, 8, 14),
    ("Saggiani", "Orfeo", M, 1988, 10, 1),
    ("Tentativi", "Pierina", F, 1959, 3, 3),
    ("Ipotesi", "Quinto", M, 1946, 1, 19),
    ("Figurati", "Rosalba", F, 1982, 7, 27),
    ("Favolini", "Sisto", M, 1994, 5, 15),
    ("Verosimil", "Tecla", F, 1967, 9, 8),
    ("Apparenza", "Ubaldo", M, 1953, 2, 11),
    ("Maquette", "Virginia", F, 1976, 12, 25),
    ("Simulacri", "Walter", M, 1961, 6, 30),
    ("Bozzettin", "Zita", F, 1949, 4, 18),
    ("Schizzari", "Amos", M, 2001, 8, 22),
    ("Provettini", "Bruna", F, 1957, 11, 7),
    ("Canovaccio", "Celso", M, 1974, 3, 29),
    ("Esempietti", "Dafne", F, 1992, 1, 13),
    ("Prototipi", "Elio", M, 1942, 10, 10),
    ("Copione", "Flora", F, 1969, 5, 5),
    ("Scenari", "Gino", M, 1986, 9, 26),
    ("Fantasiel", "Ines", F, 1954, 7, 16),
    ("Trovatini", "Lino", M, 1965, 2, 20),
];

pub(super) fn add(tx: &Transaction, comune: Uuid, now: Timestamp) -> Result<Vec<Citizen>> {
    let mut added = Vec::new();
    for (place, person) in PEOPLE.iter().enumerate() {
        let citizen = citizen(person, place, now);
        citizens::save(tx, comune, &citizen)?;
        added.push(citizen);
    }
    Ok(added)
}

fn citizen(&(family_name, given_name, sex, year, month, day): &Person, place: usize, now: Timestamp) -> Citizen {
    Citizen {
        id: Uuid::now_v7(),
        codice_fiscale: code(family_name, given_name, sex, (year, month, day)),
        family_name: family_name.into(),
        given_name: given_name.into(),
        birth_date: Some(date(year, month, day)),
        sex: Some(sex),
        birthplace_code: Some(BIRTHPLACE.into()),
        phone: format!("0437 0000{place:02}"),
        mismatch_reason: String::new(),
        privacy_notice: Some(NoticeGiven { version: "2026-11-20".into(), at: now }),
    }
}

fn code(family_name: &str, given_name: &str, sex: Sex, (year, month, day): (i16, i8, i8)) -> String {
    let letters = |name: &str, vowels: bool| -> String {
        name.to_uppercase().chars().filter(|c| "AEIOU".contains(*c) == vowels).collect()
    };
    let mut given = letters(given_name, false);
    if given.len() > 3 {
        given.remove(1);
    }
    let three = |consonants: String, name: &str| -> String {
        format!("{consonants}{}XXX", letters(name, true)).chars().take(3).collect()
    };
    let month = "ABCDEHLMPRST".chars().nth(usize::try_from(month - 1).unwrap_or(0)).unwrap_or('A');
    let day = if sex == Sex::Female { day + 40 } else { day };
    let body = format!(
        "{}{}{:02}{month}{day:02}{BIRTHPLACE}",
        three(letters(family_name, false), family_name),
        three(given, given_name),
        year % 100
    );
    format!("{body}{}", check_letter(&body))
}

// The check letter of the decree of 23 December 1976: odd places by a table, even ones by their value.
fn check_letter(body: &str) -> char {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = |c: char| c.to_digit(36).map_or(0, |digit| if c.is_ascii_digit() { digit } else { digit - 10 });
    let sum: u32 = body
        .chars()
        .enumerate()
        .map(|(place, c)| {
            let plain = value(c);
            if place % 2 == 0 {
                usize::try_from(plain).ok().and_then(|i| ODD.get(i)).copied().unwrap_or(0)
            } else {
                plain
            }
        })
        .sum();
    char::from_u32(u32::from('A') + sum % 26).unwrap_or('A')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::*;

    #[test]
    fn codes_agree_with_a_published_example() {
        // The example that the tax office prints for Mario Rossi, born in Rome on 1 January 1980, without its place.
        assert_eq!(check_letter("RSSMRA80A01H501"), 'U');
        assert_eq!(&code("Rossi", "Mario", Sex::Male, (1980, 1, 1))[..11], "RSSMRA80A01");
        assert_eq!(&code("Fo", "Gianfranca", Sex::Female, (2001, 12, 9))[..11], "FOXGFR01T49");
    }

    #[test]
    fn all_codes_differ() {
        let all: std::collections::HashSet<String> =
            PEOPLE.iter().map(|&(family, given, sex, y, m, d)| code(family, given, sex, (y, m, d))).collect();
        assert_eq!(all.len(), PEOPLE.len());
    }
}
