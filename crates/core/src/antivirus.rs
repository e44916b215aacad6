//! The virus check of this computer, where there is one: asked before anything from outside is taken or shown.

use crate::{App, Result, store::facts};
pub use sportello_antivirus::{Engine, Finding, Standing};
use std::{path::PathBuf, sync::Arc};

/// The engine of this computer.
///
/// # Errors
/// When the database cannot be read.
pub fn engine(app: &App) -> Result<Engine> {
    let set: Option<PathBuf> = app.store.read(|conn| facts::get(conn, facts::CLAMD_SOCKET))?;
    Ok(sportello_antivirus::find(set.as_deref()))
}

/// Looks into bytes from outside, beside everything else.
///
/// # Errors
/// When an engine that is there does not answer.
pub async fn check(app: &App, bytes: Arc<Vec<u8>>) -> Result<Finding> {
    let engine = engine(app)?;
    Ok(tokio::task::spawn_blocking(move || engine.check(&bytes)).await??)
}
