//! Centrale with the demonstration comune, on loopback.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::processes::{Running, command, output, say, step};
use crate::{compile, tree};

/// What the demonstration says about itself; the accounts are invented and good for nothing else.
pub const ACCOUNTS: &str =
    "Operators at the desk:  Anna Prova 123456   Bruno Esempio 234567   Carla Demo (supervisor) 345678
Officer's console:      funzionario Demo-Funzionario-1
Administrator:          amministratore Demo-Amministratore-1";

/// Options of `central`.
#[derive(clap::Args)]
pub struct Options {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8484")]
    listen: String,
    /// Go on with the data of the last time.
    #[arg(long)]
    keep: bool,
}

/// `cargo xtask central`
pub fn run(options: &Options) -> Result<()> {
    compile::everything()?;
    let data = Data::at(&tree::target().join("demo"));
    data.prepare(options.keep)?;
    let mut centrale = Centrale::start(&data, &options.listen)?;
    say(format!("Centrale: {0}\nConsole:  {0}/console/\n{ACCOUNTS}", centrale.url));
    say(format!("An enrolment code: {}", data.enrolment_code("S1")?));
    centrale.running.wait()?;
    Ok(())
}

/// Centrale's data folder and the key that opens it, which stands outside.
pub struct Data {
    folder: PathBuf,
    key: PathBuf,
}

impl Data {
    /// The two below `folder`.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.join("centrale"), key: folder.join("centrale.key") }
    }

    /// Fills an empty database with the demonstration comune; with `keep`, only where there is none yet.
    pub fn prepare(&self, keep: bool) -> Result<()> {
        if keep && self.folder.is_dir() {
            return Ok(());
        }
        if self.folder.is_dir() {
            fs::remove_dir_all(&self.folder).context("removing the old demonstration")?;
        }
        fs::create_dir_all(&self.folder)?;
        step("Filling Centrale with demonstration data", &mut self.command("demo"))
    }

    /// A one-time code for a desk.
    pub fn enrolment_code(&self, desk: &str) -> Result<String> {
        let answer = output("Making an enrolment code", self.command("enrol-code").args(["--desk", desk]))?;
        let answer: Value = serde_json::from_str(&answer)?;
        Ok(answer["code"].as_str().context("no code in the answer")?.to_owned())
    }

    fn command(&self, name: &str) -> Command {
        let mut centrale = command(tree::program("centrale"));
        centrale.arg(name).arg("--data").arg(&self.folder).arg("--key-file").arg(&self.key);
        centrale
    }
}

/// A running Centrale; ends when dropped.
pub struct Centrale {
    /// Its address.
    pub url: String,
    running: Running,
}

impl Centrale {
    /// Starts it and waits until it listens.
    pub fn start(data: &Data, listen: &str) -> Result<Self> {
        say("Starting Centrale");
        let mut serve = data.command("serve");
        serve.args(["--listen", listen]).stdout(Stdio::piped());
        if std::env::var_os("CENTRALE_LOG").is_none() {
            // A line for every request would bury what this command says.
            serve.env("CENTRALE_LOG", "warn");
        }
        let mut running = Running::start("centrale", &mut serve)?;
        let ready: Value = serde_json::from_str(&running.first_line()?)?;
        let url = ready["listening"].as_str().context("Centrale did not say where it listens")?.to_owned();
        Ok(Self { url, running })
    }
}
