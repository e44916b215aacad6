//! Sends one command and keeps Centrale's answer: done, later, or needs a person.

use super::{client, client::Failure, outbox};
use crate::{App, app::Topic, appointments};
use reqwest::Method;
use sportello_protocol::{
    commands::{CommandAnswer, CommandOutcome},
    problem::ProblemKind,
};

/// Sends the next command.
///
/// # Errors
/// Every [`Failure`] that leaves the command waiting.
pub async fn next(app: &App) -> Result<(), Failure> {
    let Some(command) = app.store.write(outbox::attempt)? else { return Ok(()) };
    let answer = client::send(app, Method::POST, "/commands", |request| {
        request.header("Idempotency-Key", command.command_id.to_string()).json(&command)
    })
    .await;
    let now = app.clock.now();
    let appointment_id = command.appointment_id;
    match answer {
        Ok(response) => {
            let answer: CommandAnswer = client::json(response).await?;
            if answer.command_id != command.command_id {
                return Err(Failure::Network);
            }
            app.store.write(|tx| {
                if let Some(appointment) = &answer.appointment {
                    appointments::keep(tx, appointment)?;
                }
                match (answer.outcome, &answer.problem) {
                    (CommandOutcome::Done, _) => outbox::done(tx, command.command_id, now)?,
                    (CommandOutcome::Refused, problem) => {
                        let reason = problem.as_ref().map_or(ProblemKind::BadRequest, |problem| problem.kind);
                        outbox::park(tx, command.command_id, reason, now)?;
                    }
                }
                appointments::show(tx, appointment_id)
            })?;
        }
        Err(Failure::Problem(problem)) => match (problem.kind, problem.expected_seq) {
            (ProblemKind::SequenceGap, Some(expected)) if expected != command.desk_seq => {
                app.store.write(|tx| outbox::renumber(tx, expected))?;
            }
            (ProblemKind::InProgress | ProblemKind::SequenceGap, _) => return Err(Failure::Later(None)),
            (kind, _) => {
                // Centrale has not stored an answer, so its sequence stands still: the number goes to the next command.
                app.store.write(|tx| {
                    outbox::park(tx, command.command_id, kind, now)?;
                    outbox::give_number_back(tx, command.command_id)?;
                    appointments::show(tx, appointment_id)
                })?;
            }
        },
        Err(other) => return Err(other),
    }
    app.changed(Topic::Appointments);
    app.changed(Topic::Connection);
    Ok(())
}
