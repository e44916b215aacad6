//! What every request can reach.

use crate::{
    catalogue, clock::Clock, error::Result, limits::Gate, store::Store, store::settings, uploads::lanes::Lanes,
};
use std::{path::Path, sync::Arc};

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
    /// Whether cookies are for https only.
    pub secure: bool,
}

impl App {
    /// Opens the store and reads what stays the same while the program runs.
    pub fn open(data: &Path, key_file: &Path, clock: Clock, limits: Limits, secure: bool) -> Result<Self> {
        let store = Store::open(data, key_file)?;
        let identity = store.write_now(settings::identity)?;
        Ok(Self {
            catalogue: Arc::new(catalogue::Source::load(data)?),
            gate: Arc::new(Gate::new(limits)),
            identity: Arc::new(identity),
            lanes: Arc::new(Lanes::default()),
            store,
            clock,
            secure,
        })
    }
}
