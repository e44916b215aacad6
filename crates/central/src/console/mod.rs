//! The console of officers and administrators: a private interface for the page that Centrale itself serves.

mod administrator;
mod agenda;
mod closures;
mod contract;
mod day;
mod desks;
pub(crate) mod documents;
mod notes;
mod room;
mod services;
mod session;
mod verdicts;
mod withdrawals;

pub use agenda::{ConsoleAgenda, ConsoleWindow};
pub use contract::contract;
pub use day::{ConsoleAppointment, ConsoleDay, ConsoleLine, Fetching};
pub use desks::ConsoleDesk;
pub use room::ConsoleRoom;
pub use services::{ConsoleService, ConsoleServices};
pub(crate) use session::keep_session;
pub use session::{ConsoleSession, Entry};

use crate::{
    app::App,
    clock::YEARS,
    error::{Result, bad_request},
    limits,
    withdrawals::{Hour, count_bookings},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::Method,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{delete, get, post, put},
};
use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;
use sportello_protocol::{documents::MAX_BYTES, problem::ProblemKind};
use ts_rs::TS;

/// The path under which the console's interface stands.
pub const BASE_PATH: &str = "/rest/console/v1";
/// The header that only a page of this origin can send with a change.
const OWN_PAGE: &str = "x-sportello-console";
/// What a form has around its file.
const FORM: usize = 64 * 1024;
/// The longest reason of an act, characters.
const MAX_REASON: usize = 500;

/// What withdrawing hours does, said before it is done.
#[derive(Serialize, TS)]
#[ts(rename = "ConsolePreview")]
pub struct Preview {
    /// Hours, each at one INPS desk.
    hours: usize,
    /// Bookings that become to be moved, of all comuni.
    bookings: usize,
}

impl Preview {
    fn of(conn: &Connection, hours: &[Hour]) -> Result<Self> {
        Ok(Self { hours: hours.len(), bookings: count_bookings(conn, hours)? })
    }
}

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
        .route("/appointments/{id}/notes", post(notes::add))
        .route("/appointments/{id}/room", put(room::open).delete(room::close))
        .route("/appointments/{id}/room/line", get(room::line))
        .route("/appointments/{id}/documents", post(documents::send).layer(DefaultBodyLimit::max(largest)))
        .route("/appointments/{id}/requests", post(verdicts::ask))
        .route("/appointments/{id}/requests/{document_type}", delete(verdicts::withdraw))
        .route("/documents/{id}/content", get(documents::content))
        .route("/documents/{id}/verdict", put(verdicts::judge))
        .merge(of_administrators())
        .merge(entering)
        .layer(from_fn(refuse_strangers))
}

fn of_administrators() -> Router<App> {
    Router::new()
        .route("/agenda", get(agenda::get))
        .route("/openings", post(agenda::open))
        .route("/openings/{id}/check", post(agenda::check))
        .route("/openings/{id}/end", get(agenda::preview_end).post(agenda::end))
        .route("/withdrawals", get(withdrawals::preview).post(withdrawals::withdraw))
        .route("/withdrawals/restore", post(withdrawals::restore))
        .route("/closures", post(closures::add))
        .route("/closures/{date}", get(closures::preview).delete(closures::remove))
        .route("/desks", get(desks::list))
        .route("/desks/{id}/lost", post(desks::declare_lost))
        .route("/desks/{id}/code", post(desks::make_code))
        .route("/desks/{id}/release", post(desks::release))
        .route("/services", get(services::get))
        .route("/acts", get(desks::acts))
}

// An act that gives no reason is none.
fn reason(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_REASON {
        return Err(bad_request("reason is missing or too long"));
    }
    Ok(text.to_owned())
}

fn reachable(day: Date) -> Result<Date> {
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(bad_request("a date is of no year in which there are appointments"))
    }
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
