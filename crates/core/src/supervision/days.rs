//! The day of all desks, and what of other days still needs somebody.

use super::{DeskDay, SupervisionDay, SupervisionRequest};
use crate::{
    App, Result,
    appointments::{self, AppointmentState},
    clock,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use rusqlite::Connection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A refused or withdrawn hour of longer ago is nobody's task any more.
const UNDONE: SignedDuration = SignedDuration::from_hours(24 * 92);
/// A desk that had nothing for longer is not shown.
const NEAR: i32 = 31;

/// The day of all desks of the comune.
///
/// # Errors
/// When the database cannot be read.
pub async fn day(app: &App, request: SupervisionRequest) -> Result<SupervisionDay> {
    let (now, identity) = (app.clock.now(), app.identity()?);
    let (from, to) = clock::day(request.date);
    app.store.read(|conn| {
        let mut desks = desks_near(conn, request.date)?;
        desks.insert(identity.desk_id, identity.desk_name);
        let of_day = appointments::between(conn, from, to, None)?;
        let mut by_desk: BTreeMap<Uuid, DeskDay> = desks
            .into_iter()
            .map(|(desk_id, desk_name)| (desk_id, DeskDay { desk_id, desk_name, appointments: vec![] }))
            .collect();
        for line in appointments::summaries(conn, &of_day, now)? {
            if let Some(desk) = by_desk.get_mut(&line.desk_id) {
                desk.appointments.push(line);
            }
        }
        let mut desks: Vec<DeskDay> = by_desk.into_values().collect();
        desks.sort_by(|a, b| a.desk_name.cmp(&b.desk_name));
        Ok(SupervisionDay { date: request.date, desks, elsewhen: elsewhen(conn, now, (from, to))? })
    })
}

fn elsewhen(
    conn: &Connection,
    now: Timestamp,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<appointments::AppointmentSummary>> {
    let mut open = appointments::open_or_undone(conn, now, now.checked_sub(UNDONE)?)?;
    open.retain(|appointment| {
        let of_day = from <= appointment.starts_at && appointment.starts_at < to;
        let needs = matches!(
            appointments::state(appointment, now),
            AppointmentState::OutcomeMissing | AppointmentState::Refused | AppointmentState::ToMove
        );
        needs && !of_day
    });
    appointments::summaries(conn, &open, now)
}

/// The desks that had an appointment within a month of a day, with their present names.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn desks_near(conn: &Connection, day: Date) -> Result<BTreeMap<Uuid, String>> {
    let (from, to) = (clock::day(day.saturating_sub(NEAR.days())).0, clock::day(day.saturating_add(NEAR.days())).1);
    // Of several names the one that SQLite takes is that of the row with the latest start.
    let mut statement = conn.prepare_cached(
        "SELECT desk_id, json_extract(shown, '$.desk_name'), max(starts_at) FROM appointments
         WHERE starts_at >= ? AND starts_at < ? GROUP BY desk_id",
    )?;
    let rows = statement.query_map([from, to], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let desks = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(desks.into_iter().filter_map(|(id, name)| Some((id.parse().ok()?, name))).collect())
}
