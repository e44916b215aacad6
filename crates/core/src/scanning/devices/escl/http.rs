//! HTTP to a scanner: a connection a request, nothing followed, nothing believed for longer than its time.

use super::certificate::{OtherCertificate, Pinned};
use crate::scanning::devices::DeviceFault;
use reqwest::{Client, Method, Response, header, redirect};
use std::{sync::Arc, time::Duration};
use url::Url;

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until a connection stands.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub read: Duration,
    /// For one page, with all attempts.
    pub page: Duration,
    /// Between two questions where the scanner names no time.
    pub pause: Duration,
    /// How often a scanner that is not ready is asked again.
    pub attempts: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(60),
            page: Duration::from_secs(120),
            pause: Duration::from_secs(1),
            attempts: 30,
        }
    }
}

/// What the `Host` header says; some scanners serve only one way of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// As the library writes it: without a usual port.
    Usual,
    /// `localhost`, for HP's small servers.
    Localhost,
    /// With its port, even the usual one, for Epson's.
    WithPort,
}

/// The way to one scanner.
#[derive(Debug, Clone)]
pub struct Line {
    root: Url,
    client: Client,
    host: Host,
    pinned: bool,
    patience: Patience,
}

impl Line {
    /// A line to the scanner whose resources are under `root`; with a pin only to the holder of that certificate.
    ///
    /// # Errors
    /// `Address` for another scheme than http and https, `NoProtection` where TLS cannot be set up
    pub fn new(root: &Url, pin: Option<&str>, patience: Patience) -> Result<Self, DeviceFault> {
        if !matches!(root.scheme(), "http" | "https") || root.host().is_none() {
            return Err(DeviceFault::Address);
        }
        let pin = pin.filter(|_| root.scheme() == "https").map(str::to_owned);
        let pinned = pin.is_some();
        let client = if pinned { guarded(pin, patience)? } else { build(Client::builder(), patience)? };
        Ok(Self { root: root.clone(), client, host: Host::Usual, pinned, patience })
    }

    /// The same with another `Host` header.
    pub fn calling(&mut self, host: Host) {
        self.host = host;
    }

    /// How long things may take.
    #[must_use]
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// The path of a resource of the scanner.
    #[must_use]
    pub fn path(&self, resource: &str) -> String {
        format!("{}/{resource}", self.root.path().trim_end_matches('/'))
    }

    /// Sends a request to a path of this scanner; gives back the head of the answer, whatever it says.
    ///
    /// # Errors
    /// `Unreachable`, `Silent`, `UntrustedCertificate`, `ChangedCertificate`, `NoProtection`, `Unintelligible`
    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> Result<Response, DeviceFault> {
        let mut url = self.root.clone();
        url.set_path(path);
        let mut request = self.client.request(method, url).header(header::CONNECTION, "close");
        if let Some(host) = self.host_header() {
            request = request.header(header::HOST, host);
        }
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "text/xml; charset=UTF-8").body(body);
        }
        match request.send().await {
            Ok(response) => Ok(response),
            Err(error) => Err(self.understand(error).await),
        }
    }

    /// A whole answer of at most `most` bytes.
    ///
    /// # Errors
    /// As [`Line::send`]; `Unintelligible` where it is larger.
    pub async fn read(&self, mut response: Response, most: usize) -> Result<Vec<u8>, DeviceFault> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if bytes.len() + chunk.len() > most {
                return Err(DeviceFault::Unintelligible);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn host_header(&self) -> Option<String> {
        match self.host {
            Host::Usual => None,
            Host::Localhost => Some("localhost".to_owned()),
            Host::WithPort => Some(format!("{}:{}", self.root.host_str()?, self.root.port_or_known_default()?)),
        }
    }

    async fn understand(&self, error: reqwest::Error) -> DeviceFault {
        tracing::debug!(error = %error_kinds(&error), "A scanner did not answer.");
        if let Some(other) = OtherCertificate::within(&error) {
            return if other.fingerprint.is_empty() {
                DeviceFault::NoProtection
            } else {
                DeviceFault::ChangedCertificate { fingerprint: other.fingerprint.clone() }
            };
        }
        if !error.is_connect() {
            return broken(error);
        }
        let protected = self.root.scheme() == "https" && failed_at_protection(&error);
        match (protected, self.pinned) {
            (false, _) => DeviceFault::Unreachable,
            (true, true) => DeviceFault::NoProtection,
            (true, false) => self.who_is_there().await,
        }
    }

    /// Why no protected connection came about: looks at the certificate, and sends nothing.
    async fn who_is_there(&self) -> DeviceFault {
        let Ok(client) = guarded(None, self.patience) else { return DeviceFault::NoProtection };
        let Err(error) = client.get(self.root.clone()).send().await else { return DeviceFault::NoProtection };
        match OtherCertificate::within(&error) {
            Some(other) if !other.fingerprint.is_empty() => {
                DeviceFault::UntrustedCertificate { fingerprint: other.fingerprint.clone() }
            }
            Some(_) => DeviceFault::NoProtection,
            None if failed_at_protection(&error) => DeviceFault::NoProtection,
            None => DeviceFault::Unreachable,
        }
    }
}

fn guarded(pin: Option<String>, patience: Patience) -> Result<Client, DeviceFault> {
    let builder = Client::builder()
        .tls_info(true)
        .tls_danger_accept_invalid_certs(true)
        .tls_danger_accept_invalid_hostnames(true)
        .connector_layer(Pinned(Arc::new(pin)));
    build(builder, patience)
}

fn build(builder: reqwest::ClientBuilder, patience: Patience) -> Result<Client, DeviceFault> {
    // No proxy: a scanner stands in the same building. No kept connections: too many scanners close them unsaid.
    builder
        .no_proxy()
        .redirect(redirect::Policy::none())
        .http1_only()
        .http1_ignore_invalid_headers_in_responses(true)
        .pool_max_idle_per_host(0)
        .connect_timeout(patience.connect)
        .read_timeout(patience.read)
        .user_agent(concat!("sportello/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|_| DeviceFault::NoProtection)
}

/// What a fault after the connection stood means.
pub(super) fn broken(error: reqwest::Error) -> DeviceFault {
    if error.is_timeout() { DeviceFault::Silent } else { DeviceFault::Unreachable }
}

/// Whether a connection stood and no protected one came about over it.
fn failed_at_protection(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.is::<native_tls::Error>())
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source())
}

/// The kinds of an error's causes, for the log: texts could name addresses.
fn error_kinds(error: &reqwest::Error) -> String {
    let io = causes(error).filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    let kinds: Vec<String> = io.map(|error| error.kind().to_string()).collect();
    format!("connect {}, time-out {}, {}", error.is_connect(), error.is_timeout(), kinds.join(", "))
}
