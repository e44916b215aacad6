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
    /// Nobody looked: there is no engine, or it takes nothing so large.
    NotChecked,
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
    /// Whether it answers now.
    pub fn answers(&self) -> bool {
        match self {
            Self::Nothing => false,
            #[cfg(unix)]
            Self::Clamd { socket, .. } => clamd::answers(socket),
            #[cfg(windows)]
            Self::Windows => amsi::is_there(),
            #[allow(unreachable_patterns, reason = "what the other system has")]
            _ => false,
        }
    }

    /// Looks into the bytes; takes as long as the engine does.
    ///
    /// # Errors
    /// When an engine that is there does not answer: the bytes are to be kept back and asked about again.
    pub fn check(&self, bytes: &[u8]) -> io::Result<Finding> {
        match self {
            #[cfg(unix)]
            Self::Clamd { socket, is_set } => match clamd::check(socket, bytes) {
                // A socket that was left behind by a program that has gone.
                Err(error)
                    if !is_set
                        && matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound) =>
                {
                    Ok(Finding::NotChecked)
                }
                other => other,
            },
            #[cfg(windows)]
            Self::Windows => Ok(amsi::check(bytes)),
            #[allow(unreachable_patterns, reason = "what the other system has")]
            _ => Ok(Finding::NotChecked),
        }
    }
}
