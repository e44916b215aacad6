//! The welfare snapshot on this desk: verified before it replaces the one before, readable with the cable out.

mod types;

pub use types::*;

use crate::{
    App, Result,
    app::Topic,
    store::{facts, resources},
    sync::{
        client::{self, Failure},
        jose,
    },
};
use anyhow::anyhow;
use reqwest::Method;
use rusqlite::{Transaction, params};
use serde::Deserialize;
use sportello_protocol::{
    enrolment::Jwk,
    snapshot::{Release, TerritoryDocument},
};
use std::io::Read;

/// The resource's name in the store.
pub const RESOURCE: &str = "snapshot";
/// A territory's document is a few kilobytes; a bomb is not.
const MAX_COMPRESSED: usize = 4 * 1024 * 1024;
const MAX_PLAIN: u64 = 32 * 1024 * 1024;

/// What Centrale signs of a release.
#[derive(Deserialize)]
struct Signed {
    release_id: String,
    sha256: Vec<String>,
}

/// The snapshot on this desk.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(app: &App, (): ()) -> Result<SnapshotView> {
    let comune_name = app.identity()?.comune.name;
    app.store.read(|conn| {
        let release = resources::get::<Release>(conn, RESOURCE)?;
        let mut statement = conn.prepare_cached("SELECT body FROM snapshot_documents ORDER BY position")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut territories = Vec::new();
        for body in rows {
            territories.push(serde_json::from_str(&body?)?);
        }
        Ok(SnapshotView {
            comune_name,
            built_at: release.as_ref().map(|release| release.body.built_at),
            checked_at: release.as_ref().map(|release| release.checked_at),
            demonstration: release.as_ref().is_some_and(|release| release.body.demonstration),
            territories,
        })
    })
}

/// Takes a newer release: signature and hashes first, then all of it at once. An older one than the one here is not taken.
///
/// # Errors
/// Every [`Failure`]; `Desk` for a release that does not verify.
pub async fn take(app: &App, release: &Release, body: &str, etag: &str) -> Result<(), Failure> {
    let here = app.store.read(|conn| resources::get::<Release>(conn, RESOURCE))?;
    if here.is_some_and(|here| here.body.built_at > release.built_at) {
        tracing::warn!("Centrale offers an older snapshot than the one here; it stays.");
        return Ok(());
    }
    verify(app, release)?;
    let mut documents = Vec::new();
    for entity in &release.entities {
        let json = document(app, &entity.territory_code, &entity.sha256).await?;
        let parsed: TerritoryDocument = serde_json::from_str(&json)?;
        if parsed.release_id != release.release_id || parsed.territory.code != entity.territory_code {
            return Err(anyhow!("a document is of another release or territory").into());
        }
        documents.push((entity, json));
    }
    app.store.write(|tx| {
        tx.execute("DELETE FROM snapshot_documents", [])?;
        for (position, (entity, json)) in documents.iter().enumerate() {
            insert(tx, position, &entity.territory_code, &entity.sha256, json)?;
        }
        resources::set(tx, RESOURCE, body, etag, app.clock.now())
    })?;
    app.changed(Topic::Snapshot);
    Ok(())
}

fn insert(tx: &Transaction, position: usize, code: &str, sha256: &str, json: &str) -> Result<()> {
    tx.prepare_cached("INSERT INTO snapshot_documents (territory_code, position, sha256, body) VALUES (?, ?, ?, ?)")?
        .execute(params![code, i64::try_from(position).unwrap_or(i64::MAX), sha256, json])?;
    Ok(())
}

fn verify(app: &App, release: &Release) -> Result<(), Failure> {
    let key: Option<Jwk> = app.store.read(|conn| facts::get(conn, facts::CENTRALE_KEY))?;
    let signed: Signed = jose::verify(&release.signature, &key.ok_or_else(|| anyhow!("Centrale's key is not known"))?)?;
    let hashes = release.entities.iter().map(|entity| &entity.sha256);
    if signed.release_id == release.release_id && signed.sha256.iter().eq(hashes) {
        Ok(())
    } else {
        Err(anyhow!("the signature is of another release").into())
    }
}

/// A territory's document: the one here if it is the same, else from Centrale.
async fn document(app: &App, code: &str, sha256: &str) -> Result<String, Failure> {
    let same = app.store.read(|conn| {
        let mut statement =
            conn.prepare_cached("SELECT body FROM snapshot_documents WHERE territory_code = ? AND sha256 = ?")?;
        let mut rows = statement.query([code, sha256])?;
        Ok(rows.next()?.map(|row| row.get::<_, String>(0)).transpose()?)
    })?;
    if let Some(body) = same {
        return Ok(body);
    }
    if !code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(anyhow!("a territory has no such code").into());
    }
    let response = client::send(app, Method::GET, &format!("/snapshot/{code}"), |request| request).await?;
    let compressed = client::body(response, MAX_COMPRESSED).await?;
    let mut json = String::new();
    let decoder = zstd::Decoder::new(compressed.as_slice())?;
    decoder.take(MAX_PLAIN).read_to_string(&mut json)?;
    let found = hex::encode(ring::digest::digest(&ring::digest::SHA256, json.as_bytes()));
    if found == sha256 { Ok(json) } else { Err(anyhow!("a document does not agree with its hash").into()) }
}
