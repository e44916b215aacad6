//! A contact with Centrale: what the desk says of its slots, and taking over what Centrale answers.

use super::{
    Mark, allotted,
    record::{self, Record},
};
use crate::{Result, appointments, store::facts, sync::outbox};
use rusqlite::{Connection, Transaction};
use sportello_protocol::{
    allotment::{Allotment, Condition, Contact, Standing},
    commands::Payload,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What the desk says.
pub(super) fn say(conn: &Connection, condition: Condition, mark: Option<&Mark>, attempt: Uuid) -> Result<Contact> {
    let record = record::get(conn)?;
    let committed = record.as_ref().map_or(0, |record| record.promised);
    let shown = mark.map(Record::from).or(record);
    Ok(Contact {
        attempt,
        incarnation: shown.as_ref().and_then(|shown| shown.incarnation),
        condition,
        promised: shown.map_or(0, |shown| shown.promised).max(committed),
        told: facts::get(conn, facts::TOLD)?,
        pending: outbox::promises(conn)?,
        owned: allotted(conn)?.iter().map(|slot| slot.id).collect(),
        requested: outbox::requested_slots(conn)?,
        released: being_released(conn)?,
    })
}

/// What Centrale asked back last time and was still unsold then goes back with this contact.
fn being_released(conn: &Connection) -> Result<Vec<Uuid>> {
    let mut query = conn.prepare_cached("SELECT slot_id FROM allotted WHERE released ORDER BY starts_at, slot_id")?;
    let ids = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Centrale's set becomes the desk's, less what was promised here meanwhile; gives how the database is to be called
/// from now on.
pub(super) fn finish(
    tx: &Transaction,
    condition: Condition,
    mark: Option<&Mark>,
    answer: &Allotment,
) -> Result<Condition> {
    if condition != Condition::Whole || facts::get(tx, facts::FORKED)?.unwrap_or(false) {
        outbox::go_on_from(tx, answer.expected_seq)?;
    }
    facts::raise(tx, facts::LAST_NUMBER, answer.last_number)?;
    facts::remove(tx, facts::FORKED)?;
    facts::remove(tx, facts::TOLD)?;
    facts::set(tx, facts::QUARANTINED, &(answer.standing == Standing::Quarantined))?;
    tx.execute("DELETE FROM allotted", [])?;
    let (Standing::Good, Some(mark)) = (answer.standing, mark) else {
        return Ok(condition);
    };
    let committed = record::promised(tx)?;
    // One that was committed a moment ago gets its mark from whoever made it.
    facts::set(tx, facts::PROMISES, &Record { promised: committed.max(mark.promised), ..Record::from(mark) })?;
    facts::set(tx, facts::MARKED, &mark.promised)?;
    let taken: BTreeSet<Uuid> = outbox::promised_slots(tx)?.into_iter().collect();
    let mut insert =
        tx.prepare_cached("INSERT INTO allotted (slot_id, starts_at, released, body) VALUES (?, ?, ?, ?)")?;
    for slot in answer.owned.iter().filter(|slot| !taken.contains(&slot.id)) {
        let released = answer.wanted_back.contains(&slot.id);
        insert.execute((slot.id.to_string(), slot.starts_at, released, serde_json::to_string(slot)?))?;
    }
    Ok(Condition::Whole)
}

/// What was given to the desk and waits to be asked for as a common hour goes back: as its own it would only be sold by a
/// promise, and it could be promised to somebody else before Centrale has taken it back.
pub(super) fn give_back_requested(tx: &Transaction) -> Result<()> {
    let mut release = tx.prepare_cached("UPDATE allotted SET released = 1 WHERE slot_id = ?")?;
    for slot in outbox::requested_slots(tx)? {
        release.execute([slot.to_string()])?;
    }
    Ok(())
}

/// A request that was made while the contact was under way, for an hour that is the desk's own now, becomes a promise:
/// one at a time, since each has its mark. Gives its number and its appointment.
pub(super) fn promise_request(tx: &Transaction) -> Result<Option<(i64, Uuid)>> {
    for request in outbox::untried_requests(tx)? {
        let Some((slots, None)) = request.payload.takes() else { continue };
        if let Some(number) = record::sell(tx, slots)? {
            outbox::make_promise(tx, request.command_id, number)?;
            if matches!(request.payload, Payload::MoveAppointment(_)) {
                appointments::telling::note_for(tx, request.appointment_id, request.made_at)?;
            }
            return Ok(Some((number, request.appointment_id)));
        }
    }
    Ok(None)
}
