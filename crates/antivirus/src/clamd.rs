//! clamd by its socket, command `INSTREAM` (clamd(8)): the bytes go to it, no file does.

use crate::{Finding, Standing};
use clamav_client::TransportProtocol;
use socket2::{Domain, SockAddr, Type};
use std::{
    fs,
    io::{self, Read, Write},
    os::{
        fd::OwnedFd,
        unix::{fs::MetadataExt, net::UnixStream},
    },
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Where Debian and Ubuntu, Fedora, Arch and the sources put it, in folders that not everybody writes to.
const USUAL: [&str; 3] = ["/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock", "/run/clamav/clamd.sock"];
/// The names that the distributions' packages give its user.
const OWNERS: [&str; 3] = ["root", "clamav", "clamscan"];
/// A document of 50 MB on an old machine, the wait for its turn included; what hangs longer is no answer.
const PATIENCE: Duration = Duration::from_secs(20);
const PIECE: usize = 256 * 1024;
/// An answer is a line.
const LONGEST_ANSWER: usize = 4096;

/// One exchange that ends at a moment, however it is spread.
struct Exchange<'a> {
    socket: &'a Path,
    ends: Instant,
}

struct Bounded {
    stream: UnixStream,
    ends: Instant,
    answered: usize,
}

/// What is left until then.
fn left(ends: Instant) -> io::Result<Duration> {
    let left = ends.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// A socket's own limit of time is told as if it would block.
fn in_time<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
        _ => error,
    })
}

impl TransportProtocol for Exchange<'_> {
    type Stream = Bounded;

    fn connect(&self) -> io::Result<Bounded> {
        let socket = socket2::Socket::new(Domain::UNIX, Type::STREAM, None)?;
        // It bounds the connecting too: a listener that accepts nobody would hold it for ever.
        socket.set_write_timeout(Some(left(self.ends)?))?;
        in_time(socket.connect(&SockAddr::unix(self.socket)?))?;
        Ok(Bounded { stream: OwnedFd::from(socket).into(), ends: self.ends, answered: 0 })
    }
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.answered > LONGEST_ANSWER {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.stream.set_read_timeout(Some(left(self.ends)?))?;
        let read = in_time(self.stream.read(into))?;
        self.answered += read;
        Ok(read)
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(left(self.ends)?))?;
        in_time(self.stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

static BUSY: Mutex<bool> = Mutex::new(false);
static FREED: Condvar = Condvar::new();

/// One check at a time: many at once would only make each of them late.
struct Turn;

impl Turn {
    fn wait(ends: Instant) -> io::Result<Self> {
        let mut busy = BUSY.lock().unwrap_or_else(PoisonError::into_inner);
        while *busy {
            busy = FREED.wait_timeout(busy, left(ends)?).unwrap_or_else(PoisonError::into_inner).0;
        }
        *busy = true;
        Ok(Self)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *BUSY.lock().unwrap_or_else(PoisonError::into_inner) = false;
        FREED.notify_one();
    }
}

pub(crate) fn usual() -> Option<PathBuf> {
    let names = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let owners = owners(&names);
    USUAL.iter().map(PathBuf::from).find(|path| is_owned(path, &owners))
}

/// The numbers of the users that may be clamd.
fn owners(users: &str) -> Vec<u32> {
    let number = |line: &str| {
        let mut parts = line.split(':');
        OWNERS.contains(&parts.next()?).then(|| parts.nth(1)?.parse().ok())?
    };
    users.lines().filter_map(number).chain([0]).collect()
}

/// Whether nobody else can have put it there: anybody who listens would decide what is clean.
fn is_owned(path: &Path, owners: &[u32]) -> bool {
    let of = |path: &Path| fs::symlink_metadata(path).is_ok_and(|it| owners.contains(&it.uid()));
    of(path) && path.parent().is_some_and(of)
}

pub(crate) fn stands(socket: &Path) -> Standing {
    const SOON: Duration = Duration::from_secs(2);
    match clamav_client::ping(Exchange { socket, ends: Instant::now() + SOON }) {
        Ok(answer) if answer == clamav_client::PONG => Standing::Answers,
        Err(error) if is_left_behind(&error) => Standing::Absent,
        _ => Standing::Silent,
    }
}

/// Whether it is the socket of a program that has gone.
pub(crate) fn is_left_behind(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
}

pub(crate) fn check(socket: &Path, bytes: &[u8]) -> io::Result<Finding> {
    check_until(socket, bytes, Instant::now() + PATIENCE)
}

fn check_until(socket: &Path, bytes: &[u8], ends: Instant) -> io::Result<Finding> {
    let _turn = Turn::wait(ends)?;
    understand(&clamav_client::scan_buffer(bytes, Exchange { socket, ends }, Some(PIECE))?)
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
    use std::{
        os::unix::net::UnixListener,
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
        thread,
    };

    #[test]
    fn what_clamd_answers_is_understood_and_nothing_else_passes() {
        assert_eq!(understand(b"stream: OK\0").ok(), Some(Finding::Clean));
        assert_eq!(understand(b"stream: Prova.Inventata.UNOFFICIAL FOUND\0").ok(), Some(Finding::Virus));
        assert_eq!(understand(b"INSTREAM size limit exceeded. ERROR\0").ok(), Some(Finding::NotChecked));
        assert!(understand(b"").is_err());
        assert!(understand(b"stream: Can't allocate memory ERROR\0").is_err());
    }

    /// How long a check of one kind of listener took, and how it ended.
    fn hangs(serve: impl FnOnce(UnixListener, Arc<AtomicBool>) + Send + 'static) -> (Duration, io::ErrorKind) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clamd.ctl");
        let listener = UnixListener::bind(&path).expect("bound");
        let over = Arc::new(AtomicBool::new(false));
        let (known, ready) = (over.clone(), path.clone());
        let serving = thread::spawn(move || serve(listener, known));
        let begun = Instant::now();
        let ended = check_until(&ready, &[7; 1_000_000], begun + Duration::from_secs(1)).expect_err("no answer");
        let took = begun.elapsed();
        over.store(true, Ordering::Relaxed);
        serving.join().expect("served");
        (took, ended.kind())
    }

    fn until(over: &AtomicBool, mut each: impl FnMut()) {
        while !over.load(Ordering::Relaxed) {
            each();
            thread::sleep(Duration::from_millis(50));
        }
    }

    #[test]
    fn nobody_is_waited_for_longer_than_the_whole_exchange_may_take() {
        let full = |listener: UnixListener, over: Arc<AtomicBool>| {
            let path = listener.local_addr().expect("bound").as_pathname().expect("a path").to_owned();
            let mut waiting = Vec::new();
            // Until no more go in: std listens with the longest queue that the system allows.
            loop {
                let socket = socket2::Socket::new(Domain::UNIX, Type::STREAM, None).expect("a socket");
                socket.set_nonblocking(true).expect("set");
                let refused = socket.connect(&SockAddr::unix(&path).expect("an address")).is_err();
                waiting.push(socket);
                if refused || over.load(Ordering::Relaxed) {
                    break;
                }
            }
            until(&over, || ());
        };
        let trickle = |listener: UnixListener, over: Arc<AtomicBool>| {
            let (mut stream, _) = listener.accept().expect("accepted");
            let mut sink = [0; 65_536];
            stream.set_read_timeout(Some(Duration::from_millis(10))).expect("set");
            while stream.read(&mut sink).is_ok() {}
            until(&over, || drop(stream.write(b"s")));
        };
        for (took, ended) in [hangs(full), hangs(trickle)] {
            assert_eq!(ended, io::ErrorKind::TimedOut);
            assert!(took < Duration::from_secs(3), "{took:?}");
        }
    }

    #[test]
    fn a_socket_that_anybody_could_have_put_there_is_not_asked() {
        let users =
            "root:x:0:0::/root:/bin/sh\nclamav:x:112:120::/var/lib/clamav:/bin/false\nanna:x:1000:1000::/:/bin/sh";
        assert_eq!(owners(users), [0, 112, 0]);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clamd.ctl");
        let _listener = UnixListener::bind(&path).expect("bound");
        let me = fs::metadata(&path).expect("there").uid();
        assert!(is_owned(&path, &[me]));
        assert!(!is_owned(&path, &[me + 1]));
        assert!(USUAL.iter().all(|usual| !usual.starts_with("/tmp/")));
    }
}
