//! The officer's console: a private interface for the page that Centrale itself serves.

mod day;
pub(crate) mod documents;
mod room;
mod session;

pub use day::{ConsoleAppointment, ConsoleDay, ConsoleLine};
pub use session::ConsoleSession;

use crate::{
    app::App,
    error::{Fault, Result},
    limits,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::Method,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post, put},
};
use sportello_protocol::{documents::MAX_BYTES, problem::ProblemKind};
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

/// The TypeScript of the console's interface, by file name; `shared` is where the wire types stand, seen from there.
pub fn contract(shared: &str) -> Result<Vec<(String, String)>, Fault> {
    let config = ts_rs::Config::default();
    let mut files = vec![
        file::<ConsoleSession>(&config),
        file::<ConsoleDay>(&config),
        file::<ConsoleLine>(&config),
        file::<ConsoleAppointment>(&config),
        file::<sportello_protocol::documents::Document>(&config),
    ];
    let own: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    for (_, text) in &mut files {
        *text = redirect(text, &own, shared);
    }
    Ok(files)
}

fn file<T: TS + 'static>(config: &ts_rs::Config) -> (String, String) {
    let mut names: Vec<String> = T::dependencies(config).into_iter().map(|dependency| dependency.ts_name).collect();
    names.sort();
    names.dedup();
    let imports: String =
        names.iter().map(|name| format!("import type {{ {name} }} from \"./{name}\";\n")).collect();
    let name = T::ident(config);
    (name, format!("{imports}export {}\n", T::decl(config)))
}

// What the desk's contract has too is taken from there, so that the page has each type once.
fn redirect(text: &str, own: &[String], shared: &str) -> String {
    let head = "/** A shape of the private API between the console page and Centrale. */\n";
    let lines = text.lines().map(|line| match line.split_once("from \"./") {
        Some((import, rest)) if !own.iter().any(|name| rest.starts_with(&format!("{name}\""))) => {
            format!("{import}from \"{shared}/{rest}\n")
        }
        _ => format!("{line}\n"),
    });
    head.chars().chain(lines.flat_map(|line| line.chars().collect::<Vec<_>>())).collect()
}
