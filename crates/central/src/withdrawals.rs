//! INPS withdraws hours: their slots freeze, and who was booked there is to be moved.

use crate::{
    clock::{YEARS, instant_of},
    commands::withdrawn,
    error::{Result, bad_request},
    store::{
        acts::{self, ActKind, AtRisk, Body},
        appointments, comuni, openings, slots,
        values::{column, instant},
    },
};
use jiff::{SignedDuration, Timestamp, civil::DateTime};
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::appointments::Booking;
use uuid::Uuid;

/// A slot that is to be withdrawn, with its start.
pub type Hour = (Uuid, Timestamp);

/// How far ahead hours can be withdrawn.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366);

/// The instants of a span of hours on the wall, from `now` on: what has begun is not withdrawn.
///
/// # Errors
/// `BadRequest` where nothing is left of it, or it reaches beyond a year
pub fn span(from: DateTime, to: DateTime, now: Timestamp) -> Result<(Timestamp, Timestamp)> {
    if !YEARS.contains(&from.year()) || !YEARS.contains(&to.year()) {
        return Err(bad_request("the span is of no year in which there are appointments"));
    }
    let (from, to) = (instant_of(from)?.max(now), instant_of(to)?);
    if from >= to {
        return Err(bad_request("the span is empty or over"));
    }
    if to > now.checked_add(AHEAD)? {
        return Err(bad_request("the span reaches beyond a year"));
    }
    Ok((from, to))
}

/// Withdraws the slots of a calendar that start from `from` to before `to`, at one INPS desk or at all; those that are
/// not offered yet, too. Each comune that has bookings there, and `comune`, gets a written act; says how many bookings
/// are to be moved.
pub fn withdraw(
    tx: &Transaction,
    comune: Uuid,
    (from, to): (Timestamp, Timestamp),
    seat: Option<u16>,
    author: &str,
    reason: &str,
    now: Timestamp,
) -> Result<usize> {
    let hours = make_hours(tx, comune, (from, to), seat)?;
    let body = Body { reason: reason.into(), ..Body::default() };
    withdraw_hours(tx, comune, &hours, author, (ActKind::WindowWithdrawn, body), now)
}

/// [`hours_between`], with those that would be offered only later.
pub fn make_hours(
    tx: &Transaction,
    comune: Uuid,
    (from, to): (Timestamp, Timestamp),
    seat: Option<u16>,
) -> Result<Vec<Hour>> {
    openings::make(tx, comuni::calendar(tx, comune)?, from, to)?;
    hours_between(tx, comune, (from, to), seat)
}

/// The slots of the comune's calendar that start from `from` to before `to` and are not withdrawn.
pub fn hours_between(
    conn: &Connection,
    comune: Uuid,
    (from, to): (Timestamp, Timestamp),
    seat: Option<u16>,
) -> Result<Vec<Hour>> {
    let calendar = comuni::calendar(conn, comune)?;
    let mut query = conn.prepare_cached(
        "SELECT id, starts_at FROM slot WHERE calendar_id = ?1 AND starts_at >= ?2 AND starts_at < ?3
         AND seat = coalesce(?4, seat) AND frozen IS NOT 'window' ORDER BY starts_at, seat",
    )?;
    let mut rows = query.query(params![calendar, column(from), column(to), seat])?;
    let mut hours = Vec::new();
    while let Some(row) = rows.next()? {
        hours.push((row.get(0)?, instant(row.get(1)?)?));
    }
    Ok(hours)
}

/// The slots from `from` to before `to` on which bookings of the comune stand.
pub fn booked_hours(conn: &Connection, comune: Uuid, (from, to): (Timestamp, Timestamp)) -> Result<Vec<Hour>> {
    let mut query = conn.prepare_cached(
        "SELECT s.id, s.starts_at FROM slot s JOIN sale ON sale.slot_id = s.id
         JOIN appointment a ON a.id = sale.appointment_id
         WHERE a.comune_id = ?1 AND a.booking = 'confirmed' AND a.outcome IS NULL
           AND s.starts_at >= ?2 AND s.starts_at < ?3 ORDER BY s.starts_at, s.seat",
    )?;
    let mut rows = query.query(params![comune, column(from), column(to)])?;
    let mut hours = Vec::new();
    while let Some(row) = rows.next()? {
        hours.push((row.get(0)?, instant(row.get(1)?)?));
    }
    Ok(hours)
}

/// How many bookings, of whatever comune, would be to move if these hours were withdrawn.
pub fn count_bookings(conn: &Connection, hours: &[Hour]) -> Result<usize> {
    let mut appointments = Vec::new();
    for (slot, _) in hours {
        appointments.extend(slots::buyer(conn, *slot)?);
    }
    appointments.sort_unstable();
    appointments.dedup();
    let mut query = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM appointment WHERE id = ?1 AND booking = 'confirmed' AND outcome IS NULL)",
    )?;
    let mut count = 0;
    for appointment in appointments {
        count += usize::from(query.query_row([appointment], |row| row.get::<_, bool>(0))?);
    }
    Ok(count)
}

/// [`withdraw`] for slots that are named, by an act of that kind; what was frozen and is at risk is added to its body.
pub fn withdraw_hours(
    tx: &Transaction,
    comune: Uuid,
    hours: &[Hour],
    author: &str,
    (kind, body): (ActKind, Body),
    now: Timestamp,
) -> Result<usize> {
    let mut freeze = tx.prepare_cached(
        "UPDATE slot SET frozen_besides = frozen, frozen = 'window' WHERE id = ?1 AND frozen IS NOT 'window'",
    )?;
    for (id, _) in hours {
        freeze.execute([id])?;
    }
    let mut frozen: Vec<Timestamp> = hours.iter().map(|(_, starts_at)| *starts_at).collect();
    frozen.sort_unstable();
    frozen.dedup();
    let bookings = to_be_moved(tx, hours, &body.reason, now)?;
    write_acts(tx, comune, &bookings, author, (kind, Body { frozen, ..body }), now)
}

/// Gives again what was withdrawn by mistake, where a window still has it; says the starts, and those that are frozen
/// because of a desk besides and stay so, until an administrator gives them free. Who owned such a slot owns it again, since
/// it may have promised it meanwhile. Bookings that are to be moved stay so: somebody may have been told.
pub fn restore(
    tx: &Transaction,
    comune: Uuid,
    (from, to): (Timestamp, Timestamp),
    seat: Option<u16>,
) -> Result<(Vec<Timestamp>, Vec<Timestamp>)> {
    let calendar = comuni::calendar(tx, comune)?;
    let windows = openings::list(tx, calendar)?;
    let mut query = tx.prepare_cached(
        "SELECT id, seat, starts_at, frozen_besides IS NOT NULL FROM slot
         WHERE calendar_id = ?1 AND starts_at >= ?2 AND starts_at < ?3
           AND seat = coalesce(?4, seat) AND frozen = 'window' ORDER BY starts_at, seat",
    )?;
    let mut rows = query.query(params![calendar, column(from), column(to), seat])?;
    let mut thaw = tx.prepare_cached("UPDATE slot SET frozen = frozen_besides, frozen_besides = NULL WHERE id = ?1")?;
    let (mut restored, mut besides) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (id, seat, starts_at): (Uuid, u16, Timestamp) = (row.get(0)?, row.get(1)?, instant(row.get(2)?)?);
        let given = windows.iter().map(|window| window.gives(seat, starts_at)).collect::<Result<Vec<_>>>()?;
        if given.contains(&true) {
            thaw.execute([id])?;
            if row.get(3)? { &mut besides } else { &mut restored }.push(starts_at);
        }
    }
    Ok((restored, besides))
}

/// The comune is closed on a day: its bookings in these hours are to be moved. Nothing freezes, because its neighbours
/// on the same calendar are open on that day.
pub fn close_day(
    tx: &Transaction,
    comune: Uuid,
    hours: &[Hour],
    author: &str,
    body: Body,
    now: Timestamp,
) -> Result<usize> {
    let bookings = to_be_moved(tx, hours, &body.reason, now)?;
    write_acts(tx, comune, &bookings, author, (ActKind::DayClosed, body), now)
}

/// Marks the bookings that stand in these hours, each with its comune.
fn to_be_moved(tx: &Transaction, hours: &[Hour], reason: &str, now: Timestamp) -> Result<Vec<(Uuid, AtRisk)>> {
    let mut bookings: Vec<(Uuid, AtRisk)> = Vec::new();
    for (id, _) in hours {
        let Some(buyer) = slots::buyer(tx, *id)? else { continue };
        if bookings.iter().any(|(_, at_risk)| at_risk.appointment_id == buyer) {
            continue;
        }
        let of: Uuid = tx.query_row("SELECT comune_id FROM appointment WHERE id = ?1", [buyer], |row| row.get(0))?;
        let Some(mut appointment) = appointments::get(tx, of, buyer)? else { continue };
        if appointment.booking != Booking::Confirmed || appointment.closing.is_some() {
            continue;
        }
        appointment.booking = Booking::ToMove;
        appointment.history.push(withdrawn(now, reason.into()));
        appointments::update_exclusively(tx, of, &mut appointment, None)?;
        let at_risk = AtRisk {
            appointment_id: appointment.id,
            number: appointment.number.clone(),
            starts_at: appointment.starts_at,
        };
        bookings.push((of, at_risk));
    }
    Ok(bookings)
}

/// One act for each comune that has bookings there, and for `comune`; says how many bookings there are.
fn write_acts(
    tx: &Transaction,
    comune: Uuid,
    bookings: &[(Uuid, AtRisk)],
    author: &str,
    (kind, body): (ActKind, Body),
    now: Timestamp,
) -> Result<usize> {
    let mut comuni: Vec<Uuid> = bookings.iter().map(|(of, _)| *of).chain([comune]).collect();
    comuni.sort_unstable();
    comuni.dedup();
    for of in comuni {
        let at_risk = bookings.iter().filter(|(comune, _)| *comune == of).map(|(_, at_risk)| at_risk.clone()).collect();
        let body = Body { at_risk, ..body.clone() };
        acts::write(tx, of, now, author, kind, None, &body)?;
    }
    Ok(bookings.len())
}
