//! `POST /token`: a desk's signed assertion (RFC 7523) becomes a voucher of ten minutes.

use crate::{
    app::App,
    error::{Result, bad_request},
    jws,
    store::desks,
};
use axum::{Form, Json, extract::State};
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use sportello_protocol::{
    problem::{Problem, ProblemKind},
    token::{ASSERTION_TYPE, TokenAnswer, TokenRequest},
};
use uuid::Uuid;

/// The `typ` of a voucher (RFC 9068).
pub const VOUCHER_TYPE: &str = "at+jwt";
/// Seconds a voucher lasts.
pub const VOUCHER_SECONDS: u32 = 600;
/// The longest life of an assertion, seconds.
pub const ASSERTION_SECONDS: i64 = 300;
/// How far a desk's clock may be off, seconds.
pub const SKEW_SECONDS: i64 = 60;

#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Audience,
    jti: String,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
}

/// A single audience or several (RFC 7519 section 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, expected: &str) -> bool {
        match self {
            Self::One(one) => one == expected,
            Self::Many(many) => many.iter().any(|one| one == expected),
        }
    }
}

/// What a voucher says.
#[derive(Serialize, Deserialize)]
pub struct Voucher {
    /// Who issued it.
    pub iss: String,
    /// The desk.
    pub sub: Uuid,
    /// The desk, as an OAuth 2 client.
    pub client_id: Uuid,
    /// Whom it is for.
    pub aud: String,
    /// When it was issued, seconds.
    pub iat: i64,
    /// When it ends, seconds.
    pub exp: i64,
    /// Its id.
    pub jti: Uuid,
    /// The thumbprint of the desk's key.
    pub desk_kid: String,
}

/// Exchanges a signed client assertion for a voucher.
#[utoipa::path(post, path = "/token", tag = "token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenAnswer, description = "A voucher."), (status = 400, description = "Not a token request."),
        (status = 401, description = "The assertion is not valid.")))]
pub async fn issue(State(app): State<App>, Form(request): Form<TokenRequest>) -> Result<Json<TokenAnswer>> {
    if request.grant_type != "client_credentials" {
        return Err(bad_request("grant_type must be client_credentials"));
    }
    if request.client_assertion_type != ASSERTION_TYPE {
        return Err(bad_request("client_assertion_type must be jwt-bearer"));
    }
    let client: Uuid = request.client_id.parse().map_err(|_| refused("client_id"))?;
    let (kid, now) = (check(&app, &request, client).await?, app.clock.now().as_second());
    let voucher = Voucher {
        iss: app.identity.audience.clone(),
        sub: client,
        client_id: client,
        aud: app.identity.audience.clone(),
        iat: now,
        exp: now + i64::from(VOUCHER_SECONDS),
        jti: Uuid::new_v4(),
        desk_kid: kid,
    };
    Ok(Json(TokenAnswer {
        access_token: app.identity.signer.sign(VOUCHER_TYPE, &voucher)?,
        token_type: "Bearer".into(),
        expires_in: VOUCHER_SECONDS,
    }))
}

async fn check(app: &App, request: &TokenRequest, client: Uuid) -> Result<String> {
    let desk = app.store.read(move |conn| desks::get(conn, client)).await?;
    let key = desk.and_then(|desk| desk.public_key).ok_or_else(|| refused("client_id"))?;
    let (_, claims) = jws::verify::<Assertion>(&request.client_assertion, &key).ok_or_else(|| refused("signature"))?;
    let now = app.clock.now().as_second();
    if claims.iss != request.client_id || claims.sub != request.client_id {
        return Err(refused("iss and sub").into());
    }
    if !claims.aud.names(&app.identity.audience) {
        return Err(refused("aud").into());
    }
    let too_long = claims.exp > now + ASSERTION_SECONDS + SKEW_SECONDS;
    let not_yet = claims.iat.is_some_and(|iat| iat > now + SKEW_SECONDS || claims.exp - iat > ASSERTION_SECONDS);
    if claims.exp + SKEW_SECONDS <= now || too_long || not_yet {
        return Err(refused("exp").into());
    }
    if claims.jti.is_empty() || claims.jti.len() > 128 {
        return Err(refused("jti").into());
    }
    app.store.write(move |tx| use_once(tx, client, &claims, now)).await?;
    Ok(key.kid)
}

fn use_once(tx: &Transaction, desk: Uuid, claims: &Assertion, now: i64) -> Result<()> {
    tx.execute("DELETE FROM assertion WHERE expires_at < ?1", [now - SKEW_SECONDS])?;
    let fresh = tx.execute(
        "INSERT OR IGNORE INTO assertion (desk_id, jti, expires_at) VALUES (?1, ?2, ?3)",
        params![desk, claims.jti, claims.exp],
    )?;
    if fresh == 0 { Err(refused("jti").into()) } else { Ok(()) }
}

// The claim's name only: enough for whoever sets a desk up, nothing for whoever guesses.
fn refused(claim: &'static str) -> Problem {
    Problem::new(ProblemKind::Unauthorized).with_detail(format!("the client assertion was refused: {claim}"))
}
