//! The people who come to the counter: finding them, and reading their codice fiscale.

pub mod codice_fiscale;
pub mod places;

mod check;
mod known;
pub mod search;
mod store;
mod types;

pub use check::{check, check_acting};
pub use known::with_code;
pub use store::keep;
pub use types::*;

use crate::{
    App, Error, Result,
    appointments::{self, ActingEntry, CitizenEntry},
    characters::is_deceiving,
};
use codice_fiscale::{DecodedCode, mismatches};
use sportello_protocol::{appointments::Acting, citizens::Citizen};
use uuid::Uuid;

const LONGEST_NAME: usize = 100;
const LONGEST_PHONE: usize = 30;
const LONGEST_REASON: usize = 500;

/// Reads a codice fiscale, and finds whose it is.
///
/// # Errors
/// `CodiceFiscale`
pub async fn decode(app: &App, request: DecodeCode) -> Result<CodeLookup> {
    let decoded = read_code(app, &request.codice_fiscale)?;
    app.store.read(|conn| {
        let known = known::with_code(conn, &decoded.code)?;
        let perhaps = match &known {
            Some(_) => vec![],
            None => known::perhaps_the_same(conn, &decoded.canonical, &decoded.code)?,
        };
        let last_acting = match &known {
            Some(citizen) => known::acting(&appointments::of_citizen(conn, citizen.id)?).into_iter().next(),
            None => None,
        };
        Ok(CodeLookup { decoded, known, perhaps, last_acting })
    })
}

/// Finds citizens by surname and name in any order, code, date of birth or telephone.
///
/// # Errors
/// When the database cannot be read.
pub async fn search(app: &App, request: SearchCitizens) -> Result<Vec<CitizenMatch>> {
    app.store.read(|conn| search::find(conn, &request.text, app.clock.now()))
}

/// A citizen with the history at the counter.
///
/// # Errors
/// `NotFound`
pub async fn get(app: &App, request: CitizenById) -> Result<CitizenDetail> {
    app.store.read(|conn| {
        let citizen = store::get(conn, request.id)?.ok_or(Error::NotFound)?;
        let appointments = appointments::of_citizen(conn, request.id)?;
        let decoded = read_code(app, &citizen.codice_fiscale).ok();
        Ok(CitizenDetail {
            check: check::of_citizen(&citizen, decoded.as_ref(), app.clock.today()),
            acting: known::acting(&appointments),
            delegations: known::delegations(conn, &citizen.codice_fiscale, None)?,
            appointments: appointments::summaries(conn, &appointments, app.clock.now())?,
            citizen,
        })
    })
}

/// The citizen of a booking: a known one with what was corrected, or a new one.
///
/// # Errors
/// `CodiceFiscale`, `Field`
pub fn from_entry(app: &App, entry: &CitizenEntry) -> Result<Citizen> {
    let decoded = read_code(app, &entry.codice_fiscale)?;
    let known = app.store.read(|conn| match entry.id {
        Some(id) => store::get(conn, id),
        None => known::with_code(conn, &decoded.code),
    })?;
    let birth_date = entry.birth_date.or(decoded.birth_date);
    if birth_date.is_some_and(|date| date > app.clock.today()) {
        return Err(Error::Field { field: "birth_date".into() });
    }
    let family_name = name(&entry.family_name, "family_name")?;
    let given_name = name(&entry.given_name, "given_name")?;
    let agrees = mismatches(&decoded, &family_name, &given_name, birth_date, entry.sex).is_empty();
    Ok(Citizen {
        id: known.as_ref().map_or_else(Uuid::now_v7, |citizen| citizen.id),
        codice_fiscale: decoded.code,
        family_name,
        given_name,
        birth_date,
        sex: entry.sex.or(decoded.sex),
        birthplace_code: decoded.birthplace_code,
        phone: phone(&entry.phone)?,
        // Not the reason for a difference that is no more.
        mismatch_reason: if agrees { String::new() } else { reason(&entry.mismatch_reason)? },
        privacy_notice: known.and_then(|citizen| citizen.privacy_notice),
    })
}

/// Who acts for the citizen.
///
/// # Errors
/// `CodiceFiscale`, `Field`
pub fn acting(app: &App, entry: &ActingEntry) -> Result<Acting> {
    let code = entry.codice_fiscale.trim();
    Ok(Acting {
        role: entry.role,
        family_name: name(&entry.family_name, "acting_family_name")?,
        given_name: name(&entry.given_name, "acting_given_name")?,
        codice_fiscale: if code.is_empty() { String::new() } else { read_code(app, code)?.code },
        phone: phone(&entry.phone)?,
    })
}

/// What does not agree with the code is written down only with a reason.
fn reason(text: &str) -> Result<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_REASON;
    if fits { Ok(text.to_owned()) } else { Err(Error::Field { field: "mismatch_reason".into() }) }
}

fn read_code(app: &App, text: &str) -> Result<DecodedCode> {
    codice_fiscale::decode(text, app.clock.today()).map_err(|flaw| Error::CodiceFiscale { flaw })
}

/// A name as typed, without the characters that no name has and that would deceive on screen or paper.
fn name(text: &str, field: &str) -> Result<String> {
    let clean: String = text.chars().filter(|c| !is_deceiving(*c)).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = clean.chars().count();
    if length == 0 || length > LONGEST_NAME { Err(Error::Field { field: field.into() }) } else { Ok(clean) }
}

fn phone(text: &str) -> Result<String> {
    let clean: String = text.chars().filter(|c| !is_deceiving(*c)).collect();
    let fits = clean.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c)) && clean.len() <= LONGEST_PHONE;
    if fits { Ok(clean.trim().to_owned()) } else { Err(Error::Field { field: "phone".into() }) }
}
