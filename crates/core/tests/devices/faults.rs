//! What goes wrong: the pages that came before are kept, and the clerk is told which it is.

use crate::{
    counter::{GLASS, PATIENCE, mock, scan, scanner, three},
    escl_scanner::Quirk,
};
use sportello_core::scanning::devices::{DeviceFault, Source, escl::Scanner};
use url::Url;

#[tokio::test]
async fn the_pages_before_a_jam_are_kept() {
    assert_eq!(three(Quirk::Jam).await, (2, Err(DeviceFault::Jam)));
}

#[tokio::test]
async fn an_opened_cover_and_two_sheets_at_once_are_told_apart() {
    assert_eq!(three(Quirk::CoverOpen).await, (1, Err(DeviceFault::CoverOpen)));
    assert_eq!(three(Quirk::DoubleFeed).await, (1, Err(DeviceFault::DoubleFeed)));
}

#[tokio::test]
async fn a_scan_stopped_at_the_scanner_is_called_cancelled() {
    assert_eq!(three(Quirk::CancelledThere).await, (1, Err(DeviceFault::Cancelled)));
}

#[tokio::test]
async fn a_page_without_a_byte_is_the_fault_that_the_job_names() {
    assert_eq!(three(Quirk::EmptyPage).await, (0, Err(DeviceFault::Jam)));
    assert_eq!(three(Quirk::EmptyPageCompleted).await, (0, Err(DeviceFault::FeederEmpty)));
}

#[tokio::test]
async fn a_scanner_that_stops_while_its_feeder_is_full_hides_no_page() {
    assert_eq!(three(Quirk::StopsAfterOne).await, (1, Err(DeviceFault::Aborted)));
}

#[tokio::test]
async fn a_scanner_that_falls_silent_is_given_up_in_the_page_and_before_it() {
    assert_eq!(three(Quirk::DeadRead).await, (0, Err(DeviceFault::Silent)));
    assert_eq!(three(Quirk::Hangs).await, (0, Err(DeviceFault::Silent)));
}

#[tokio::test]
async fn a_page_that_breaks_off_is_damaged_and_those_before_are_kept() {
    assert_eq!(three(Quirk::BreaksOff).await, (1, Err(DeviceFault::DamagedPage)));
}

#[tokio::test]
async fn a_page_without_end_is_given_up_at_the_size_of_a_document() {
    assert_eq!(three(Quirk::EndlessPage).await, (0, Err(DeviceFault::TooLarge)));
}

#[tokio::test]
async fn capabilities_without_end_and_bombs_are_no_scanner() {
    for quirk in [Quirk::EndlessCapabilities, Quirk::EntityBomb, Quirk::Redirects] {
        assert_eq!(three(quirk).await, (0, Err(DeviceFault::Unintelligible)), "{quirk:?}");
    }
}

#[tokio::test]
async fn a_scanner_that_wants_a_password_says_so() {
    assert_eq!(three(Quirk::Password).await, (0, Err(DeviceFault::NotAllowed)));
}

#[tokio::test]
async fn a_feed_that_is_not_there_is_not_asked_for() {
    let mock = mock(&[Quirk::NoPlaten], 1).await;
    assert_eq!(scan(&scanner(&mock), GLASS).await, (vec![], Err(DeviceFault::NotOffered)));
    assert!(mock.look().settings.is_empty());
}

#[tokio::test]
async fn nobody_at_the_address_is_told() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address")
    };
    for scheme in ["http", "https"] {
        let url = Url::parse(&format!("{scheme}://{address}/eSCL")).expect("an address");
        let scanner = Scanner::new(&url, None, PATIENCE).expect("a scanner");
        assert_eq!(scanner.capabilities().await, Err(DeviceFault::Unreachable), "{scheme}");
    }
    let url = Url::parse("ftp://192.0.2.1/eSCL").expect("an address");
    assert_eq!(Scanner::new(&url, None, PATIENCE).err(), Some(DeviceFault::Address));
}
