//! What the search for a citizen is made of.

use super::{
    codice_fiscale::{DecodedCode, Mismatch},
    places::BirthPlace,
};
use crate::appointments::AppointmentSummary;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    appointments::{Acting, ActingRole},
    citizens::{Citizen, Sex},
};
use ts_rs::TS;
use uuid::Uuid;

/// A codice fiscale, typed or read.
#[derive(Deserialize, TS)]
pub struct DecodeCode {
    /// As typed: case, spaces and the asterisks of Code 39 are ignored.
    pub codice_fiscale: String,
}

/// What a code says, and whom the desk knows by it.
#[derive(Debug, Serialize, TS)]
pub struct CodeLookup {
    /// What the code says.
    pub decoded: DecodedCode,
    /// The citizen with exactly this code, if known.
    pub known: Option<Citizen>,
    /// Citizens whose code differs by omocodia only: perhaps the same person, perhaps not.
    pub perhaps: Vec<Citizen>,
    /// Who acted for the known citizen the last time.
    pub last_acting: Option<Acting>,
}

/// What was typed for a citizen, to be compared with the code.
#[derive(Deserialize, TS)]
pub struct CheckCitizen {
    /// Codice fiscale.
    pub codice_fiscale: String,
    /// Surname; empty: not typed yet.
    pub family_name: String,
    /// Given name; empty: not typed yet.
    pub given_name: String,
    /// Date of birth; absent: the one in the code.
    pub birth_date: Option<Date>,
    /// Sex; absent: the one in the code.
    pub sex: Option<Sex>,
}

/// What does not agree, and what follows from the date of birth.
#[derive(Debug, Serialize, TS)]
pub struct CitizenCheck {
    /// What does not agree with the code.
    pub mismatches: Vec<Mismatch>,
    /// The birthplace as it was called on the day of birth.
    pub birthplace: Option<BirthPlace>,
    /// Whole years of age today, where the date of birth is known.
    pub age: Option<i16>,
}

/// Who is to act for a citizen.
#[derive(Deserialize, TS)]
pub struct CheckActing {
    /// As what.
    pub role: ActingRole,
    /// Codice fiscale of who acts.
    pub codice_fiscale: String,
    /// Surname of who acts; empty: not typed yet.
    pub family_name: String,
    /// Given name of who acts; empty: not typed yet.
    pub given_name: String,
    /// Codice fiscale of the citizen; may be empty.
    pub citizen_code: String,
}

/// What the desk knows of who is to act.
#[derive(Debug, Serialize, TS)]
pub struct ActingCheck {
    /// The citizen with this code, if known.
    pub known: Option<Citizen>,
    /// What of the name does not agree with the code.
    pub mismatches: Vec<Mismatch>,
    /// Whether it is the citizen's own code.
    pub is_the_citizen: bool,
    /// For how many other citizens of this comune this person has come as their delegate; 0 in another role.
    pub delegations: u32,
    /// The limit, where it is reached already: a warning.
    pub most: Option<u16>,
}

/// A search.
#[derive(Deserialize, TS)]
pub struct SearchCitizens {
    /// Surname and name in any order, each by its beginning; the beginning of the code in any form; the date of birth
    /// (`12/3/1950`); beginning or end of the telephone. At least two letters or digits.
    pub text: String,
}

/// A citizen found.
#[derive(Debug, Serialize, TS)]
pub struct CitizenMatch {
    /// The citizen.
    pub citizen: Citizen,
    /// Start of the next appointment, if any.
    pub next_appointment: Option<jiff::Timestamp>,
}

/// A citizen by id.
#[derive(Debug, Deserialize, TS)]
pub struct CitizenById {
    /// The citizen.
    pub id: Uuid,
}

/// A citizen with the history at the counter.
#[derive(Debug, Serialize, TS)]
pub struct CitizenDetail {
    /// The citizen.
    pub citizen: Citizen,
    /// What does not agree with the code, the birthplace's name, and the age.
    pub check: CitizenCheck,
    /// Who has acted for the citizen, each once, the last one first.
    pub acting: Vec<Acting>,
    /// For how many others the citizen has come as their delegate.
    pub delegations: u32,
    /// Appointments, newest first.
    pub appointments: Vec<AppointmentSummary>,
}
