//! Reads what changed in the comune: page and cursor in one transaction.

use super::{client, client::Failure, poll};
use crate::{App, app::Topic, appointments, citizens, documents, store::facts};
use reqwest::Method;
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::Booking,
    changes::{Change, ChangesPage},
    problem::ProblemKind,
};

/// Enough for a month of a small comune in a few pages, little enough for a thin line.
const PAGE: usize = 200;

/// Reads all pages there are.
///
/// # Errors
/// Every [`Failure`].
pub async fn changes(app: &App) -> Result<(), Failure> {
    loop {
        let (epoch, cursor): (Option<String>, Option<String>) =
            app.store.read(|conn| Ok((facts::get(conn, facts::EPOCH)?, facts::get(conn, facts::CURSOR)?)))?;
        let response = client::send(app, Method::GET, "/changes", |request| {
            let request = request.query(&[("limit", PAGE.to_string())]);
            match &cursor {
                Some(cursor) => request.query(&[("cursor", cursor)]),
                None => request,
            }
        })
        .await;
        let response = match response {
            // A cursor that Centrale does not understand is worth nothing: everything is read again.
            Err(failure) if cursor.is_some() && client::is_problem(&failure, ProblemKind::BadRequest) => {
                app.store.write(|tx| facts::remove(tx, facts::CURSOR))?;
                continue;
            }
            other => other?,
        };
        let page: ChangesPage = client::json(response).await?;
        app.clock.set(page.server_time);
        if cursor.is_some() && epoch.as_ref() != Some(&page.epoch) {
            app.store.write(|tx| {
                facts::set(tx, facts::EPOCH, &page.epoch)?;
                facts::remove(tx, facts::CURSOR)
            })?;
            continue;
        }
        if cursor.as_ref() == Some(&page.cursor) && page.changes.is_empty() {
            return Ok(());
        }
        keep(app, &page)?;
        let withdrawn = |change: &Change| matches!(change, Change::Appointment { appointment } if appointment.booking == Booking::ToMove);
        if page.changes.iter().any(withdrawn) {
            // Whoever is called now must not be offered an hour that was withdrawn with theirs.
            poll::slots(app).await?;
        }
        if !page.more {
            return Ok(());
        }
        if cursor.as_ref() == Some(&page.cursor) {
            // More to come, but from the same place: Centrale is confused, and asking again would never end.
            return Err(Failure::Later(None));
        }
    }
}

fn keep(app: &App, page: &ChangesPage) -> Result<(), Failure> {
    app.store.write(|tx| keep_page(tx, page))?;
    let topics: std::collections::BTreeSet<Topic> = page
        .changes
        .iter()
        .map(|change| match change {
            Change::Citizen { .. } => Topic::Citizens,
            Change::Appointment { .. } | Change::Document { .. } => Topic::Appointments,
        })
        .collect();
    topics.into_iter().for_each(|topic| app.changed(topic));
    Ok(())
}

/// Keeps a page of changes and where the next begins.
///
/// # Errors
/// When the database cannot be written.
pub fn keep_page(tx: &Transaction, page: &ChangesPage) -> crate::Result<()> {
    for change in &page.changes {
        match change {
            Change::Citizen { citizen } => citizens::keep(tx, citizen)?,
            Change::Appointment { appointment } => {
                appointments::keep(tx, appointment)?;
                appointments::show(tx, appointment.id)?;
            }
            Change::Document { document } => documents::keep(tx, document)?,
        }
    }
    facts::set(tx, facts::EPOCH, &page.epoch)?;
    facts::set(tx, facts::CURSOR, &page.cursor)
}
