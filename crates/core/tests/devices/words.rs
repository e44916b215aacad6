//! What is said to and by scanners: addresses, headers, documents, formats.

use crate::{
    counter::{FEEDER, GLASS, mock, scan, scanner, three},
    escl_scanner::{MAX_HEIGHT, MAX_WIDTH, Quirk},
};
use sportello_core::scanning::devices::{ColourMode, Feed, Paper, Source, Wanted};
use sportello_protocol::documents::MediaType;

#[tokio::test]
async fn of_where_the_job_is_only_the_path_is_believed() {
    for quirk in [Quirk::RelativeLocation, Quirk::WrongHostLocation, Quirk::TruncatedLocation] {
        assert_eq!(three(quirk).await, (3, Ok(())), "{quirk:?}");
    }
}

#[tokio::test]
async fn a_scanner_that_serves_only_localhost_is_spoken_to_so() {
    let mock = mock(&[Quirk::HostMustBeLocalhost], 1).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    assert_eq!(mock.look().hosts.iter().filter(|host| *host != "localhost").count(), 1, "found out once");
}

#[tokio::test]
async fn an_epson_is_named_with_its_port() {
    let mock = mock(&[Quirk::HostNeedsPort], 1).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    let address = mock.address.to_string();
    assert!(mock.look().hosts.iter().all(|host| *host == address));
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_head_of_the_answer_is_enough() {
    assert_eq!(three(Quirk::DropsAfterHeaders).await, (3, Ok(())));
}

#[tokio::test]
async fn a_picture_is_what_its_bytes_say_not_what_its_header_says() {
    let mock = mock(&[Quirk::OtherFormat], 1).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    assert_eq!(pages[0].media_type, MediaType::Png);
}

#[tokio::test]
async fn a_scanner_that_counts_one_unit_less_than_it_offers_is_given_less() {
    let mock = mock(&[Quirk::OneUnitLess], 1).await;
    let whole = Wanted { paper: Paper::Whole, ..FEEDER };
    let (pages, end) = scan(&scanner(&mock), whole).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    let settings = &mock.look().settings;
    assert!(settings[0].contains(&format!("<pwg:Height>{MAX_HEIGHT}<")) && settings.len() == 2);
    assert!(settings[1].contains("<pwg:Height>3500<") && settings[1].contains("<pwg:Width>2550<"));
}

#[tokio::test]
async fn black_and_white_that_is_refused_becomes_grey() {
    let mock = mock(&[Quirk::RefusesBilevel], 1).await;
    let (pages, end) = scan(&scanner(&mock), Wanted { colour: ColourMode::Bilevel, ..FEEDER }).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    assert!(mock.look().settings[1].contains("Grayscale8"));
}

#[tokio::test]
async fn a_page_of_fewer_pixels_than_offered_is_as_fine_as_it_is() {
    let mock = mock(&[Quirk::HalfResolution], 1).await;
    let (pages, end) = scan(&scanner(&mock), Wanted { dpi: 600, ..GLASS }).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    assert_eq!(pages[0].dpi, Some(300));
}

#[tokio::test]
async fn resolutions_that_differ_along_and_across_are_left_out_and_ranges_are_read() {
    for (quirk, resolutions) in
        [(Quirk::UnequalResolutions, &[75, 300][..]), (Quirk::ResolutionRange, &[75, 100, 150, 200, 300, 400, 600])]
    {
        let mock = mock(&[quirk], 1).await;
        let scanner = scanner(&mock);
        let told = scanner.capabilities().await.expect("told");
        assert_eq!(told.sources[0].resolutions, resolutions, "{quirk:?}");
        assert_eq!(scan(&scanner, FEEDER).await.0.len(), 1);
    }
}

#[tokio::test]
async fn a_scanner_without_a_glass_scans_from_its_feeder_unasked() {
    let mock = mock(&[Quirk::NoPlaten], 2).await;
    let scanner = scanner(&mock);
    let told = scanner.capabilities().await.expect("told");
    assert_eq!(told.sources.iter().map(|offer| offer.feed).collect::<Vec<_>>(), [Feed::Feeder, Feed::Duplex]);
    assert_eq!(scan(&scanner, Wanted { feed: None, ..FEEDER }).await.0.len(), 2);
}

#[tokio::test]
async fn documents_in_another_dress_say_the_same() {
    let plain = scanner(&mock(&[], 1).await).capabilities().await.expect("told");
    for quirk in [Quirk::LowerCaseDoctype, Quirk::ReferencedProfiles, Quirk::OldNamespaces] {
        let mock = mock(&[quirk], 2).await;
        let scanner = scanner(&mock);
        assert_eq!(scanner.capabilities().await.expect("told"), plain, "{quirk:?}");
        assert_eq!(scan(&scanner, FEEDER).await.0.len(), 2, "{quirk:?}");
    }
}

#[tokio::test]
async fn a_scanner_that_tells_little_of_itself_is_asked_for_what_is_usual() {
    let mock = mock(&[Quirk::MissingParts], 1).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    let settings = &mock.look().settings[0];
    assert!(settings.contains("<pwg:Width>2480<") && settings.contains(">image/jpeg<"));
}

#[tokio::test]
async fn paper_that_lies_in_the_middle_is_looked_for_there() {
    let mock = mock(&[Quirk::Centred], 1).await;
    assert_eq!(scan(&scanner(&mock), FEEDER).await.0.len(), 1);
    assert!(mock.look().settings[0].contains(&format!("<pwg:XOffset>{}<", (MAX_WIDTH - 2480) / 2)));
}

#[tokio::test]
async fn a_scanner_that_knows_only_pdf_is_let_have_its_way() {
    let mock = mock(&[Quirk::PdfOnly], 1).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    assert_eq!(pages[0].media_type, MediaType::Pdf);
}
