//! Scanned documents that nobody here drew, for the tests that look at them: those of the tests of ocrmypdf, in its source
//! package. They are fetched, not copied into this project: most are CC-BY-SA.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::processes::{command, say};
use crate::tree;

const PACKAGE: &str = "ocrmypdf";
const VERSION: &str = "17.13.0";

/// The folder of the samples; nothing where they cannot be had, which is said: the tests that need them leave them out.
pub fn folder() -> Option<PathBuf> {
    let place = tree::target().join("samples");
    let folder = place.join(format!("{PACKAGE}-{VERSION}/tests/resources"));
    if folder.is_dir() {
        return Some(folder);
    }
    match fetch(&place) {
        Ok(()) if folder.is_dir() => Some(folder),
        Ok(()) => None,
        Err(error) => {
            say(format!("The sample documents cannot be had, their tests are left out: {error:#}"));
            None
        }
    }
}

/// By `pip`, from wherever this machine gets its packages. It wants to know how the package is built even where it only
/// fetches it, so it takes a minute.
fn fetch(place: &std::path::Path) -> Result<()> {
    say(format!("Fetching the sample documents of {PACKAGE}"));
    std::fs::create_dir_all(place)?;
    let mut pip = command(crate::python::program());
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest"]).arg(place);
    pip.arg(format!("{PACKAGE}=={VERSION}")).stdout(Stdio::null()).stderr(Stdio::null());
    ensure!(pip.status().context("pip")?.success(), "pip cannot download {PACKAGE} {VERSION}");
    let archive = place.join(format!("{PACKAGE}-{VERSION}.tar.gz"));
    let mut tar = command("tar");
    tar.arg("-xzf").arg(&archive).arg("-C").arg(place);
    ensure!(tar.status().context("tar")?.success(), "the archive cannot be unpacked");
    Ok(())
}
