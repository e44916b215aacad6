//! Comparing what was typed with the code and with what the desk knows: it warns, and never refuses.

use super::{
    ActingCheck, CheckActing, CheckCitizen, CitizenCheck,
    codice_fiscale::{DecodedCode, mismatches},
    known, places, read_code,
};
use crate::{App, Error, Result, catalogue};
use jiff::civil::Date;
use sportello_protocol::{appointments::ActingRole, citizens::Citizen};

/// What does not agree between a code and a person, and what the birthplace was called on the day of birth typed.
///
/// # Errors
/// `CodiceFiscale`
pub async fn check(app: &App, request: CheckCitizen) -> Result<CitizenCheck> {
    let decoded = read_code(app, &request.codice_fiscale)?;
    let born = request.birth_date.or(decoded.birth_date);
    Ok(CitizenCheck {
        mismatches: mismatches(&decoded, &request.family_name, &request.given_name, born, request.sex),
        birthplace: decoded.birthplace_code.as_deref().and_then(|code| places::at(code, born)),
        age: born.map(|born| age(born, app.clock.today())),
    })
}

/// Whom the desk knows in who acts, and whether that person is a delegate of too many.
///
/// # Errors
/// `CodiceFiscale`
pub async fn check_acting(app: &App, request: CheckActing) -> Result<ActingCheck> {
    let decoded = read_code(app, &request.codice_fiscale)?;
    let citizen_code = read_code(app, &request.citizen_code).map(|citizen| citizen.code).unwrap_or_default();
    app.store.read(|conn| {
        let citizen = known::with_code(conn, &citizen_code)?;
        let delegations = match request.role {
            ActingRole::Delegate | ActingRole::DelegateOfImpeded => {
                known::delegations(conn, &decoded.code, citizen.map(|citizen| citizen.id))?
            }
            _ => 0,
        };
        let most = match catalogue::read(conn) {
            Ok(catalogue) => catalogue.acting.iter().find(|rule| rule.role == request.role).and_then(|rule| rule.most),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        Ok(ActingCheck {
            known: known::with_code(conn, &decoded.code)?,
            mismatches: mismatches(&decoded, &request.family_name, &request.given_name, None, None),
            is_the_citizen: decoded.code == citizen_code,
            most: most.filter(|most| delegations >= u32::from(*most)),
            delegations,
        })
    })
}

/// What does not agree between a citizen and the code; nothing where the code itself does not verify.
pub fn of_citizen(citizen: &Citizen, decoded: Option<&DecodedCode>, today: Date) -> CitizenCheck {
    CitizenCheck {
        mismatches: decoded.map_or_else(Vec::new, |decoded| {
            mismatches(decoded, &citizen.family_name, &citizen.given_name, citizen.birth_date, citizen.sex)
        }),
        birthplace: citizen.birthplace_code.as_deref().and_then(|code| places::at(code, citizen.birth_date)),
        age: citizen.birth_date.map(|born| age(born, today)),
    }
}

/// Whole years. Somebody born on 29 February becomes a year older on 1 March where there is none.
pub fn age(born: Date, today: Date) -> i16 {
    let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
    today.year() - born.year() - i16::from(before_birthday)
}

#[cfg(test)]
mod tests {
    use super::age;
    use jiff::civil::date;

    #[test]
    fn on_the_day_itself_a_person_turns_a_hundred() {
        assert_eq!(age(date(1926, 11, 25), date(2026, 11, 24)), 99);
        assert_eq!(age(date(1926, 11, 25), date(2026, 11, 25)), 100);
    }

    #[test]
    fn who_is_born_on_29_february_has_a_birthday_every_year() {
        let born = date(2008, 2, 29);
        assert_eq!(age(born, date(2026, 2, 28)), 17, "a day before");
        assert_eq!(age(born, date(2026, 3, 1)), 18, "of age");
        assert_eq!(age(born, date(2028, 2, 28)), 19);
        assert_eq!(age(born, date(2028, 2, 29)), 20, "the day exists");
    }
}
