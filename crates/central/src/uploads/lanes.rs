//! One writer an upload; a newcomer makes the one before stop, because its line is most likely dead.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};
use uuid::Uuid;

/// Beyond this many uploads the lanes that nobody uses are dropped.
const CROWD: usize = 256;

#[derive(Clone)]
struct Lane {
    writing: Arc<AsyncMutex<()>>,
    newest: Arc<watch::Sender<u64>>,
}

/// The lanes of all uploads.
#[derive(Default)]
pub struct Lanes {
    lanes: Mutex<HashMap<Uuid, Lane>>,
}

/// The right to write an upload, until dropped.
pub struct Turn {
    _writing: OwnedMutexGuard<()>,
    number: u64,
    newest: watch::Receiver<u64>,
}

impl Lanes {
    /// Asks the present writer to stop, and waits until it has.
    pub async fn enter(&self, id: Uuid) -> Turn {
        let lane = self.lane(id);
        let mut number = 0;
        lane.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let newest = lane.newest.subscribe();
        Turn { _writing: lane.writing.lock_owned().await, number, newest }
    }

    fn lane(&self, id: Uuid) -> Lane {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() > CROWD {
            lanes.retain(|_, lane| Arc::strong_count(&lane.writing) > 1);
        }
        let fresh = || Lane { writing: Arc::default(), newest: Arc::new(watch::Sender::new(0)) };
        lanes.entry(id).or_insert_with(fresh).clone()
    }
}

impl Turn {
    /// Waits until somebody else asks for the lane.
    pub async fn ended(&mut self) {
        let number = self.number;
        if self.newest.wait_for(|newest| *newest != number).await.is_err() {
            // Nobody else can ask any more.
            std::future::pending::<()>().await;
        }
    }
}
