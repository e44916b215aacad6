//! A run of `scanimage`: it writes page after page into a folder in memory and says the name of each when it is whole.

use super::{folder::Folder, said::Said};
use crate::scanning::devices::{self, Answer, DeviceFault, Feed, Job, Progress, ScannedPage, Side};
use sportello_protocol::documents::MAX_BYTES;
use std::{io::ErrorKind, path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    sync::watch,
    time::{sleep, timeout},
};

/// For one page: a large one at a fine resolution on an old scanner takes over a minute.
const PAGE: Duration = Duration::from_secs(120);
/// For a scanner that is told to stop and moves its carriage back.
const FAREWELL: Duration = Duration::from_secs(10);

/// A scan that runs.
pub(super) struct Running {
    child: Option<Child>,
    names: Lines<BufReader<ChildStdout>>,
    said: Said,
    folder: Folder,
    feed: Feed,
    dpi: u32,
    pages: u32,
    progress: watch::Sender<Progress>,
}

impl Running {
    pub(super) fn start(mut command: Command, feed: Feed, dpi: u32) -> Result<Self, DeviceFault> {
        let folder = Folder::new().map_err(|_| DeviceFault::Aborted)?;
        command.arg(format!("--batch={}", folder.path().join("%d.png").display()));
        let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| match error.kind() {
            ErrorKind::NotFound => DeviceFault::NoProgram,
            _ => DeviceFault::Aborted,
        })?;
        let names = child.stdout.take().ok_or(DeviceFault::Aborted)?;
        let said = Said::hear(child.stderr.take().ok_or(DeviceFault::Aborted)?);
        let progress = watch::Sender::new(Progress::Scanning { page: 1 });
        let names = BufReader::new(names).lines();
        Ok(Self { child: Some(child), names, said, folder, feed, dpi, pages: 0, progress })
    }

    async fn next(&mut self) -> Result<Option<ScannedPage>, DeviceFault> {
        if self.child.is_none() {
            return Ok(None);
        }
        let line = tokio::select! {
            biased;
            line = timeout(PAGE, self.names.next_line()) => line,
            // A driver that hangs while it closes the scanner keeps no clerk waiting: all has been said.
            () = self.said.over(FAREWELL) => Ok(Ok(None)),
        };
        let result = match line {
            Err(_) => Err(DeviceFault::Silent),
            Ok(Err(_)) => Err(DeviceFault::Aborted),
            Ok(Ok(Some(name))) => self.page(&name).await.map(Some),
            Ok(Ok(None)) => self.ended().await.map(|()| None),
        };
        match &result {
            Ok(Some(_)) => {
                self.pages += 1;
                self.progress.send_replace(Progress::Scanning { page: self.pages + 1 });
            }
            _ => self.stop().await,
        }
        result
    }

    async fn page(&self, name: &str) -> Result<ScannedPage, DeviceFault> {
        // Only what lies in the folder of this scan is read, whatever is said.
        let file = PathBuf::from(name).file_name().map(|name| self.folder.path().join(name));
        let file = file.ok_or(DeviceFault::DamagedPage)?;
        let length = tokio::fs::metadata(&file).await.map_err(|_| DeviceFault::DamagedPage)?.len();
        if length > MAX_BYTES {
            return Err(DeviceFault::TooLarge);
        }
        let bytes = tokio::fs::read(&file).await.map_err(|_| DeviceFault::DamagedPage)?;
        let _ = tokio::fs::remove_file(&file).await;
        let (bytes, media_type) = devices::judged(bytes).await?;
        let back = self.feed == Feed::Duplex && self.pages % 2 == 1;
        let side = if back { Side::Back } else { Side::Front };
        Ok(ScannedPage { bytes, media_type, dpi: Some(self.dpi), side })
    }

    /// The program has said its last name: what its status means, or the last that it said where it hangs.
    async fn ended(&mut self) -> Result<(), DeviceFault> {
        let Some(child) = &mut self.child else { return Ok(()) };
        let code = tokio::select! {
            biased;
            status = child.wait() => status.map_err(|_| DeviceFault::Aborted)?.code(),
            () = self.said.over(FAREWELL) => self.said.status(),
            () = sleep(FAREWELL) => return Err(DeviceFault::Silent),
        };
        match code {
            Some(0) if self.pages > 0 => Ok(()),
            Some(0) if self.feed == Feed::Flatbed => Err(DeviceFault::Aborted),
            Some(0) => Err(DeviceFault::FeederEmpty),
            code => match fault(code) {
                DeviceFault::FeederEmpty if self.pages > 0 => Ok(()),
                fault => Err(fault),
            },
        }
    }

    async fn stop(&mut self) {
        if let Some(child) = self.child.take() {
            end(child).await;
        }
        self.progress.send_replace(Progress::Over { pages: self.pages });
    }
}

/// Asks the program to stop, which lets the scanner put its paper away; then makes it.
async fn end(mut child: Child) {
    let pid = child.id().and_then(|id| rustix::process::Pid::from_raw(id.try_into().ok()?));
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
    if timeout(FAREWELL, child.wait()).await.is_err() {
        let _ = child.kill().await;
    }
}

/// The status of `scanimage` is the `SANE_Status` of its last call (SANE standard 1.06, 4.2.7).
pub(super) fn fault(status: Option<i32>) -> DeviceFault {
    match status {
        Some(2) => DeviceFault::Cancelled,
        // It was ended from outside, or fell: more sheets may be missing.
        None => DeviceFault::Aborted,
        Some(3) => DeviceFault::Busy,
        Some(4) => DeviceFault::Refused,
        Some(6) => DeviceFault::Jam,
        Some(7) => DeviceFault::FeederEmpty,
        Some(8) => DeviceFault::CoverOpen,
        Some(9) => DeviceFault::Unreachable,
        Some(11) => DeviceFault::NotAllowed,
        _ => DeviceFault::Aborted,
    }
}

impl Job for Running {
    fn next_page(&mut self) -> Answer<'_, Option<ScannedPage>> {
        Box::pin(self.next())
    }

    fn cancel(&mut self) -> Answer<'_, ()> {
        Box::pin(async {
            self.stop().await;
            Ok(())
        })
    }

    fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = self.child.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(end(child));
        }
    }
}
