//! Which document's bytes have the line next: one order for those that leave and those that come, and turns for the two
//! ways where both are as urgent.

use super::{Line, client::Failure, downloads, order::Cargo, order::Urgency, uploads};
use crate::{App, Result, desk::Identity, store::facts, store::uuid};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::HashSet;
use uuid::Uuid;

/// Bytes that have their turn.
pub(super) enum Next {
    /// To Centrale.
    Up(uploads::Upload),
    /// From Centrale.
    Down(Cargo),
}

/// The next. While a meeting runs on a thin line, only that meeting's papers have the line.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn next(conn: &Connection, line: &Line, now: Timestamp) -> Result<Option<Next>> {
    let (mut up, mut down) = (uploads::ready(conn, line)?, downloads::ready(conn, line)?);
    if let Some(meetings) = only_meetings(conn, line, now)? {
        up.retain(|upload| meetings.contains(&upload.cargo.appointment_id));
        down.retain(|cargo| meetings.contains(&cargo.appointment_id));
    }
    let up = up.into_iter().min_by_key(|upload| Urgency::of(&upload.cargo, now));
    let down = down.into_iter().min_by_key(|cargo| Urgency::of(cargo, now));
    Ok(match (up, down) {
        (Some(up), Some(down)) => {
            let (day_up, day_down) = (Urgency::of(&up.cargo, now).day, Urgency::of(&down, now).day);
            // Of one day: in turns, since the two ways of a line do not take from each other.
            let up_first = day_up < day_down || day_up == day_down && !line.sent_last();
            Some(if up_first { Next::Up(up) } else { Next::Down(down) })
        }
        (Some(up), None) => Some(Next::Up(up)),
        (None, down) => down.map(Next::Down),
    })
}

/// The appointments whose meeting has a thin line to itself now; nothing where all bytes may go.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn only_meetings(conn: &Connection, line: &Line, now: Timestamp) -> Result<Option<HashSet<Uuid>>> {
    if !line.is_thin() {
        return Ok(None);
    }
    let meetings = meetings_under_way(conn, now)?;
    Ok((!meetings.is_empty()).then_some(meetings))
}

/// Carries the next bytes for a turn; says whether Centrale was heard. A document's own trouble lets it rest and is not the
/// line's; that Centrale asks to come again is both.
///
/// # Errors
/// `Network`, `Later`, `Rejected`, `UpgradeNeeded`
pub(super) async fn turn(app: &App) -> Result<bool, Failure> {
    let Some(next) = app.store.read(|conn| next(conn, &app.line, app.clock.now()))? else { return Ok(false) };
    app.line.had_turn(matches!(next, Next::Up(_)));
    let (id, carried) = match next {
        Next::Up(upload) => (upload.cargo.document_id, uploads::send(app, upload).await),
        Next::Down(cargo) => (cargo.document_id, downloads::fetch(app, cargo.document_id).await),
    };
    let Err(failure) = carried else {
        app.line.rested(id);
        return Ok(true);
    };
    if matches!(failure, Failure::Problem(_) | Failure::Later(_) | Failure::Desk(_)) {
        tracing::warn!(document = %id, %failure, "A document's bytes could not be carried; it rests.");
        app.line.rest(id);
    }
    match failure {
        Failure::Problem(_) => Ok(true),
        Failure::Desk(_) => Ok(false),
        failure => Err(failure),
    }
}

/// Appointments of this desk whose room is open, for an hour around them: a room may be forgotten.
fn meetings_under_way(conn: &Connection, now: Timestamp) -> Result<HashSet<Uuid>> {
    const HOUR: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);
    let desk =
        facts::get::<Identity>(conn, facts::IDENTITY)?.map_or_else(String::new, |known| known.desk_id.to_string());
    let (from, to) = (now.saturating_sub(HOUR).unwrap_or(now), now.saturating_add(HOUR).unwrap_or(now));
    // Another provider's room tells nobody that it is open: that it was opened here does.
    let since = now.saturating_sub(4 * HOUR).unwrap_or(now);
    let mut query = conn.prepare_cached(
        "SELECT id FROM appointments WHERE starts_at <= ?2 AND ends_at >= ?4 AND desk_id = ?3 AND active AND NOT closed
         AND json_extract(shown, '$.meeting.closed_at') IS NULL
         AND (json_extract(shown, '$.meeting.opened_at') IS NOT NULL AND ends_at >= ?1
              OR json_extract(shown, '$.meeting.link') IS NOT NULL AND EXISTS (
                  SELECT 1 FROM json_each(shown, '$.attestations') WHERE json_extract(value, '$.kind') = 'meeting_opened'
                  AND json_extract(value, '$.at') >= ?5))",
    )?;
    query.query_and_then((from, to, desk, since, since.to_string()), |row| uuid(row, "id"))?.collect()
}

#[cfg(test)]
mod tests;
