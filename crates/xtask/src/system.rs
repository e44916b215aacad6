//! What the system must have, and how it gets it.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::processes::{command, exists, output, say, step};

/// What the programs need to be built and to open their window.
pub const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "fonts-liberation",
];

/// What the tests need beside: a display, the window's driver, a browser, networks to cut, another scanning program,
/// the programs that judge a PDF, and a virus check.
pub const TESTS: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "chromium",
    "iproute2",
    "openssl",
    "dbus",
    "sane-airscan",
    "sane-utils",
    "qpdf",
    "poppler-utils",
    "tesseract-ocr",
    "tesseract-ocr-ita",
    "default-jdk-headless",
    "libpdfbox2-java",
    "libactivation-java",
    "libjaxb-api-java",
    "python3-venv",
    "clamav-daemon",
];

/// What the scanning bench measures itself against, and what draws its pages.
pub const SCAN_PEERS: &[&str] = &["poppler-utils", "fonts-urw-base35", "imagemagick", "ocrmypdf", "img2pdf"];

/// What a compiler for Windows needs where Rust has not got that target.
pub const WINDOWS_COMPILER: &[&str] =
    &["rustc-web", "cargo-web", "rust-web-src", "gcc-mingw-w64-x86-64", "perl", "make"];

/// What the setup and its trial under Wine need.
pub const WINDOWS_SETUP: &[&str] = &["gcc-mingw-w64-x86-64", "nsis", "wine", "wine64"];

/// What draws the icons.
pub const ICONS: &[&str] = &["librsvg2-bin"];

const ELSEWHERE: &str = "This is not Debian or Ubuntu: please install by hand what is not there yet.
  Fedora:  gcc make perl pkgconf openssl-devel webkit2gtk4.1-devel gtk3-devel librsvg2-devel liberation-fonts
           xorg-x11-server-Xvfb webkit2gtk-driver chromium sane-airscan sane-backends
  Arch:    base-devel openssl webkit2gtk-4.1 gtk3 librsvg ttf-liberation xorg-server-xvfb chromium sane sane-airscan
  macOS:   xcode-select --install; brew install openssl@3
  Windows: Visual Studio Build Tools (C++), Strawberry Perl, WebView2 (part of Windows 11), Chrome or Edge
The window suite and `cargo xtask windows` run on Debian and Ubuntu only.";

/// Installs those of `packages` that are missing; where there is no apt, says what to install and goes on.
pub fn ensure(packages: &[&str]) -> Result<()> {
    if !exists("apt-get") {
        say(ELSEWHERE);
        return Ok(());
    }
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_there(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(format!("Installing {}", missing.join(" ")));
    step("Refreshing the package lists", as_root()?.args(["apt-get", "update", "-qq"]))?;
    let mut install = as_root()?;
    install.args(["apt-get", "install", "-y", "-qq", "--no-install-recommends"]).args(&missing);
    step("Installing with apt", &mut install)
}

/// Adds the formatter and the linter where rustup installed only the compiler.
pub fn ensure_rust_components() -> Result<()> {
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        let works = command(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if works {
            continue;
        }
        if !exists("rustup") {
            bail!("{program} is missing: install the component {component} of your Rust");
        }
        step(&format!("Adding {component}"), command("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

/// Whether apt knows a package, installed or not.
pub fn is_offered(package: &str) -> bool {
    is_there(package)
        || output("apt-cache policy", command("apt-cache").args(["policy", package]))
            .is_ok_and(|policy| policy.contains("Candidate: ") && !policy.contains("Candidate: (none)"))
}

fn is_there(package: &str) -> bool {
    // Ubuntu's package of this name only brings a snap; any Chromium or Chrome will do.
    if package == "chromium" && browser().is_some() {
        return true;
    }
    command("dpkg-query")
        .args(["-W", "-f=${db:Status-Abbrev}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|answer| answer.stdout.starts_with(b"ii"))
}

/// The Chromium of this system.
pub fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].into_iter().find(|name| exists(name))
}

fn as_root() -> Result<std::process::Command> {
    let user = output("id -u", command("id").arg("-u")).context("who runs this")?;
    let mut root = if user.trim() == "0" {
        command("env")
    } else if exists("sudo") {
        let mut sudo = command("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("packages are missing and there is no sudo: run this once as root");
    };
    root.arg("DEBIAN_FRONTEND=noninteractive");
    Ok(root)
}
