//! A page as it arrives: its bytes, what they are, and how fine they really are.

use super::{http, settings::Settings};
use crate::scanning::devices::{self, DeviceFault, Feed, Progress, ScannedPage, Side};
use image::ImageReader;
use reqwest::Response;
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use std::io::Cursor;
use tokio::sync::watch;

/// The resolutions that scanners have; what comes within a thirtieth of one is that one.
const KNOWN: [u32; 10] = [75, 100, 150, 200, 240, 300, 400, 600, 1200, 2400];

/// Reads the bytes of a page; an empty answer gives nothing.
///
/// # Errors
/// `TooLarge`, `Silent`, `DamagedPage` for what breaks off
pub async fn receive(
    mut response: Response,
    page: u32,
    progress: &watch::Sender<Progress>,
) -> Result<Vec<u8>, DeviceFault> {
    let most = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Ok(bytes),
            Err(error) => {
                return Err(match http::broken(error) {
                    DeviceFault::Silent => DeviceFault::Silent,
                    _ => DeviceFault::DamagedPage,
                });
            }
        };
        if bytes.len() + chunk.len() > most {
            return Err(DeviceFault::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
        progress.send_replace(Progress::Arriving { page, bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX) });
    }
}

/// Judges the bytes of the `number`th page, from 1: the header's word for what they are is not asked.
///
/// # Errors
/// `DamagedPage` for what is no picture and no whole PDF
pub async fn judged(bytes: Vec<u8>, settings: &Settings, number: u32) -> Result<ScannedPage, DeviceFault> {
    let (bytes, media_type) = devices::judged(bytes).await?;
    let side = if settings.feed == Feed::Duplex && number.is_multiple_of(2) { Side::Back } else { Side::Front };
    let dpi = match media_type {
        MediaType::Pdf => settings.dpi,
        _ => size(&bytes).map_or(settings.dpi, |size| measured(size, settings)),
    };
    Ok(ScannedPage { bytes, media_type, dpi: Some(dpi), side })
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// What a scanner does of its own accord, dots an inch; outside it the area says nothing of the resolution.
const POSSIBLE: std::ops::RangeInclusive<u64> = 100..=2_400;

/// The resolution by the pixels that came for the area that was asked for: some offer more than they do. One that is not
/// known is believed where both sides say the same: a scanner that cuts to the paper gives another shape.
fn measured((width, height): (u32, u32), settings: &Settings) -> u32 {
    let real = |pixels: u32, asked: u32| u64::from(pixels) * 300 / u64::from(asked.max(1));
    let (across, down) = (real(width, settings.width), real(height, settings.height));
    let is_near = |dpi: u64, real: u64| dpi.abs_diff(real) * 30 <= dpi;
    if is_near(settings.dpi.into(), across) {
        return settings.dpi;
    }
    // A sheet may be shorter than what was asked for; a card is not even half as long.
    if down * 10 >= across * 6
        && let Some(known) = KNOWN.into_iter().find(|known| is_near((*known).into(), across))
    {
        return known;
    }
    // Half a sheet of the asked shape has both sides by the root of two: cut to the paper, not coarser.
    let is_half_a_sheet = is_near(u64::from(settings.dpi) * 100 / 141, across);
    let agrees = POSSIBLE.contains(&across) && is_near(across, down) && !is_half_a_sheet;
    if agrees { u32::try_from(across).unwrap_or(settings.dpi) } else { settings.dpi }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanning::devices::{Wanted, escl::capabilities};

    #[test]
    fn a_page_of_half_the_pixels_is_half_as_fine() {
        let text = b"<ScannerCapabilities><Platen><PlatenInputCaps><MaxWidth>2550</MaxWidth><MaxHeight>3508</MaxHeight>
            <DiscreteResolution><XResolution>600</XResolution><YResolution>600</YResolution></DiscreteResolution>
            </PlatenInputCaps></Platen></ScannerCapabilities>";
        let scanner = capabilities::parse(text).expect("capabilities");
        let settings = Settings::nearest(&scanner, Feed::Flatbed, &Wanted::default()).expect("settings");
        assert_eq!(settings.dpi, 600);
        assert_eq!(measured((4960, 7016), &settings), 600);
        assert_eq!(measured((2480, 3508), &settings), 300);
        assert_eq!(measured((2500, 3508), &settings), 300, "a little wider");
        assert_eq!(measured((17, 24), &settings), 600, "no sense in it: what was asked");
        assert_eq!(measured((1000, 1414), &settings), 120, "of the shape that was asked for");
        assert_eq!(measured((2022, 1276), &settings), 600, "a card, cut by the scanner");
        assert_eq!(measured((3496, 4960), &settings), 600, "half a sheet, cut by the scanner");
    }
}
