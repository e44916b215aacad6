//! The offered hours: weekly windows become slots, day by day.

use super::{
    settings,
    values::{column, instant},
};
use crate::{clock::zone, error::Result};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time},
    tz::{AmbiguousOffset, TimeZone},
};
use ring::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::slots::{Closure, Slot, Window};
use uuid::Uuid;

/// How many days are offered from today on.
pub const DAYS: i32 = 14;

/// Adds a weekly window; minutes are counted from midnight.
pub fn add_window(tx: &Transaction, comune: Uuid, weekday: u8, from: u16, to: u16, minutes: u16) -> Result<()> {
    tx.execute(
        "INSERT INTO weekly_window (comune_id, weekday, from_minute, to_minute, slot_minutes)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![comune, weekday, from, to, minutes],
    )?;
    // The days that were offered without it are to be gone through again.
    settings::set(tx, &offered_name(comune), b"")
}

/// Adds a day without slots.
pub fn add_closure(tx: &Transaction, comune: Uuid, date: Date, reason: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO closure (comune_id, date, reason) VALUES (?1, ?2, ?3)",
        params![comune, date.to_string(), reason],
    )?;
    Ok(())
}

/// The instants at which a day begins and ends, Europe/Rome.
pub fn bounds(day: Date) -> Result<(Timestamp, Timestamp)> {
    let zone = zone()?;
    let start = |day: Date| -> Result<Timestamp> { Ok(day.to_zoned(zone.clone())?.timestamp()) };
    Ok((start(day)?, start(day.checked_add(1.day())?)?))
}

/// The last day that was offered, whether or not it has a window; `None` where the days must be gone through.
pub fn offered_until(conn: &Connection, comune: Uuid) -> Result<Option<Date>> {
    let stored = settings::get(conn, &offered_name(comune))?.unwrap_or_default();
    Ok(std::str::from_utf8(&stored).ok().and_then(|date| date.parse().ok()))
}

fn offered_name(comune: Uuid) -> String {
    format!("offered_until/{}", comune.simple())
}

/// Makes the slots of the days from `today` on that do not exist yet. Slots that exist are never moved or removed.
pub fn offer(tx: &Transaction, comune: Uuid, today: Date, days: i32) -> Result<()> {
    let zone = zone()?;
    let windows = windows(tx, comune)?;
    for ahead in 0..=days {
        let day = today.checked_add(ahead.days())?;
        if closed(tx, comune, day)? {
            continue;
        }
        for window in
            windows.iter().filter(|w| i8::try_from(w.weekday).ok() == Some(day.weekday().to_monday_one_offset()))
        {
            for minute in (window.from..window.to).step_by(usize::from(window.minutes.max(1))) {
                if minute + window.minutes > window.to {
                    continue;
                }
                if let Some(starts_at) = instant_of(day, minute, &zone)? {
                    insert(tx, comune, starts_at, window.minutes)?;
                }
            }
        }
    }
    let last = today.checked_add(days.days())?;
    settings::set(tx, &offered_name(comune), last.to_string().as_bytes())
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

fn insert(tx: &Transaction, comune: Uuid, starts_at: Timestamp, minutes: u16) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO slot (id, comune_id, starts_at, minutes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id_of(comune, starts_at), comune, column(starts_at), minutes])?;
    Ok(())
}

/// The id of the slot of a comune that starts at an instant: always the same.
pub fn id_of(comune: Uuid, starts_at: Timestamp) -> Uuid {
    let hash = digest(&SHA256, &[comune.as_bytes().as_slice(), &column(starts_at).to_be_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.as_ref()).for_each(|(byte, from)| *byte = *from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A slot of the comune: start and minutes.
pub fn get(conn: &Connection, comune: Uuid, id: Uuid) -> Result<Option<(Timestamp, u16)>> {
    let row: Option<(i64, u16)> = conn
        .query_row("SELECT starts_at, minutes FROM slot WHERE id = ?1 AND comune_id = ?2", params![id, comune], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    row.map(|(starts_at, minutes)| Ok((instant(starts_at)?, minutes))).transpose()
}

/// The slots of the comune from one instant to another; free is what is not sold and has not begun at `now`.
pub fn list(conn: &Connection, comune: Uuid, from: Timestamp, to: Timestamp, now: Timestamp) -> Result<Vec<Slot>> {
    let mut query = conn.prepare_cached(
        "SELECT s.id, s.starts_at, s.minutes, sale.slot_id IS NULL FROM slot s LEFT JOIN sale ON sale.slot_id = s.id
         WHERE s.comune_id = ?1 AND s.starts_at >= ?2 AND s.starts_at < ?3 ORDER BY s.starts_at",
    )?;
    let mut rows = query.query(params![comune, column(from), column(to)])?;
    let mut slots = Vec::new();
    while let Some(row) = rows.next()? {
        let starts_at = instant(row.get(1)?)?;
        let unsold: bool = row.get(3)?;
        slots.push(Slot { id: row.get(0)?, starts_at, minutes: row.get(2)?, free: unsold && starts_at > now });
    }
    Ok(slots)
}

/// Whether a slot lasts still at `now`.
pub fn is_over(starts_at: Timestamp, minutes: u16, now: Timestamp) -> bool {
    starts_at.checked_add(SignedDuration::from_mins(minutes.into())).is_ok_and(|end| end <= now)
}

/// The closures of the comune from a day on.
pub fn closures(conn: &Connection, comune: Uuid, from: Date) -> Result<Vec<Closure>> {
    let mut query =
        conn.prepare_cached("SELECT date, reason FROM closure WHERE comune_id = ?1 AND date >= ?2 ORDER BY date")?;
    let mut rows = query.query(params![comune, from.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let date: String = row.get(0)?;
        found.push(Closure { date: date.parse()?, reason: row.get(1)? });
    }
    Ok(found)
}

fn closed(conn: &Connection, comune: Uuid, day: Date) -> Result<bool> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM closure WHERE comune_id = ?1 AND date = ?2)",
        params![comune, day.to_string()],
        |row| row.get(0),
    )?)
}

struct WindowRow {
    weekday: u8,
    from: u16,
    to: u16,
    minutes: u16,
}

fn windows(conn: &Connection, comune: Uuid) -> Result<Vec<WindowRow>> {
    let mut query = conn.prepare_cached(
        "SELECT weekday, from_minute, to_minute, slot_minutes FROM weekly_window WHERE comune_id = ?1
         ORDER BY weekday, from_minute",
    )?;
    let rows = query.query_map([comune], |row| {
        Ok(WindowRow { weekday: row.get(0)?, from: row.get(1)?, to: row.get(2)?, minutes: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The weekly windows in words.
pub fn windows_in_words(conn: &Connection, comune: Uuid) -> Result<Vec<Window>> {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    Ok(windows(conn, comune)?
        .into_iter()
        .map(|w| Window { weekday: w.weekday, from: clock(w.from), to: clock(w.to), slot_minutes: w.minutes })
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::*;
    use crate::store::Store;
    use jiff::civil::date;
    use sportello_protocol::enrolment::Comune;

    #[test]
    fn a_day_without_a_window_counts_as_offered_until_a_window_is_added() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data"), &folder.path().join("key")).unwrap();
        let (monday, saturday) = (date(2026, 11, 23), date(2026, 11, 28));
        store
            .write_now(|tx| {
                let comune = crate::store::comuni::add(tx, &nowhere())?;
                (1..=5).try_for_each(|weekday| add_window(tx, comune, weekday, 540, 600, 30))?;
                assert_eq!(offered_until(tx, comune)?, None);
                offer(tx, comune, monday, 5)?;
                assert_eq!(offered_until(tx, comune)?, Some(saturday));
                add_window(tx, comune, 6, 540, 600, 30)?;
                assert_eq!(offered_until(tx, comune)?, None, "Saturday has one now");
                Ok(())
            })
            .unwrap();
    }

    fn nowhere() -> Comune {
        let empty = String::new;
        Comune { istat_code: empty(), belfiore_code: empty(), name: empty(), address: empty(), phone: empty() }
    }

    #[test]
    fn summer_time_and_closures_leave_no_false_hour() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data"), &folder.path().join("key")).unwrap();
        let (spring, autumn, closed) = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 30));
        let count = store
            .write_now(|tx| {
                let comune = crate::store::comuni::add(tx, &nowhere())?;
                (1..=7).try_for_each(|weekday| add_window(tx, comune, weekday, 0, 24 * 60, 30))?;
                add_closure(tx, comune, closed, "prova")?;
                offer(tx, comune, spring, 2)?;
                offer(tx, comune, autumn, 0)?;
                offer(tx, comune, autumn, 0)?;
                [spring, closed, date(2026, 3, 31), autumn]
                    .into_iter()
                    .map(|day| {
                        let (from, to) = bounds(day)?;
                        Ok(list(tx, comune, from, to, from)?.len())
                    })
                    .collect::<Result<Vec<_>>>()
            })
            .unwrap();
        assert_eq!(count, [46, 0, 48, 48], "two half hours are skipped, the closed day is empty, none comes twice");
    }
}
