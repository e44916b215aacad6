//! The calendars' weekly windows: where slots come from.

mod offering;

pub use offering::{make, offer, offered_until, only_of};

use crate::{
    clock::{day_of, zone},
    error::Result,
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
    tz::{AmbiguousOffset, TimeZone},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sportello_protocol::{
    appointments::Mode,
    problem::ProblemKind,
    slots::{Office, Window},
};
use uuid::Uuid;

/// How many days are offered from today on.
pub const DAYS: i32 = 14;

/// A weekly window of a calendar; minutes are counted from midnight, Europe/Rome.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The window.
    pub id: Uuid,
    /// 1 = Monday … 7 = Sunday.
    pub weekday: i8,
    /// First minute.
    pub from: u16,
    /// Minute after the last.
    pub to: u16,
    /// Slot length.
    pub slot_minutes: u16,
    /// Anonymous INPS desks.
    pub seats: u16,
    /// How meetings can be held.
    pub modes: Vec<Mode>,
    /// First day.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Where that is written.
    pub source: String,
    /// When that was last checked.
    pub checked_on: Option<Date>,
}

impl Opening {
    /// A window that holds always, for video meetings at one INPS desk.
    pub fn weekly(weekday: i8, from: u16, to: u16, slot_minutes: u16) -> Self {
        Self {
            id: Uuid::new_v4(),
            weekday,
            from,
            to,
            slot_minutes,
            seats: 1,
            modes: vec![Mode::Video],
            valid_from: None,
            valid_to: None,
            source: String::new(),
            checked_on: None,
        }
    }

    /// The starts of its slots on a day.
    pub fn starts(&self, day: Date) -> Result<Vec<Timestamp>> {
        let mut starts = Vec::new();
        if self.holds_on(day) {
            let zone = zone()?;
            for minute in (self.from..self.to).step_by(usize::from(self.slot_minutes.max(1))) {
                if minute + self.slot_minutes <= self.to {
                    starts.extend(instant_of(day, minute, &zone)?);
                }
            }
        }
        Ok(starts)
    }

    /// Whether it has a slot at an INPS desk that starts at an instant.
    pub fn gives(&self, seat: u16, starts_at: Timestamp) -> Result<bool> {
        Ok(seat <= self.seats && self.starts(day_of(starts_at)?)?.contains(&starts_at))
    }

    /// Whether both would have slots that overlap at one INPS desk without being the same ones.
    pub fn collides_with(&self, other: &Self) -> bool {
        let together = self.weekday == other.weekday
            && self.from < other.to
            && other.from < self.to
            && other.valid_to.is_none_or(|last| self.valid_from.is_none_or(|first| first <= last))
            && self.valid_to.is_none_or(|last| other.valid_from.is_none_or(|first| first <= last));
        let same_slots = self.slot_minutes == other.slot_minutes
            && self.from.abs_diff(other.from).is_multiple_of(self.slot_minutes.max(1));
        together && !same_slots
    }

    /// Whether the other gives the same hours in the same ways on the same days.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let hours = |one: &Self| (one.weekday, one.from, one.to, one.slot_minutes, one.seats);
        hours(self) == hours(other)
            && self.modes == other.modes
            && (self.valid_from, self.valid_to) == (other.valid_from, other.valid_to)
    }

    fn holds_on(&self, day: Date) -> bool {
        self.weekday == day.weekday().to_monday_one_offset()
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Adds a calendar.
pub fn add_calendar(tx: &Transaction, name: &str) -> Result<Uuid> {
    let id = Uuid::new_v4();
    tx.execute("INSERT INTO calendar (id, name) VALUES (?1, ?2)", params![id, name])?;
    Ok(id)
}

/// Says where the meetings in person of a calendar are held.
pub fn set_address(tx: &Transaction, calendar: Uuid, address: &str) -> Result<()> {
    tx.execute("UPDATE calendar SET address = ?2 WHERE id = ?1", params![calendar, address])?;
    Ok(())
}

/// The INPS office of a calendar, where its address is known.
pub fn office(conn: &Connection, calendar: Uuid) -> Result<Option<Office>> {
    let office = |row: &Row| Ok(Office { name: row.get(0)?, address: row.get(1)? });
    let mut query = conn.prepare_cached("SELECT name, address FROM calendar WHERE id = ?1 AND address <> ''")?;
    Ok(query.query_row([calendar], office).optional()?)
}

/// The name of a calendar and the names of the comuni that it serves.
pub fn describe(conn: &Connection, calendar: Uuid) -> Result<(String, Vec<String>)> {
    let name = conn.query_row("SELECT name FROM calendar WHERE id = ?1", [calendar], |row| row.get(0))?;
    let mut query = conn.prepare_cached("SELECT name FROM comune WHERE calendar_id = ?1 ORDER BY name")?;
    let served = query.query_map([calendar], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok((name, served))
}

/// Adds a weekly window.
pub fn add(tx: &Transaction, calendar: Uuid, opening: &Opening) -> Result<()> {
    tx.execute(
        "INSERT INTO opening (id, calendar_id, weekday, from_minute, to_minute, slot_minutes, seats, modes, valid_from,
           valid_to, source, checked_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            opening.id,
            calendar,
            opening.weekday,
            opening.from,
            opening.to,
            opening.slot_minutes,
            opening.seats,
            serde_json::to_string(&opening.modes)?,
            opening.valid_from.map(|day| day.to_string()),
            opening.valid_to.map(|day| day.to_string()),
            opening.source,
            opening.checked_on.map(|day| day.to_string()),
        ],
    )?;
    offering::forget(tx, calendar)
}

/// The windows of a calendar.
pub fn list(conn: &Connection, calendar: Uuid) -> Result<Vec<Opening>> {
    let mut query = conn.prepare_cached(
        "SELECT id, weekday, from_minute, to_minute, slot_minutes, seats, modes, valid_from, valid_to, source, checked_on
         FROM opening WHERE calendar_id = ?1 ORDER BY weekday, from_minute, id",
    )?;
    let mut rows = query.query([calendar])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let date = |at: usize| -> Result<Option<Date>> {
            Ok(row.get::<_, Option<String>>(at)?.map(|date| date.parse()).transpose()?)
        };
        found.push(Opening {
            id: row.get(0)?,
            weekday: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            slot_minutes: row.get(4)?,
            seats: row.get(5)?,
            modes: serde_json::from_str(&row.get::<_, String>(6)?)?,
            valid_from: date(7)?,
            valid_to: date(8)?,
            source: row.get(9)?,
            checked_on: date(10)?,
        });
    }
    Ok(found)
}

/// Ends a window after its last day; says what it was.
///
/// # Errors
/// `NotFound` for a window of another calendar
pub fn end(tx: &Transaction, calendar: Uuid, id: Uuid, last: Date) -> Result<Opening> {
    let opening = get(tx, calendar, id)?;
    tx.execute("UPDATE opening SET valid_to = ?2 WHERE id = ?1", params![id, last.to_string()])?;
    Ok(Opening { valid_to: Some(last), ..opening })
}

/// Keeps that the source of a window was looked at on a day, and is still so.
///
/// # Errors
/// `NotFound` for a window of another calendar
pub fn set_checked(tx: &Transaction, calendar: Uuid, id: Uuid, day: Date) -> Result<()> {
    let opening = get(tx, calendar, id)?;
    tx.execute("UPDATE opening SET checked_on = ?2 WHERE id = ?1", params![opening.id, day.to_string()])?;
    Ok(())
}

/// A window of a calendar.
///
/// # Errors
/// `NotFound`
pub fn get(conn: &Connection, calendar: Uuid, id: Uuid) -> Result<Opening> {
    Ok(list(conn, calendar)?.into_iter().find(|opening| opening.id == id).ok_or(ProblemKind::NotFound)?)
}

/// The instants at which a day begins and ends, Europe/Rome.
pub fn bounds(day: Date) -> Result<(Timestamp, Timestamp)> {
    let zone = zone()?;
    let start = |day: Date| -> Result<Timestamp> { Ok(day.to_zoned(zone.clone())?.timestamp()) };
    Ok((start(day)?, start(day.checked_add(1.day())?)?))
}

impl From<Opening> for Window {
    fn from(opening: Opening) -> Self {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self {
            weekday: opening.weekday.unsigned_abs(),
            from: clock(opening.from),
            to: clock(opening.to),
            slot_minutes: opening.slot_minutes,
            seats: opening.seats,
            modes: opening.modes,
            valid_from: opening.valid_from,
            valid_to: opening.valid_to,
            source: opening.source,
            checked_on: opening.checked_on,
        }
    }
}

/// The weekly windows in words.
pub fn in_words(conn: &Connection, calendar: Uuid) -> Result<Vec<Window>> {
    Ok(list(conn, calendar)?.into_iter().map(Window::from).collect())
}

// An hour that the change to summer time skips does not exist; one that comes twice is offered the first time.
fn instant_of(day: Date, minute: u16, zone: &TimeZone) -> Result<Option<Timestamp>> {
    let hour = i8::try_from(minute / 60).unwrap_or(i8::MAX);
    let Ok(time) = Time::new(hour, i8::try_from(minute % 60).unwrap_or(0), 0, 0) else { return Ok(None) };
    let ambiguous = zone.to_ambiguous_timestamp(day.to_datetime(time));
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => Ok(None),
        _ => Ok(Some(ambiguous.earlier()?)),
    }
}
