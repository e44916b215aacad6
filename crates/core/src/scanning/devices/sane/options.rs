//! What SANE's `scanimage` tells of a scanner's options, read from its help.

use crate::scanning::devices::{Capabilities, ColourMode, Feed, Offer};

/// The resolutions that a range is shown as.
const USUAL: [u32; 8] = [75, 100, 150, 200, 240, 300, 400, 600];
/// Units of 1/300 inch in a millimetre.
const UNITS: f64 = 300.0 / 25.4;

/// The options that matter here, with SANE's words for their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Values of `--mode`.
    pub modes: Vec<(ColourMode, String)>,
    /// Values of `--source`; empty where there is nothing to choose.
    pub sources: Vec<(Feed, String)>,
    /// The value of `--adf-mode` for both sides, where that is an option of its own.
    pub adf_duplex: Option<String>,
    /// Resolutions, dpi.
    pub resolutions: Vec<u32>,
    /// The widest area, mm; 0 if it does not tell.
    pub width: f64,
    /// The longest area, mm; 0 if it does not tell.
    pub height: f64,
}

impl Options {
    /// What the clerk is shown.
    #[must_use]
    pub fn shown(&self, name: &str) -> Capabilities {
        let mut feeds: Vec<Feed> = self.sources.iter().map(|(feed, _)| *feed).collect();
        if feeds.is_empty() {
            feeds.push(Feed::Flatbed);
        }
        if self.adf_duplex.is_some() && feeds.contains(&Feed::Feeder) && !feeds.contains(&Feed::Duplex) {
            feeds.push(Feed::Duplex);
        }
        let offer = |feed| Offer {
            feed,
            colours: self.modes.iter().map(|(mode, _)| *mode).collect(),
            resolutions: self.resolutions.clone(),
            max_width: units(self.width),
            max_height: units(self.height),
        };
        Capabilities { name: name.to_owned(), sources: feeds.into_iter().map(offer).collect() }
    }

    /// SANE's word for a feed, where there is one to choose.
    #[must_use]
    pub fn source(&self, feed: Feed) -> Option<&str> {
        let word = |feed| self.sources.iter().find(|(known, _)| *known == feed).map(|(_, word)| word.as_str());
        word(feed).or_else(|| word(Feed::Feeder).filter(|_| feed == Feed::Duplex))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn units(millimetres: f64) -> u32 {
    (millimetres * UNITS).clamp(0.0, 100_000.0) as u32
}

/// Millimetres of a length in 1/300 inch.
#[must_use]
pub fn millimetres(units: u32) -> f64 {
    f64::from(units) / UNITS
}

/// Reads the answer to `scanimage -A`.
#[must_use]
pub fn parse(help: &str) -> Options {
    let mut options = Options::default();
    for line in help.lines() {
        let line = line.trim_start();
        if line.contains("[inactive]") {
            continue;
        }
        let Some((name, rest)) = line.split_once(' ') else { continue };
        let values = rest.split(" [").next().unwrap_or_default().split(" (").next().unwrap_or_default().trim();
        let words = || values.split('|').map(str::trim).filter(|word| !word.is_empty());
        match name {
            "--mode" => {
                for word in words() {
                    if let Some(mode) = mode(word).filter(|mode| options.modes.iter().all(|(known, _)| known != mode)) {
                        options.modes.push((mode, word.to_owned()));
                    }
                }
            }
            "--source" => {
                for word in words() {
                    if let Some(feed) = feed(word).filter(|feed| options.sources.iter().all(|(known, _)| known != feed))
                    {
                        options.sources.push((feed, word.to_owned()));
                    }
                }
            }
            "--adf-mode" => options.adf_duplex = words().find(|word| *word == "Duplex").map(str::to_owned),
            "--resolution" => options.resolutions = resolutions(values),
            "-x" => options.width = longest(values),
            "-y" => options.height = longest(values),
            _ => {}
        }
    }
    options
}

fn mode(word: &str) -> Option<ColourMode> {
    let word = word.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["halftone", "infrared", "diffusion"]) {
        None
    } else if has(&["lineart", "binary", "black", "b&w", "monochrome", "1bit"]) {
        Some(ColourMode::Bilevel)
    } else if has(&["gray", "grey"]) {
        Some(ColourMode::Grey)
    } else if has(&["color", "colour", "rgb"]) {
        Some(ColourMode::Colour)
    } else {
        None
    }
}

fn feed(word: &str) -> Option<Feed> {
    let word = word.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["back", "negative", "transparen", "slide", "film", "tpu"]) {
        None
    } else if has(&["duplex"]) {
        Some(Feed::Duplex)
    } else if has(&["adf", "feeder", "automatic"]) {
        Some(Feed::Feeder)
    } else if has(&["flatbed", "platen", "glass", "normal"]) {
        Some(Feed::Flatbed)
    } else {
        None
    }
}

/// `75|150|300dpi` or `50..600dpi`.
fn resolutions(values: &str) -> Vec<u32> {
    let number = |text: &str| -> Option<u32> { text.trim().trim_end_matches("dpi").split('.').next()?.parse().ok() };
    let mut all: Vec<u32> = match values.split_once("..") {
        Some((least, most)) => {
            let range = number(least).unwrap_or(0)..=number(most).unwrap_or(0);
            USUAL.into_iter().filter(|dpi| range.contains(dpi)).collect()
        }
        None => values.split('|').filter_map(number).filter(|dpi| (1..=9600).contains(dpi)).collect(),
    };
    all.sort_unstable();
    all.dedup();
    all
}

/// `0..215.9mm`
fn longest(values: &str) -> f64 {
    let most = values.split_once("..").map_or("", |(_, most)| most).trim().trim_end_matches("mm");
    most.parse().ok().filter(|length: &f64| length.is_finite() && *length > 0.0).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_several_drivers_are_understood() {
        // In the manner of the drivers of Fujitsu, Epson, Brother and Canon; shortened.
        let fujitsu = "    --source ADF Front|ADF Back|ADF Duplex [ADF Front]\n    --mode Lineart|Halftone|Gray|Color [Lineart]
    --resolution 50..600dpi (in steps of 1) [600]\n    -x 0..224.846mm (in steps of 0.0211639) [215.872]\n    -y 0..863.489mm [279.364]";
        let options = parse(fujitsu);
        assert_eq!(options.source(Feed::Duplex), Some("ADF Duplex"));
        assert_eq!(options.source(Feed::Feeder), Some("ADF Front"));
        assert_eq!(options.source(Feed::Flatbed), None);
        assert_eq!(options.resolutions, USUAL);
        assert_eq!(options.shown("").sources[0].max_width, 2655);

        let epson = "    --mode Lineart|Gray|Color [Lineart]\n    --resolution 75|300|600dpi [75]
    --source Flatbed|Automatic Document Feeder [Flatbed]\n    --adf-mode Simplex|Duplex [inactive]\n    --adf-mode Simplex|Duplex [Simplex]";
        let options = parse(epson);
        assert_eq!(options.source(Feed::Duplex), Some("Automatic Document Feeder"));
        let feeds: Vec<Feed> = options.shown("").sources.iter().map(|offer| offer.feed).collect();
        assert_eq!(feeds, [Feed::Flatbed, Feed::Feeder, Feed::Duplex]);

        let brother = "    --mode Black & White|Gray[Error Diffusion]|True Gray|24bit Color [24bit Color]
    --resolution 100|150|200|300dpi [200]\n    --source FlatBed|Automatic Document Feeder(left aligned) [FlatBed]";
        let options = parse(brother);
        let word = |mode| options.modes.iter().find(|(known, _)| *known == mode).map(|(_, word)| word.as_str());
        assert_eq!(word(ColourMode::Colour), Some("24bit Color"));
        assert_eq!(word(ColourMode::Grey), Some("True Gray"));
        assert_eq!(options.source(Feed::Flatbed), Some("FlatBed"));
        assert_eq!(options.source(Feed::Feeder), Some("Automatic Document Feeder(left aligned)"));
    }

    #[test]
    fn rubbish_offers_nothing_and_does_no_harm() {
        for text in
            ["", "--mode", "--resolution ..", "-x 0..-3mm", "-y 0..NaNmm", "--source |||", "--mode [x]\n-x ..inf"]
        {
            let options = parse(text);
            assert_eq!((options.modes.len(), options.sources.len(), options.width), (0, 0, 0.0), "{text}");
        }
    }
}
