//! What can be wrong with a scanner, as data: a variant exists only where the clerk is told something different.

use serde::Serialize;
use ts_rs::TS;

/// Why there is no page, or no more. No variant carries a name, an address or anything that was scanned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, TS)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum DeviceFault {
    /// Somebody else uses it.
    #[error("the scanner is busy")]
    Busy,
    /// It still warms up after all patience.
    #[error("the scanner is warming up")]
    Warming,
    /// The feeder has no paper.
    #[error("the feeder is empty")]
    FeederEmpty,
    /// A sheet is stuck.
    #[error("paper is jammed")]
    Jam,
    /// Two sheets went in at once.
    #[error("two sheets were drawn in at once")]
    DoubleFeed,
    /// A cover is open.
    #[error("a cover is open")]
    CoverOpen,
    /// The scanner stopped and wants something done at it.
    #[error("the scanner wants attention")]
    NeedsAttention,
    /// Nothing answers there: switched off, unplugged, another address.
    #[error("the scanner cannot be reached")]
    Unreachable,
    /// It was reached and then said nothing for too long.
    #[error("the scanner does not answer")]
    Silent,
    /// The typed address is none.
    #[error("this is no address of a scanner")]
    Address,
    /// Something answers there that is no scanner, or not in words that can be understood.
    #[error("the answer is not that of a scanner")]
    Unintelligible,
    /// Nobody vouches for its certificate: to be asked about once, then pinned.
    #[error("the scanner's certificate is not known")]
    UntrustedCertificate {
        /// SHA-256 of the certificate, lower-case hex without separators.
        fingerprint: String,
    },
    /// It shows another certificate than the pinned one.
    #[error("the scanner's certificate has changed")]
    ChangedCertificate {
        /// SHA-256 of the one it shows now, lower-case hex without separators.
        fingerprint: String,
    },
    /// No protected connection comes about (its encryption is too old, say).
    #[error("no protected connection to the scanner")]
    NoProtection,
    /// It wants a password, or does not serve this computer.
    #[error("the scanner does not allow it")]
    NotAllowed,
    /// It has not got the feed that is wanted.
    #[error("the scanner has no such feed")]
    NotOffered,
    /// It refuses what is wanted, in every way that was tried.
    #[error("the scanner refuses the settings")]
    Refused,
    /// It was stopped at the scanner, or by this desk.
    #[error("the scan was cancelled")]
    Cancelled,
    /// It gave up without a reason.
    #[error("the scanner gave up")]
    Aborted,
    /// A page came that is empty, cut off or no picture.
    #[error("a page came damaged")]
    DamagedPage,
    /// A page is larger than a document may be.
    #[error("a page is too large")]
    TooLarge,
    /// The program that drives scanners of this kind is not installed.
    #[error("the scanning program is not installed")]
    NoProgram,
}
