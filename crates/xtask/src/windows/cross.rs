//! The compiler for Windows: Rust's own target where it is installed, else Debian's with its standard library's sources.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::compile::cargo;
use crate::processes::{command, exists, step};
use crate::{system, tree};

const TARGET: &str = "x86_64-pc-windows-gnu";
/// Which compiler makes Windows programs here.
pub enum Toolchain {
    /// The user's, which has the target.
    Installed,
    /// Debian's `rustc-web`, which builds the standard library first.
    Debian,
}

impl Toolchain {
    /// Finds or installs one.
    pub fn ready() -> Result<Self> {
        if has_target() {
            system::ensure(&["gcc-mingw-w64-x86-64", "perl", "make"])?;
            return Ok(Self::Installed);
        }
        if exists("apt-get") && system::is_offered("rustc-web") {
            system::ensure(system::WINDOWS_COMPILER)?;
            return Ok(Self::Debian);
        }
        bail!("no compiler for Windows here: run `rustup target add {TARGET}` and install mingw-w64")
    }

    /// Builds the window and the bridge; gives back the folder they are in.
    pub fn build(&self) -> Result<PathBuf> {
        let folder = tree::target().join("windows");
        let mut build = self.cargo("build");
        build.args(["--release", "-p", "sportello", "-p", "sportello-bridge", "--no-default-features"]);
        build.args(["--features", "cipher-vendored,custom-protocol"]).arg("--target-dir").arg(&folder);
        step("Building the Windows programs (OpenSSL from source: up to 20 minutes the first time)", &mut build)?;
        Ok(folder.join(TARGET).join("release"))
    }

    /// Type-checks what must build for Windows.
    pub fn check(&self) -> Result<()> {
        let mut check = self.cargo("check");
        check.args(["-p", "sportello-core", "-p", "sportello-bridge", "--no-default-features"]);
        check.arg("--target-dir").arg(tree::target().join("windows"));
        step("Checking the types for Windows", &mut check)
    }

    fn cargo(&self, what: &str) -> Command {
        let mut cargo = match self {
            Self::Installed => cargo(),
            Self::Debian => debian_cargo(),
        };
        cargo.arg(what).args(["--target", TARGET]);
        if matches!(self, Self::Debian) {
            cargo.arg("-Zbuild-std=std,panic_unwind");
        }
        let prefix = "x86_64-w64-mingw32-";
        cargo
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", format!("{prefix}gcc"))
            .env("CC_x86_64_pc_windows_gnu", format!("{prefix}gcc"))
            .env("AR_x86_64_pc_windows_gnu", format!("{prefix}ar"));
        cargo
    }
}

/// Debian's cargo with its own compiler, ahead of rustup's; build-std is open to it by the bootstrap switch.
fn debian_cargo() -> Command {
    let mut cargo = command("/usr/bin/cargo");
    // What `cargo xtask` tells its child about itself and about rustup's compiler.
    let about_us = |name: &str| {
        name == "CARGO"
            || name == "LD_LIBRARY_PATH"
            || ["CARGO_PKG_", "CARGO_MANIFEST_", "RUST"].iter().any(|start| name.starts_with(start))
    };
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(about_us) {
            cargo.env_remove(name);
        }
    }
    let path = std::env::var("PATH").unwrap_or_default();
    cargo.env("PATH", format!("/usr/bin:{path}")).env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    cargo
}

fn has_target() -> bool {
    command("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|answer| PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim()).is_dir())
}
