//! A scan that runs: started, asked for one page after the other, cancelled or cleaned up.

use super::{
    http::Line,
    outcome::{Outcome, Situation},
    page,
    quirks::Quirks,
    settings::Settings,
    status, trouble,
};
use crate::scanning::devices::{Activity, Answer, DeviceFault, Feed, Job, Progress, ScannedPage};
use reqwest::{Method, Response, StatusCode, header};
use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

/// A wrong `Retry-After` must not silence a scanner for an hour.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// For the last word to a scanner that may be gone.
const FAREWELL: Duration = Duration::from_secs(5);
/// What is waited at most before a scanner is asked whether there is another page.
const BREATH: Duration = Duration::from_secs(1);

/// Asks for a scan: waits for a scanner that is not ready, and gives way in what it refuses.
pub(super) async fn start(line: Line, quirks: Quirks, mut settings: Settings) -> Result<Running, DeviceFault> {
    let path = line.path("ScanJobs");
    let began = Instant::now();
    let mut attempts = 0;
    loop {
        let response = line.send(Method::POST, &path, Some(settings.xml())).await?;
        match response.status() {
            status if status.is_success() => {
                // Its body is nobody's business: some drop the connection within it.
                let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                let path = super::location::path(location.unwrap_or_default(), &path)?;
                return Ok(Running::new(line, quirks, settings, path));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                attempts += 1;
                let patience = line.patience();
                if attempts >= patience.attempts || began.elapsed() >= patience.page {
                    return Err(not_ready(&line).await);
                }
                sleep(asked_wait(&response).unwrap_or(patience.pause)).await;
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(DeviceFault::NotAllowed),
            StatusCode::CONFLICT | StatusCode::BAD_REQUEST => {
                if let Some(fault) = trouble::before(&line, quirks, settings.feed).await {
                    return Err(fault);
                }
                settings = settings.humbler().ok_or(DeviceFault::Refused)?;
            }
            _ => return Err(DeviceFault::Refused),
        }
    }
}

async fn not_ready(line: &Line) -> DeviceFault {
    match super::status(line).await {
        Ok(status) if status.activity == Activity::Warming => DeviceFault::Warming,
        Ok(status) => status.fault().unwrap_or(DeviceFault::Busy),
        Err(_) => DeviceFault::Busy,
    }
}

fn asked_wait(response: &Response) -> Option<Duration> {
    let seconds: u64 = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// A scan that the scanner has accepted.
pub(super) struct Running {
    line: Line,
    quirks: Quirks,
    settings: Settings,
    path: String,
    pages: u32,
    /// How long the last page took to arrive.
    loading: Duration,
    over: bool,
    progress: watch::Sender<Progress>,
}

impl Running {
    fn new(line: Line, quirks: Quirks, settings: Settings, path: String) -> Self {
        let progress = watch::Sender::new(Progress::Scanning { page: 1 });
        Self { line, quirks, settings, path, pages: 0, loading: Duration::ZERO, over: false, progress }
    }

    async fn next(&mut self) -> Result<Option<ScannedPage>, DeviceFault> {
        if self.over {
            return Ok(None);
        }
        // A glass holds one page: asked again, some devices begin another, others answer only after a minute.
        let more = self.pages == 0 || self.settings.feed != Feed::Flatbed;
        match if more { self.fetch().await } else { Ok(None) } {
            Ok(Some(page)) => {
                self.pages += 1;
                self.progress.send_replace(Progress::Scanning { page: self.pages + 1 });
                Ok(Some(page))
            }
            ended => {
                // Most scanners keep a job in mind until it is taken away.
                let _ = timeout(FAREWELL, self.delete()).await;
                self.end();
                ended
            }
        }
    }

    async fn fetch(&mut self) -> Result<Option<ScannedPage>, DeviceFault> {
        let patience = self.line.patience();
        let began = Instant::now();
        let (mut waits, mut times) = (0, 0);
        if self.quirks.ends_too_soon && self.pages > 0 {
            sleep(self.breath()).await;
        }
        loop {
            let asked = Instant::now();
            let document = format!("{}/NextDocument", self.path);
            let asking = timeout(patience.page, self.line.send(Method::GET, &document, None));
            let response = asking.await.map_err(|_| DeviceFault::Silent)??;
            let (answer, wait) = (response.status(), asked_wait(&response));
            if answer.is_success() {
                let receiving = page::receive(response, self.pages + 1, &self.progress);
                let bytes = timeout(patience.page, receiving).await.map_err(|_| DeviceFault::Silent)??;
                if !bytes.is_empty() {
                    self.loading = asked.elapsed();
                    return page::judged(bytes, &self.settings, self.pages + 1).await.map(Some);
                }
            }
            let answer = if answer.is_success() { StatusCode::OK } else { answer };
            let not_yet = answer == StatusCode::SERVICE_UNAVAILABLE;
            if not_yet {
                waits += 1
            } else {
                times += 1
            }
            let status = super::status(&self.line).await.ok();
            let status = status.as_ref();
            match self.situation(answer, status, times).judge() {
                Outcome::End => return Ok(None),
                Outcome::Fault(fault) => return Err(fault),
                Outcome::Again if not_yet => {
                    let warming = status.is_some_and(|status| status.activity == Activity::Warming);
                    if waits >= patience.attempts || began.elapsed() >= patience.page {
                        return Err(if warming { DeviceFault::Warming } else { DeviceFault::Busy });
                    }
                    if warming {
                        self.progress.send_replace(Progress::Waiting);
                    }
                    sleep(wait.unwrap_or(patience.pause)).await;
                }
                Outcome::Again => sleep(self.breath()).await,
            }
        }
    }

    fn situation<'a>(&'a self, answer: StatusCode, status: Option<&'a status::Status>, times: u32) -> Situation<'a> {
        let Self { path, pages, quirks, .. } = self;
        Situation { answer, status, path, pages: *pages, feed: self.settings.feed, times, quirks: *quirks }
    }

    /// Half of what the last page took, a second at most: whoever asks too soon is told that there is no more.
    fn breath(&self) -> Duration {
        let least = self.line.patience().pause / 4;
        (self.loading / 2).clamp(least.min(BREATH), BREATH)
    }

    async fn delete(&self) -> Result<(), DeviceFault> {
        let answer = self.line.send(Method::DELETE, &self.path, None).await?.status();
        let gone = matches!(answer, StatusCode::NOT_FOUND | StatusCode::GONE);
        if answer.is_success() || gone { Ok(()) } else { Err(DeviceFault::Refused) }
    }

    fn end(&mut self) {
        self.over = true;
        self.progress.send_replace(Progress::Over { pages: self.pages });
    }
}

impl Job for Running {
    fn next_page(&mut self) -> Answer<'_, Option<ScannedPage>> {
        Box::pin(self.next())
    }

    fn cancel(&mut self) -> Answer<'_, ()> {
        Box::pin(async {
            if self.over {
                return Ok(());
            }
            let told = timeout(FAREWELL, self.delete()).await.unwrap_or(Err(DeviceFault::Silent));
            self.end();
            told
        })
    }

    fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        // A page that nobody takes would block the scanner for everybody.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (line, path) = (self.line.clone(), self.path.clone());
            runtime.spawn(async move { timeout(FAREWELL, line.send(Method::DELETE, &path, None)).await });
        }
    }
}
