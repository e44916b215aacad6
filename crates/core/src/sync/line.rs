//! The state of the line to Centrale, as the screen says it.

use super::{ConnectionState, client, client::Failure, token::Voucher, uploads::Pace};
use crate::{App, Result, app::Topic, store::facts};
use reqwest::Client;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How long a document rests at first whose bytes Centrale would not take or give, or that cannot be read here; twice
/// as long each time after.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(300);

/// The line: one HTTP client, one voucher, one state.
pub struct Line {
    pub(super) http: Client,
    pub(super) voucher: Mutex<Option<Voucher>>,
    state: Mutex<ConnectionState>,
    last_noted: AtomicI64,
    is_new: AtomicBool,
    resting: Mutex<BTreeMap<Uuid, (Instant, u32)>>,
    pace: Mutex<Pace>,
    place: Mutex<Option<(Uuid, usize)>>,
    sent_last: AtomicBool,
}

impl Line {
    /// A line on which nothing has been tried.
    ///
    /// # Errors
    /// When the system's TLS cannot be set up.
    pub fn new() -> Result<Self> {
        Ok(Self {
            http: client::new()?,
            voucher: Mutex::new(None),
            state: Mutex::new(ConnectionState::Starting),
            last_noted: AtomicI64::new(0),
            is_new: AtomicBool::new(false),
            resting: Mutex::default(),
            pace: Mutex::default(),
            place: Mutex::default(),
            sent_last: AtomicBool::new(false),
        })
    }

    /// The state.
    pub fn state(&self) -> ConnectionState {
        self.state.lock().map_or(ConnectionState::Starting, |state| *state)
    }

    /// One document's trouble must not stop the line: it is tried again later, the others go on.
    pub(super) fn rest(&self, document_id: Uuid) {
        if let Ok(mut resting) = self.resting.lock() {
            let (until, times) = resting.entry(document_id).or_insert((Instant::now(), 0));
            let rest = FIRST_REST.saturating_mul(1 << (*times).min(16)).min(LONGEST_REST);
            (*until, *times) = (Instant::now() + rest, *times + 1);
        }
    }

    /// Whether a document rests now.
    pub(super) fn rests(&self, document_id: Uuid) -> bool {
        let Ok(resting) = self.resting.lock() else { return false };
        resting.get(&document_id).is_some_and(|(until, _)| *until > Instant::now())
    }

    /// A document's bytes got further: its next trouble is a first one.
    pub(super) fn rested(&self, document_id: Uuid) {
        if let Ok(mut resting) = self.resting.lock() {
            resting.remove(&document_id);
        }
    }

    /// Bytes had a turn: they left, or came.
    pub(super) fn had_turn(&self, sent: bool) {
        self.sent_last.store(sent, Ordering::Relaxed);
    }

    /// Whether the last bytes that had a turn left.
    pub(super) fn sent_last(&self) -> bool {
        self.sent_last.load(Ordering::Relaxed)
    }

    /// What is known of its upward speed.
    pub(super) fn pace(&self) -> Pace {
        self.pace.lock().map(|pace| *pace).unwrap_or_default()
    }

    /// A request of so many bytes took so long.
    pub(super) fn carried(&self, bytes: usize, took: Duration) {
        if let Ok(mut pace) = self.pace.lock() {
            pace.carried(bytes, took);
        }
    }

    /// A request did not come to its end.
    pub(super) fn missed(&self) {
        if let Ok(mut pace) = self.pace.lock() {
            pace.missed();
        }
    }

    /// Its upward speed as last measured, kbit/s.
    pub fn kilobits(&self) -> Option<u32> {
        self.pace().kilobits()
    }

    /// Whether bytes would disturb a meeting.
    pub fn is_thin(&self) -> bool {
        self.pace().is_thin()
    }

    /// How much Centrale has of an upload, as it said in the last answer.
    pub(super) fn place_of(&self, document_id: Uuid) -> Option<usize> {
        let place = self.place.lock().ok()?;
        place.filter(|(id, _)| *id == document_id).map(|(_, offset)| offset)
    }

    /// Centrale said how much it has of an upload.
    pub(super) fn keep_place(&self, document_id: Uuid, offset: usize) {
        if let Ok(mut place) = self.place.lock() {
            *place = Some((document_id, offset));
        }
    }

    /// An answer was missed: Centrale is to be asked.
    pub(super) fn lose_place(&self) {
        if let Ok(mut place) = self.place.lock() {
            *place = None;
        }
    }

    /// The desk has a new identity: the voucher of the old one is worth nothing.
    pub fn renewed(&self, app: &App) {
        if let Ok(mut voucher) = self.voucher.lock() {
            *voucher = None;
        }
        self.is_new.store(true, Ordering::Relaxed);
        self.set(app, ConnectionState::Starting);
    }

    /// Whether the desk has a new identity since this was asked last.
    pub(super) fn take_new(&self) -> bool {
        self.is_new.swap(false, Ordering::Relaxed)
    }

    /// Centrale answered.
    pub(super) fn heard(&self, app: &App) {
        let now = app.clock.now();
        // Written at most every ten seconds: it is a figure for people, and each write is an fsync.
        if now.as_second() - self.last_noted.load(Ordering::Relaxed) >= 10 {
            self.last_noted.store(now.as_second(), Ordering::Relaxed);
            if let Err(error) = app.store.write(|tx| facts::set(tx, facts::LAST_CONTACT, &now)) {
                tracing::error!(%error, "The last contact could not be noted.");
            }
        }
        self.set(app, ConnectionState::Connected);
    }

    /// Centrale did not answer, or not with what was hoped for.
    pub(super) fn failed(&self, app: &App, failure: &Failure) {
        match failure {
            Failure::Network | Failure::Later(_) => self.set(app, ConnectionState::Offline),
            Failure::Rejected => {
                if self.state() != ConnectionState::Rejected
                    && let Err(error) = app.promise.rejected(&app.store)
                {
                    tracing::error!(%error, "That Centrale no longer knows this desk could not be kept.");
                }
                self.set(app, ConnectionState::Rejected);
            }
            Failure::UpgradeNeeded => self.set(app, ConnectionState::UpgradeNeeded),
            Failure::Problem(_) => {}
            Failure::Desk(error) => tracing::error!(%error, "The synchronisation failed on this side."),
        }
    }

    fn set(&self, app: &App, new: ConnectionState) {
        if let Ok(mut state) = self.state.lock()
            && *state != new
        {
            *state = new;
            app.changed(Topic::Connection);
            // Confirmed or provisional, said before the click, hangs on it.
            app.changed(Topic::Appointments);
            // Whether the desk may be enrolled again.
            app.changed(Topic::Desk);
        }
    }
}
