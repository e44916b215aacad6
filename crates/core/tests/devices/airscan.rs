//! Whether the mock is a scanner, asked of a client by others: Debian's `sane-airscan`, driven by the real `scanimage`.
//! Wants the packages `sane-airscan` and `sane-utils`; without them these tests fail.

use crate::{
    counter::mock,
    escl_scanner::{Mock, Quirk},
};
use std::{fs, path::Path, process::Output};
use tempfile::TempDir;

/// SANE's settings with nothing but this scanner, under the name `Lab`.
fn settings(mock: &Mock) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("dll.conf"), "airscan\n").expect("written");
    let text = format!("[devices]\nLab = {}, eSCL\n[options]\ndiscovery = disable\n", mock.url);
    fs::write(folder.path().join("airscan.conf"), text).expect("written");
    folder
}

async fn scanimage(settings: &Path, arguments: &[&str]) -> Output {
    let mut scanimage = tokio::process::Command::new("scanimage");
    scanimage.env("SANE_CONFIG_DIR", settings).env("LC_ALL", "C").current_dir(settings);
    scanimage.args(arguments).output().await.expect("scanimage: is sane-utils installed?")
}

/// The words of the program that matter when it fails.
fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_client_finds_a_scanner_and_its_options() {
    let mock = mock(&[], 3).await;
    let settings = settings(&mock);
    let list = scanimage(settings.path(), &["-L"]).await;
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    assert!(list.contains("airscan:e0:Lab"), "is sane-airscan installed? It says: {list}");
    let help = scanimage(settings.path(), &["-d", "airscan:e0:Lab", "-A"]).await;
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("Flatbed|ADF|ADF Duplex") && help.contains("75|100|200|300|600dpi"), "{help}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_client_gets_every_page_of_the_feeder_and_then_the_end() {
    for (quirks, source, sheets, pages) in [
        (&[][..], "ADF", 3, 3),
        (&[], "ADF Duplex", 2, 4),
        (&[Quirk::RelativeLocation, Quirk::NotYet], "ADF", 2, 2),
        (&[Quirk::EndsWithConflict], "ADF", 2, 2),
    ] {
        let mock = mock(quirks, sheets).await;
        let settings = settings(&mock);
        let batch = ["-d", "airscan:e0:Lab", "--source", source, "--mode", "Gray", "--resolution", "75"];
        let output = scanimage(settings.path(), &[&batch[..], &["--format=png", "--batch=page%d.png"]].concat()).await;
        let came = (1..=9).filter(|page| settings.path().join(format!("page{page}.png")).exists()).count();
        assert_eq!(came, pages, "{source} with {quirks:?}: {}", words(&output));
        assert!(output.status.success(), "{}", words(&output));
        let first = image::open(settings.path().join("page1.png")).expect("a picture");
        assert_eq!(first.color(), image::ColorType::L8);
        assert!((630..=640).contains(&first.width()), "{} pixels: 2551 units at 75 dpi", first.width());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_client_sees_the_jam_too() {
    let mock = mock(&[Quirk::Jam], 3).await;
    let settings = settings(&mock);
    let batch = ["-d", "airscan:e0:Lab", "--source", "ADF", "--resolution", "75", "--format=png", "--batch=page%d.png"];
    let output = scanimage(settings.path(), &batch).await;
    assert!(settings.path().join("page2.png").exists() && !settings.path().join("page3.png").exists());
    assert!(words(&output).contains("jammed"), "{}", words(&output));
}
