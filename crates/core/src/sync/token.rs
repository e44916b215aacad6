//! Vouchers: fetched with a signed client assertion when a request leaves, kept in memory only until they end.

use super::{client, jose};
use crate::{App, Result, store::facts};
use anyhow::{Context, anyhow};
use client::Failure;
use reqwest::{Response, StatusCode};
use serde_json::json;
use sportello_protocol::{
    BASE_PATH,
    token::{ASSERTION_TYPE, TokenAnswer, TokenRequest},
};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Seconds for which an assertion is good.
const ASSERTION_SECONDS: i64 = 120;
/// A voucher that ends while its request travels is no use.
const MARGIN: Duration = Duration::from_secs(30);

/// A voucher in memory.
pub struct Voucher {
    text: String,
    until: Instant,
}

/// A voucher that is good now.
///
/// # Errors
/// Every [`Failure`]; `Rejected` when Centrale no longer knows this desk's key.
pub async fn voucher(app: &App) -> Result<String, Failure> {
    if let Some(voucher) = lock(app)?.as_ref()
        && voucher.until > Instant::now()
    {
        return Ok(voucher.text.clone());
    }
    let mut answer = ask(app).await?;
    // An assertion of another hour is refused; the answer says what time it is.
    if client::hear_time(app, &answer) && answer.status() == StatusCode::UNAUTHORIZED {
        answer = ask(app).await?;
    }
    let answer: TokenAnswer = client::json(client::understand(answer).await?).await?;
    let lifetime = Duration::from_secs(answer.expires_in.into()).saturating_sub(MARGIN);
    *lock(app)? = Some(Voucher { text: answer.access_token.clone(), until: Instant::now() + lifetime });
    Ok(answer.access_token)
}

async fn ask(app: &App) -> Result<Response, Failure> {
    let identity = app.identity()?;
    let form = TokenRequest {
        client_id: identity.desk_id.to_string(),
        client_assertion: assertion(app)?,
        client_assertion_type: ASSERTION_TYPE.into(),
        grant_type: "client_credentials".into(),
    };
    let url = format!("{}{BASE_PATH}/token", identity.central_url);
    Ok(app.line.http.post(url).form(&form).send().await?)
}

/// Forgets the voucher: Centrale did not take it.
///
/// # Errors
/// Only after a panic elsewhere.
pub fn forget(app: &App) -> Result<()> {
    *lock(app)? = None;
    Ok(())
}

/// The signed client assertion (RFC 7523 section 3).
fn assertion(app: &App) -> Result<String> {
    let pkcs8 = app.secrets.desk_key()?.context("The desk's key is not in the keystore")?;
    let audience: String =
        app.store.read(|conn| facts::get(conn, facts::ASSERTION_AUDIENCE))?.context("No assertion audience")?;
    let desk_id = app.identity()?.desk_id;
    let now = app.clock.now().as_second();
    jose::Signer::from_pkcs8(&pkcs8)?.sign(
        "JWT",
        &json!({
            "iss": desk_id, "sub": desk_id, "aud": audience, "jti": Uuid::new_v4(),
            "iat": now, "exp": now + ASSERTION_SECONDS,
        }),
    )
}

fn lock(app: &App) -> Result<std::sync::MutexGuard<'_, Option<Voucher>>> {
    Ok(app.line.voucher.lock().map_err(|_| anyhow!("the voucher's lock is poisoned"))?)
}
