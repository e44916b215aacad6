//! Centrale: the server that all desks of a comune synchronise with, with the officer's console.

pub mod allotment;
pub mod app;
pub mod catalogue;
pub mod changes;
pub mod clock;
pub mod commands;
pub mod console;
pub mod demo;
mod desk;
pub mod documents;
pub mod enrolments;
pub mod error;
mod etag;
mod holds;
mod holidays;
pub mod journal;
mod jws;
pub mod keys;
mod limits;
mod log;
pub mod meetings;
pub mod openapi;
mod pages;
pub mod passwords;
mod roster;
mod router;
pub mod second_factor;
pub mod slots;
mod snapshot;
mod status;
pub mod store;
pub mod tls;
mod tokens;
mod uploads;
pub mod withdrawals;

use app::{App, Limits};
use axum_server::Handle;
use clock::Clock;
use error::{Fault, Result};
use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    time::Duration,
};
use tokio::task::JoinHandle;

/// How long an ending server waits for the requests that are being answered.
const GRACE: Duration = Duration::from_secs(3);

/// How a Centrale is started.
#[derive(Clone, Debug, Default)]
pub struct Centrale {
    /// The data folder.
    pub data: PathBuf,
    /// The key file, outside the data folder; made when absent.
    pub key_file: PathBuf,
    /// Certificate and key; without them only loopback is served.
    pub tls: Option<tls::TlsFiles>,
    /// The file that says who provides the meetings; Centrale itself where there is none.
    pub meetings: Option<PathBuf>,
    /// How often a client may ask for what can be guessed.
    pub limits: Limits,
    /// The clock.
    pub clock: Clock,
    /// The socket of clamd; without it documents are looked into by nobody here.
    pub clamd: Option<PathBuf>,
}

/// A Centrale that answers; it ends with [`Running::stop`] or with the program.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// `http://127.0.0.1:1234`, without a slash at the end.
    pub url: String,
    /// What its requests can reach, for whoever started it.
    pub app: App,
    handle: Handle,
    serving: JoinHandle<std::io::Result<()>>,
}

/// Starts a Centrale on a listener that is bound already.
///
/// # Errors
/// When the address may not be served without TLS, the key file or the database cannot be used.
pub async fn launch(centrale: &Centrale, listener: TcpListener) -> Result<Running> {
    let address = listener.local_addr()?;
    let tls = tls::configure(centrale.tls.as_ref(), address).await?;
    let secure = tls.is_some();
    let centrale = centrale.clone();
    let opening = move || App::open(&centrale, secure);
    let app = tokio::task::spawn_blocking(opening).await.map_err(|_| Fault::Interrupted)??;
    listener.set_nonblocking(true)?;
    let service = router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let serving = match tls {
        Some(config) => {
            let server = axum_server::from_tcp_rustls(listener, config).handle(handle.clone());
            tokio::spawn(async move { server.serve(service).await })
        }
        None => {
            let server = axum_server::from_tcp(listener).handle(handle.clone());
            tokio::spawn(async move { server.serve(service).await })
        }
    };
    let scheme = if secure { "https" } else { "http" };
    Ok(Running { address, url: format!("{scheme}://{address}"), app, handle, serving })
}

impl Running {
    /// Waits until the server ends by itself.
    ///
    /// # Errors
    /// When it ended by a fault.
    pub async fn wait(self) -> Result<()> {
        self.serving.await.map_err(|_| Fault::Interrupted)??;
        Ok(())
    }

    /// Ends the server; requests that are being answered have three seconds.
    ///
    /// # Errors
    /// When it had ended by a fault.
    pub async fn stop(self) -> Result<()> {
        self.handle.graceful_shutdown(Some(GRACE));
        self.wait().await
    }
}
