//! A hold while a form is filled in. It exists on line only, on common hours, and backs no confirmation.

use super::{HoldView, TakeHold};
use crate::{App, Error, Result, promise, sync::client};
use reqwest::Method;
use sportello_protocol::{
    holds::{AskHold, Hold},
    problem::ProblemKind,
};

/// Takes, changes or lets go a hold. Without a line there is none, and the form goes on.
///
/// # Errors
/// `SlotNotFree` where somebody else has the hour
pub async fn hold(app: &App, request: TakeHold) -> Result<HoldView> {
    let own = app.store.read(promise::allotted)?;
    let is_own = |id: &uuid::Uuid| own.iter().any(|slot| slot.id == *id);
    if request.slot_ids.is_empty() || request.slot_ids.iter().all(is_own) {
        // One that is not let go ends by itself.
        let _ = client::send(app, Method::DELETE, &format!("/holds/{}", request.hold_id), |r| r).await;
        return Ok(HoldView { expires_at: None });
    }
    let asked = AskHold { hold_id: request.hold_id, slot_ids: request.slot_ids };
    match client::send(app, Method::POST, "/holds", |r| r.json(&asked)).await {
        Ok(response) => {
            let hold = client::json::<Hold>(response).await.ok();
            Ok(HoldView { expires_at: hold.map(|hold| hold.expires_at) })
        }
        Err(failure) if client::is_problem(&failure, ProblemKind::SlotTaken) => Err(Error::SlotNotFree),
        Err(_) => Ok(HoldView { expires_at: None }),
    }
}
