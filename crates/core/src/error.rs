//! The one error type: `code` names the sentence on the screen, the fields are its parameters.
//!
//! A variant exists only where the screen or the sync loop does something different. No variant carries personal
//! data, and nothing decides on a message's text.

use crate::{
    citizens::codice_fiscale::Flaw,
    scanning::{Refusal, devices::DeviceFault},
};
use serde::Serialize;
use sportello_protocol::problem::ProblemKind;
use ts_rs::TS;

/// What went wrong, as data.
#[derive(Debug, thiserror::Error, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Error {
    /// The request is not of the form that the contract describes.
    #[error("the request is not of the described form")]
    BadRequest,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The operator's role does not allow this.
    #[error("the role does not allow this")]
    NotAllowed,
    /// The desk has no identity yet.
    #[error("the desk is not enrolled")]
    NotEnrolled,
    /// The desk has an identity already.
    #[error("the desk is enrolled already")]
    AlreadyEnrolled,
    /// The address of Centrale is no https address (plain http only on this machine).
    #[error("the address of Centrale is not acceptable")]
    CentralAddress,
    /// The one-time code is unknown, used or older than 15 minutes.
    #[error("the enrolment code is not valid")]
    EnrolmentCode,
    /// Wrong PIN.
    #[error("wrong PIN, {attempts_left} attempts left")]
    WrongPin {
        /// Attempts before the operator is locked.
        attempts_left: u8,
    },
    /// Five wrong PINs: a supervisor, or a new PIN from Centrale, unlocks.
    #[error("the operator is locked")]
    OperatorLocked,
    /// The codice fiscale is not valid.
    #[error("the codice fiscale is not valid: {flaw:?}")]
    CodiceFiscale {
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// A field that must be filled is empty or too long.
    #[error("the field {field} is not filled in")]
    Field {
        /// The field's name in the contract.
        field: String,
    },
    /// The slot is no longer free, as far as this desk knows.
    #[error("the slot is not free")]
    SlotNotFree,
    /// There is no such thing at this desk.
    #[error("there is no such thing")]
    NotFound,
    /// The appointment is closed.
    #[error("the appointment is closed")]
    AppointmentClosed,
    /// The appointment cannot have ended: it is more than twelve hours away, or somebody is called absent before its hour.
    #[error("it is too early for an outcome")]
    TooEarly,
    /// Centrale cannot be reached now; what was typed is kept.
    #[error("Centrale cannot be reached")]
    Offline,
    /// Centrale refused, for good.
    #[error("Centrale refused: {kind:?}")]
    Refused {
        /// Why.
        kind: ProblemKind,
    },
    /// The room is not open yet.
    #[error("the room is not open")]
    MeetingNotOpen,
    /// The meeting link's host is not on the allow-list.
    #[error("the meeting link is not allowed")]
    MeetingLink {
        /// The host, for the operator to read; empty where none can be read.
        host: String,
    },
    /// The browser could not be started.
    #[error("the browser could not be started")]
    Browser,
    /// The folder cannot be used.
    #[error("the folder cannot be used")]
    Folder,
    /// The folder holds files already: all of them would be taken and removed from it.
    #[error("the folder holds {files} files already")]
    FolderInUse {
        /// How many.
        files: u32,
    },
    /// No scanner is chosen at this desk.
    #[error("no scanner is chosen")]
    NoScanner,
    /// The scanner cannot be used.
    #[error("the scanner cannot be used: {fault}")]
    Scanner {
        /// Why.
        fault: DeviceFault,
    },
    /// A page of the batch is still worked on, or broken.
    #[error("not all pages are ready")]
    PagesNotReady,
    /// What was added is no image or PDF, or a damaged one.
    #[error("this is no document")]
    NotADocument,
    /// What was added is whole and must not be taken.
    #[error("this document is not taken: {why:?}")]
    DocumentRefused {
        /// Why.
        why: Refusal,
    },
    /// What was added, or what the pages would become, is larger than 50 MB.
    #[error("this is too large")]
    TooLarge,
    /// The document's bytes are not here yet.
    #[error("the document has not arrived yet")]
    DocumentNotHere,
    /// A virus check found something in the document: it is kept sealed.
    #[error("the document is held: a virus check found something")]
    DocumentHeld,
    /// The bytes cannot be shown or are damaged.
    #[error("the document cannot be read")]
    DocumentUnreadable,
    /// A file for the operator could not be written.
    #[error("the file could not be written")]
    NotSaved,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The key in the keystore does not open the database.
    #[error("the key does not open the database")]
    WrongKey,
    /// The database was written by a newer program.
    #[error("the database is newer than this program")]
    NewerDatabase,
    /// A fault of the program; the chain is in the log.
    #[error("{0:#}")]
    Internal(
        #[serde(skip)]
        #[ts(skip)]
        anyhow::Error,
    ),
}

/// A result with the one error type.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! internal {
    ($($source:ty),*) => {$(
        impl From<$source> for Error {
            fn from(error: $source) -> Self {
                Self::Internal(error.into())
            }
        }
    )*};
}

internal!(anyhow::Error, rusqlite_migration::Error, tokio::task::JoinError, jiff::Error);

// What does not parse is quoted in the message, and may be a person's name.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        let (what, line, column) = (error.classify(), error.line(), error.column());
        Self::Internal(anyhow::anyhow!("JSON of another form ({what:?}, line {line}, column {column})"))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::NotADatabase) => Self::WrongKey,
            _ => Self::Internal(error.into()),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::Internal(error.into()),
        }
    }
}
