//! Documents in the console: the desk's are opened, the officer's are sent.

use super::{session::SignedIn, verdicts};
use crate::{
    app::App,
    commands::refuse_closed,
    documents::{checks::look_into, read, sealed::Sealed, titles},
    error::{Fault, Result, bad_request},
    keys::random,
    store::{Store, appointments, documents},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Multipart, Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::{Connection, Transaction};
use sportello_antivirus::Finding;
use sportello_protocol::{
    appointments::PaperRequest,
    documents::{Document, MAX_BYTES, MediaType, Origin, signed_copy_of},
    problem::ProblemKind,
};
use uuid::Uuid;

/// A browser may show the bytes, but nothing in them may run, load or send.
const INERT: &str = "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";
/// The same for PDF, whose viewer does not start in a sandbox.
const INERT_PDF: &str = "script-src 'none'; connect-src 'none'; form-action 'none'; frame-ancestors 'self'";

pub(super) async fn content(State(app): State<App>, signed_in: SignedIn, Path(id): Path<Uuid>) -> Result<Response> {
    let comune = signed_in.account.comune_id;
    let (document, bytes) = read(&app, comune, id).await?;
    if document.origin == Origin::Desk && document.opened_at.is_none() {
        let now = app.clock.now();
        app.store.write(move |tx| mark_opened(tx, comune, id, now)).await?;
    }
    let policy = if document.media_type == MediaType::Pdf { INERT_PDF } else { INERT };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(document.media_type.as_str()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    Ok(response)
}

fn mark_opened(tx: &Transaction, comune: Uuid, id: Uuid, now: Timestamp) -> Result<()> {
    let mut document = documents::get(tx, comune, id)?.ok_or(ProblemKind::NotFound)?;
    if document.opened_at.is_none() {
        document.opened_at = Some(now);
        documents::update(tx, comune, &document)?;
    }
    Ok(())
}

#[derive(Default)]
struct Form {
    document_type: String,
    title: String,
    to_sign: bool,
    file: Bytes,
}

pub(super) async fn send(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    form: Multipart,
) -> Result<Json<Document>> {
    let form = read_form(form).await?;
    if u64::try_from(form.file.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(ProblemKind::TooLarge.into());
    }
    let media_type = MediaType::sniff(&form.file).ok_or_else(|| bad_request("file is no PDF, JPEG, PNG or TIFF"))?;
    if !app.catalogue.knows_document(&form.document_type) {
        return Err(bad_request("document_type is not in the catalogue"));
    }
    let (comune, now, store) = (signed_in.account.comune_id, app.clock.now(), app.store.clone());
    let sent =
        Sent { document_type: form.document_type, title: form.title, media_type, to_sign: form.to_sign, at: now };
    let (file, finding) = look_into(&app, form.file.to_vec()).await?;
    if finding == Finding::Virus {
        return Err(ProblemKind::VirusFound.into());
    }
    let keeping = move || keep(&store, comune, id, sent, &file, finding == Finding::Clean);
    tokio::task::spawn_blocking(keeping).await.map_err(|_| Fault::Interrupted)?.map(Json)
}

// Sealing takes long for a large file and so happens before the transaction, in which no desk could be answered.
fn keep(store: &Store, comune: Uuid, id: Uuid, sent: Sent, bytes: &[u8], is_checked: bool) -> Result<Document> {
    store.read_now(|conn| takes_documents(conn, comune, id))?;
    let (document, wrapped_key) = seal(store, id, sent, bytes)?;
    let kept = store.write_now(|tx| {
        takes_documents(tx, comune, id)?;
        documents::add(tx, comune, &document, &wrapped_key)?;
        if is_checked {
            documents::set_checked(tx, document.id)?;
        }
        if !document.to_sign {
            return Ok(());
        }
        let request = PaperRequest {
            document_type: signed_copy_of(document.id),
            note: String::new(),
            form: Some(document.title.clone()),
            version: 0,
            refused: None,
            was: None,
            at: document.added_at,
        };
        verdicts::put_down(tx, comune, id, request)
    });
    if matches!(kept, Err(Fault::Problem(_))) {
        Sealed::remove(store.documents_folder(), document.id)?;
    }
    kept.map(|()| document)
}

fn takes_documents(conn: &Connection, comune: Uuid, id: Uuid) -> Result<()> {
    refuse_closed(&appointments::get(conn, comune, id)?.ok_or(ProblemKind::NotFound)?)
}

/// What is known of a document that the officer sends.
pub(crate) struct Sent {
    pub(crate) document_type: String,
    pub(crate) title: String,
    pub(crate) media_type: MediaType,
    pub(crate) to_sign: bool,
    pub(crate) at: Timestamp,
}

/// Seals the bytes of a document that is announced only after, so that nobody hears of one that is not there; gives the
/// document and its wrapped key.
pub(crate) fn seal(store: &Store, appointment_id: Uuid, sent: Sent, bytes: &[u8]) -> Result<(Document, Vec<u8>)> {
    let document = Document {
        id: Uuid::now_v7(),
        appointment_id,
        origin: Origin::Officer,
        document_type: sent.document_type,
        title: titles::clean(&sent.title),
        media_type: sent.media_type,
        bytes: u64::try_from(bytes.len()).map_err(|_| ProblemKind::TooLarge)?,
        sha256: hex::encode(digest(&SHA256, bytes)),
        pages: 0,
        added_at: sent.at,
        delivered: true,
        opened_at: None,
        received_at: None,
        verdict: None,
        earlier_verdicts: vec![],
        to_sign: sent.to_sign,
        held: false,
    };
    let about = document.id.as_bytes();
    let wrapped = store.keys().wrap(&random()?, about)?;
    let mut sealed = Sealed::open(store.documents_folder(), document.id, store.keys().unwrap_key(&wrapped, about)?)?;
    sealed.append(bytes)?;
    sealed.settle()?;
    Ok((document, wrapped))
}

async fn read_form(mut form: Multipart) -> Result<Form> {
    let wrong = |_| bad_request("not a form with document_type, title and file");
    let mut read = Form::default();
    while let Some(field) = form.next_field().await.map_err(wrong)? {
        match field.name() {
            Some("document_type") => read.document_type = field.text().await.map_err(wrong)?,
            Some("title") => read.title = field.text().await.map_err(wrong)?,
            Some("to_sign") => read.to_sign = field.text().await.map_err(wrong)? == "true",
            Some("file") => read.file = field.bytes().await.map_err(too_large_or_wrong)?,
            _ => {}
        }
    }
    Ok(read)
}

fn too_large_or_wrong(error: axum::extract::multipart::MultipartError) -> crate::error::Fault {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge.into(),
        _ => bad_request("not a form with document_type, title and file"),
    }
}
