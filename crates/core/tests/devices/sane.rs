//! Scanners of Linux: SANE's own backend for tests, driven by the real `scanimage`. Wants the package `sane-utils`.

use crate::counter::scan;
use sportello_core::scanning::devices::{
    ColourMode, DeviceFault, Feed, Paper, Source, Wanted,
    sane::{Sane, options},
};
use sportello_protocol::documents::MediaType;
use std::{fs, os::unix::fs::PermissionsExt, time::Duration};
use tempfile::TempDir;

const FEEDER: Wanted = Wanted { feed: Some(Feed::Feeder), colour: ColourMode::Grey, dpi: 75, paper: Paper::Whole };
const GLASS: Wanted = Wanted { feed: Some(Feed::Flatbed), ..FEEDER };

/// SANE with its test backend only, and with these lines in its settings.
fn sane(settings: &str) -> (TempDir, Sane) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("dll.conf"), "test\n").expect("written");
    fs::write(folder.path().join("test.conf"), settings).expect("written");
    let sane = Sane { settings: Some(folder.path().to_owned()), ..Sane::default() };
    (folder, sane)
}

#[tokio::test]
async fn the_list_names_what_there_is() {
    let (_folder, sane) = sane("number_of_devices 2\n");
    let devices = sane.devices().await.expect("a list: is sane-utils installed?");
    let ids: Vec<&str> = devices.iter().map(|device| device.id.as_str()).collect();
    assert_eq!(ids, ["sane:test:0", "sane:test:1"]);
    assert_eq!(devices[0].name, "Noname frontend-tester");
}

#[tokio::test]
async fn its_options_are_understood() {
    let (_folder, sane) = sane("");
    let told = sane.scanner("test:0").capabilities().await.expect("options");
    let feeds: Vec<Feed> = told.sources.iter().map(|offer| offer.feed).collect();
    assert_eq!(feeds, [Feed::Flatbed, Feed::Feeder]);
    assert_eq!(told.sources[0].colours, [ColourMode::Grey, ColourMode::Colour]);
    assert!(told.sources[0].resolutions.contains(&300) && !told.sources[0].resolutions.contains(&1200));
    assert_eq!(options::millimetres(told.sources[0].max_width).round(), 200.0);
}

#[tokio::test]
async fn the_glass_gives_one_page_and_the_feeder_ten() {
    let (_folder, sane) = sane("");
    let scanner = sane.scanner("test:0");
    for (wanted, expected) in [(GLASS, 1), (FEEDER, 10)] {
        let (pages, end) = scan(&scanner, wanted).await;
        assert_eq!((pages.len(), end), (expected, Ok(())));
        let page = image::load_from_memory(&pages[0].bytes).expect("a picture");
        assert_eq!((pages[0].media_type, pages[0].dpi), (MediaType::Png, Some(75)));
        assert_eq!((page.width(), page.color()), (590, image::ColorType::L8), "200 mm at 75 dpi");
    }
}

#[tokio::test]
async fn what_its_driver_says_is_told() {
    for (status, fault) in [
        ("SANE_STATUS_JAMMED", DeviceFault::Jam),
        ("SANE_STATUS_NO_DOCS", DeviceFault::FeederEmpty),
        ("SANE_STATUS_COVER_OPEN", DeviceFault::CoverOpen),
        ("SANE_STATUS_DEVICE_BUSY", DeviceFault::Busy),
        ("SANE_STATUS_IO_ERROR", DeviceFault::Unreachable),
        ("SANE_STATUS_ACCESS_DENIED", DeviceFault::NotAllowed),
    ] {
        let (_folder, sane) = sane(&format!("read-status-code \"{status}\"\n"));
        let (pages, end) = scan(&sane.scanner("test:0"), FEEDER).await;
        assert_eq!((pages.len(), end), (0, Err(fault)), "{status}");
    }
}

/// A program that stands for a driver which hangs while it closes its scanner, as SANE's test backend does now and then.
#[tokio::test]
async fn a_driver_that_hangs_at_its_end_has_said_how_it_ended() {
    for (settings, expected) in
        [("", (10, Ok(()))), ("read-status-code \"SANE_STATUS_COVER_OPEN\"\n", (0, Err(DeviceFault::CoverOpen)))]
    {
        let (folder, mut sane) = sane(settings);
        sane.program = folder.path().join("scanimage-that-hangs");
        let script = "#!/bin/sh\nscanimage \"$@\"\ncase \"$*\" in *--batch=*) ;; *) exit ;; esac\n\
            sleep 600 &\ntrap \"kill $!\" TERM\nwait\n";
        fs::write(&sane.program, script).expect("written");
        fs::set_permissions(&sane.program, fs::Permissions::from_mode(0o700)).expect("it can be run");
        let (pages, end) = scan(&sane.scanner("test:0"), FEEDER).await;
        assert_eq!((pages.len(), end), expected);
    }
}

#[tokio::test]
async fn a_slow_scan_can_be_cancelled_and_leaves_no_program_behind() {
    let (_folder, sane) = sane("read-delay true\nread-delay-duration 200000\nread-limit true\nread-limit-size 64\n");
    let scanner = sane.scanner("test:0");
    let mut job = scanner.start(FEEDER).await.expect("started");
    assert!(tokio::time::timeout(Duration::from_millis(500), job.next_page()).await.is_err(), "it is slow");
    let told = std::time::Instant::now();
    job.cancel().await.expect("cancelled");
    assert!(told.elapsed() < Duration::from_secs(9), "it stopped when it was asked to");
    assert_eq!(job.next_page().await, Ok(None));
}

#[tokio::test]
async fn an_unknown_name_and_a_missing_program_are_told_apart() {
    let (_folder, sane) = sane("");
    assert_eq!(sane.scanner("none:0").capabilities().await, Err(DeviceFault::Unreachable));
    let nowhere = Sane { program: "/nowhere/scanimage".into(), settings: None };
    assert_eq!(nowhere.devices().await, Err(DeviceFault::NoProgram));
    assert_eq!(scan(&nowhere.scanner("test:0"), FEEDER).await, (vec![], Err(DeviceFault::NoProgram)));
}
