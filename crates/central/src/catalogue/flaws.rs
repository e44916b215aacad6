//! What makes a catalogue unusable. It is said at the start of the program, not at the counter.

use super::Source;
use sportello_protocol::catalogue::{Paper, Service};
use std::collections::BTreeSet;

/// Why a catalogue cannot be used; names the code that is to be mended.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// It is no JSON of this form.
    #[error("it is not of the expected form: {0}")]
    Form(#[from] serde_json::Error),
    /// Two services or two document types have the same code.
    #[error("the code {0} is used twice")]
    CodeTwice(String),
    /// A service asks for a paper that is no document type.
    #[error("the service {service} asks for {paper}, which is no document type")]
    PaperUnknown {
        /// The service.
        service: String,
        /// The paper.
        paper: String,
    },
    /// A service lasts no time.
    #[error("the service {0} lasts no minutes")]
    NoMinutes(String),
    /// A service can be held in no way.
    #[error("the service {0} has no mode")]
    NoModes(String),
    /// A period ends before it begins.
    #[error("the service {0} has a period that ends before it begins")]
    Period(String),
    /// A territory is neither a province nor a comune.
    #[error("the service {0} names a territory that is neither three nor six digits")]
    Territory(String),
    /// A rule of replacement names no service.
    #[error("the replacement of {0} names no service")]
    Replacement(String),
    /// A form of those who act for others is no document type.
    #[error("the form {0} of those who act for others is no document type")]
    FormUnknown(String),
}

pub(super) fn check(source: &Source) -> Result<(), Flaw> {
    let catalogue = &source.catalogue;
    unique(catalogue.services.iter().map(|service| &service.code))?;
    unique(catalogue.document_types.iter().map(|document| &document.code))?;
    for service in &catalogue.services {
        check_service(source, service)?;
    }
    for (code, others) in &source.replaces {
        if [code].into_iter().chain(others).any(|code| !source.knows(code)) {
            return Err(Flaw::Replacement(code.clone()));
        }
    }
    match catalogue.acting.iter().find(|rule| !rule.form.is_empty() && !source.knows_document(&rule.form)) {
        Some(rule) => Err(Flaw::FormUnknown(rule.form.clone())),
        None => Ok(()),
    }
}

fn check_service(source: &Source, service: &Service) -> Result<(), Flaw> {
    let code = || service.code.clone();
    if service.minutes == 0 {
        return Err(Flaw::NoMinutes(code()));
    }
    if service.modes.is_empty() {
        return Err(Flaw::NoModes(code()));
    }
    let backwards = |paper: &Paper| paper.valid_from.zip(paper.valid_to).is_some_and(|(from, to)| to < from);
    if service.valid_from.zip(service.valid_to).is_some_and(|(from, to)| to < from)
        || service.papers.iter().any(backwards)
    {
        return Err(Flaw::Period(code()));
    }
    let of_papers = service.papers.iter().flat_map(|paper| &paper.territories);
    if service.territories.iter().chain(of_papers).any(|territory| !is_territory(territory)) {
        return Err(Flaw::Territory(code()));
    }
    match service.papers.iter().find(|paper| !source.knows_document(&paper.document_type)) {
        Some(paper) => Err(Flaw::PaperUnknown { service: code(), paper: paper.document_type.clone() }),
        None => Ok(()),
    }
}

fn is_territory(code: &str) -> bool {
    matches!(code.len(), 3 | 6) && code.bytes().all(|b| b.is_ascii_digit())
}

fn unique<'a>(codes: impl Iterator<Item = &'a String>) -> Result<(), Flaw> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(Flaw::CodeTwice(code.clone()));
        }
    }
    Ok(())
}
