//! Scanners behind https with a certificate that nobody vouches for: asked about once, pinned afterwards.

use crate::{
    counter::{FEEDER, PATIENCE, scan},
    escl_scanner::{Mock, Options, Quirk},
};
use ring::digest::{SHA256, digest};
use sportello_core::scanning::devices::{
    self, DeviceFault, Source, Via,
    escl::{Scanner, address},
};
use url::Url;

async fn protected(quirks: &[Quirk]) -> (Mock, String) {
    let options = Options { sheets: 2, quirks: quirks.iter().copied().collect(), ..Options::default() };
    let (mock, certificate) = Mock::start_protected(options).await;
    (mock, hex::encode(digest(&SHA256, &certificate)))
}

fn scanner(mock: &Mock, pin: Option<&str>) -> Scanner {
    Scanner::new(&Url::parse(&mock.url).expect("an address"), pin, PATIENCE).expect("a scanner")
}

#[tokio::test]
async fn an_unknown_certificate_is_asked_about_and_nothing_is_said_to_its_holder() {
    let (mock, fingerprint) = protected(&[]).await;
    let asked = scanner(&mock, None).capabilities().await;
    assert_eq!(asked, Err(DeviceFault::UntrustedCertificate { fingerprint }));
    assert!(mock.look().requests.is_empty(), "no request was written");
}

#[tokio::test]
async fn a_typed_address_without_a_scheme_finds_the_protected_scanner_and_pins_nothing() {
    let (mock, fingerprint) = protected(&[]).await;
    let device = address::find(&mock.address.to_string(), PATIENCE).await.expect("a scanner");
    assert_eq!(device.name, "Laboratorio Prova 1");
    let Via::Escl { url, pin, .. } = &device.via else { panic!("another kind") };
    assert_eq!((url.scheme(), pin), ("https", &None));
    let asked = devices::open(&device).expect("opened").capabilities().await;
    assert_eq!(asked, Err(DeviceFault::UntrustedCertificate { fingerprint }), "the clerk is asked all the same");
}

#[tokio::test]
async fn a_pinned_certificate_is_enough() {
    let (mock, fingerprint) = protected(&[]).await;
    let (pages, end) = scan(&scanner(&mock, Some(&fingerprint)), FEEDER).await;
    assert_eq!((pages.len(), end), (2, Ok(())));
}

#[tokio::test]
async fn another_certificate_than_the_pinned_one_is_told_and_gets_no_request() {
    let (_, pinned) = protected(&[]).await;
    let (mock, fingerprint) = protected(&[]).await;
    let asked = scanner(&mock, Some(&pinned)).start(FEEDER).await.err();
    assert_eq!(asked, Some(DeviceFault::ChangedCertificate { fingerprint }));
    assert!(mock.look().requests.is_empty(), "no request was written");
}

#[tokio::test]
async fn a_protected_connection_that_breaks_after_the_head_of_the_answer_is_enough() {
    let (mock, fingerprint) = protected(&[Quirk::DropsAfterHeaders]).await;
    let (pages, end) = scan(&scanner(&mock, Some(&fingerprint)), FEEDER).await;
    assert_eq!((pages.len(), end), (2, Ok(())));
}

#[tokio::test]
async fn what_speaks_no_tls_is_not_taken_for_protected() {
    let mock = Mock::start(Options::default(), "127.0.0.1:0").await;
    let url = Url::parse(&mock.url.replace("http://", "https://")).expect("an address");
    for pin in [None, Some("00")] {
        let scanner = Scanner::new(&url, pin, PATIENCE).expect("a scanner");
        assert_eq!(scanner.capabilities().await, Err(DeviceFault::NoProtection));
    }
}
