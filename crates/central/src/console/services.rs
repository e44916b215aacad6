//! What the administrator reads of the catalogue: every reason of visit with its validity, its territory and its source.

use super::administrator::Administrator;
use crate::{app::App, clock::day_of, error::Result, etag, store::comuni};
use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::civil::Date;
use serde::Serialize;
use sportello_protocol::catalogue::{ActingRule, DocumentType, Service};
use ts_rs::TS;

/// The catalogue as a whole. It is read only: it comes from a file.
#[derive(Serialize, TS)]
pub struct ConsoleServices {
    /// Whether the file is one of this Centrale's data folder, and not the one delivered with the program.
    own_file: bool,
    istat_code: String,
    /// Today at the desks.
    today: Date,
    services: Vec<ConsoleService>,
    acting: Vec<ActingRule>,
    document_types: Vec<DocumentType>,
}

/// A reason of visit.
#[derive(Serialize, TS)]
pub struct ConsoleService {
    /// Whether the desks of this comune are given it, for whatever days.
    given: bool,
    service: Service,
}

pub(super) async fn get(
    State(app): State<App>,
    Administrator(account): Administrator,
    headers: HeaderMap,
) -> Result<Response> {
    let comune = app.store.read(move |conn| comuni::get(conn, account.comune_id)).await?;
    let here = app.catalogue.of(&comune);
    let services = app.catalogue.services().iter().map(|service| ConsoleService {
        given: here.services.iter().any(|one| one.code == service.code),
        service: service.clone(),
    });
    let whole = ConsoleServices {
        own_file: app.catalogue.is_own(),
        istat_code: comune.istat_code,
        today: day_of(app.clock.now())?,
        services: services.collect(),
        acting: here.acting,
        document_types: here.document_types,
    };
    etag::answer(&headers, &whole)
}
