//! Where a file goes, asked by the system's own dialog: a page never names a path.

use std::path::PathBuf;

/// Asks; nothing where the operator changed their mind.
pub async fn ask(name: String) -> Option<PathBuf> {
    let chosen = rfd::AsyncFileDialog::new().set_file_name(name).save_file().await?;
    Some(chosen.path().to_owned())
}
