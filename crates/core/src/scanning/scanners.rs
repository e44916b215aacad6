//! Finding the scanner of this desk: what answers around it, or at a typed address, and what it can do.

use super::devices::{self, Capabilities, Device, DeviceFault, escl};
use crate::{App, Error, Result};
use serde::Deserialize;
use std::time::Duration;
use ts_rs::TS;

/// Scanners on the network answer within a second or two, and some only when asked again.
const SEARCH: Duration = Duration::from_secs(5);

/// Finds a scanner by its address.
#[derive(Debug, Deserialize, TS)]
pub struct FindScanner {
    /// As typed: a number, a name, or a whole address.
    pub address: String,
}

/// The scanners that answer within five seconds.
///
/// # Errors
/// None; where none answers the list is empty.
pub async fn devices(_app: &App, (): ()) -> Result<Vec<Device>> {
    let mut found: Vec<Device> = Vec::new();
    let mut answers = devices::search(SEARCH);
    while let Ok(Some(device)) = tokio::time::timeout(SEARCH * 2, answers.recv()).await {
        // One of which more was learned comes again.
        found.retain(|known| known.id != device.id);
        found.push(device);
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// The scanner at a typed address.
///
/// # Errors
/// `Scanner`
pub async fn find(_app: &App, request: FindScanner) -> Result<Device> {
    Ok(escl::address::find(&request.address, escl::http::Patience::default()).await?)
}

/// What a scanner can do; at the same time whether it answers, and whether its certificate is known.
///
/// # Errors
/// `Scanner`
pub async fn ask(_app: &App, device: Device) -> Result<Capabilities> {
    Ok(devices::open(&device)?.capabilities().await?)
}

impl From<DeviceFault> for Error {
    fn from(fault: DeviceFault) -> Self {
        Self::Scanner { fault }
    }
}
