//! The virus check of documents: one at a time, and never while a desk waits for its answer.

use super::opened;
use crate::{
    app::App,
    error::{Fault, Result},
    store::documents,
};
use sportello_antivirus::{Engine, Finding};
use sportello_protocol::problem::ProblemKind;
use std::{collections::HashSet, sync::Mutex, time::Duration};
use tokio::{sync::Semaphore, time::timeout};
use uuid::Uuid;

/// How long an officer who opens a document waits for the checks before it.
const TURN: Duration = Duration::from_secs(20);

/// Whose turn it is, and which documents wait for theirs.
pub struct Checks {
    turn: Semaphore,
    begun: Mutex<HashSet<Uuid>>,
}

impl Default for Checks {
    fn default() -> Self {
        Self { turn: Semaphore::new(1), begun: Mutex::default() }
    }
}

/// What the virus check finds in bytes, beside everything else.
///
/// # Errors
/// `Unchecked` while an engine that was configured does not answer, or takes nothing so large: nothing passes unseen.
pub(crate) async fn look_into(app: &App, bytes: Vec<u8>) -> Result<(Vec<u8>, Finding)> {
    let engine = app.antivirus.clone();
    tokio::task::spawn_blocking(move || match engine.check(&bytes) {
        Ok(finding) => Ok((bytes, finding)),
        Err(error) => {
            tracing::error!(kind = ?error.kind(), bytes = bytes.len(), "the virus check does not answer, or not to so much");
            Err(ProblemKind::Unchecked.into())
        }
    })
    .await
    .map_err(|_| Fault::Interrupted)?
}

/// Whether a document that has arrived is still to be looked into.
pub(crate) async fn is_due(app: &App, id: Uuid) -> Result<bool> {
    Ok(*app.antivirus != Engine::Nothing && !app.store.read(move |conn| documents::is_checked(conn, id)).await?)
}

/// Has the virus check look into a document that has arrived, once; where none is configured nothing is read.
///
/// # Errors
/// `Unchecked` while the engine does not answer.
pub(crate) async fn check(app: &App, comune: Uuid, id: Uuid) -> Result<()> {
    if !is_due(app, id).await? {
        return Ok(());
    }
    let turn = timeout(TURN, app.checks.turn.acquire()).await.map_err(|_| ProblemKind::Unchecked)?;
    let _turn = turn.map_err(|_| Fault::Interrupted)?;
    look_once(app, comune, id).await
}

/// The same, later: nobody waits for it.
pub(crate) fn begin(app: &App, comune: Uuid, id: Uuid) {
    let begins = app.checks.begun.lock().is_ok_and(|mut begun| begun.insert(id));
    if !begins {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        let looked = match app.checks.turn.acquire().await {
            Ok(_turn) => look_once(&app, comune, id).await,
            Err(_) => Err(Fault::Interrupted),
        };
        if let Ok(mut begun) = app.checks.begun.lock() {
            begun.remove(&id);
        }
        if let Err(fault) = looked {
            tracing::warn!(document = %id, %fault, "a document is not looked into yet");
        }
    });
}

/// With the turn in hand; somebody before may have looked already.
async fn look_once(app: &App, comune: Uuid, id: Uuid) -> Result<()> {
    if !is_due(app, id).await? {
        return Ok(());
    }
    let (_, bytes) = opened(app, comune, id).await?;
    let (_, finding) = look_into(app, bytes).await?;
    app.store
        .write(move |tx| {
            documents::set_checked(tx, id)?;
            if finding != Finding::Virus {
                return Ok(());
            }
            tracing::warn!(document = %id, "a virus check found something; the document is kept sealed");
            let mut document = documents::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
            document.held = true;
            documents::update(tx, comune, &document)
        })
        .await
}
