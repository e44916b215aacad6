//! Who may change the agenda: an administrator, and nobody else.

use super::session::SignedIn;
use crate::{
    app::App,
    error::Fault,
    store::accounts::{Account, AccountRole},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use sportello_protocol::problem::ProblemKind;

/// The administrator behind a request.
pub(super) struct Administrator(pub(super) Account);

impl FromRequestParts<App> for Administrator {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let SignedIn { account, .. } = SignedIn::from_request_parts(parts, app).await?;
        match account.role {
            AccountRole::Administrator => Ok(Self(account)),
            AccountRole::Officer => Err(ProblemKind::Forbidden.into()),
        }
    }
}
