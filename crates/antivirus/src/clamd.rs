//! clamd by its socket, command `INSTREAM` (clamd(8)): the bytes go to it, no file does.

use crate::Finding;
use clamav_client::TransportProtocol;
use std::{
    io,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::Duration,
};

/// Where Debian and Ubuntu, Fedora, Arch and the sources put it.
const USUAL: [&str; 4] =
    ["/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock", "/run/clamav/clamd.sock", "/tmp/clamd.socket"];
/// A document of 50 MB on an old machine; what hangs longer is no answer.
const PATIENCE: Duration = Duration::from_secs(60);
const PIECE: usize = 256 * 1024;
/// The least `StreamMaxLength` that clamd came with: beyond, it may hang up while it is sent to.
const MAY_BE_TOO_LARGE: usize = 10_000_000;

/// A connection that waits no longer than [`PATIENCE`].
struct Socket<'a>(&'a Path);

impl TransportProtocol for Socket<'_> {
    type Stream = UnixStream;

    fn connect(&self) -> io::Result<UnixStream> {
        let stream = UnixStream::connect(self.0)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

pub(crate) fn usual() -> Option<PathBuf> {
    USUAL.iter().map(PathBuf::from).find(|path| path.exists())
}

pub(crate) fn answers(socket: &Path) -> bool {
    clamav_client::ping(Socket(socket)).is_ok_and(|answer| answer == clamav_client::PONG)
}

pub(crate) fn check(socket: &Path, bytes: &[u8]) -> io::Result<Finding> {
    use io::ErrorKind::{BrokenPipe, ConnectionReset};
    match clamav_client::scan_buffer(bytes, Socket(socket), Some(PIECE)) {
        Ok(answer) => understand(&answer),
        Err(error) if matches!(error.kind(), BrokenPipe | ConnectionReset) && bytes.len() > MAY_BE_TOO_LARGE => {
            Ok(Finding::NotChecked)
        }
        Err(error) => Err(error),
    }
}

/// `stream: OK`, `stream: NAME FOUND`, `INSTREAM size limit exceeded. ERROR`.
fn understand(answer: &[u8]) -> io::Result<Finding> {
    let answer = String::from_utf8_lossy(answer);
    let answer = answer.trim_end_matches(['\0', '\n', ' ']);
    match answer {
        "stream: OK" => Ok(Finding::Clean),
        _ if answer.ends_with(" FOUND") => Ok(Finding::Virus),
        _ if answer.contains("size limit exceeded") => Ok(Finding::NotChecked),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clamd_answers_is_understood_and_nothing_else_passes() {
        assert_eq!(understand(b"stream: OK\0").ok(), Some(Finding::Clean));
        assert_eq!(understand(b"stream: Prova.Inventata.UNOFFICIAL FOUND\0").ok(), Some(Finding::Virus));
        assert_eq!(understand(b"INSTREAM size limit exceeded. ERROR\0").ok(), Some(Finding::NotChecked));
        assert!(understand(b"").is_err());
        assert!(understand(b"stream: Can't allocate memory ERROR\0").is_err());
    }
}
