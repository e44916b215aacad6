//! What was read on a page, as the screen shows it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sportello_protocol::citizens::Sex;
use ts_rs::TS;

/// What was read on a page.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Read {
    /// The codice fiscale of the first barcode: upper case, its check letter agrees. No zone is long enough for one.
    pub codice_fiscale: Option<String>,
    /// The barcodes that hold a codice fiscale; the content of any other is dropped unread.
    pub barcodes: Vec<Barcode>,
    /// The machine readable zone, where an OCR engine read one whose check digits all agree.
    pub mrz: Option<Mrz>,
    /// Code of the catalogue's document type that this page is likely to be.
    pub proposed_type: Option<String>,
    /// Whether an OCR engine has looked at the page.
    pub words: bool,
    /// Whether the page has the size of a card (ID-1 of ISO/IEC 7810, some millimetres aside).
    pub card: bool,
}

/// A barcode that holds a codice fiscale.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Barcode {
    /// How it is drawn.
    pub symbology: Symbology,
    /// Its content: 16 characters, upper case, with a check letter that agrees.
    pub codice_fiscale: String,
}

/// The barcodes that can hold letters, and so a codice fiscale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// Code 39 (ISO/IEC 16388): the back of the tessera sanitaria and of the identity card.
    Code39,
    /// Code 93
    Code93,
    /// Code 128 (ISO/IEC 15417)
    Code128,
    /// QR (ISO/IEC 18004)
    Qr,
}

/// A machine readable zone (ICAO Doc 9303) whose check digits all agree.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mrz {
    /// Its layout.
    pub format: MrzFormat,
    /// The document code without its filler: `P`, `I`, `C`, `ID`.
    pub document_code: String,
    /// The issuing state, as in ICAO Doc 9303 part 3: `ITA`.
    pub issuer: String,
    /// The document's number.
    pub number: String,
    /// Surname, upper case; no check digit covers it.
    pub family_name: String,
    /// Given names, upper case; no check digit covers them.
    pub given_name: String,
    /// Date of birth; absent where the zone leaves parts of it open.
    pub birth_date: Option<Date>,
    /// Sex; absent where the zone leaves it open.
    pub sex: Option<Sex>,
    /// Last day of validity.
    pub expires: Option<Date>,
}

/// The layouts of ICAO Doc 9303, parts 4 to 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MrzFormat {
    /// Card: three lines of 30 characters.
    Td1,
    /// Larger card: two lines of 36.
    Td2,
    /// Passport: two lines of 44.
    Td3,
}

/// What of a page does not agree with the citizen: it warns, and never blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Another codice fiscale, and not one that differs by omocodia only.
    CodiceFiscale,
    /// Another surname.
    FamilyName,
    /// Another given name.
    GivenName,
    /// Another date of birth.
    BirthDate,
    /// Another sex.
    Sex,
    /// The document is no longer valid.
    Expired,
}

impl std::fmt::Debug for Read {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Read").field("proposed_type", &self.proposed_type).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Barcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Barcode").field("symbology", &self.symbology).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Mrz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mrz").field("format", &self.format).finish_non_exhaustive()
    }
}
