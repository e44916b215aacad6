//! A file on its way in, and what to do with it next: pure, so that time is an argument.

use super::{
    folder::Stamp,
    types::{Aim, ScanState},
    whole::Verdict,
};
use jiff::Timestamp;
use sportello_protocol::documents::{MAX_BYTES, MediaType};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A file in the watched folder.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The scan that it will be.
    pub id: Uuid,
    /// When it was first seen.
    pub seen_at: Timestamp,
    /// The file as last listed.
    pub stamp: Stamp,
    /// What the screen says.
    pub state: ScanState,
    /// What it is, once known.
    pub media_type: Option<MediaType>,
    /// Its pages, once known.
    pub pages: u32,
    /// Not to be shown: empty, forgotten by the clerk, or taken already and only waiting to be removed.
    pub hidden: bool,
    /// Where new scans went when it was first seen.
    pub aim: Option<Aim>,
    changed: Instant,
    judged: Option<Stamp>,
    misses: u32,
    not_before: Instant,
}

/// What to do with a file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// Look whether it is whole; `thorough`: even if its last bytes do not look like an end.
    Look {
        /// Read all of it.
        thorough: bool,
    },
    /// Take it.
    Take,
}

impl Entry {
    /// A file just seen.
    pub fn new(stamp: Stamp, seen_at: Timestamp, aim: Option<Aim>, now: Instant) -> Self {
        Self {
            id: Uuid::now_v7(),
            seen_at,
            stamp,
            state: if stamp.bytes > MAX_BYTES { ScanState::TooLarge } else { ScanState::Arriving },
            media_type: None,
            pages: 0,
            hidden: stamp.bytes == 0,
            aim,
            changed: now,
            judged: None,
            misses: 0,
            not_before: now,
        }
    }

    /// Where it goes if it is taken now: where scans went when it was first seen, if they still go there. One that was
    /// there before anybody said where is only proposed, without a document type; between two citizens the clerk decides.
    pub fn aim(&self, now: Option<&Aim>) -> Option<Aim> {
        match (&self.aim, now) {
            (Some(seen), Some(now)) if seen.appointment_id == now.appointment_id => Some(now.clone()),
            (None, Some(now)) => Some(Aim { document_type: None, ..now.clone() }),
            _ => None,
        }
    }

    /// Notes how it stands in a new listing; says whether it has changed.
    pub fn listed(&mut self, stamp: Stamp, now: Instant) -> bool {
        if self.stamp == stamp {
            return false;
        }
        self.stamp = stamp;
        self.changed = now;
        self.judged = None;
        self.misses = 0;
        self.not_before = now;
        self.hidden = stamp.bytes == 0;
        if stamp.bytes > MAX_BYTES {
            self.state = ScanState::TooLarge;
        } else if self.state != ScanState::Whole {
            self.state = ScanState::Arriving;
        }
        true
    }

    /// What to do now.
    pub fn step(&self, now: Instant, quiet: Duration) -> Step {
        let still = now.duration_since(self.changed);
        if self.stamp.bytes == 0 || self.stamp.bytes > MAX_BYTES || now < self.not_before {
            return Step::Wait;
        }
        match self.state {
            _ if self.judged != Some(self.stamp) => Step::Look { thorough: still >= quiet / 5 },
            ScanState::Whole if still >= quiet => Step::Take,
            ScanState::Arriving | ScanState::DiskFull | ScanState::Unchecked | ScanState::Unreadable => {
                Step::Look { thorough: true }
            }
            _ => Step::Wait,
        }
    }

    /// Notes what a look told; says whether the screen changes.
    pub fn looked(&mut self, verdict: Verdict, thorough: bool, now: Instant, quiet: Duration) -> bool {
        let before = (self.state, self.media_type, self.pages);
        match verdict {
            Verdict::Whole(media_type, pages) => {
                self.judged = Some(self.stamp);
                self.hidden = false;
                (self.state, self.media_type, self.pages) = (ScanState::Whole, Some(media_type), pages);
            }
            Verdict::NotYet(media_type) => {
                self.state = ScanState::Arriving;
                self.media_type = Some(media_type);
                if thorough {
                    self.judged = Some(self.stamp);
                    self.pause(now, quiet);
                }
            }
            // It is complete; only that it changed could make it another.
            Verdict::Refused(media_type, refusal) => {
                self.judged = Some(self.stamp);
                self.hidden = false;
                (self.state, self.media_type, self.pages) = (refusal.into(), Some(media_type), 0);
            }
            // The first bytes may be written last, so a stranger is called one only when it has come to rest.
            Verdict::NotADocument if now.duration_since(self.changed) < quiet => {
                self.state = ScanState::Arriving;
                self.not_before = self.changed + quiet;
            }
            Verdict::NotADocument => {
                self.judged = Some(self.stamp);
                (self.state, self.media_type, self.pages) = (ScanState::NotADocument, None, 0);
            }
        }
        before != (self.state, self.media_type, self.pages)
    }

    /// Notes that it could not be read; a file that another program holds is only arriving.
    pub fn failed(&mut self, busy: bool, now: Instant, quiet: Duration) -> bool {
        self.stopped(if busy { ScanState::Arriving } else { ScanState::Unreadable }, now, quiet)
    }

    /// Notes that it could not be kept, which is not its fault where the disk is full. It is tried again, ever more
    /// seldom.
    pub fn stopped(&mut self, state: ScanState, now: Instant, quiet: Duration) -> bool {
        let changed = self.state != state;
        self.state = state;
        self.judged = Some(self.stamp);
        self.pause(now, quiet);
        changed
    }

    /// Its content is taken, the file could not be removed: tried again, no longer shown.
    pub fn stays(&mut self, now: Instant, quiet: Duration) {
        self.id = Uuid::now_v7();
        self.hidden = true;
        self.pause(now, quiet);
    }

    /// Its content is taken, the file has changed meanwhile: what it is now is another scan.
    pub fn changed_meanwhile(&mut self, now: Instant) {
        self.id = Uuid::now_v7();
        self.state = ScanState::Arriving;
        self.judged = None;
        self.changed = now;
    }

    /// Longer after every miss, so that a file that never gets whole costs little.
    fn pause(&mut self, now: Instant, quiet: Duration) {
        let pause = (quiet / 5).saturating_mul(2_u32.saturating_pow(self.misses.min(16)));
        self.misses = self.misses.saturating_add(1);
        self.not_before = now + pause.min(LONGEST_PAUSE);
    }
}
