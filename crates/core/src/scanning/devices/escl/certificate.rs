//! The certificate of a scanner: nobody vouches for it, so that the clerk is asked once, and it is pinned.
//!
//! The library's own checks are off for a pinned scanner; in their place the certificate is compared within the
//! connector, after the handshake and before the first byte of a request is written.

use hyper_util::client::legacy::connect::Connection;
use reqwest::tls::TlsInfo;
use ring::digest::{SHA256, digest};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower_layer::Layer;
use tower_service::Service;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The connection is not to be used: the certificate is not the pinned one.
#[derive(Debug, thiserror::Error)]
#[error("the certificate is not the pinned one")]
pub struct OtherCertificate {
    /// SHA-256 of the one that was shown, lower-case hex; empty if there was none.
    pub fingerprint: String,
}

impl OtherCertificate {
    /// Finds it among the causes of an error.
    #[must_use]
    pub fn within<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |error| error.source()).find_map(|error| error.downcast_ref())
    }
}

/// Lets through only connections that show this certificate; without one, none.
#[derive(Clone)]
pub struct Pinned(pub Arc<Option<String>>);

impl<S> Layer<S> for Pinned {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Guarded { inner, pin: Arc::clone(&self.0) }
    }
}

/// A connector that looks at the certificate before it gives the connection away.
#[derive(Clone)]
pub struct Guarded<S> {
    inner: S,
    pin: Arc<Option<String>>,
}

impl<S, R> Service<R> for Guarded<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: Connection,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let (connecting, pin) = (self.inner.call(request), Arc::clone(&self.pin));
        Box::pin(async move {
            let connection = connecting.await?;
            let fingerprint = fingerprint(&connection).unwrap_or_default();
            if !fingerprint.is_empty() && pin.as_ref().as_ref() == Some(&fingerprint) {
                Ok(connection)
            } else {
                Err(OtherCertificate { fingerprint }.into())
            }
        })
    }
}

fn fingerprint(connection: &impl Connection) -> Option<String> {
    let mut extras = http::Extensions::new();
    connection.connected().get_extras(&mut extras);
    let certificate = extras.get::<TlsInfo>()?.peer_certificate()?.to_vec();
    Some(hex::encode(digest(&SHA256, &certificate)))
}
