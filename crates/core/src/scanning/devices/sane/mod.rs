//! Scanners of Linux, through SANE's own program `scanimage`: its drivers are C and stay outside this process.

mod folder;
mod job;
pub mod options;
mod said;

use super::{
    Activity, Answer, Capabilities, Device, DeviceFault, DeviceState, Feed, Job, Source, Via, Wanted,
    escl::{capabilities::name, settings},
};
pub use folder::sweep;
use options::Options;
use std::{path::PathBuf, process::Stdio, time::Duration};
use tokio::{process::Command, time::timeout};

/// For the list and the options: some drivers look for their scanners in the network first.
const PATIENCE: Duration = Duration::from_secs(30);

/// SANE on this machine.
#[derive(Debug, Clone)]
pub struct Sane {
    /// The program.
    pub program: PathBuf,
    /// The folder of SANE's settings, where it is not the system's.
    pub settings: Option<PathBuf>,
}

impl Default for Sane {
    fn default() -> Self {
        Self { program: "scanimage".into(), settings: None }
    }
}

impl Sane {
    /// The scanners that SANE finds, without cameras and without those that are reached by eSCL anyway.
    ///
    /// # Errors
    /// `NoProgram`, `Silent`, `Aborted`
    pub async fn devices(&self) -> Result<Vec<Device>, DeviceFault> {
        let list = self.ask(&["--formatted-device-list", "%d\t%v\t%m%n"]).await?;
        let device = |line: &str| {
            let mut parts = line.split('\t');
            let (id, vendor, model) = (parts.next()?, parts.next()?, parts.next()?);
            let elsewhere = ["airscan:e", "escl:", "v4l:"].iter().any(|start| id.starts_with(start));
            (!elsewhere && !id.is_empty()).then(|| Device {
                id: format!("sane:{id}"),
                name: name(&format!("{vendor} {model}")),
                via: Via::Sane { name: id.to_owned() },
            })
        };
        Ok(list.lines().filter_map(device).collect())
    }

    /// The scanner of this name.
    #[must_use]
    pub fn scanner(&self, name: &str) -> Scanner {
        Scanner { sane: self.clone(), name: name.to_owned() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("LC_ALL", "C").stdin(Stdio::null()).kill_on_drop(true);
        if let Some(folder) = &self.settings {
            command.env("SANE_CONFIG_DIR", folder);
        }
        command
    }

    async fn ask(&self, arguments: &[&str]) -> Result<String, DeviceFault> {
        let mut command = self.command();
        let asked = command.args(arguments).stderr(Stdio::null()).output();
        let output =
            timeout(PATIENCE, asked).await.map_err(|_| DeviceFault::Silent)?.map_err(|_| DeviceFault::NoProgram)?;
        if !output.status.success() {
            return Err(job::fault(output.status.code()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// A scanner of SANE's.
pub struct Scanner {
    sane: Sane,
    name: String,
}

impl Scanner {
    async fn options(&self) -> Result<Options, DeviceFault> {
        let help = self.sane.ask(&["-d", &self.name, "-A"]).await.map_err(|fault| match fault {
            // A name that no driver answers to.
            DeviceFault::Refused | DeviceFault::Aborted => DeviceFault::Unreachable,
            fault => fault,
        })?;
        Ok(options::parse(&help))
    }

    async fn begin(&self, wanted: Wanted) -> Result<Box<dyn Job>, DeviceFault> {
        let options = self.options().await?;
        let offered = options.shown("").sources;
        // SANE does not tell whether the feeder has paper.
        let feed = wanted.feed.unwrap_or(if offered.iter().any(|offer| offer.feed == Feed::Flatbed) {
            Feed::Flatbed
        } else {
            Feed::Feeder
        });
        let offer = offered.iter().find(|offer| offer.feed == feed).ok_or(DeviceFault::NotOffered)?;
        let dpi = settings::resolution(&offer.resolutions, wanted.dpi);
        let mut command = self.sane.command();
        command.args(["-d", &self.name, "--format=png", "--batch-print"]);
        if let Some(source) = options.source(feed) {
            command.args(["--source", source]);
        }
        if let Some(word) = options.adf_duplex.as_ref().filter(|_| feed == Feed::Duplex) {
            command.args(["--adf-mode", word]);
        }
        let mode = settings::colour(&offer.colours, wanted.colour);
        if let Some((_, word)) = options.modes.iter().find(|(known, _)| *known == mode) {
            command.args(["--mode", word]);
        }
        if !options.resolutions.is_empty() {
            command.args(["--resolution", &dpi.to_string()]);
        }
        let whole = (offer.max_width, offer.max_height);
        let (width, height) = wanted.paper.size().unwrap_or(whole);
        for (option, wanted, most) in [("-x", width, options.width), ("-y", height, options.height)] {
            if most > 0.0 {
                command.args([option, &format!("{:.2}", options::millimetres(wanted).min(most))]);
            }
        }
        if feed == Feed::Flatbed {
            command.arg("--batch-count=1");
        }
        Ok(Box::new(job::Running::start(command, feed, dpi)?))
    }
}

impl Source for Scanner {
    fn capabilities(&self) -> Answer<'_, Capabilities> {
        Box::pin(async { Ok(self.options().await?.shown("")) })
    }

    fn state(&self) -> Answer<'_, DeviceState> {
        Box::pin(async { Ok(DeviceState { activity: Activity::Idle, feeder_loaded: None }) })
    }

    fn start(&self, wanted: Wanted) -> Answer<'_, Box<dyn Job>> {
        Box::pin(self.begin(wanted))
    }
}
