//! The virus check of this machine, where there is one: clamd, or the one that Windows lets programs ask (AMSI). Nothing is
//! decided here.

#[cfg(windows)]
mod amsi;
#[cfg(unix)]
mod clamd;

use std::{
    io,
    path::{Path, PathBuf},
};

/// What answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// Nothing: this machine has no virus check that programs can ask.
    Nothing,
    /// clamd, by its socket.
    Clamd {
        /// The socket.
        socket: PathBuf,
        /// Whether somebody set it: then nothing passes while it does not answer.
        is_set: bool,
    },
    /// Windows' own.
    Windows,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Nothing.
    Clean,
    /// Something.
    Virus,
    /// Nobody looked: there is no engine, or one that nobody set takes nothing so large.
    NotChecked,
}

/// How an engine stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It answers.
    Answers,
    /// It is there and does not answer, or to somebody else: nothing passes meanwhile.
    Silent,
    /// There is none, or only what one left behind.
    Absent,
}

/// The engine of this machine: the socket that somebody set, or what is found where systems put it.
pub fn find(set: Option<&Path>) -> Engine {
    if let Some(socket) = set {
        return Engine::Clamd { socket: socket.to_owned(), is_set: true };
    }
    #[cfg(unix)]
    let found = clamd::usual().map_or(Engine::Nothing, |socket| Engine::Clamd { socket, is_set: false });
    #[cfg(windows)]
    let found = if amsi::is_there() { Engine::Windows } else { Engine::Nothing };
    found
}

impl Engine {
    /// How it stands now; asks for two seconds at most.
    pub fn stands(&self) -> Standing {
        match self {
            Self::Nothing => Standing::Absent,
            #[cfg(unix)]
            Self::Clamd { socket, is_set } => match clamd::stands(socket) {
                // What somebody set is expected to be there.
                Standing::Absent if *is_set => Standing::Silent,
                other => other,
            },
            #[cfg(windows)]
            Self::Windows => amsi::stands(),
            #[allow(unreachable_patterns, reason = "what the other system has")]
            _ => Standing::Absent,
        }
    }

    /// Looks into the bytes; takes as long as the engine does, clamd twenty seconds at most.
    ///
    /// # Errors
    /// When an engine that is there does not answer, `FileTooLarge` when the one that somebody set takes nothing so large:
    /// the bytes are to be kept back and asked about again.
    pub fn check(&self, bytes: &[u8]) -> io::Result<Finding> {
        match self {
            #[cfg(unix)]
            Self::Clamd { socket, is_set } => match clamd::check(socket, bytes) {
                Err(error) if !is_set && clamd::is_left_behind(&error) => Ok(Finding::NotChecked),
                Ok(Finding::NotChecked) if *is_set => Err(io::ErrorKind::FileTooLarge.into()),
                other => other,
            },
            #[cfg(windows)]
            Self::Windows => Ok(amsi::check(bytes)),
            #[allow(unreachable_patterns, reason = "what the other system has")]
            _ => Ok(Finding::NotChecked),
        }
    }
}
