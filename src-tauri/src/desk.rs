//! The desk behind the window, or the reason why it could not be opened.

use crate::place;
use serde_json::Value;
use sportello_core::{App, Error, api, app::Options};
use std::{path::PathBuf, sync::Arc};
use tauri::{AppHandle, Manager};

/// The environment's name for another data folder.
pub const FOLDER: &str = "SPORTELLO_DATA";

/// What every call goes to.
pub struct Desk(Result<Arc<App>, Value>);

impl Desk {
    /// Opens the desk. A desk that does not open still gets its window, which says why at the first call.
    pub fn open(window: &AppHandle) -> anyhow::Result<Self> {
        let data = match std::env::var_os(FOLDER) {
            Some(folder) => PathBuf::from(folder),
            None => window.path().app_local_data_dir()?,
        };
        // The loops that the desk starts live on the window's runtime.
        let opened = tauri::async_runtime::block_on(async {
            let app = App::open(Options { data, force_key_file: false })?;
            let _ = app.ask_place.set(Box::new(|name| Box::pin(place::ask(name))));
            app.start();
            Ok(app)
        });
        Ok(Self(opened.map_err(|error: Error| {
            tracing::error!(%error, "the desk does not open");
            as_data(&error)
        })))
    }

    /// The desk, where it opened.
    pub fn app(&self) -> Option<&Arc<App>> {
        self.0.as_ref().ok()
    }

    /// Runs a command; a failure is the contract's error.
    pub async fn call(&self, name: &str, request: Value) -> Result<Value, Value> {
        let app = self.0.as_ref().map_err(Clone::clone)?;
        api::call(app, name, request).await.map_err(|error| {
            if let Error::Internal(fault) = &error {
                tracing::error!(name, "{fault:#}");
            }
            as_data(&error)
        })
    }
}

/// The error as the page receives it.
pub fn as_data(error: &Error) -> Value {
    serde_json::to_value(error).unwrap_or_else(|_| serde_json::json!({ "code": "internal" }))
}
