//! Sends one command and keeps Centrale's answer: done, later, or needs a person.

use super::{
    client,
    client::Failure,
    outbox::{self, Outgoing},
};
use crate::{App, Result, app::Topic, appointments, store::facts};
use jiff::Timestamp;
use reqwest::Method;
use rusqlite::Transaction;
use sportello_protocol::{
    commands::{CommandAnswer, CommandOutcome},
    problem::{Problem, ProblemKind},
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
    let said = match answer {
        Ok(response) => {
            let answer: CommandAnswer = client::json(response).await?;
            if answer.command_id != command.command_id {
                return Err(Failure::Network);
            }
            Said::Answer(Box::new(answer))
        }
        Err(Failure::Problem(problem)) => Said::Problem(problem),
        Err(other) => return Err(other),
    };
    if !app.store.write(|tx| keep(tx, &command, &said, now))? {
        return Err(Failure::Later(None));
    }
    app.changed(Topic::Appointments);
    app.changed(Topic::Connection);
    Ok(())
}

/// What Centrale said to a command.
pub enum Said {
    /// It was carried out, or refused for good.
    Answer(Box<CommandAnswer>),
    /// It was not taken.
    Problem(Problem),
}

/// Keeps what Centrale said; `false` where the command is to be sent again later, as it is.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(tx: &Transaction, command: &Outgoing, said: &Said, now: Timestamp) -> Result<bool> {
    match said {
        Said::Answer(answer) => {
            if let Some(appointment) = &answer.appointment {
                appointments::keep(tx, appointment)?;
            }
            match (answer.outcome, &answer.problem) {
                (CommandOutcome::Done, _) => {
                    appointments::telling::note(tx, command.command_id, now)?;
                    outbox::done(tx, command.command_id, now)?;
                }
                (CommandOutcome::Refused, problem) => {
                    let reason = problem.as_ref().map_or(ProblemKind::BadRequest, |problem| problem.kind);
                    outbox::park(tx, command.command_id, reason, now)?;
                }
            }
        }
        Said::Problem(problem) => match (problem.kind, problem.expected_seq) {
            (ProblemKind::SequenceGap, Some(expected)) if expected != command.desk_seq => {
                outbox::renumber(tx, expected)?;
            }
            (ProblemKind::Forked, _) => facts::set(tx, facts::FORKED, &true)?,
            (ProblemKind::InProgress | ProblemKind::SequenceGap, _) => return Ok(false),
            (kind, _) => {
                // Centrale has not stored an answer, so its sequence stands still: the number goes to the next command.
                outbox::park(tx, command.command_id, kind, now)?;
                outbox::give_number_back(tx, command.command_id)?;
            }
        },
    }
    appointments::show(tx, command.appointment_id)?;
    Ok(true)
}
