//! What the mock says of itself, written by hand from the specification: it shares no line with the client.

use super::{JobRecord, Quirk, State};
use std::fmt::Write;

const NAMESPACES: &str =
    r#"xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03""#;
/// The mock's uuid.
pub const UUID: &str = "4509a320-00a0-008f-00b6-002507510eca";

/// The name of the model, by which some quirks are known.
pub fn model(state: &State) -> &'static str {
    if state.has(Quirk::EarlyEnd) {
        "Brother MFC-L2750DW"
    } else if state.has(Quirk::GoneIsLater) {
        "Xerox B205"
    } else if state.has(Quirk::EmptyIsJam) {
        "Xerox WorkCentre 3345"
    } else if state.has(Quirk::HostNeedsPort) {
        "EPSON WF-2930"
    } else {
        "Laboratorio Prova 1"
    }
}

/// `ScannerCapabilities`.
pub fn capabilities(state: &State) -> String {
    if state.has(Quirk::EntityBomb) {
        let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>"#;
        return format!(
            "{bomb}<scan:ScannerCapabilities {NAMESPACES}><pwg:MakeAndModel>&c;</pwg:MakeAndModel></scan:ScannerCapabilities>"
        );
    }
    let resolutions = if state.has(Quirk::UnequalResolutions) {
        discrete(&[(75, 75), (300, 600), (300, 300), (600, 1200)])
    } else if state.has(Quirk::ResolutionRange) {
        "<scan:ResolutionRange><scan:XResolutionRange><scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Step>25</scan:Step></scan:XResolutionRange>\
         <scan:YResolutionRange><scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Step>25</scan:Step></scan:YResolutionRange></scan:ResolutionRange>".into()
    } else {
        discrete(&[(75, 75), (100, 100), (200, 200), (300, 300), (600, 600)])
    };
    let formats = if state.has(Quirk::PdfOnly) {
        &["application/pdf"][..]
    } else {
        &["application/pdf", "image/jpeg", "image/png"]
    };
    let formats: String = formats
        .iter()
        .map(|format| format!("<pwg:DocumentFormat>{format}</pwg:DocumentFormat><scan:DocumentFormatExt>{format}</scan:DocumentFormatExt>"))
        .collect();
    let profile = format!(
        "<scan:ColorModes><scan:ColorMode>BlackAndWhite1</scan:ColorMode><scan:ColorMode>Grayscale8</scan:ColorMode>\
         <scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>{formats}</scan:DocumentFormats>\
         <scan:SupportedResolutions>{resolutions}</scan:SupportedResolutions>"
    );
    let (head, own) = if state.has(Quirk::ReferencedProfiles) {
        let named = format!(
            r#"<scan:SettingProfiles><scan:SettingProfile name="p1">{profile}</scan:SettingProfile></scan:SettingProfiles>"#
        );
        (named, r#"<scan:SettingProfile ref="p1"/>"#.to_owned())
    } else {
        (String::new(), format!("<scan:SettingProfile>{profile}</scan:SettingProfile>"))
    };
    let justified = if state.has(Quirk::Centred) {
        "<scan:Justification><pwg:XImagePosition>Center</pwg:XImagePosition></scan:Justification>"
    } else {
        ""
    };
    let caps = if state.has(Quirk::MissingParts) {
        String::new()
    } else {
        format!(
            "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>{MAX_WIDTH}</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight>\
             <scan:MaxHeight>{MAX_HEIGHT}</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>\
             <scan:SettingProfiles>{own}</scan:SettingProfiles>"
        )
    };
    let platen = if state.has(Quirk::NoPlaten) {
        String::new()
    } else {
        format!("<scan:Platen><scan:PlatenInputCaps>{caps}</scan:PlatenInputCaps></scan:Platen>")
    };
    let text = format!(
        "<scan:ScannerCapabilities {NAMESPACES}><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>{}</pwg:MakeAndModel>\
         <pwg:SerialNumber>PROVA</pwg:SerialNumber><scan:UUID>{UUID}</scan:UUID>{head}{platen}\
         <scan:Adf><scan:AdfSimplexInputCaps>{caps}</scan:AdfSimplexInputCaps><scan:AdfDuplexInputCaps>{caps}</scan:AdfDuplexInputCaps>\
         <scan:FeederCapacity>50</scan:FeederCapacity><scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption>\
         <scan:AdfOption>Duplex</scan:AdfOption></scan:AdfOptions>{justified}</scan:Adf></scan:ScannerCapabilities>",
        model(state)
    );
    dressed(state, text)
}

/// The widest area, 1/300 inch.
pub const MAX_WIDTH: u32 = 2551;
/// The longest area, 1/300 inch.
pub const MAX_HEIGHT: u32 = 3508;

/// `ScannerStatus`.
pub fn status(state: &State) -> String {
    let running = state.jobs.iter().any(|job| job.state == "Processing");
    let activity = if state.has(Quirk::UnknownStates) {
        "Dreaming"
    } else if state.warming() {
        "Testing"
    } else if running || state.has(Quirk::Busy) {
        "Processing"
    } else {
        "Idle"
    };
    let mut jobs = String::new();
    for job in state.jobs.iter().rev() {
        let JobRecord { path, state, given, reason, .. } = job;
        let _ = write!(
            jobs,
            "<scan:JobInfo><pwg:JobUri>{path}</pwg:JobUri><pwg:JobUuid>{}</pwg:JobUuid><scan:Age>1</scan:Age>\
             <pwg:ImagesCompleted>{given}</pwg:ImagesCompleted><pwg:JobState>{state}</pwg:JobState>\
             <pwg:JobStateReasons><pwg:JobStateReason>{reason}</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>",
            path.rsplit('/').next().unwrap_or_default()
        );
    }
    dressed(
        state,
        format!(
            "<scan:ScannerStatus {NAMESPACES}><pwg:Version>2.63</pwg:Version><pwg:State>{activity}</pwg:State>\
             <scan:AdfState>{}</scan:AdfState><scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>",
            feeder(state, running)
        ),
    )
}

fn feeder(state: &State, running: bool) -> &'static str {
    if let Some(wrong) = state.wrong {
        wrong
    } else if state.has(Quirk::UnknownStates) {
        "ScannerAdfContemplating"
    } else if state.has(Quirk::FeederAlwaysProcessing) {
        "ScannerAdfProcessing"
    } else if state.sheets == 0 && state.has(Quirk::EmptyIsJam) {
        "ScannerAdfJam"
    } else if state.sheets == 0 || (running && state.has(Quirk::FeederSaysEmpty)) {
        "ScannerAdfEmpty"
    } else if running && !state.has(Quirk::StopsAfterOne) {
        "ScannerAdfProcessing"
    } else {
        "ScannerAdfLoaded"
    }
}

fn discrete(pairs: &[(u32, u32)]) -> String {
    let one = |(x, y): &(u32, u32)| {
        format!(
            "<scan:DiscreteResolution><scan:XResolution>{x}</scan:XResolution><scan:YResolution>{y}</scan:YResolution></scan:DiscreteResolution>"
        )
    };
    format!("<scan:DiscreteResolutions>{}</scan:DiscreteResolutions>", pairs.iter().map(one).collect::<String>())
}

/// The declaration, and the looks of a document.
fn dressed(state: &State, text: String) -> String {
    let text = if state.has(Quirk::OldNamespaces) {
        let text = text.replace("escl/2011/05/03", "escl/2008/01/01").replace("scan:", "s1:").replace("pwg:", "p2:");
        text.replace("xmlns:scan=", "xmlns:s1=").replace("xmlns:pwg=", "xmlns:p2=")
    } else {
        text
    };
    let doctype = if state.has(Quirk::LowerCaseDoctype) { "<!doctype scanner>\n" } else { "" };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{doctype}{text}")
}
