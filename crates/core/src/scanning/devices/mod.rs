//! The scanners of the counter, behind one trait: eSCL on the network, SANE on Linux, WIA on Windows.
//!
//! A [`Source`] is asked what it can do and in what state it is; a [`Job`] hands over one page after the other, each
//! before the next is asked for, so that what came before a jam is kept. What goes wrong is a [`DeviceFault`].

pub mod escl;
mod fault;
#[cfg(unix)]
pub mod sane;
mod source;
mod types;
pub mod wia;

pub use fault::DeviceFault;
pub use source::{Answer, Job, Source};
pub use types::*;

use crate::scanning::whole::{Verdict, judge};
use sportello_protocol::documents::MediaType;
use std::time::Duration;
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};

/// What is found and not yet taken; more waits.
const WAITING: usize = 16;

/// A page is looked at for so long at most.
const LONGEST_LOOK: Duration = Duration::from_secs(20);

/// What a page is, by its bytes. A picture that ends early is a page as far as it goes, and shows it: the sheets after it
/// are not its fault.
///
/// # Errors
/// `DamagedPage` for what is no picture and no whole PDF
pub(crate) fn type_of(bytes: &[u8]) -> Result<MediaType, DeviceFault> {
    match judge(bytes) {
        Verdict::Whole(media_type, _) => Ok(media_type),
        Verdict::NotYet(media_type) if media_type != MediaType::Pdf => Ok(media_type),
        _ => Err(DeviceFault::DamagedPage),
    }
}

/// The same beside everything else, and not for ever.
async fn judged(bytes: Vec<u8>) -> Result<(Vec<u8>, MediaType), DeviceFault> {
    let looking = spawn_blocking(move || type_of(&bytes).map(|media_type| (bytes, media_type)));
    match timeout(LONGEST_LOOK, looking).await {
        Ok(Ok(looked)) => looked,
        Ok(Err(_)) | Err(_) => Err(DeviceFault::DamagedPage),
    }
}

/// Opens a scanner; asks it nothing yet.
///
/// # Errors
/// `Address`, `NoProtection`; `NoProgram` for a kind that this system does not have
pub fn open(device: &Device) -> Result<Box<dyn Source>, DeviceFault> {
    match &device.via {
        Via::Escl { url, pin, .. } => {
            Ok(Box::new(escl::Scanner::new(url, pin.as_deref(), escl::http::Patience::default())?))
        }
        #[cfg(unix)]
        Via::Sane { name } => Ok(Box::new(sane::Sane::default().scanner(name))),
        #[cfg(windows)]
        Via::Wia { id } => Ok(Box::new(wia::Scanner::new(id))),
        #[allow(unreachable_patterns, reason = "each system has two of the three kinds")]
        _ => Err(DeviceFault::NoProgram),
    }
}

/// Looks for scanners of every kind for a while and gives each as soon as it is found. One of which more is learned
/// comes again under the same id; dropping the receiver ends the search.
#[must_use]
pub fn search(lasting: Duration) -> mpsc::Receiver<Device> {
    let (found, receiver) = mpsc::channel(WAITING);
    tokio::spawn(escl::discovery::search(lasting, found.clone()));
    #[cfg(unix)]
    tokio::spawn(async move { tell(sane::Sane::default().devices().await, &found).await });
    #[cfg(windows)]
    tokio::spawn(async move { tell(wia::devices().await, &found).await });
    receiver
}

async fn tell(devices: Result<Vec<Device>, DeviceFault>, found: &mpsc::Sender<Device>) {
    for device in devices.unwrap_or_default() {
        if found.send(device).await.is_err() {
            return;
        }
    }
}

/// Finds a known scanner again, whose address has changed; what the clerk decided about it is kept.
pub async fn find_again(known: &Device, lasting: Duration) -> Option<Device> {
    let mut found = search(lasting);
    while let Some(mut device) = found.recv().await {
        if device.id != known.id {
            continue;
        }
        if let (Via::Escl { url: old, pin: kept, .. }, Via::Escl { url, pin, .. }) = (&known.via, &mut device.via) {
            // One that was protected does not come back without: whoever answers first could claim its id.
            if old.scheme() == "https" && url.scheme() != "https" {
                continue;
            }
            pin.clone_from(kept);
        }
        return Some(device);
    }
    None
}
