//! `ScannerCapabilities`: what a scanner offers, read from documents with missing parts.
//!
//! Source: Mopria eSCL Technical Specification 2.97, section 8.

use super::xml::{self, Element};
use crate::scanning::devices::{Capabilities, ColourMode, DeviceFault, Feed, Offer};

/// The resolutions that a range is shown as.
const USUAL: [u32; 7] = [75, 100, 150, 200, 300, 400, 600];
const LARGEST: u32 = 300 * 100;
/// Profiles, and values of one kind, that are looked at: each profile may refer to each other one, and real scanners
/// have a handful.
const MOST_PROFILES: usize = 32;
const MOST_VALUES: usize = 64;

/// A scanner's own description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// Its model.
    pub model: String,
    /// Its uuid, lower case, without `urn:uuid:`; empty if it does not tell.
    pub uuid: String,
    /// The version of the protocol; `2.0` if it does not tell.
    pub version: String,
    /// What each feed offers.
    pub feeds: Vec<Input>,
    /// Whether the strength of compression can be chosen, and between what.
    pub compression: Option<(u32, u32)>,
}

/// What a scanner offers on one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What the clerk is shown.
    pub offer: Offer,
    /// The narrowest and shortest area, 1/300 inch.
    pub least: (u32, u32),
    /// Media types of `DocumentFormat`.
    pub formats: Vec<String>,
    /// Media types of `DocumentFormatExt`.
    pub formats_ext: Vec<String>,
    /// Whether its paper lies in the middle.
    pub centred: bool,
}

impl Description {
    /// What the clerk is shown.
    #[must_use]
    pub fn shown(&self) -> Capabilities {
        let sources = self.feeds.iter().map(|input| input.offer.clone()).collect();
        Capabilities { name: self.model.clone(), sources }
    }

    /// The feed, if it is there.
    #[must_use]
    pub fn feed(&self, feed: Feed) -> Option<&Input> {
        self.feeds.iter().find(|input| input.offer.feed == feed)
    }
}

/// Reads a `ScannerCapabilities` document.
///
/// # Errors
/// `Unintelligible` for what is no such document, or describes no feed.
pub fn parse(bytes: &[u8]) -> Result<Description, DeviceFault> {
    let root = xml::parse(bytes)?;
    if root.name != "ScannerCapabilities" {
        return Err(DeviceFault::Unintelligible);
    }
    let profiles = few(root.within("SettingProfile"), MOST_PROFILES);
    let mut feeds = Vec::new();
    let centred = |part: &Element| part.within("XImagePosition").iter().any(|position| position.text == "Center");
    let in_the_middle = root.child("Adf").is_some_and(centred);
    let mut add = |feed, caps: Option<&Element>| {
        feeds.extend(caps.map(|caps| Input { centred: in_the_middle, ..input(feed, caps, &profiles) }));
    };
    add(Feed::Flatbed, root.child("Platen").and_then(|platen| platen.child("PlatenInputCaps").or(Some(platen))));
    if let Some(adf) = root.child("Adf") {
        let (simplex, duplex) = (adf.child("AdfSimplexInputCaps"), adf.child("AdfDuplexInputCaps"));
        let says_duplex = adf.within("AdfOption").iter().any(|option| option.text == "Duplex");
        let other = duplex.or(Some(adf));
        add(Feed::Feeder, simplex.or(other));
        add(Feed::Duplex, duplex.or_else(|| says_duplex.then_some(simplex.unwrap_or(adf))));
    }
    if feeds.is_empty() {
        return Err(DeviceFault::Unintelligible);
    }
    let uuid = root.word("UUID").unwrap_or_default().trim_start_matches("urn:uuid:").to_ascii_lowercase();
    let factor = root.child("CompressionFactorSupport").and_then(|range| {
        let (least, most) = (range.number("Min")?, range.number("Max")?);
        (least <= most).then_some((least, most))
    });
    Ok(Description {
        model: name(root.word("MakeAndModel").unwrap_or_default()),
        uuid: if uuid.len() <= 64 && uuid.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            uuid
        } else {
            String::new()
        },
        version: root.word("Version").filter(|text| is_version(text)).unwrap_or("2.0").to_owned(),
        feeds,
        compression: factor,
    })
}

fn is_version(text: &str) -> bool {
    text.len() <= 8 && text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A model's name, as it can be shown.
#[must_use]
pub fn name(text: &str) -> String {
    let readable = |c: &char| !c.is_control() && !crate::characters::is_deceiving(*c);
    text.chars().filter(readable).take(100).collect::<String>().trim().to_owned()
}

fn input(feed: Feed, caps: &Element, profiles: &[&Element]) -> Input {
    let own = few(caps.within("SettingProfile"), MOST_PROFILES);
    let named = |profile: &&Element| {
        let wanted = profile.attribute("ref")?;
        profiles.iter().copied().find(|other| other.attribute("name") == Some(wanted))
    };
    let mut settings: Vec<&Element> = own.iter().map(|profile| named(profile).unwrap_or(profile)).collect();
    if settings.is_empty() {
        settings.push(caps);
    }
    let words = |name: &str| -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for element in settings.iter().flat_map(|profile| few(profile.within(name), MOST_VALUES)) {
            if !element.text.is_empty() && !all.contains(&element.text) {
                all.push(element.text.clone());
            }
        }
        all
    };
    let mut colours = Vec::new();
    for mode in words("ColorMode").iter().filter_map(|word| colour(word)) {
        if !colours.contains(&mode) {
            colours.push(mode);
        }
    }
    let size = |name: &str| caps.number(name).filter(|size| *size <= LARGEST).unwrap_or(0);
    Input {
        offer: Offer {
            feed,
            colours,
            resolutions: resolutions(&settings),
            max_width: size("MaxWidth"),
            max_height: size("MaxHeight"),
        },
        least: (size("MinWidth"), size("MinHeight")),
        formats: words("DocumentFormat"),
        formats_ext: words("DocumentFormatExt"),
        centred: false,
    }
}

fn few(mut found: Vec<&Element>, most: usize) -> Vec<&Element> {
    found.truncate(most);
    found
}

fn colour(word: &str) -> Option<ColourMode> {
    match word {
        "BlackAndWhite1" => Some(ColourMode::Bilevel),
        "Grayscale8" | "Grayscale16" => Some(ColourMode::Grey),
        "RGB24" | "RGB48" => Some(ColourMode::Colour),
        _ => None,
    }
}

/// The resolutions that are the same along and across; those of one direction where there is no such.
fn resolutions(settings: &[&Element]) -> Vec<u32> {
    let sane = |dpi: &u32| (1..=9600).contains(dpi);
    let mut all: Vec<u32> = Vec::new();
    let within = |name| settings.iter().flat_map(move |profile| few(profile.within(name), MOST_VALUES));
    let discrete: Vec<&Element> = within("DiscreteResolution").collect();
    let pairs = discrete.iter().filter_map(|one| Some((one.number("XResolution")?, one.number("YResolution")?)));
    all.extend(pairs.filter(|(x, y)| x == y).map(|(x, _)| x));
    if all.is_empty() {
        all.extend(discrete.iter().filter_map(|one| one.number("XResolution")));
    }
    for range in within("ResolutionRange") {
        let axis = |name: &str| {
            let axis = range.within(name).first().copied().or(Some(range))?;
            Some((axis.number("Min")?, axis.number("Max")?, axis.number("Step").unwrap_or(1).max(1)))
        };
        let Some((x, y)) = axis("XResolutionRange").zip(axis("YResolutionRange")) else { continue };
        let holds =
            |(min, max, step): (u32, u32, u32), dpi: u32| dpi >= min && dpi <= max && (dpi - min).is_multiple_of(step);
        all.extend(USUAL.into_iter().filter(|dpi| holds(x, *dpi) && holds(y, *dpi)));
    }
    all.retain(sane);
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_description_of_a_scanner_is_refused() {
        for text in [
            "<html><body/></html>",
            "<ScannerCapabilities/>",
            "<ScannerCapabilities><MakeAndModel>x</MakeAndModel></ScannerCapabilities>",
            "<ScannerStatus><Platen/></ScannerStatus>",
        ] {
            assert_eq!(parse(text.as_bytes()), Err(DeviceFault::Unintelligible), "{text}");
        }
    }

    #[test]
    fn hostile_numbers_and_names_do_no_harm() {
        let text = "<ScannerCapabilities><Version>2.6\" x=\"</Version><MakeAndModel>a\u{202e}b\u{7}c</MakeAndModel>
            <UUID>../../x</UUID><CompressionFactorSupport><Min>9</Min><Max>1</Max></CompressionFactorSupport>
            <Platen><PlatenInputCaps><MaxWidth>4294967295</MaxWidth><MaxHeight>-1</MaxHeight>
            <ResolutionRange><Min>0</Min><Max>99999999</Max><Step>0</Step></ResolutionRange>
            <DiscreteResolution><XResolution>0</XResolution><YResolution>0</YResolution></DiscreteResolution>
            </PlatenInputCaps></Platen></ScannerCapabilities>";
        let scanner = parse(text.as_bytes()).expect("a description");
        assert_eq!((scanner.model.as_str(), scanner.uuid.as_str(), scanner.version.as_str()), ("abc", "", "2.0"));
        let offer = &scanner.feeds[0].offer;
        assert_eq!((offer.max_width, offer.max_height, scanner.compression), (0, 0, None));
        assert_eq!(offer.resolutions, USUAL);
    }

    #[test]
    fn profiles_that_all_refer_to_a_large_one_are_read_soon() {
        let formats: String = (0..9_000).map(|number| format!("<DocumentFormat>{number}</DocumentFormat>")).collect();
        let references = "<SettingProfile ref='a'/>".repeat(9_000);
        let text = format!(
            "<ScannerCapabilities><SettingProfile name='a'>{formats}</SettingProfile>
             <Platen><PlatenInputCaps>{references}</PlatenInputCaps></Platen></ScannerCapabilities>"
        );
        let began = std::time::Instant::now();
        let scanner = parse(text.as_bytes()).expect("a description");
        assert_eq!(scanner.feeds[0].formats.len(), MOST_VALUES);
        assert!(began.elapsed().as_secs() < 2);
    }

    #[test]
    fn a_feeder_with_one_description_for_both_ways_has_both() {
        let text = "<ScannerCapabilities><Adf><AdfDuplexInputCaps><MaxWidth>2550</MaxWidth></AdfDuplexInputCaps></Adf>
            </ScannerCapabilities>";
        let feeds: Vec<Feed> =
            parse(text.as_bytes()).expect("a description").shown().sources.iter().map(|s| s.feed).collect();
        assert_eq!(feeds, [Feed::Feeder, Feed::Duplex]);
        let text = "<ScannerCapabilities><Adf><AdfSimplexInputCaps/></Adf></ScannerCapabilities>";
        let feeds: Vec<Feed> =
            parse(text.as_bytes()).expect("a description").shown().sources.iter().map(|s| s.feed).collect();
        assert_eq!(feeds, [Feed::Feeder]);
    }
}
