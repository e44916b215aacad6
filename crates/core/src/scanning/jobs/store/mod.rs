//! Batches, originals, pages and the clerk's steps in the database.

mod batches;
mod originals;
mod pages;
mod steps;

pub use batches::*;
pub use originals::*;
pub use pages::*;
pub use steps::*;

use crate::{Result, documents::vault::Key};
use rusqlite::Row;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A blob in the vault with its key.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// Its id there.
    pub id: Uuid,
    /// Its key.
    pub key: Key,
}

fn sealed(row: &Row, id: &str, key: &str) -> Result<Option<Sealed>> {
    let key: Option<Key> = row.get(key)?;
    Ok(id_or_none(row, id)?.zip(key).map(|(id, key)| Sealed { id, key }))
}

fn id_or_none(row: &Row, column: &str) -> Result<Option<Uuid>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.map(|text| text.parse()).transpose().map_err(anyhow::Error::from)?)
}

fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// The wire's word for a plain enum.
///
/// # Errors
/// Never, for one.
pub fn word(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// The plain enum of a word.
///
/// # Errors
/// When there is no such word.
pub fn unword<T: DeserializeOwned>(word: String) -> Result<T> {
    Ok(serde_json::from_value(word.into())?)
}
