//! Tells the page what may have changed.

use crate::desk::Desk;
use sportello_core::app::Topic;
use std::{collections::BTreeSet, time::Duration};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// The one event.
const EVENT: &str = "changed";
/// Changes come in bursts; the page reads again once a burst.
const BURST: Duration = Duration::from_millis(40);
/// Forwards core's topics for as long as the window lives.
pub fn forward(window: &AppHandle, desk: &Desk) {
    let Some(app) = desk.app() else { return };
    let mut changes = app.changes();
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        let mut topics = BTreeSet::new();
        loop {
            match changes.recv().await {
                Ok(topic) => {
                    topics.insert(topic);
                }
                Err(RecvError::Lagged(_)) => topics.extend(Topic::ALL),
                Err(RecvError::Closed) => return,
            }
            tokio::time::sleep(BURST).await;
            while let Ok(topic) = changes.try_recv() {
                topics.insert(topic);
            }
            let burst = std::mem::take(&mut topics);
            if let Err(error) = window.emit(EVENT, &burst) {
                tracing::warn!(%error, "the page was not told of a change");
            }
        }
    });
}
