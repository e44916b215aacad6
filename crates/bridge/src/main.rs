//! The console door to core: the window's commands over loopback, for tests and automation. Never released.

mod http;
mod stdio;

use anyhow::Result;
use clap::Parser;
use sportello_core::{App, app::Options};
use std::{io::IsTerminal, path::PathBuf};

/// The desk without its window.
#[derive(Parser)]
struct Arguments {
    /// The desk's data folder.
    #[arg(long)]
    data: PathBuf,
    /// Serves the built pages too.
    #[arg(long)]
    ui: Option<PathBuf>,
    /// Answers lines of standard input instead of HTTP: `{"call": name, "request": …}`.
    #[arg(long, conflicts_with = "ui")]
    stdio: bool,
    /// Keeps the keys in a file even where the system has a keystore.
    #[arg(long)]
    key_file: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("SPORTELLO_LOG").unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let app = App::open(Options { data: arguments.data, force_key_file: arguments.key_file })?;
    app.start();
    if arguments.stdio { stdio::serve(&app).await } else { http::serve(app, arguments.ui).await }
}
