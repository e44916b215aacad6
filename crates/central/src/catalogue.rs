//! `GET /catalogue`: the reasons of visit, which are data: a file of the data folder, or the one delivered with the program.

use crate::{app::App, desk::Bearer, error::Result, etag, store::comuni};
use axum::{extract::State, http::HeaderMap, response::Response};
use sportello_protocol::{catalogue::Catalogue, enrolment::Comune};
use std::{fs, path::Path};

const DELIVERED: &str = include_str!("../data/catalogue.json");

/// The catalogue before the comune's name stands in its notice.
pub struct Source(Catalogue);

impl Source {
    /// `catalogue.json` of the data folder where there is one.
    pub fn load(data: &Path) -> Result<Self> {
        let own = data.join("catalogue.json");
        let text = if own.exists() { fs::read_to_string(own)? } else { DELIVERED.to_owned() };
        Ok(Self(serde_json::from_str(&text)?))
    }

    /// The catalogue as the comune's desks see it.
    pub fn of(&self, comune: &Comune) -> Catalogue {
        let mut catalogue = self.0.clone();
        for paragraph in &mut catalogue.privacy_notice.paragraphs {
            *paragraph = paragraph
                .replace("{comune}", &comune.name)
                .replace("{indirizzo}", &comune.address)
                .replace("{telefono}", &comune.phone);
        }
        catalogue
    }

    /// Whether there is such a reason of visit.
    pub fn knows(&self, service: &str) -> bool {
        self.0.services.iter().any(|one| one.code == service)
    }

    /// Whether there is such a document type.
    pub fn knows_document(&self, code: &str) -> bool {
        self.0.document_types.iter().any(|one| one.code == code)
    }

    /// The version of the privacy notice in force.
    pub fn notice_version(&self) -> &str {
        &self.0.privacy_notice.version
    }

    /// A reason of visit.
    pub fn service(&self, code: &str) -> Option<&sportello_protocol::catalogue::Service> {
        self.0.services.iter().find(|one| one.code == code)
    }
}

/// The reasons of visit, the document types, the privacy notice and the meeting hosts.
#[utoipa::path(get, path = "/catalogue", tag = "comune", params(("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Catalogue, description = "The catalogue."), (status = 304, description = "Nothing changed.")))]
pub async fn get(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let comune = app.store.read(move |conn| comuni::get(conn, desk.comune_id)).await?;
    etag::answer(&headers, &app.catalogue.of(&comune))
}
