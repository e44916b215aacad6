//! Scanners on the network, by eSCL (AirScan).
//!
//! Source: Mopria eSCL Technical Specification 2.97, and what real devices do instead.

pub mod address;
pub mod capabilities;
mod certificate;
pub mod discovery;
pub mod http;
mod job;
pub mod location;
mod outcome;
mod page;
mod quirks;
pub mod settings;
pub mod status;
mod trouble;
pub mod xml;

use super::{Answer, Capabilities, DeviceFault, DeviceState, Feed, Job, Source, Wanted};
use capabilities::Description;
use http::{Host, Line, Patience};
use quirks::Quirks;
use reqwest::{Method, StatusCode, header};
use settings::Settings;
use status::{Feeder, Status};
use std::sync::OnceLock;
use url::Url;

/// A scanner on the network.
pub struct Scanner {
    line: Line,
    known: OnceLock<Known>,
}

/// What was learned by asking once.
#[derive(Clone)]
struct Known {
    description: Description,
    quirks: Quirks,
    line: Line,
}

impl Scanner {
    /// The scanner whose resources are under `root`; with a pin only the holder of that certificate is talked to.
    ///
    /// # Errors
    /// `Address`, `NoProtection`
    pub fn new(root: &Url, pin: Option<&str>, patience: Patience) -> Result<Self, DeviceFault> {
        Ok(Self { line: Line::new(root, pin, patience)?, known: OnceLock::new() })
    }

    /// Its own description.
    ///
    /// # Errors
    /// As [`Source::capabilities`].
    pub async fn description(&self) -> Result<Description, DeviceFault> {
        Ok(self.known().await?.description)
    }

    async fn known(&self) -> Result<Known, DeviceFault> {
        if let Some(known) = self.known.get() {
            return Ok(known.clone());
        }
        let mut line = self.line.clone();
        let mut fault = DeviceFault::Unintelligible;
        for host in [Host::Usual, Host::Localhost, Host::WithPort] {
            line.calling(host);
            match describe(&line).await {
                Ok((description, server)) => {
                    let quirks = Quirks::of(&description, &server);
                    if host == Host::Usual {
                        line.calling(quirks.host);
                    }
                    let known = Known { description, quirks, line };
                    return Ok(self.known.get_or_init(|| known).clone());
                }
                Err(failed @ (DeviceFault::Unintelligible | DeviceFault::NotAllowed)) => fault = failed,
                Err(failed) => return Err(failed),
            }
        }
        Err(fault)
    }

    async fn begin(&self, wanted: Wanted) -> Result<Box<dyn Job>, DeviceFault> {
        let known = self.known().await?;
        let before = status(&known.line).await.ok();
        let feed = wanted.feed.unwrap_or_else(|| likely(&known.description, before.as_ref()));
        let settings = Settings::nearest(&known.description, feed, &wanted)?;
        let job = job::start(known.line.clone(), known.quirks, settings).await?;
        Ok(Box::new(job))
    }
}

impl Source for Scanner {
    fn capabilities(&self) -> Answer<'_, Capabilities> {
        Box::pin(async { Ok(self.known().await?.description.shown()) })
    }

    fn state(&self) -> Answer<'_, DeviceState> {
        Box::pin(async { Ok(status(&self.known().await?.line).await?.shown()) })
    }

    fn start(&self, wanted: Wanted) -> Answer<'_, Box<dyn Job>> {
        Box::pin(self.begin(wanted))
    }
}

/// The feed that the clerk most likely means: where the paper is.
fn likely(scanner: &Description, status: Option<&Status>) -> Feed {
    let loaded = status.is_some_and(|status| status.feeder == Feeder::Loaded);
    let has = |feed| scanner.feed(feed).is_some();
    if has(Feed::Feeder) && (loaded || !has(Feed::Flatbed)) { Feed::Feeder } else { Feed::Flatbed }
}

async fn describe(line: &Line) -> Result<(Description, String), DeviceFault> {
    let response = line.send(Method::GET, &line.path("ScannerCapabilities"), None).await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(DeviceFault::NotAllowed),
        StatusCode::SERVICE_UNAVAILABLE => return Err(DeviceFault::Busy),
        _ => return Err(DeviceFault::Unintelligible),
    }
    let server = response.headers().get(header::SERVER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let server = server.to_owned();
    let bytes = line.read(response, xml::MOST_BYTES).await?;
    Ok((capabilities::parse(&bytes)?, server))
}

async fn status(line: &Line) -> Result<Status, DeviceFault> {
    let response = line.send(Method::GET, &line.path("ScannerStatus"), None).await?;
    match response.status() {
        StatusCode::OK => status::parse(&line.read(response, xml::MOST_BYTES).await?),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(DeviceFault::NotAllowed),
        StatusCode::SERVICE_UNAVAILABLE => Err(DeviceFault::Busy),
        _ => Err(DeviceFault::Unintelligible),
    }
}
