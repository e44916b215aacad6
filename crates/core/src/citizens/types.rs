//! What the search for a citizen is made of.

use super::codice_fiscale::DecodedCode;
use crate::appointments::AppointmentSummary;
use serde::{Deserialize, Serialize};
use sportello_protocol::citizens::Citizen;
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
    /// The citizen with this code, if known.
    pub known: Option<Citizen>,
}

/// A search.
#[derive(Deserialize, TS)]
pub struct SearchCitizens {
    /// Beginning of surname, surname and name, or of the code; at least two characters.
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
    /// Appointments, newest first.
    pub appointments: Vec<AppointmentSummary>,
}
