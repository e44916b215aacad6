//! Receiving the bytes of one PATCH: sealed in records as they come, finished only when length and hash agree.

use super::{checksum::Checksum, open};
use crate::{
    app::App,
    documents::{
        checks,
        sealed::{RECORD, Sealed},
    },
    error::{Fault, Result},
    store::documents,
};
use axum::body::Body;
use http_body_util::BodyExt;
use sportello_protocol::{
    documents::{Document, MediaType},
    problem::ProblemKind,
};
use uuid::Uuid;

/// Takes what `body` brings, and says how far the upload is.
pub(super) async fn receive(
    app: App,
    comune: Uuid,
    document: Document,
    (offset, mut checksum): (u64, Option<Checksum>),
    mut body: Body,
) -> Result<u64> {
    if document.delivered {
        return if offset == document.bytes { nothing_more(offset, body).await } else { Err(mismatch()) };
    }
    let mut turn = app.lanes.enter(document.id).await;
    let mut sealed = open(&app, document.id).await?;
    if sealed.length() != offset {
        return Err(mismatch());
    }
    let before = sealed.place();
    let mut held = Vec::with_capacity(RECORD);
    let mut end = Ok(());
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            // Whoever asks now has a living line; this one keeps what it has and leaves.
            () = turn.ended() => {
                end = Err(ProblemKind::OffsetMismatch);
                None
            }
        };
        let Some(frame) = frame else { break };
        let Ok(frame) = frame else {
            end = Err(ProblemKind::BadRequest);
            break;
        };
        let data = frame.into_data().unwrap_or_default();
        if sealed.length() + length(&held)? + length(&data)? > document.bytes {
            end = Err(ProblemKind::TooLarge);
            break;
        }
        if let Some(checksum) = &mut checksum {
            checksum.update(&data);
        }
        held.extend_from_slice(&data);
        if held.len() >= RECORD {
            sealed = append(sealed, std::mem::take(&mut held)).await?;
        }
    }
    sealed = append(sealed, held).await?;
    let mut end = end.map_err(Fault::from);
    if let Some(checksum) = checksum {
        end = end.and_then(|()| checksum.check());
        if end.is_err() {
            blocking(move || sealed.go_back(before)).await?;
            return end.map(|()| offset);
        }
    }
    end?;
    let reached = sealed.length();
    if reached == document.bytes {
        finish(&app, comune, document, sealed).await?;
    }
    Ok(reached)
}

/// How far an upload is. Takes the lane, so that a writer whose line broke unnoticed has put away what it holds; finishes
/// an upload that is whole, because Centrale may have ended between its last byte and that.
pub(super) async fn reached(app: App, comune: Uuid, id: Uuid) -> Result<u64> {
    let _turn = app.lanes.enter(id).await;
    let document = app.store.read(move |conn| documents::get(conn, comune, id)).await?.ok_or(ProblemKind::NotFound)?;
    if document.delivered {
        return Ok(document.bytes);
    }
    let sealed = open(&app, id).await?;
    let reached = sealed.length();
    if reached != document.bytes {
        return Ok(reached);
    }
    match finish(&app, comune, document, sealed).await {
        Ok(()) => Ok(reached),
        Err(Fault::Problem(problem)) if problem.kind == ProblemKind::DigestMismatch => Ok(0),
        Err(fault) => Err(fault),
    }
}

// A PATCH without bytes at the end of a delivered document asks for what is true already.
async fn nothing_more(end: u64, mut body: Body) -> Result<u64> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ProblemKind::BadRequest)?;
        if frame.data_ref().is_some_and(|data| !data.is_empty()) {
            return Err(ProblemKind::TooLarge.into());
        }
    }
    Ok(end)
}

fn mismatch() -> Fault {
    ProblemKind::OffsetMismatch.into()
}

async fn append(mut sealed: Sealed, plain: Vec<u8>) -> Result<Sealed> {
    blocking(move || {
        if !plain.is_empty() {
            sealed.append(&plain)?;
            sealed.settle()?;
        }
        Ok(sealed)
    })
    .await
}

async fn finish(app: &App, comune: Uuid, document: Document, mut sealed: Sealed) -> Result<()> {
    let (sha256, media_type) = (document.sha256.clone(), document.media_type);
    blocking(move || {
        let agrees = match sealed.digest() {
            Ok((found, head)) => found == sha256 && MediaType::sniff(&head) == Some(media_type),
            // Damaged on this disk: the desk still has the document.
            Err(Fault::Crypto | Fault::Stored(_)) => false,
            Err(fault) => return Err(fault),
        };
        if !agrees {
            sealed.clear()?;
            return Err(ProblemKind::DigestMismatch.into());
        }
        Ok(())
    })
    .await?;
    app.store
        .write(move |tx| {
            let mut present = documents::get(tx, comune, document.id)?.ok_or(ProblemKind::NotFound)?;
            present.delivered = true;
            documents::update(tx, comune, &present)
        })
        .await?;
    // Before anybody opens it; the line is not held up by it.
    checks::begin(app, comune, document.id);
    Ok(())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Interrupted)?
}

fn length(bytes: &[u8]) -> Result<u64> {
    u64::try_from(bytes.len()).map_err(|_| ProblemKind::TooLarge.into())
}
