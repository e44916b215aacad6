//! The delivered catalogue, its provinces, and catalogues that cannot be used.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use super::*;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

fn comune(istat_code: &str) -> Comune {
    Comune {
        istat_code: istat_code.into(),
        belfiore_code: "X999".into(),
        name: "Prova".into(),
        address: String::new(),
        phone: String::new(),
    }
}

fn on(source: &Source, istat_code: &str, day: Date) -> Vec<String> {
    let services = source.of(&comune(istat_code)).services;
    let valid = |service: &&Service| {
        service.valid_from.is_none_or(|from| from <= day) && service.valid_to.is_none_or(|to| day <= to)
    };
    let invalidity = services.iter().filter(valid).filter(|service| service.code.starts_with("civil_invalidity"));
    invalidity.map(|service| service.code.clone()).collect()
}

#[test]
fn disability_is_assessed_by_one_rule_in_each_province_on_each_day() {
    let source = Source::parse(DELIVERED).unwrap();
    let (before, after) = (date(2026, 12, 31), date(2027, 1, 1));
    assert_eq!(on(&source, "025999", before), ["civil_invalidity"], "Belluno is not in the trial");
    assert_eq!(on(&source, "025999", after), ["civil_invalidity_2027"], "from 2027 it holds everywhere");
    for day in [before, after] {
        assert_eq!(on(&source, "026998", day), ["civil_invalidity_reform"], "Treviso is in the trial");
    }
    assert_eq!(source.service("civil_invalidity_reform").unwrap().territories.len(), 60);
}

#[test]
fn what_holds_elsewhere_is_still_known() {
    let source = Source::parse(DELIVERED).unwrap();
    assert!(source.of(&comune("025999")).services.iter().all(|service| service.code != "civil_invalidity_reform"));
    assert!(source.knows("civil_invalidity_reform"), "a desk may have booked by an older catalogue");
}

#[test]
fn a_paper_can_be_asked_for_in_one_comune_only() {
    let mut raw: Value = serde_json::from_str(DELIVERED).unwrap();
    raw["services"][0]["papers"][0]["territories"] = json!(["025999"]);
    let source = Source::parse(&raw.to_string()).unwrap();
    let papers = |istat_code: &str| source.of(&comune(istat_code)).services[0].papers.len();
    assert_eq!(papers("025999"), papers("025001") + 1);
}

#[test]
fn durations_and_modes_differ_by_service() {
    let source = Source::parse(DELIVERED).unwrap();
    assert_eq!(source.service("pension").unwrap().minutes, 30);
    assert_eq!(source.service("delegation_aa10").unwrap().minutes, 60);
    assert_eq!(source.service("inps_letter").unwrap().modes.len(), 3);
}

#[test]
fn a_catalogue_that_cannot_be_used_says_what_is_to_be_mended() {
    let broken = |change: fn(&mut Value)| {
        let mut raw: Value = serde_json::from_str(DELIVERED).unwrap();
        change(&mut raw);
        Source::parse(&raw.to_string()).unwrap_err()
    };
    assert!(
        matches!(broken(|c| c["services"][1]["code"] = json!("pension")), Flaw::CodeTwice(code) if code == "pension")
    );
    assert!(matches!(broken(|c| c["services"][0]["minutes"] = json!(0)), Flaw::NoMinutes(code) if code == "pension"));
    assert!(matches!(broken(|c| c["services"][0]["modes"] = json!([])), Flaw::NoModes(_)));
    assert!(matches!(
        broken(|c| c["services"][0]["papers"][0]["document_type"] = json!("no_such_paper")),
        Flaw::PaperUnknown { paper, .. } if paper == "no_such_paper"
    ));
    assert!(matches!(broken(|c| c["services"][0]["territories"] = json!(["BL"])), Flaw::Territory(_)));
    assert!(matches!(
        broken(|c| {
            c["services"][0]["valid_from"] = json!("2027-01-01");
            c["services"][0]["valid_to"] = json!("2026-12-31");
        }),
        Flaw::Period(_)
    ));
    assert!(matches!(broken(|c| c["replaces"]["pension"] = json!(["no_such_service"])), Flaw::Replacement(_)));
    assert!(matches!(broken(|c| c["acting"][0]["form"] = json!("no_such_form")), Flaw::FormUnknown(_)));
    assert!(matches!(Source::parse("{").unwrap_err(), Flaw::Form(_)));
}
