//! What every scanner can be asked, whatever it is connected by.

use super::{Capabilities, DeviceFault, DeviceState, Progress, ScannedPage, Wanted};
use std::pin::Pin;
use tokio::sync::watch;

/// An answer that comes later: boxed, so that a source and a job can be kept without naming their kind.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DeviceFault>> + Send + 'a>>;

/// A scanner.
pub trait Source: Send + Sync {
    /// What the scanner offers.
    ///
    /// # Errors
    /// `Unreachable`, `Silent`, `UntrustedCertificate`, `ChangedCertificate`, `Unintelligible`, `NoProgram`
    fn capabilities(&self) -> Answer<'_, Capabilities>;

    /// What it is doing now; a scanner that does not tell is `Idle`.
    ///
    /// # Errors
    /// As [`Source::capabilities`].
    fn state(&self) -> Answer<'_, DeviceState>;

    /// Starts scanning. What the scanner does not offer is brought to the nearest that it does (resolution, colour,
    /// size); a feed that it has not got is `NotOffered`.
    ///
    /// # Errors
    /// Every [`DeviceFault`] but those of a page.
    fn start(&self, wanted: Wanted) -> Answer<'_, Box<dyn Job>>;
}

/// A scan that runs. Dropped before its end, it is cancelled as well as that can be done without waiting.
pub trait Job: Send {
    /// The next page, as soon as it is there; nothing when all have come. The scanner forgets a page once it is handed
    /// over: keep it before asking for the next. The future may be dropped (to cancel, say); what it waited for may
    /// then be lost.
    ///
    /// # Errors
    /// Every [`DeviceFault`]; the pages handed over before are whole. After a fault the job is over.
    fn next_page(&mut self) -> Answer<'_, Option<ScannedPage>>;

    /// Stops the scanner and takes its paper out of the way, where it can. Nothing comes after it.
    ///
    /// # Errors
    /// When the scanner could not be told.
    fn cancel(&mut self) -> Answer<'_, ()>;

    /// How far it is, for the screen; changes while [`Job::next_page`] waits.
    fn progress(&self) -> watch::Receiver<Progress>;
}
