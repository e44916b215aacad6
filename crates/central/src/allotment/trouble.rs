//! Desks in trouble: lost, found twice, copied, or behind their own promises. Slots freeze, and a written act says so.

use crate::{
    error::{Fault, Result},
    store::{
        acts::{self, ActKind, AtRisk, Body},
        allotment as store, comuni,
        desks::{self, Desk, DeskStanding},
        values::{column, instant},
    },
};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use sportello_protocol::commands::Payload;
use uuid::Uuid;

/// The author of an act that no person wrote.
const CENTRALE: &str = "centrale";

/// An administrator declares a desk lost: what it owns is frozen, since it may have promised it; it comes back by itself.
///
/// # Errors
/// `Unknown` for a desk of another comune
pub fn declare_lost(
    tx: &Transaction,
    comune: Uuid,
    desk: Uuid,
    author: &str,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    let desk = desks::get(tx, desk)?.filter(|desk| desk.comune_id == comune).ok_or(Fault::Unknown("desk"))?;
    if desk.standing != DeskStanding::Good {
        return Ok(());
    }
    let since = store::last_contact(tx, desk.id, None)?;
    desks::set_standing(tx, desk.id, DeskStanding::Lost)?;
    write(tx, &desk, ActKind::DeskLost, author, reason, since, now)
}

/// A lost desk is back with the incarnation that it was given.
pub(super) fn back(tx: &Transaction, desk: &Desk, now: Timestamp) -> Result<()> {
    desks::set_standing(tx, desk.id, DeskStanding::Good)?;
    store::thaw(tx, desk.id)?;
    acts::write(tx, desk.comune_id, now, CENTRALE, ActKind::DeskBack, Some(desk.id), &Body::default())
}

/// Another incarnation than the one that was given: two machines, or an image put back. Whatever was booked since the
/// incarnation that was shown is at risk.
pub(super) fn twice(tx: &Transaction, desk: &Desk, shown: Option<Uuid>, now: Timestamp) -> Result<()> {
    let since = match shown {
        Some(shown) => store::last_contact(tx, desk.id, Some(shown))?,
        None => None,
    };
    desks::set_standing(tx, desk.id, DeskStanding::Quarantined)?;
    write(tx, desk, ActKind::DeskTwice, CENTRALE, "", since, now)
}

/// A promise has the number of another one: two machines promise.
pub fn forked(tx: &Transaction, desk: &Desk, now: Timestamp) -> Result<()> {
    if desk.standing == DeskStanding::Quarantined {
        return Ok(());
    }
    desks::set_standing(tx, desk.id, DeskStanding::Quarantined)?;
    write(tx, desk, ActKind::DeskTwice, CENTRALE, "", store::last_contact(tx, desk.id, None)?, now)
}

/// A desk's word that cannot be kept, because its other self gave the hour to somebody: that citizen is named too.
pub fn broken(tx: &Transaction, desk: &Desk, payload: &Payload, now: Timestamp) -> Result<()> {
    let named = match payload {
        Payload::BookAppointment(booking) => AtRisk {
            appointment_id: booking.appointment_id,
            number: booking.number.clone(),
            starts_at: booking.starts_at,
        },
        Payload::MoveAppointment(to) => match booked(tx, desk.comune_id, to.appointment_id)? {
            Some(known) => AtRisk { starts_at: to.starts_at, ..known },
            None => return Ok(()),
        },
        _ => return Ok(()),
    };
    let body = Body { at_risk: vec![named], ..Body::default() };
    acts::write(tx, desk.comune_id, now, CENTRALE, ActKind::PromiseBroken, Some(desk.id), &body)
}

/// A copy says so itself; the desk that it was copied from goes on. Written once a day.
pub(super) fn copied(tx: &Transaction, desk: &Desk, now: Timestamp) -> Result<()> {
    if acts::is_told(tx, desk.id, ActKind::DeskCopied, now)? {
        return Ok(());
    }
    acts::write(tx, desk.comune_id, now, CENTRALE, ActKind::DeskCopied, Some(desk.id), &Body::default())
}

/// Promises that were counted outside the desk's database are neither here nor in it: its slots freeze.
pub(super) fn promises_missing(tx: &Transaction, desk: &Desk, missing: i64, now: Timestamp) -> Result<()> {
    let frozen = store::freeze(tx, desk.id, false, now)?;
    let body = Body { frozen, missing: u32::try_from(missing).unwrap_or(u32::MAX), ..Body::default() };
    acts::write(tx, desk.comune_id, now, CENTRALE, ActKind::PromisesMissing, Some(desk.id), &body)
}

/// A desk calls slots its own that are not. It may have promised them, and may until it hears better: what nobody has
/// freezes, and what is sold is at risk. What belongs to another desk stays with it, or one desk could stop all others.
/// Written at once where an hour freezes, else once a day.
pub(super) fn claimed(tx: &Transaction, desk: &Desk, slots: &[Uuid], now: Timestamp) -> Result<()> {
    let claimed = store::claimed(tx, desk.id, comuni::calendar(tx, desk.comune_id)?, slots, now)?;
    if claimed.is_empty() {
        return Ok(());
    }
    let mut body = Body::default();
    for slot in claimed {
        if let Some(buyer) = slot.buyer {
            body.at_risk.extend(booked(tx, desk.comune_id, buyer)?);
        } else if slot.is_common {
            store::freeze_claimed(tx, desk.id, slot.id)?;
            body.frozen.push(slot.starts_at);
        }
    }
    body.frozen.sort_unstable();
    body.at_risk.sort_by_key(|booking| (booking.starts_at, booking.appointment_id));
    body.at_risk.dedup_by_key(|booking| booking.appointment_id);
    if body.frozen.is_empty() && acts::is_told(tx, desk.id, ActKind::SlotsClaimed, now)? {
        return Ok(());
    }
    acts::write(tx, desk.comune_id, now, CENTRALE, ActKind::SlotsClaimed, Some(desk.id), &body)
}

/// A booking of this comune: another's does not exist for it.
fn booked(conn: &Connection, comune: Uuid, appointment: Uuid) -> Result<Option<AtRisk>> {
    let mut query =
        conn.prepare_cached("SELECT id, number, starts_at FROM appointment WHERE id = ?1 AND comune_id = ?2")?;
    let mut rows = query.query([appointment, comune])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(AtRisk { appointment_id: row.get(0)?, number: row.get(1)?, starts_at: instant(row.get(2)?)? }))
}

/// A desk is enrolled anew: what the old one owned is frozen, since it may have promised it. What it promised for hours
/// that are over by now is not known here either, so the act is written for a desk that owns nothing too.
pub fn renewed(tx: &Transaction, desk: &Desk, now: Timestamp) -> Result<()> {
    let Some(since) = store::last_contact(tx, desk.id, None)? else { return Ok(()) };
    write(tx, desk, ActKind::DeskRenewed, CENTRALE, "", Some(since), now)
}

fn write(
    tx: &Transaction,
    desk: &Desk,
    kind: ActKind,
    author: &str,
    reason: &str,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    let frozen = store::freeze(tx, desk.id, kind == ActKind::DeskLost, now)?;
    let at_risk = at_risk(tx, desk.id, since, now)?;
    let body = Body { reason: reason.into(), frozen, at_risk, ..Body::default() };
    acts::write(tx, desk.comune_id, now, author, kind, Some(desk.id), &body)
}

/// What the desk booked or moved since an instant and that still is to come.
fn at_risk(conn: &Connection, desk: Uuid, since: Option<Timestamp>, now: Timestamp) -> Result<Vec<AtRisk>> {
    let mut query = conn.prepare_cached(
        "SELECT DISTINCT a.id, a.number, a.starts_at FROM command c
         CROSS JOIN appointment a ON a.id = unhex(replace(json_extract(c.answer, '$.appointment.id'), '-', ''))
         WHERE c.desk_id = ?1 AND c.kind IN ('book_appointment', 'move_appointment') AND c.received_at >= ?3
           AND a.starts_at > ?2 AND a.booking IN ('confirmed', 'to_move')
         ORDER BY a.starts_at",
    )?;
    let mut rows = query.query(params![desk, column(now), since.map_or(i64::MIN, column)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(AtRisk { appointment_id: row.get(0)?, number: row.get(1)?, starts_at: instant(row.get(2)?)? });
    }
    Ok(found)
}
