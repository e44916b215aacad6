//! `GET /catalogue`: the reasons of visit, which are data: a file of the data folder, or the one delivered with the program.

mod flaws;

pub use flaws::Flaw;

use crate::{app::App, desk::Bearer, error::Result, etag, meetings::providers, store::comuni};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use sportello_protocol::{
    catalogue::{Catalogue, Service},
    enrolment::Comune,
};
use std::{collections::BTreeMap, fs, path::Path};

/// The file of the data folder that takes the place of the delivered catalogue.
const FILE: &str = "catalogue.json";
const DELIVERED: &str = include_str!("../data/catalogue.json");

/// The catalogue of all comuni, before the comune's name stands in its notice.
#[derive(Debug, Deserialize)]
pub struct Source {
    #[serde(flatten)]
    catalogue: Catalogue,
    /// Where the first holds, the others do not: the rule of some provinces, and that of all the rest.
    #[serde(default)]
    replaces: BTreeMap<String, Vec<String>>,
    /// Whether it is a file of the data folder.
    #[serde(skip)]
    own: bool,
}

impl Source {
    /// `catalogue.json` of the data folder where there is one.
    ///
    /// # Errors
    /// `Catalogue` where a service could not be booked or its papers not be named
    pub fn load(data: &Path) -> Result<Self> {
        let file = data.join(FILE);
        if file.exists() {
            return Ok(Self { own: true, ..Self::parse(&fs::read_to_string(file)?)? });
        }
        Ok(Self::parse(DELIVERED)?)
    }

    fn parse(text: &str) -> Result<Self, Flaw> {
        let source: Self = serde_json::from_str(text)?;
        flaws::check(&source)?;
        Ok(source)
    }

    /// The catalogue as the comune's desks see it: what holds there, on whatever day.
    pub fn of(&self, comune: &Comune) -> Catalogue {
        let here = |territories: &[String]| holds_in(territories, &comune.istat_code);
        let mut catalogue = self.catalogue.clone();
        catalogue.services.retain(|service| here(&service.territories));
        let present: Vec<String> = catalogue.services.iter().map(|service| service.code.clone()).collect();
        let replaced: Vec<&String> = present.iter().filter_map(|code| self.replaces.get(code)).flatten().collect();
        catalogue.services.retain(|service| !replaced.contains(&&service.code));
        for service in &mut catalogue.services {
            service.papers.retain(|paper| here(&paper.territories));
        }
        for paragraph in &mut catalogue.privacy_notice.paragraphs {
            *paragraph = paragraph
                .replace("{comune}", &comune.name)
                .replace("{indirizzo}", &comune.address)
                .replace("{telefono}", &comune.phone);
        }
        catalogue
    }

    /// All reasons of visit, of whatever place and time.
    pub fn services(&self) -> &[Service] {
        &self.catalogue.services
    }

    /// Whether it is a file of the data folder, and not the one delivered with the program.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// Whether there is such a reason of visit, anywhere and on any day: a desk may have booked by an older catalogue.
    pub fn knows(&self, service: &str) -> bool {
        self.service(service).is_some()
    }

    /// Whether there is such a document type.
    pub fn knows_document(&self, code: &str) -> bool {
        self.catalogue.document_types.iter().any(|one| one.code == code)
    }

    /// Lets the desks open what leads to a host that the administrator named elsewhere.
    pub fn allow_meetings_at(&mut self, host: &str) {
        self.catalogue.meeting_hosts.push(host.to_owned());
    }

    /// Whether the desks may open a meeting's link.
    pub fn allows_meeting(&self, link: &str) -> bool {
        providers::is_allowed(link, &self.catalogue.meeting_hosts)
    }

    /// The version of the privacy notice in force.
    pub fn notice_version(&self) -> &str {
        &self.catalogue.privacy_notice.version
    }

    /// A reason of visit.
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.catalogue.services.iter().find(|one| one.code == code)
    }
}

// A code of three digits is a province, one of six a comune; nothing is everywhere.
fn holds_in(territories: &[String], istat_code: &str) -> bool {
    territories.is_empty() || territories.iter().any(|territory| istat_code.starts_with(territory.as_str()))
}

/// The reasons of visit, the document types, the privacy notice and the meeting hosts.
#[utoipa::path(get, path = "/catalogue", tag = "comune", params(("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Catalogue, description = "The catalogue."), (status = 304, description = "Nothing changed.")))]
pub async fn get(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let comune = app.store.read(move |conn| comuni::get(conn, desk.comune_id)).await?;
    etag::answer(&headers, &app.catalogue.of(&comune))
}

#[cfg(test)]
mod tests;
