//! The officer's console: a private interface for the page that Centrale itself serves.

mod day;
pub(crate) mod documents;
mod room;
mod session;

pub use day::{ConsoleAppointment, ConsoleDay, ConsoleLine};
pub use session::ConsoleSession;

use crate::{app::App, error::Result, limits};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::Method,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post, put},
};
use sportello_protocol::{documents::MAX_BYTES, problem::ProblemKind};
use std::collections::BTreeSet;
use ts_rs::TS;

/// The path under which the console's interface stands.
pub const BASE_PATH: &str = "/rest/console/v1";
/// The header that only a page of this origin can send with a change.
const OWN_PAGE: &str = "x-sportello-console";
/// What a form has around its file.
const FORM: usize = 64 * 1024;

pub(crate) fn router(app: &App) -> Router<App> {
    let entering = Router::new()
        .route("/session", post(session::enter))
        .route_layer(from_fn_with_state(app.clone(), limits::admit));
    let largest = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_add(FORM);
    Router::new()
        .route("/session", get(session::whoami).delete(session::leave))
        .route("/catalogue", get(day::catalogue))
        .route("/day", get(day::get))
        .route("/appointments/{id}", get(day::appointment))
        .route("/appointments/{id}/outcome", put(room::outcome))
        .route("/appointments/{id}/room", put(room::open).delete(room::close))
        .route("/appointments/{id}/documents", post(documents::send).layer(DefaultBodyLimit::max(largest)))
        .route("/documents/{id}/content", get(documents::content))
        .merge(entering)
        .layer(from_fn(refuse_strangers))
}

// A page of another origin cannot send this header without being asked first, so no form elsewhere can make a change.
async fn refuse_strangers(request: Request, next: Next) -> Result<Response> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || request.headers().contains_key(OWN_PAGE) {
        Ok(next.run(request).await)
    } else {
        Err(ProblemKind::Forbidden.into())
    }
}

/// The TypeScript of the console's interface, by type; `shared` is where the wire types stand, seen from there.
pub fn contract(shared: &str) -> Vec<(String, String)> {
    let config = ts_rs::Config::default();
    let own = [
        declaration::<ConsoleSession>(&config),
        declaration::<ConsoleDay>(&config),
        declaration::<ConsoleLine>(&config),
        declaration::<ConsoleAppointment>(&config),
        declaration::<sportello_protocol::documents::Document>(&config),
    ];
    let names: Vec<&str> = own.iter().map(|one| one.name.as_str()).collect();
    own.iter().map(|one| (one.name.clone(), one.file(&names, shared))).collect()
}

struct Declaration {
    name: String,
    uses: BTreeSet<String>,
    text: String,
}

fn declaration<T: TS + 'static>(config: &ts_rs::Config) -> Declaration {
    let uses = T::dependencies(config).into_iter().map(|dependency| dependency.ts_name).collect();
    Declaration { name: T::ident(config), uses, text: T::decl(config) }
}

impl Declaration {
    // What the desk's contract has too is taken from there, so that the page has each type once.
    fn file(&self, own: &[&str], shared: &str) -> String {
        let imports = self.uses.iter().map(|name| {
            let folder = if own.contains(&name.as_str()) { "." } else { shared };
            format!("import type {{ {name} }} from \"{folder}/{name}\";\n")
        });
        let head = "/** A shape of the private API between the console page and Centrale. */\n";
        format!("{head}{}export {}\n", imports.collect::<String>(), self.text)
    }
}
