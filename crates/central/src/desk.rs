//! The desk behind a request: the bearer of a voucher.

use crate::{
    app::App,
    error::Fault,
    jws,
    store::desks::{self, Desk},
    tokens::{VOUCHER_TYPE, Voucher},
};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use sportello_protocol::problem::ProblemKind;

/// The desk that sent a request.
pub struct Bearer(pub Desk);

impl FromRequestParts<App> for Bearer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let voucher = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(ProblemKind::Unauthorized)?;
        let (header, claims) =
            jws::verify::<Voucher>(voucher, app.identity.signer.public()).ok_or(ProblemKind::Unauthorized)?;
        let live = header.typ.as_deref() == Some(VOUCHER_TYPE)
            && claims.aud == app.identity.audience
            && claims.exp > app.clock.now().as_second();
        if !live {
            return Err(ProblemKind::Unauthorized.into());
        }
        let desk = app.store.read(move |conn| desks::get(conn, claims.sub)).await?;
        // A desk that was enrolled anew has another key; vouchers of the old one end at once.
        desk.filter(|desk| desk.public_key.as_ref().is_some_and(|key| key.kid == claims.desk_kid))
            .map(Self)
            .ok_or_else(|| ProblemKind::Unauthorized.into())
    }
}
