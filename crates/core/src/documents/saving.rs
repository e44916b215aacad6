//! Saving a document as a file: where the operator says, under a name that nothing from outside has made.

use super::{OpenDocument, content, get};
use crate::{
    App, Result,
    exports::{self, Saved},
};
use rusqlite::OptionalExtension;
use sportello_protocol::documents::MediaType;

/// Saves a document where the operator says, under a name of the desk's own making.
///
/// # Errors
/// `NotFound`, `DocumentNotHere`, `DocumentHeld`, `DocumentUnreadable`, `NotSaved`, `DiskFull`
pub async fn save(app: &App, request: OpenDocument) -> Result<Option<Saved>> {
    let (media_type, number) = app.store.read(|conn| {
        let number = conn.query_row(
            "SELECT a.number FROM documents d JOIN appointments a ON a.id = d.appointment_id WHERE d.id = ?",
            [request.id.to_string()],
            |row| row.get::<_, String>(0),
        );
        Ok((get(conn, request.id)?.media_type, number.optional()?.unwrap_or_default()))
    })?;
    let bytes = content(app, request.id)?;
    let extension = match media_type {
        MediaType::Pdf => "pdf",
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
        MediaType::Tiff => "tif",
    };
    exports::place(app, &format!("documento-{number}"), extension, &bytes).await
}
