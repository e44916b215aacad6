//! The window: it shows the pages and carries their calls to core. What can be tested without a window is not here.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bytes;
mod changes;
mod desk;
mod place;
mod window;

use desk::Desk;
use serde_json::Value;
use std::io::IsTerminal;
use tauri::{Manager, State};

/// The one command: a name of core's list and its request.
#[tauri::command]
async fn command(desk: State<'_, Desk>, name: String, request: Value) -> Result<Value, Value> {
    desk.call(&name, request).await
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("SPORTELLO_LOG").unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let mut builder = tauri::Builder::default();
    // A desk's data belong to one process at a time; another folder is another desk.
    if std::env::var_os(desk::FOLDER).is_none() {
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)));
    }
    builder
        .register_asynchronous_uri_scheme_protocol(bytes::SCHEME, bytes::answer)
        .invoke_handler(tauri::generate_handler![command])
        .setup(|app| {
            let desk = Desk::open(app.handle())?;
            changes::forward(app.handle(), &desk);
            app.manage(desk);
            window::open(app.handle())?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
