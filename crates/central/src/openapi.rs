//! The description of the interface: generated from the handlers and the types, in ModI style.

mod older;
mod style;

use crate::{
    allotment, catalogue, changes, commands, documents, enrolments, error::Result, holds, meetings, roster, slots,
    snapshot, status, tokens, uploads,
};
use serde_json::json;
use sportello_protocol::snapshot::TerritoryDocument;
use utoipa::OpenApi;

const ORDER: [&str; 7] = ["openapi", "info", "servers", "security", "tags", "paths", "components"];

#[derive(OpenApi)]
#[openapi(
    paths(
        status::get,
        enrolments::enrol,
        tokens::issue,
        commands::take,
        changes::get,
        roster::get,
        catalogue::get,
        slots::get,
        allotment::contact,
        holds::take,
        holds::release,
        uploads::abilities,
        uploads::create,
        uploads::create_of,
        uploads::progress,
        uploads::take,
        documents::content,
        documents::receipt,
        meetings::tickets::ticket,
        meetings::tickets::enter,
        meetings::tickets::entered,
        snapshot::release,
        snapshot::document
    ),
    components(schemas(TerritoryDocument))
)]
struct Description;

/// The description as OpenAPI 3.0.3, YAML.
///
/// # Errors
/// When it cannot be written.
pub fn yaml() -> Result<String> {
    let mut description = serde_json::to_value(Description::openapi())?;
    older::to_3_0_3(&mut description);
    style::dress(&mut description);
    // Read from the top: what it is first, the types last.
    ORDER.iter().map(|part| Ok(serde_norway::to_string(&json!({ *part: description[*part] }))?)).collect()
}
