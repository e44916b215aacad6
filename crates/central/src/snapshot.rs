//! `/snapshot`: the welfare figures of the comune and of the territories beside it.

use crate::{app::App, desk::Bearer, error::Result, etag, store::settings::Identity};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;
use sportello_protocol::{
    problem::ProblemKind,
    snapshot::{Release, ReleaseEntity, TerritoryDocument},
};
use uuid::Uuid;

/// The media type of a document: JSON under zstd as the content itself, so that nothing on the way unpacks it.
const PACKED: &str = "application/zstd";
const LEVEL: i32 = 19;

#[derive(Serialize)]
struct Signed<'a> {
    release_id: &'a str,
    sha256: Vec<&'a str>,
}

/// Publishes a release for a comune in the place of the one before: signed, own comune first.
pub fn publish(
    tx: &Transaction,
    identity: &Identity,
    comune: Uuid,
    documents: &[TerritoryDocument],
    built_at: Timestamp,
    demonstration: bool,
) -> Result<()> {
    tx.execute("DELETE FROM snapshot_document WHERE comune_id = ?1", [comune])?;
    let release_id = documents.first().map(|document| document.release_id.clone()).unwrap_or_default();
    let mut entities = Vec::new();
    for document in documents {
        let json = serde_json::to_vec(document)?;
        let sha256 = hex::encode(digest(&SHA256, &json));
        tx.execute(
            "INSERT INTO snapshot_document (comune_id, territory_code, sha256, body) VALUES (?1, ?2, ?3, ?4)",
            params![comune, document.territory.code, sha256, zstd::encode_all(json.as_slice(), LEVEL)?],
        )?;
        entities.push(ReleaseEntity { territory_code: document.territory.code.clone(), sha256 });
    }
    let hashes = entities.iter().map(|entity| entity.sha256.as_str()).collect();
    let signature = identity.signer.sign("JWT", &Signed { release_id: &release_id, sha256: hashes })?;
    let release = Release { release_id, built_at, demonstration, entities, signature };
    tx.execute(
        "INSERT OR REPLACE INTO snapshot_release (comune_id, release) VALUES (?1, ?2)",
        params![comune, serde_json::to_string(&release)?],
    )?;
    Ok(())
}

/// The release for the desk's comune.
#[utoipa::path(get, path = "/snapshot", tag = "snapshot", params(("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Release, description = "The release."), (status = 304, description = "Nothing changed."), (status = 404, description = "There is none yet.")))]
pub async fn release(State(app): State<App>, Bearer(desk): Bearer, headers: HeaderMap) -> Result<Response> {
    let stored: Option<String> = app
        .store
        .read(move |conn| {
            let sql = "SELECT release FROM snapshot_release WHERE comune_id = ?1";
            Ok(conn.query_row(sql, [desk.comune_id], |row| row.get(0)).optional()?)
        })
        .await?;
    let release: Release = serde_json::from_str(&stored.ok_or(ProblemKind::NotFound)?)?;
    etag::answer(&headers, &release)
}

/// The figures of one territory of the release: a `TerritoryDocument` as JSON, packed with zstd.
#[utoipa::path(get, path = "/snapshot/{territory_code}", tag = "snapshot",
    params(("territory_code" = String, Path, description = "As in the release."), ("If-None-Match" = Option<String>, Header, description = "The ETag of the answer that the desk has.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/zstd", description = "The document; its ETag is the SHA-256 before packing."),
        (status = 304, description = "Nothing changed."), (status = 404, description = "Not in the release.")))]
pub async fn document(
    State(app): State<App>,
    Bearer(desk): Bearer,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let found: Option<(String, Vec<u8>)> = app
        .store
        .read(move |conn| {
            let sql = "SELECT sha256, body FROM snapshot_document WHERE comune_id = ?1 AND territory_code = ?2";
            Ok(conn.query_row(sql, params![desk.comune_id, code], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
        })
        .await?;
    let (sha256, body) = found.ok_or(ProblemKind::NotFound)?;
    Ok(etag::bytes(&headers, &sha256, PACKED, body))
}
