//! A hold while a form is filled in. It exists on line only, on common hours, and backs no confirmation.

use super::TakeHold;
use crate::{
    App, Error, Result, promise,
    sync::{ConnectionState, client},
};
use reqwest::Method;
use serde::Serialize;
use sportello_protocol::{
    holds::{AskHold, Hold},
    problem::ProblemKind,
};
use std::time::Duration;
use ts_rs::TS;

/// The form goes on meanwhile; a hold that comes later than this helps nobody.
const PATIENCE: Duration = Duration::from_secs(5);

/// A hold.
#[derive(Debug, Serialize, TS)]
pub struct HoldView {
    /// After how many seconds it ends by itself: a time would be wrong where the machine's clock is. Absent: there is
    /// none, because the hour is the desk's own or there is no line.
    pub seconds: Option<u32>,
}

/// Takes, renews, changes or lets go a hold. Without a line there is none, and the form goes on.
///
/// # Errors
/// `SlotNotFree` where somebody else has the hour
pub async fn hold(app: &App, request: TakeHold) -> Result<HoldView> {
    let none = HoldView { seconds: None };
    if app.line.state() != ConnectionState::Connected {
        return Ok(none);
    }
    let own = app.store.read(promise::allotted)?;
    let is_own = |id: &uuid::Uuid| own.iter().any(|slot| slot.id == *id);
    if request.slot_ids.is_empty() || request.slot_ids.iter().all(is_own) {
        let path = format!("/holds/{}", request.hold_id);
        // One that is not let go ends by itself.
        let _ = tokio::time::timeout(PATIENCE, client::send(app, Method::DELETE, &path, |r| r)).await;
        return Ok(none);
    }
    let asked = AskHold { hold_id: request.hold_id, slot_ids: request.slot_ids };
    let answer = tokio::time::timeout(PATIENCE, client::send(app, Method::POST, "/holds", |r| r.json(&asked))).await;
    match answer {
        Ok(Ok(response)) => {
            let hold = client::json::<Hold>(response).await.ok();
            let left = |hold: Hold| hold.expires_at.duration_since(app.clock.now()).as_secs();
            Ok(HoldView { seconds: hold.and_then(|hold| u32::try_from(left(hold)).ok()) })
        }
        Ok(Err(failure)) if client::is_problem(&failure, ProblemKind::SlotTaken) => Err(Error::SlotNotFree),
        Ok(Err(_)) | Err(_) => Ok(none),
    }
}
