//! A contact: both sides say which slots they believe to be the desk's.

use super::{client, client::Failure};
use crate::{App, app::Topic};
use reqwest::Method;
use sportello_protocol::{allotment::Allotment, problem::ProblemKind};

/// Makes a contact.
///
/// # Errors
/// Every [`Failure`]; what was promised meanwhile stays promised.
pub async fn make(app: &App) -> Result<(), Failure> {
    let contact = app.promise.begin(&app.store)?;
    let answer = client::send(app, Method::POST, "/allotment", |request| request.json(&contact)).await;
    let answer: Allotment = match answer {
        Err(Failure::Problem(problem)) if problem.kind == ProblemKind::StaleContact => {
            return Ok(app.promise.refused(&app.store, problem.arrived_promise)?);
        }
        other => client::json(other?).await?,
    };
    // A clerk's booking and what a request becomes here have their marks one after the other.
    let _turn = app.promise.turn().await;
    app.promise.finish(&app.store, &contact, &answer)?;
    app.changed(Topic::Appointments);
    app.changed(Topic::Desk);
    Ok(())
}
