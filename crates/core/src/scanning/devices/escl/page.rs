//! A page as it arrives: its bytes, what they are, and how fine they really are.

use super::{http, settings::Settings};
use crate::scanning::{
    devices::{DeviceFault, Feed, Progress, ScannedPage, Side},
    whole::{Verdict, judge},
};
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
/// `DamagedPage` for what is cut off or no picture
pub fn judged(bytes: Vec<u8>, settings: &Settings, number: u32) -> Result<ScannedPage, DeviceFault> {
    let Verdict::Whole(media_type, _) = judge(&bytes) else { return Err(DeviceFault::DamagedPage) };
    let side = if settings.feed == Feed::Duplex && number.is_multiple_of(2) { Side::Back } else { Side::Front };
    let dpi = match media_type {
        MediaType::Pdf => settings.dpi,
        _ => width(&bytes).map_or(settings.dpi, |width| measured(width, settings)),
    };
    Ok(ScannedPage { bytes, media_type, dpi: Some(dpi), side })
}

fn width(bytes: &[u8]) -> Option<u32> {
    Some(ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()?.0)
}

/// The resolution by the pixels that came for the area that was asked for: some offer more than they do.
fn measured(width: u32, settings: &Settings) -> u32 {
    let real = u64::from(width) * 300 / u64::from(settings.width.max(1));
    let near = |dpi: &u32| u64::from(*dpi).abs_diff(real) * 30 <= u64::from(*dpi);
    if near(&settings.dpi) { settings.dpi } else { KNOWN.into_iter().find(near).unwrap_or(settings.dpi) }
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
        assert_eq!(measured(4960, &settings), 600);
        assert_eq!(measured(2480, &settings), 300);
        assert_eq!(measured(2500, &settings), 300, "a little wider");
        assert_eq!(measured(17, &settings), 600, "no sense in it: what was asked");
    }
}
