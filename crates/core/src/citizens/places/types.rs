//! What is known of a birthplace.

use jiff::civil::Date;
use serde::Serialize;
use ts_rs::TS;

/// What a place code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// An Italian comune, of today or of the past.
    Comune,
    /// A state or territory abroad.
    ForeignState,
    /// A state that is no more.
    CeasedForeignState,
}

/// Why the name of a place is the nearest one known, not that of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlaceNote {
    /// The day precedes the first row of the archive: typically the lands that became Italian after 1918.
    BeforeFirst,
    /// The comune did not exist that day, and came back later.
    InGap,
    /// The place had ceased to exist by that day.
    AfterLast,
}

/// A birthplace, as it was called on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BirthPlace {
    /// Cadastral (Belfiore) code.
    pub code: String,
    /// Comune, foreign state, or a state that is no more.
    pub kind: PlaceKind,
    /// Its name that day.
    pub name: String,
    /// Its name in the second language, where it has one.
    pub second_name: Option<String>,
    /// The province's letters that day; none abroad.
    pub province: Option<String>,
    /// Today's name and province, where the place still exists and either has changed.
    pub today: Option<PlaceToday>,
    /// The last day of its existence; none where it still exists.
    pub ceased_on: Option<Date>,
    /// Whether it was Italian until the treaty of 1947.
    pub is_lost_1947: bool,
    /// Why name and province are the nearest known ones; none where they are those of the day.
    pub note: Option<PlaceNote>,
}

/// What a place that has changed is called now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlaceToday {
    /// Name.
    pub name: String,
    /// The province's letters; none abroad.
    pub province: Option<String>,
}
