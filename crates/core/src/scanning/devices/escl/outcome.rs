//! What "no page" means: scanners say the same in four ways, and four things in the same way.

use super::{
    quirks::Quirks,
    status::{Feeder, JobState, Status},
};
use crate::scanning::devices::{Activity, DeviceFault, Feed};
use reqwest::StatusCode;

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All pages have come.
    End,
    /// Ask again: pages may come yet.
    Again,
    /// It is over.
    Fault(DeviceFault),
}

/// What is known when a page was asked for and none came.
pub struct Situation<'a> {
    /// The answer; 200 for an empty one.
    pub answer: StatusCode,
    /// What the scanner tells of itself right after, if it does.
    pub status: Option<&'a Status>,
    /// The path of the job.
    pub path: &'a str,
    /// Pages that have come.
    pub pages: u32,
    /// The feed.
    pub feed: Feed,
    /// How often this was answered in a row, this time included.
    pub times: u32,
    /// The model's ways.
    pub quirks: Quirks,
}

/// How often "no more" is doubted while the job still runs.
const DOUBTS: u32 = 5;

impl Situation<'_> {
    /// Judges an answer without a page.
    #[must_use]
    pub fn judge(&self) -> Outcome {
        let job = self.status.and_then(|status| status.job(self.path));
        let state = job.map(|job| job.state);
        let told = job.and_then(super::status::JobInfo::fault);
        if state == Some(JobState::Cancelled) {
            return Outcome::Fault(DeviceFault::Cancelled);
        }
        if state == Some(JobState::Aborted) {
            return self.over(told.or_else(|| self.wrong()).unwrap_or(DeviceFault::Aborted));
        }
        match self.answer {
            StatusCode::OK => self.over(told.or_else(|| self.wrong()).unwrap_or(DeviceFault::DamagedPage)),
            StatusCode::NOT_FOUND | StatusCode::GONE => self.no_more(state, told),
            StatusCode::CONFLICT => match self.wrong() {
                Some(fault) => self.over(fault),
                None if self.pages > 0 && self.feed != Feed::Flatbed => Outcome::End,
                None if self.feed == Feed::Flatbed => Outcome::Fault(told.unwrap_or(DeviceFault::Aborted)),
                None => Outcome::Fault(told.unwrap_or(DeviceFault::FeederEmpty)),
            },
            StatusCode::SERVICE_UNAVAILABLE => self.wrong().map_or(Outcome::Again, |fault| self.over(fault)),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Outcome::Fault(DeviceFault::NotAllowed),
            _ => Outcome::Fault(told.or_else(|| self.wrong()).unwrap_or(DeviceFault::Aborted)),
        }
    }

    fn no_more(&self, state: Option<JobState>, told: Option<DeviceFault>) -> Outcome {
        if state == Some(JobState::Completed) {
            return match told {
                Some(fault) if self.pages == 0 => Outcome::Fault(fault),
                _ if self.pages == 0 && self.feed != Feed::Flatbed => Outcome::Fault(DeviceFault::FeederEmpty),
                _ if self.pages == 0 => Outcome::Fault(DeviceFault::Aborted),
                _ => Outcome::End,
            };
        }
        if let Some(fault) = self.wrong() {
            return self.over(fault);
        }
        let glass_is_done = self.feed == Feed::Flatbed && self.pages > 0;
        let busy = self.status.is_some_and(|status| {
            status.activity != Activity::Idle || matches!(status.feeder, Feeder::Loaded | Feeder::Processing)
        });
        let doubtful = match state {
            Some(JobState::Running) => true,
            // Gone for good, unless the model is known to mean something else.
            _ if self.answer == StatusCode::GONE => self.quirks.gone_is_later && busy,
            _ => busy || (self.quirks.ends_too_soon && self.times == 1),
        };
        if doubtful && !glass_is_done && self.times < DOUBTS {
            return Outcome::Again;
        }
        let has_more = self.status.is_some_and(|status| status.feeder == Feeder::Loaded) && self.feed != Feed::Flatbed;
        match (self.pages, self.answer, self.feed) {
            // Its own word that paper is left: the end would hide pages.
            (1.., _, _) if has_more && state == Some(JobState::Running) => Outcome::Fault(DeviceFault::Aborted),
            (1.., _, _) => Outcome::End,
            (0, StatusCode::GONE, _) => Outcome::Fault(told.unwrap_or(DeviceFault::Cancelled)),
            (0, _, Feed::Flatbed) => Outcome::Fault(told.unwrap_or(DeviceFault::Aborted)),
            (0, _, _) => Outcome::Fault(told.unwrap_or(DeviceFault::FeederEmpty)),
        }
    }

    /// What the feeder or the device says is wrong.
    fn wrong(&self) -> Option<DeviceFault> {
        self.status.and_then(Status::fault)
    }

    /// A fault; or the plain end of the paper, which some report as one.
    fn over(&self, fault: DeviceFault) -> Outcome {
        match fault {
            DeviceFault::FeederEmpty if self.pages > 0 => Outcome::End,
            DeviceFault::Jam if self.quirks.empty_is_jam && self.pages == 0 => Outcome::Fault(DeviceFault::FeederEmpty),
            DeviceFault::Jam if self.quirks.empty_is_jam && self.answer == StatusCode::NOT_FOUND => Outcome::End,
            fault => Outcome::Fault(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanning::devices::escl::{capabilities::Description, status};

    fn quirks(model: &str) -> Quirks {
        Quirks::of(&Description { model: model.into(), ..Description::default() }, "")
    }

    fn judged(answer: StatusCode, pages: u32, times: u32, model: &str, job: &str, feeder: &str) -> Outcome {
        let text = format!(
            "<ScannerStatus><State>Idle</State><AdfState>{feeder}</AdfState>
             <JobInfo><JobUri>/j/1</JobUri><JobState>{job}</JobState></JobInfo></ScannerStatus>"
        );
        let status = status::parse(text.as_bytes()).expect("a status");
        let status = Some(&status);
        Situation { answer, status, path: "/j/1", pages, feed: Feed::Feeder, times, quirks: quirks(model) }.judge()
    }

    #[test]
    fn the_same_words_mean_different_things() {
        use DeviceFault::{Aborted, Cancelled, FeederEmpty, Jam};
        let (end, again) = (Outcome::End, Outcome::Again);
        let (missing, gone, conflict) = (StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::CONFLICT);
        for (answer, pages, times, model, job, feeder, expected) in [
            (missing, 3, 1, "", "Completed", "ScannerAdfEmpty", end.clone()),
            (missing, 3, 1, "", "Processing", "ScannerAdfProcessing", again.clone()),
            (missing, 3, 5, "", "Processing", "ScannerAdfProcessing", end.clone()),
            (missing, 3, 5, "", "Processing", "ScannerAdfLoaded", Outcome::Fault(Aborted)),
            (missing, 0, 1, "", "Completed", "ScannerAdfEmpty", Outcome::Fault(FeederEmpty)),
            (missing, 3, 1, "Brother X", "", "", again.clone()),
            (missing, 3, 2, "Brother X", "", "", end.clone()),
            (gone, 3, 1, "", "", "ScannerAdfLoaded", end.clone()),
            (gone, 0, 1, "", "", "", Outcome::Fault(Cancelled)),
            (gone, 1, 1, "Xerox B215", "", "ScannerAdfLoaded", again),
            (conflict, 2, 1, "", "", "ScannerAdfEmpty", end.clone()),
            (conflict, 2, 1, "", "", "ScannerAdfJam", Outcome::Fault(Jam)),
            (missing, 2, 1, "Canon MF410 Series", "", "ScannerAdfJam", end),
            (conflict, 2, 1, "Canon MF410 Series", "", "ScannerAdfJam", Outcome::Fault(Jam)),
            (conflict, 0, 1, "Canon MF410 Series", "", "ScannerAdfJam", Outcome::Fault(FeederEmpty)),
        ] {
            let case = format!("{answer} after {pages} pages, {times} times, {model}, {job}, {feeder}");
            assert_eq!(judged(answer, pages, times, model, job, feeder), expected, "{case}");
        }
    }
}
