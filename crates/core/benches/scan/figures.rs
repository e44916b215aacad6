//! What was measured, as `cargo xtask bench` prints it.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One measured thing beside its peers.
pub struct Figure {
    case: &'static str,
    unit: &'static str,
    ours: f64,
    peers: BTreeMap<String, f64>,
    at_most: Option<f64>,
}

impl Figure {
    pub fn of(case: &'static str, unit: &'static str, ours: f64) -> Self {
        Self { case, unit, ours, peers: BTreeMap::new(), at_most: None }
    }

    pub fn beside(mut self, peers: impl IntoIterator<Item = (String, f64)>) -> Self {
        self.peers = peers.into_iter().collect();
        self
    }

    /// The bar, in the same unit.
    pub fn at_most(mut self, most: f64) -> Self {
        self.at_most = Some(most);
        self
    }

    pub fn json(&self) -> Value {
        let Self { case, unit, ours, peers, at_most } = self;
        eprintln!("{case}: {ours:.2} {unit}; {peers:?}");
        json!({ "case": case, "unit": unit, "ours": ours, "peers": peers, "at_most": at_most })
    }
}
