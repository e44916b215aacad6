//! What is asked of a scanner: the nearest that it offers, and what to try where it refuses.
//!
//! Source: Mopria eSCL Technical Specification 2.97, section 10. Regions are in 1/300 inch whatever the resolution.

use super::capabilities::{Description, Input};
use crate::scanning::devices::{ColourMode, DeviceFault, Feed, Wanted};
use std::fmt::Write;

/// Quality of the pictures where it can be chosen, of 100: text stays sharp, a page stays below some megabytes.
const QUALITY: u32 = 85;
const FORMATS: [&str; 4] = ["image/jpeg", "image/png", "image/tiff", "application/pdf"];

/// A request for a scan, in the scanner's own terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The feed.
    pub feed: Feed,
    /// The colour mode.
    pub colour: ColourMode,
    /// Resolution in dpi.
    pub dpi: u32,
    /// Where the region begins, 1/300 inch.
    pub left: u32,
    /// Its width, 1/300 inch.
    pub width: u32,
    /// Its height, 1/300 inch.
    pub height: u32,
    format: String,
    format_ext: bool,
    compression: Option<u32>,
    version: String,
}

impl Settings {
    /// The nearest to `wanted` that the scanner offers on this feed.
    ///
    /// # Errors
    /// `NotOffered` where it has not got the feed.
    pub fn nearest(scanner: &Description, feed: Feed, wanted: &Wanted) -> Result<Self, DeviceFault> {
        let input = scanner.feed(feed).ok_or(DeviceFault::NotOffered)?;
        let offer = &input.offer;
        let (width, height) = area(input, wanted);
        let room = offer.max_width.saturating_sub(width);
        let knows = |format: &&str| input.formats.iter().chain(&input.formats_ext).any(|known| known == format);
        let format = FORMATS.into_iter().find(knows).unwrap_or(FORMATS[0]).to_owned();
        Ok(Self {
            feed,
            colour: colour(&offer.colours, wanted.colour),
            dpi: resolution(&offer.resolutions, wanted.dpi),
            left: if input.centred && feed != Feed::Flatbed { room / 2 } else { 0 },
            width,
            height,
            format_ext: input.formats_ext.contains(&format),
            compression: scanner.compression.filter(|_| format == FORMATS[0]).map(|(_, most)| {
                // The factor grows with the compression: 0 is best.
                most * (100 - QUALITY) / 100
            }),
            format,
            version: scanner.version.clone(),
        })
    }

    /// What to try next where this is refused: each step gives way in one thing.
    #[must_use]
    pub fn humbler(&self) -> Option<Self> {
        let mut next = self.clone();
        if self.compression.is_some() {
            next.compression = None;
        } else if self.colour == ColourMode::Bilevel {
            next.colour = ColourMode::Grey;
        } else if self.left > 0 {
            next.left = 0;
        } else if !self.height.is_multiple_of(10) && self.height > 10 {
            // Some count one unit less than they offer.
            next.height -= self.height % 10;
            next.width -= self.width % 10;
        } else {
            return None;
        }
        Some(next)
    }

    /// The request as XML.
    #[must_use]
    pub fn xml(&self) -> String {
        let colour = match self.colour {
            ColourMode::Bilevel => "BlackAndWhite1",
            ColourMode::Grey => "Grayscale8",
            ColourMode::Colour => "RGB24",
        };
        let source = if self.feed == Feed::Flatbed { "Platen" } else { "Feeder" };
        let Self { version, left, width, height, format, dpi, .. } = self;
        let mut text = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>{version}</pwg:Version>
<pwg:ScanRegions><pwg:ScanRegion>
<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>{left}</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>
<pwg:Width>{width}</pwg:Width><pwg:Height>{height}</pwg:Height>
</pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>{source}</pwg:InputSource>
<scan:ColorMode>{colour}</scan:ColorMode>
<pwg:DocumentFormat>{format}</pwg:DocumentFormat>
"#
        );
        let mut line = |line: std::fmt::Arguments| {
            let _ = writeln!(text, "{line}");
        };
        if self.format_ext {
            line(format_args!("<scan:DocumentFormatExt>{format}</scan:DocumentFormatExt>"));
        }
        line(format_args!("<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>"));
        if self.feed != Feed::Flatbed {
            line(format_args!("<scan:Duplex>{}</scan:Duplex>", self.feed == Feed::Duplex));
        }
        if let Some(factor) = self.compression {
            line(format_args!("<scan:CompressionFactor>{factor}</scan:CompressionFactor>"));
        }
        line(format_args!("</scan:ScanSettings>"));
        text
    }
}

/// The wanted area within what the scanner sees.
fn area(input: &Input, wanted: &Wanted) -> (u32, u32) {
    let offer = &input.offer;
    let clamp = |size: u32, least: u32, most: u32| {
        let size = size.max(least);
        if most == 0 { size } else { size.min(most) }
    };
    let a4 = (2480, 3507);
    let unknown = |most: u32, usual: u32| if most == 0 { usual } else { most };
    let (width, height) =
        wanted.paper.size().unwrap_or((unknown(offer.max_width, a4.0), unknown(offer.max_height, a4.1)));
    (clamp(width, input.least.0, offer.max_width), clamp(height, input.least.1, offer.max_height))
}

/// The nearest resolution that is not coarser; else the finest.
pub(crate) fn resolution(offered: &[u32], wanted: u32) -> u32 {
    offered.iter().copied().filter(|dpi| *dpi >= wanted).min().or(offered.iter().copied().max()).unwrap_or(wanted)
}

/// The nearest colour mode that loses nothing; else the best.
pub(crate) fn colour(offered: &[ColourMode], wanted: ColourMode) -> ColourMode {
    use ColourMode::{Bilevel, Colour, Grey};
    let order = match wanted {
        Bilevel => [Bilevel, Grey, Colour],
        Grey => [Grey, Colour, Bilevel],
        Colour => [Colour, Grey, Bilevel],
    };
    order.into_iter().find(|mode| offered.contains(mode)).unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanning::devices::{Paper, escl::capabilities};

    fn scanner() -> Description {
        let text = "<ScannerCapabilities><Version>2.63</Version>
            <CompressionFactorSupport><Min>0</Min><Max>100</Max></CompressionFactorSupport>
            <Platen><PlatenInputCaps><MinWidth>50</MinWidth><MaxWidth>2550</MaxWidth><MaxHeight>3508</MaxHeight>
            <SettingProfile><ColorMode>BlackAndWhite1</ColorMode><ColorMode>RGB24</ColorMode>
            <DocumentFormat>application/pdf</DocumentFormat><DocumentFormatExt>image/jpeg</DocumentFormatExt>
            <DiscreteResolution><XResolution>200</XResolution><YResolution>200</YResolution></DiscreteResolution>
            <DiscreteResolution><XResolution>400</XResolution><YResolution>400</YResolution></DiscreteResolution>
            </SettingProfile></PlatenInputCaps></Platen></ScannerCapabilities>";
        capabilities::parse(text.as_bytes()).expect("a description")
    }

    #[test]
    fn the_nearest_that_loses_nothing_is_taken() {
        let wanted = Wanted { colour: ColourMode::Grey, paper: Paper::A3, ..Wanted::default() };
        let settings = Settings::nearest(&scanner(), Feed::Flatbed, &wanted).expect("settings");
        assert_eq!((settings.dpi, settings.colour), (400, ColourMode::Colour));
        assert_eq!((settings.width, settings.height), (2550, 3508), "clamped to the glass");
        assert_eq!(settings.compression, Some(15));
        assert_eq!(Settings::nearest(&scanner(), Feed::Duplex, &wanted), Err(DeviceFault::NotOffered));
        let fine = Wanted { dpi: 1200, ..wanted };
        assert_eq!(Settings::nearest(&scanner(), Feed::Flatbed, &fine).expect("settings").dpi, 400);
    }

    #[test]
    fn the_extension_and_the_compression_are_named_only_where_they_are_offered() {
        let settings = Settings::nearest(&scanner(), Feed::Flatbed, &Wanted::default()).expect("settings");
        let text = settings.xml();
        assert!(text.contains("<scan:DocumentFormatExt>image/jpeg<") && text.contains("CompressionFactor"));
        assert!(!text.contains("Duplex"), "the glass has no sides");
        let bare = Description { compression: None, ..scanner() };
        assert!(
            !Settings::nearest(&bare, Feed::Flatbed, &Wanted::default()).expect("settings").xml().contains("Factor")
        );
    }

    #[test]
    fn giving_way_has_an_end() {
        let wanted = Wanted { colour: ColourMode::Bilevel, ..Wanted::default() };
        let mut settings = Settings::nearest(&scanner(), Feed::Flatbed, &wanted).expect("settings");
        let mut steps = Vec::new();
        while let Some(next) = settings.humbler() {
            steps.push((next.compression, next.colour, next.height));
            settings = next;
        }
        let expected =
            [(None, ColourMode::Bilevel, 3507), (None, ColourMode::Grey, 3507), (None, ColourMode::Grey, 3500)];
        assert_eq!(steps, expected);
    }
}
