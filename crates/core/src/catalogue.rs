//! Reasons of visit, papers and notice, as Centrale last told them.

use crate::{App, Error, Result, store::resources};
use rusqlite::Connection;
use sportello_protocol::catalogue::{Catalogue, Service};

/// The resource's name in the store.
pub const RESOURCE: &str = "catalogue";

/// The catalogue.
///
/// # Errors
/// `NotFound` before the first synchronisation.
pub async fn get(app: &App, (): ()) -> Result<Catalogue> {
    app.store.read(read)
}

/// The same, inside a transaction.
///
/// # Errors
/// `NotFound` before the first synchronisation.
pub fn read(conn: &Connection) -> Result<Catalogue> {
    Ok(resources::get(conn, RESOURCE)?.ok_or(Error::NotFound)?.body)
}

/// A reason of visit.
pub fn service<'a>(catalogue: &'a Catalogue, code: &str) -> Option<&'a Service> {
    catalogue.services.iter().find(|service| service.code == code)
}

/// The name of a document type, or its code where the catalogue no longer has it.
pub fn document_name(catalogue: &Catalogue, code: &str) -> String {
    catalogue
        .document_types
        .iter()
        .find(|document| document.code == code)
        .map_or_else(|| code.to_owned(), |document| document.name.clone())
}
