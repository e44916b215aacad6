//! Sends the bytes of one document for a turn. A broken upload goes on from the byte where Centrale has it, after a
//! restart too.

use super::{
    Upload,
    pace::Pace,
    tus::{self, Carrier},
};
use crate::{
    App, Result,
    app::Topic,
    documents, settings,
    sync::{
        client::{self, Failure},
        outbox,
    },
};
use anyhow::anyhow;
use reqwest::{Method, RequestBuilder, Response};
use rusqlite::params;
use sportello_protocol::problem::ProblemKind;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long an upload holds the line before what is read has its turn.
const TURN: Duration = Duration::from_secs(2);

/// A request that fails after so long was too large for the line.
const LONG: Duration = Duration::from_secs(8);

impl Carrier for App {
    async fn carry(
        &self,
        method: Method,
        path: &str,
        shape: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync,
    ) -> Result<Response, Failure> {
        client::send(self, method, path, shape).await
    }
}

/// Sends the bytes, until they are all there or something more urgent waits.
///
/// # Errors
/// Every [`Failure`] that leaves it unfinished.
pub async fn send(app: &App, upload: Upload) -> Result<(), Failure> {
    let id = upload.cargo.document_id;
    app.store.write(|tx| {
        Ok(tx.execute("UPDATE transfers SET attempts = attempts + 1 WHERE document_id = ?", [id.to_string()])?)
    })?;
    let outcome = go_on(app, upload).await;
    if outcome.is_err() {
        app.line.lose_place();
    }
    outcome.or_else(|failure| Err(forget_if_gone(app, id, failure)?))
}

async fn go_on(app: &App, upload: Upload) -> Result<(), Failure> {
    let (id, turn) = (upload.cargo.document_id, Instant::now());
    let bytes = documents::content(app, id)?;
    let (location, mut offset) = place(app, upload, bytes.len()).await?;
    let limit = app.store.read(settings::upload_limit)?;
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        let chunk = rest.get(..app.line.pace().next(limit).min(rest.len())).unwrap_or(rest);
        let began = Instant::now();
        let sent = tus::patch(app, &location, offset, chunk).await;
        if matches!(sent, Err(Failure::Network)) && began.elapsed() > LONG {
            app.line.missed();
        }
        offset = sent?;
        let took = began.elapsed();
        app.line.carried(chunk.len(), took);
        app.line.keep_place(id, offset);
        progress(app, id, offset)?;
        tokio::time::sleep(Pace::silence(chunk.len(), took, limit)).await;
        if offset >= bytes.len() {
            break;
        }
        // Neither a command nor what is read may wait behind the rest of a large document.
        if turn.elapsed() > TURN || app.store.read(outbox::has_next)? {
            return Ok(());
        }
    }
    if offset != bytes.len() {
        return Err(anyhow!("Centrale has more of the document than there is").into());
    }
    app.line.lose_place();
    finish(app, id)
}

/// Where Centrale keeps the upload, and how far it is; made where it is not there yet.
async fn place(app: &App, upload: Upload, length: usize) -> Result<(String, usize), Failure> {
    if !upload.location.is_empty() {
        let offset = match app.line.place_of(upload.cargo.document_id) {
            Some(offset) => offset,
            None => tus::offset(app, &upload.location).await?,
        };
        return Ok((upload.location, offset));
    }
    let (location, offset) = tus::create(app, upload.cargo.document_id, length).await?;
    app.store.write(|tx| {
        Ok(tx.execute(
            "UPDATE transfers SET location = ? WHERE document_id = ?",
            params![location, upload.cargo.document_id.to_string()],
        )?)
    })?;
    Ok((location, offset))
}

/// An upload that Centrale no longer has, or threw away because it was damaged, starts again; one that stands
/// elsewhere than this desk believes goes on from there.
fn forget_if_gone(app: &App, id: Uuid, failure: Failure) -> Result<Failure, Failure> {
    let Failure::Problem(problem) = &failure else { return Ok(failure) };
    if matches!(problem.kind, ProblemKind::NotFound | ProblemKind::DigestMismatch) {
        app.store.write(|tx| {
            Ok(tx.execute("UPDATE transfers SET location = '', sent = 0 WHERE document_id = ?", [id.to_string()])?)
        })?;
    }
    Ok(failure)
}

fn progress(app: &App, id: Uuid, sent: usize) -> Result<(), Failure> {
    let sent = i64::try_from(sent).unwrap_or(i64::MAX);
    app.store.write(|tx| {
        Ok(tx.execute(
            "UPDATE transfers SET sent = ?, attempts = 1 WHERE document_id = ?",
            params![sent, id.to_string()],
        )?)
    })?;
    app.changed(Topic::Appointments);
    Ok(())
}

fn finish(app: &App, id: Uuid) -> Result<(), Failure> {
    app.store.write(|tx| {
        tx.execute("DELETE FROM transfers WHERE document_id = ?", [id.to_string()])?;
        documents::set_delivered(tx, id)
    })?;
    app.changed(Topic::Appointments);
    app.changed(Topic::Connection);
    Ok(())
}
