//! What every request can reach.

use crate::{
    Centrale, catalogue,
    clock::Clock,
    documents,
    error::Result,
    limits::Gate,
    meetings::{room::Rooms, settings::Meetings},
    store::Store,
    store::settings,
    uploads::lanes::Lanes,
};
use sportello_antivirus::{Engine, find};
use std::sync::Arc;

pub use crate::limits::Limits;

/// What every request can reach; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Arc<Store>,
    /// The clock.
    pub clock: Clock,
    /// The signing key and the name under which vouchers are issued.
    pub identity: Arc<settings::Identity>,
    /// The reasons of visit.
    pub catalogue: Arc<catalogue::Source>,
    /// How often a client may ask for what can be guessed.
    pub gate: Arc<Gate>,
    /// Which uploads are being written.
    pub lanes: Arc<Lanes>,
    /// How far the counters are with documents of the officers, percent.
    pub fetching: Arc<documents::Fetching>,
    /// The virus check that documents pass before anybody opens them.
    pub antivirus: Arc<Engine>,
    /// Which documents it looks into.
    pub checks: Arc<documents::Checks>,
    /// What an administrator decided about meetings.
    pub meetings: Arc<Meetings>,
    /// Who is in which room.
    pub rooms: Arc<Rooms>,
    /// Whether cookies are for https only.
    pub secure: bool,
}

impl App {
    /// Opens the store and reads what stays the same while the program runs.
    pub fn open(centrale: &Centrale, secure: bool) -> Result<Self> {
        let store = Store::open(&centrale.data, &centrale.key_file)?;
        let identity = store.write_now(settings::identity)?;
        let meetings = Meetings::load(centrale.meetings.as_deref())?;
        let mut catalogue = catalogue::Source::load(&centrale.data)?;
        if let Some(host) = meetings.provider.host() {
            catalogue.allow_meetings_at(host);
        }
        Ok(Self {
            catalogue: Arc::new(catalogue),
            gate: Arc::new(Gate::new(centrale.limits)),
            identity: Arc::new(identity),
            lanes: Arc::new(Lanes::default()),
            fetching: Arc::default(),
            checks: Arc::default(),
            antivirus: Arc::new(centrale.clamd.as_deref().map_or(Engine::Nothing, |socket| find(Some(socket)))),
            meetings: Arc::new(meetings),
            rooms: Arc::new(Rooms::default()),
            store,
            clock: centrale.clock.clone(),
            secure,
        })
    }
}
