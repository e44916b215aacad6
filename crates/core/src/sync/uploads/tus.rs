//! tus 1.0 (<https://tus.io/protocols/resumable-upload>, core and creation), as a client: any server that speaks it
//! will do.

use super::super::client::{self, Failure};
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{Method, RequestBuilder, Response, header};
use sportello_protocol::BASE_PATH;
use uuid::Uuid;

/// Whoever carries requests to the server, with its right to make them. Paths are below the interface's base.
pub trait Carrier {
    /// Sends a request.
    ///
    /// # Errors
    /// Every [`Failure`].
    fn carry(
        &self,
        method: Method,
        path: &str,
        shape: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync,
    ) -> impl Future<Output = Result<Response, Failure>> + Send;
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header("Tus-Resumable", "1.0.0")
}

/// Creates the upload of a document of `length` bytes; gives its path, and how much of it the server has already.
///
/// # Errors
/// Every [`Failure`].
pub async fn create(
    carrier: &(impl Carrier + Sync),
    document: Uuid,
    length: usize,
) -> Result<(String, usize), Failure> {
    let metadata = format!("document_id {}", BASE64_STANDARD.encode(document.to_string()));
    let response = carrier
        .carry(Method::POST, "/uploads", |request| {
            tus(request).header("Upload-Length", length).header("Upload-Metadata", &metadata)
        })
        .await?;
    let location = client::header_text(&response, header::LOCATION.as_str());
    // Only the path counts: the bytes go to this desk's Centrale, whatever host the answer names.
    let start = location.find(BASE_PATH).ok_or(Failure::Network)? + BASE_PATH.len();
    let path = location.get(start..).filter(|path| path.starts_with("/uploads/")).ok_or(Failure::Network)?;
    // Centrale says how far an upload of the same document was before this desk was put back; others begin with nothing.
    let offset = client::header_text(&response, "Upload-Offset").parse().unwrap_or(0);
    Ok((path.to_owned(), offset))
}

/// How many bytes the server has.
///
/// # Errors
/// Every [`Failure`].
pub async fn offset(carrier: &(impl Carrier + Sync), path: &str) -> Result<usize, Failure> {
    let response = carrier.carry(Method::HEAD, path, tus).await?;
    client::header_text(&response, "Upload-Offset").parse().map_err(|_| Failure::Network)
}

/// Sends `bytes` from `offset` on; gives how many the server has then, always more than before.
///
/// # Errors
/// Every [`Failure`].
pub async fn patch(carrier: &(impl Carrier + Sync), path: &str, offset: usize, bytes: &[u8]) -> Result<usize, Failure> {
    let response = carrier
        .carry(Method::PATCH, path, |request| {
            tus(request)
                .header("Upload-Offset", offset)
                .header(header::CONTENT_TYPE, "application/offset+octet-stream")
                .body(bytes.to_vec())
        })
        .await?;
    let now_at: usize = client::header_text(&response, "Upload-Offset").parse().map_err(|_| Failure::Network)?;
    if now_at > offset { Ok(now_at) } else { Err(Failure::Network) }
}
