//! `ScannerStatus`: what a scanner is doing, and what became of its jobs. What is unknown is passed over.
//!
//! Source: Mopria eSCL Technical Specification 2.97, section 9.

use super::xml;
use crate::scanning::devices::{Activity, DeviceFault, DeviceState};

/// The longest reason that is kept, characters.
const LONGEST_REASON: usize = 64;

/// A scanner's state as it tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The device as a whole.
    pub activity: Activity,
    /// The feeder.
    pub feeder: Feeder,
    /// Jobs that it remembers, mostly its latest first.
    pub jobs: Vec<JobInfo>,
}

/// The state of the feeder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feeder {
    /// There is none, or it says something unknown.
    Unknown,
    /// It is drawing in paper, or says so for ever.
    Processing,
    /// It has no paper.
    Empty,
    /// It has paper.
    Loaded,
    /// Paper is stuck, or it says so of an empty one.
    Jam,
    /// Two sheets at once.
    DoubleFeed,
    /// Its cover is open.
    CoverOpen,
    /// Something else is wrong with it.
    Wrong,
}

/// What is known of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobInfo {
    /// Its address, as the scanner writes it.
    pub uri: String,
    /// How far it is.
    pub state: JobState,
    /// Reasons, by their keywords.
    pub reasons: Vec<String>,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits or runs: pages may come.
    Running,
    /// All is done.
    Completed,
    /// Stopped by somebody.
    Cancelled,
    /// Given up.
    Aborted,
    /// Something unknown.
    Unknown,
}

impl Status {
    /// What the clerk is shown.
    #[must_use]
    pub fn shown(&self) -> DeviceState {
        let feeder_loaded = match self.feeder {
            Feeder::Loaded => Some(true),
            Feeder::Empty => Some(false),
            _ => None,
        };
        DeviceState { activity: self.activity, feeder_loaded }
    }

    /// What the scanner tells of the job at `path`, which it may write in several ways.
    #[must_use]
    pub fn job(&self, path: &str) -> Option<&JobInfo> {
        let last = |uri: &str| uri.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let wanted = last(path);
        self.jobs
            .iter()
            .find(|job| job.uri.ends_with(path))
            .or_else(|| self.jobs.iter().find(|job| last(&job.uri) == wanted))
    }

    /// What is wrong, if the scanner says that something is.
    #[must_use]
    pub fn fault(&self) -> Option<DeviceFault> {
        match self.feeder {
            Feeder::Jam => Some(DeviceFault::Jam),
            Feeder::DoubleFeed => Some(DeviceFault::DoubleFeed),
            Feeder::CoverOpen => Some(DeviceFault::CoverOpen),
            Feeder::Wrong => Some(DeviceFault::NeedsAttention),
            _ if self.activity == Activity::Stopped => Some(DeviceFault::NeedsAttention),
            _ => None,
        }
    }
}

impl JobInfo {
    /// What went wrong with it, by its reasons.
    #[must_use]
    pub fn fault(&self) -> Option<DeviceFault> {
        let says = |words: &[&str]| {
            self.reasons.iter().any(|reason| {
                let reason = reason.to_ascii_lowercase().replace(['-', '_', ' '], "");
                words.iter().any(|word| reason.contains(word))
            })
        };
        if says(&["jam"]) {
            Some(DeviceFault::Jam)
        } else if says(&["multipick", "doublefeed", "mispick"]) {
            Some(DeviceFault::DoubleFeed)
        } else if says(&["cover", "hatch", "dooropen"]) {
            Some(DeviceFault::CoverOpen)
        } else if says(&[
            "nodocs",
            "noadfpaper",
            "adfempty",
            "feederempty",
            "mediaempty",
            "nomedia",
            "resourcesarenotready",
        ]) {
            Some(DeviceFault::FeederEmpty)
        } else if says(&["canceled", "cancelled"]) {
            Some(DeviceFault::Cancelled)
        } else if says(&["busy"]) {
            Some(DeviceFault::Busy)
        } else {
            None
        }
    }
}

/// Reads a `ScannerStatus` document.
///
/// # Errors
/// `Unintelligible` for what is no such document; never for a state that is not known.
pub fn parse(bytes: &[u8]) -> Result<Status, DeviceFault> {
    let root = xml::parse(bytes)?;
    if root.name != "ScannerStatus" {
        return Err(DeviceFault::Unintelligible);
    }
    let activity = match root.word("State").unwrap_or_default() {
        "Processing" => Activity::Busy,
        "Testing" => Activity::Warming,
        "Stopped" | "Down" => Activity::Stopped,
        _ => Activity::Idle,
    };
    let jobs = root.within("JobInfo").into_iter().take(100).map(|job| JobInfo {
        uri: job.word("JobUri").or_else(|| job.word("JobUuid")).unwrap_or_default().to_owned(),
        state: job_state(job.word("JobState").unwrap_or_default()),
        reasons: job
            .within("JobStateReason")
            .iter()
            .map(|reason| reason.text.chars().take(LONGEST_REASON).collect())
            .collect(),
    });
    let feeder = feeder(root.word("AdfState").unwrap_or_default());
    Ok(Status { activity, feeder, jobs: jobs.collect() })
}

fn job_state(word: &str) -> JobState {
    match word {
        "Pending" | "Processing" | "PendingHeld" | "ProcessingStopped" => JobState::Running,
        "Completed" => JobState::Completed,
        "Canceled" | "Cancelled" => JobState::Cancelled,
        "Aborted" => JobState::Aborted,
        _ => JobState::Unknown,
    }
}

fn feeder(word: &str) -> Feeder {
    match word.strip_prefix("ScannerAdf").unwrap_or(word) {
        "Processing" => Feeder::Processing,
        "Empty" => Feeder::Empty,
        "Loaded" => Feeder::Loaded,
        "Jam" => Feeder::Jam,
        "MultipickDetected" | "MispickDetected" => Feeder::DoubleFeed,
        "HatchOpen" => Feeder::CoverOpen,
        "InputTrayFailed" | "InputTrayOverloaded" | "DuplexPageTooShort" | "DuplexPageTooLong" => Feeder::Wrong,
        _ => Feeder::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_known_by_its_path_however_it_is_written() {
        let text = "<ScannerStatus><State>Idle</State><Jobs>
            <JobInfo><JobUri>/eSCL/ScanJobs/77</JobUri><JobState>Completed</JobState></JobInfo>
            <JobInfo><JobUri>http://elsewhere/eSCL/ScanJobs/7</JobUri><JobState>Aborted</JobState>
            <JobStateReasons><JobStateReason>Paper-Jam</JobStateReason></JobStateReasons></JobInfo>
            <JobInfo><JobUuid>urn:uuid:8</JobUuid><JobState>Canceled</JobState></JobInfo></Jobs></ScannerStatus>";
        let status = parse(text.as_bytes()).expect("a status");
        let state = |path| status.job(path).map(|job| job.state);
        assert_eq!(state("/eSCL/ScanJobs/7"), Some(JobState::Aborted));
        assert_eq!(status.job("/eSCL/ScanJobs/7").and_then(JobInfo::fault), Some(DeviceFault::Jam));
        assert_eq!(state("/eSCL/ScanJobs/77"), Some(JobState::Completed));
        assert_eq!(state("/eSCL/ScanJobs/urn:uuid:8"), Some(JobState::Cancelled));
        assert_eq!(state("/eSCL/ScanJobs/9"), None);
    }

    #[test]
    fn unknown_and_missing_states_are_no_fault() {
        for text in [
            "<ScannerStatus/>",
            "<ScannerStatus><State>Dreaming</State><AdfState>ScannedAdfLoaded</AdfState></ScannerStatus>",
        ] {
            let status = parse(text.as_bytes()).expect("a status");
            assert_eq!((status.activity, status.feeder, status.fault()), (Activity::Idle, Feeder::Unknown, None));
        }
        let down = parse(b"<ScannerStatus><State>Down</State></ScannerStatus>").expect("a status");
        assert_eq!(down.fault(), Some(DeviceFault::NeedsAttention));
        assert_eq!(parse(b"<html/>"), Err(DeviceFault::Unintelligible));
    }
}
