//! Entering and leaving the console: name, password, a code, a cookie; five wrong ones lock for fifteen minutes.

use crate::{
    app::App,
    error::{Fault, Result},
    keys::random,
    passwords,
    second_factor::{self, SetUp},
    store::{
        accounts::{self, Account, AccountRole, SecondFactor},
        comuni,
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use sportello_protocol::problem::ProblemKind;
use ts_rs::TS;

const COOKIE: &str = "sportello_console";
const MAX_FAILURES: u32 = 5;
const LOCK: SignedDuration = SignedDuration::from_mins(15);
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How often the use of a session is written down at most.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);
/// The header of what the page asks again by itself: reading with it is not use by a person.
const POLL: &str = "x-sportello-poll";
const WHOLE: SignedDuration = SignedDuration::from_hours(8);
/// What is verified against where there is no such account, so that both take as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$8mC1h5F0JzF4zq2tKcXw0u1Yd5m7rQ9sB3vN6xL2aEo";

/// Who is signed in to the console.
#[derive(Serialize, TS)]
pub struct ConsoleSession {
    /// The account's name.
    name: String,
    /// What it may do.
    #[ts(type = "\"officer\" | \"administrator\"")]
    role: AccountRole,
    /// The comune whose appointments it sees.
    comune_name: String,
}

/// What the sign-in page sends.
#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
    /// Six digits; absent at first.
    #[serde(default)]
    code: Option<String>,
}

/// What follows name and password.
#[derive(Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(rename = "ConsoleEntry")]
pub enum Entry {
    /// In.
    Entered {
        /// Who.
        session: ConsoleSession,
    },
    /// They are right: the same again, with the code.
    CodeNeeded,
    /// They are right, and no device gives codes yet: the same again, with the first code of what is shown.
    ToSetUp {
        /// For the device.
        shown: SetUp,
    },
}

/// What an attempt came to.
enum Admission {
    Refused,
    CodeNeeded,
    ToSetUp(SetUp),
    Admitted(Box<Account>),
}

/// The account behind a request.
pub(super) struct SignedIn {
    pub(super) account: Account,
    pub(super) tag: Vec<u8>,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let secret = cookies
            .flat_map(|line| line.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
            .ok_or(ProblemKind::Unauthorized)?;
        let used = !(parts.method == Method::GET && parts.headers.contains_key(POLL));
        let (tag, now) = (app.store.keys().tag(secret.as_bytes()), app.clock.now());
        app.store.write(move |tx| resume(tx, tag, used, now)).await?.ok_or_else(|| ProblemKind::Unauthorized.into())
    }
}

fn resume(tx: &Transaction, tag: Vec<u8>, used: bool, now: Timestamp) -> Result<Option<SignedIn>> {
    let Some((name, started, seen)) = accounts::session(tx, &tag)? else { return Ok(None) };
    if now.duration_since(seen) >= IDLE || now.duration_since(started) >= WHOLE {
        accounts::end_session(tx, &tag)?;
        return Ok(None);
    }
    if used && now.duration_since(seen) >= TOUCH {
        accounts::touch_session(tx, &tag, now)?;
    }
    Ok(accounts::get(tx, &name)?.map(|account| SignedIn { account, tag }))
}

/// Whether a session still lasts; with `used` it is in use at this moment.
pub(crate) async fn keep_session(app: &App, tag: Vec<u8>, used: bool) -> Result<bool> {
    let now = app.clock.now();
    Ok(app.store.write(move |tx| resume(tx, tag, used, now)).await?.is_some())
}

pub(super) async fn enter(State(app): State<App>, Json(sent): Json<Credentials>) -> Result<Response> {
    let now = app.clock.now();
    let name = sent.name.clone();
    let account = app.store.read(move |conn| accounts::get(conn, &name)).await?;
    let phc = account.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password_hash.clone());
    let right = tokio::task::spawn_blocking(move || passwords::matches(&sent.password, &phc)).await;
    let right = right.map_err(|_| Fault::Interrupted)?;
    let Some(account) = account else { return Err(ProblemKind::Unauthorized.into()) };
    let secret = URL_SAFE_NO_PAD.encode(random::<32>()?);
    let tag = app.store.keys().tag(secret.as_bytes());
    // The count is kept even though the answer is a refusal, so the refusal is made after the transaction.
    let code = sent.code;
    let attempt = app.store.write(move |tx| {
        let admission = admit(tx, &account.name, right, code.as_deref(), now)?;
        if let Admission::Admitted(account) = &admission {
            accounts::set_failures(tx, &account.name, 0, None)?;
            accounts::begin_session(tx, &tag, &account.name, now)?;
        }
        Ok(admission)
    });
    let account = match attempt.await? {
        Admission::Refused => return Err(ProblemKind::Unauthorized.into()),
        Admission::CodeNeeded => return Ok(Json(Entry::CodeNeeded).into_response()),
        Admission::ToSetUp(shown) => return Ok(Json(Entry::ToSetUp { shown }).into_response()),
        Admission::Admitted(account) => *account,
    };
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={secret}; Path=/rest/console; HttpOnly; SameSite=Strict{secure}");
    let session = describe(&app, account).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(Entry::Entered { session })).into_response())
}

// Locked looks like wrong, so that nobody learns which names exist or when to come back.
fn admit(tx: &Transaction, name: &str, right: bool, code: Option<&str>, now: Timestamp) -> Result<Admission> {
    let Some(account) = accounts::get(tx, name)? else { return Ok(Admission::Refused) };
    if account.locked_until.is_some_and(|until| until > now) {
        return Ok(Admission::Refused);
    }
    if !right {
        return fail(tx, &account, now);
    }
    let secret = match (account.second_factor, code) {
        (SecondFactor::Exempt, _) => return Ok(Admission::Admitted(Box::new(account))),
        (SecondFactor::Wanted, None) if account.totp_secret.is_some() => return Ok(Admission::CodeNeeded),
        (SecondFactor::Wanted, None) => {
            let secret = second_factor::fresh()?;
            accounts::show_secret(tx, name, &secret)?;
            return Ok(Admission::ToSetUp(second_factor::set_up(&secret, name)?));
        }
        (SecondFactor::Wanted, Some(_)) => account.totp_secret.as_ref().or(account.totp_shown.as_ref()),
    };
    let step = secret.zip(code).and_then(|(secret, code)| Some((secret, second_factor::step(secret, code, now)?)));
    match step {
        // A code that somebody read over the shoulder enters nobody else.
        Some((secret, step)) if step > account.totp_step => {
            accounts::accept_code(tx, name, secret, step)?;
            Ok(Admission::Admitted(Box::new(account)))
        }
        _ => fail(tx, &account, now),
    }
}

fn fail(tx: &Transaction, account: &Account, now: Timestamp) -> Result<Admission> {
    let name = &account.name;
    let failures = account.failures + 1;
    if failures >= MAX_FAILURES {
        accounts::set_failures(tx, name, 0, Some(now.checked_add(LOCK)?))?;
    } else {
        accounts::set_failures(tx, name, failures, None)?;
    }
    Ok(Admission::Refused)
}

pub(super) async fn whoami(State(app): State<App>, signed_in: SignedIn) -> Result<Json<ConsoleSession>> {
    describe(&app, signed_in.account).await.map(Json)
}

pub(super) async fn leave(State(app): State<App>, signed_in: SignedIn) -> Result<Response> {
    app.store.write(move |tx| accounts::end_session(tx, &signed_in.tag)).await?;
    let gone = format!("{COOKIE}=; Path=/rest/console; HttpOnly; SameSite=Strict; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

async fn describe(app: &App, account: Account) -> Result<ConsoleSession> {
    let comune = app.store.read(move |conn| comuni::get(conn, account.comune_id)).await?;
    Ok(ConsoleSession { name: account.name, role: account.role, comune_name: comune.name })
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_unknown_name_costs_as_much_as_a_wrong_password() {
        let parsed = argon2::PasswordHash::new(super::NOBODY).map(|hash| (hash.algorithm, hash.hash.map(|h| h.len())));
        assert_eq!(parsed, Ok((argon2::ARGON2ID_IDENT, Some(32))));
        let own = crate::passwords::hash("x").map(|phc| phc.split('$').nth(3).map(str::to_owned));
        assert_eq!(own.ok().flatten().as_deref(), super::NOBODY.split('$').nth(3), "the same cost");
    }
}
