//! The week of all desks in numbers, and how long one waits for an hour now.

use super::{
    Counts, DeskWeek, FirstFree, FirstFreeMode, Occupation, SupervisionWeek, WeekRequest,
    counts::{days_between, slots_taken},
    days::desks_near,
    opened::{self, Opened},
};
use crate::{
    App, Error, Result,
    appointments::{self, SLOTS_RESOURCE, offer},
    catalogue, clock,
    store::resources,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use rusqlite::Connection;
use sportello_protocol::{appointments::Mode, slots::Slots};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The week of all desks of the comune.
///
/// # Errors
/// When the database cannot be read.
pub async fn week(app: &App, request: WeekRequest) -> Result<SupervisionWeek> {
    let (now, identity) = (app.clock.now(), app.identity()?);
    let monday = request.day.saturating_sub(i32::from(request.day.weekday().to_monday_zero_offset()).days());
    let days: Vec<Date> = monday.series(1.day()).take(7).collect();
    app.store.read(|conn| {
        // The open slots are everybody's: what one reason or mode takes of them would be no occupation.
        let is_part = request.mode.is_some() || request.service_code.is_some();
        let opened = if is_part { Opened::new() } else { opened::known(conn)? };
        let empty = |open: Option<&u32>| Counts {
            occupation: open.map(|open| Occupation { sold: 0, open: *open }),
            ..Counts::default()
        };
        let empty: Vec<Counts> = days.iter().map(|day| empty(opened.get(day))).collect();
        let mut names = desks_near(conn, monday)?;
        names.insert(identity.desk_id, identity.desk_name);
        let mut desks: BTreeMap<Uuid, Vec<Counts>> = names.keys().map(|id| (*id, empty.clone())).collect();
        let mut all = empty;
        for (at, day) in days.iter().enumerate() {
            let (from, to) = clock::day(*day);
            for appointment in appointments::between(conn, from, to, None)? {
                let asked = request.mode.is_none_or(|mode| mode == appointment.mode)
                    && request.service_code.as_ref().is_none_or(|code| *code == appointment.service_code);
                let Some(desk) = desks.get_mut(&appointment.desk_id).filter(|_| asked) else { continue };
                for counts in [&mut desk[at], &mut all[at]] {
                    counts.count(&appointment, now);
                    if let Some(occupation) = &mut counts.occupation {
                        occupation.sold += slots_taken(&appointment);
                    }
                }
            }
        }
        let mut desks: Vec<DeskWeek> = desks
            .into_iter()
            .map(|(id, days)| row(Some(id), names.get(&id).cloned().unwrap_or_default(), days))
            .collect();
        desks.sort_by(|a, b| a.desk_name.cmp(&b.desk_name));
        Ok(SupervisionWeek {
            monday,
            all: row(None, String::new(), all),
            desks,
            first_free: first_free(app, conn, now)?,
            hours_as_of: resources::get::<Slots>(conn, SLOTS_RESOURCE)?.map(|told| told.checked_at),
        })
    })
}

fn row(desk_id: Option<Uuid>, desk_name: String, days: Vec<Counts>) -> DeskWeek {
    let mut week = Counts::default();
    days.iter().for_each(|day| week.add(day));
    DeskWeek { desk_id, desk_name, days, week }
}

fn first_free(app: &App, conn: &Connection, now: Timestamp) -> Result<Vec<FirstFree>> {
    let catalogue = match catalogue::read(conn) {
        Err(Error::NotFound) => return Ok(vec![]),
        other => other?,
    };
    let today = clock::local(now).date();
    let mut lengths: BTreeMap<u16, (Vec<String>, BTreeSet<Mode>)> = BTreeMap::new();
    for service in catalogue.services {
        let over = service.valid_to.is_some_and(|last| last < today);
        if !over && service.valid_from.is_none_or(|first| first <= today) {
            let (services, modes) = lengths.entry(service.minutes).or_default();
            services.push(service.plain_name);
            modes.extend(service.modes);
        }
    }
    let standing = offer::Standing::of(app, conn)?;
    let first = |minutes, mode| -> Result<FirstFreeMode> {
        let first = offer::offered(conn, standing, minutes, Some(mode))?.into_iter().map(|slot| slot.starts_at).next();
        Ok(FirstFreeMode { mode, starts_at: first, days: first.map(|at| days_between(now, at)) })
    };
    lengths
        .into_iter()
        .map(|(minutes, (services, modes))| {
            let modes = modes.into_iter().map(|mode| first(minutes, mode)).collect::<Result<_>>()?;
            Ok(FirstFree { minutes, services, modes })
        })
        .collect()
}
