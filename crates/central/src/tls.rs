//! TLS from files. Without it Centrale binds loopback only.

use crate::error::{Fault, Result};
use axum_server::tls_rustls::RustlsConfig;
use std::{net::SocketAddr, path::PathBuf};

/// Where certificate and key are, in PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The configuration of a listener, or none for plain http, which only loopback may speak.
pub(crate) async fn configure(files: Option<&TlsFiles>, address: SocketAddr) -> Result<Option<RustlsConfig>> {
    match files {
        None if !address.ip().is_loopback() => Err(Fault::PlainHttpOutside(address)),
        None => Ok(None),
        Some(files) => {
            // A second call finds the provider in place, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let loaded = RustlsConfig::from_pem_file(&files.certificate, &files.key).await;
            loaded.map(Some).map_err(|_| Fault::Tls)
        }
    }
}
