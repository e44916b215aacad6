//! How the values of the wire stand in columns.

use crate::error::{Fault, Result};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

/// The instant of a column.
pub fn instant(us: i64) -> Result<Timestamp> {
    Ok(Timestamp::from_microsecond(us)?)
}

/// The instant of a column that may be empty.
pub fn maybe_instant(us: Option<i64>) -> Result<Option<Timestamp>> {
    us.map(instant).transpose()
}

/// The column of an instant.
pub fn column(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The column of an instant that may be absent.
pub fn maybe_column(at: Option<Timestamp>) -> Option<i64> {
    at.map(column)
}

/// The word of an enum, as on the wire.
pub fn word<T: Serialize>(value: T) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(Fault::Stored("word")),
    }
}

/// The enum of a word.
pub fn from_word<T: DeserializeOwned>(word: String) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(word))?)
}
