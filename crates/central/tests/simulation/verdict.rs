//! The verdict after peace: no hour sold twice, no confirmed booking lost, no hour lost for ever, all of one mind.

use super::{
    machine::Machine,
    papers::Paper,
    world::{Fork, World},
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use sportello_central::store::{appointments as stored, desks::DeskStanding};
use sportello_core::{promise, store::facts, sync::outbox};
use sportello_protocol::{
    appointments::{Appointment, Booking},
    commands::Payload,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Acts that say: these hours are frozen, somebody may hold a slip for them.
const FREEZING: [&str; 5] = ["desk_lost", "desk_twice", "promises_missing", "desk_renewed", "slots_claimed"];

pub fn judge(world: &mut World) {
    double_promises(world);
    lost_bookings(world);
    lost_slots(world);
    of_one_mind(world);
    image_forks(world);
    claims(world);
    enrol_anew(world);
}

fn double_promises(world: &mut World) {
    world.counts.double_promises = u64::try_from(world.papers.doubles.len()).unwrap();
    world.counts.double_papers_in_image_forks = world.papers.doubles_apart;
    for (one, other) in &world.papers.doubles {
        world.broken.push(format!("two papers for one hour: {one} and {other}"));
    }
}

fn lost_bookings(world: &mut World) {
    let mut lost = Vec::new();
    let mut named = 0;
    for paper in world.papers.last() {
        if paper.imaged {
            continue;
        }
        match judge_paper(world, paper) {
            Ok(at_risk) => named += u64::from(at_risk),
            Err(why) => lost.push(format!("booking {} lost: {why}", paper.appointment)),
        }
    }
    world.counts.at_risk_named = named;
    world.counts.lost_bookings = u64::try_from(lost.len()).unwrap();
    world.broken.extend(lost);
}

/// Whether the booking is frozen and named at risk instead of being there.
fn judge_paper(world: &World, paper: &Paper) -> Result<bool, String> {
    let machine = &world.machines[paper.machine];
    let comune = machine.seat.comune_id;
    let db = &world.centrale.db;
    if let Some(appointment) = stored::get(db, comune, paper.appointment).unwrap() {
        // A machine that Centrale no longer hears carries nothing out.
        let heard = |machine: &&Machine| !machine.gone && is_accepted(world, machine);
        let something = |decided| {
            (world.machines.iter()).filter(heard).any(|machine| has_something_of(machine, paper.appointment, decided))
        };
        if paper.left && !paper.wished || something(false) {
            return Ok(false);
        }
        if heard(&machine) && has_refused_promise_of(machine, paper) && !is_excused(world, machine, paper.appointment) {
            return Err(format!("the promise of machine {} was refused, and nobody else did anything", machine.number));
        }
        if something(true) {
            return Ok(false);
        }
        let is_there = paper.wished || appointment.slot_ids == paper.slots;
        if is_there && (appointment.closing.is_some() || appointment.booking == Booking::ToMove) {
            return Ok(false);
        }
        if appointment.booking == Booking::Confirmed && is_there {
            let sold = appointment.slot_ids.iter().all(|slot| buyer(world, *slot) == Some(paper.appointment));
            return if sold { Ok(false) } else { Err("its hour is sold to somebody else".into()) };
        }
    } else if !machine.gone && has_promise_of(machine, paper) {
        let why = machine.disk.store.read(|conn| outbox::unanswered(conn, paper.appointment)).unwrap();
        let why: Vec<_> = why.iter().map(|entry| (entry.reason, entry.promised, entry.held_back)).collect();
        return Err(format!("its promise was refused at machine {}: {why:?}", machine.number));
    }
    if let Some(there) = stored::get(db, comune, paper.appointment).unwrap()
        && !machine.gone
        && is_accepted(world, machine)
        && !paper.wished
    {
        return Err(format!("it stands at another hour, and machine {} has nothing to say: {there:?}", machine.number));
    }
    // Only the machine knew of it, and its database is gone.
    if paper.left && !paper.wished {
        return Ok(false);
    }
    let mut hour = paper.at;
    for slot in &paper.slots {
        let (starts_at, frozen): (i64, bool) = db
            .query_row("SELECT starts_at, frozen IS NOT NULL FROM slot WHERE id = ?1", [slot], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        hour = Timestamp::from_microsecond(starts_at).unwrap();
        if let Some(other) = buyer(world, *slot) {
            return Err(format!("only its machine knew, and its hour sold to {other}"));
        }
        if starts_at > world.now.as_microsecond() && !frozen {
            return Err("only its machine knew, and its hour not frozen".into());
        }
    }
    if !world.centrale.is_told(machine.desk, &FREEZING, paper.at, hour) {
        let there = stored::get(db, comune, paper.appointment).unwrap();
        return Err(format!(
            "only machine {} (gone: {}) knew, and no act says so; printed at step {}, at Centrale {:?}",
            machine.number,
            machine.gone,
            paper.step,
            there.map(|there| (there.booking, there.history.len(), there.desk_name, there.starts_at))
        ));
    }
    Ok(true)
}

/// Whether it has a booking, a move or a withdrawal of it that was not carried out: waiting, or for a person to decide.
fn has_something_of(machine: &Machine, appointment: Uuid, to_decide: bool) -> bool {
    let entries = machine.disk.store.read(|conn| outbox::unanswered(conn, appointment)).unwrap();
    entries
        .iter()
        .filter(|entry| (entry.parked || entry.held_back) == to_decide)
        .any(|entry| entry.payload.takes().is_some() || matches!(entry.payload, Payload::CancelAppointment(_)))
}

/// Whether the very word of the paper was refused.
fn has_refused_promise_of(machine: &Machine, paper: &Paper) -> bool {
    let entries = machine.disk.store.read(|conn| outbox::unanswered(conn, paper.appointment)).unwrap();
    let same = |slots: &[Uuid]| slots == paper.slots;
    entries
        .iter()
        .any(|entry| entry.parked && entry.promised && entry.payload.takes().is_some_and(|(slots, _)| same(slots)))
}

/// Whether another desk or INPS decided something about it last, or another machine may have under the same name.
fn is_excused(world: &World, machine: &Machine, appointment: Uuid) -> bool {
    let desk = world.centrale.plan.seats[machine.desk].id;
    let sql = "SELECT exclusive_desk IS NOT ?2 FROM appointment WHERE id = ?1";
    let by_other: bool = world.centrale.db.query_row(sql, params![appointment, desk], |row| row.get(0)).unwrap();
    by_other || world.machines.iter().filter(|other| other.desk == machine.desk).count() > 1
}

/// Whether it still has the very promise: one that was put back may have an older wish of the same appointment.
fn has_promise_of(machine: &Machine, paper: &Paper) -> bool {
    let entries = machine.disk.store.read(|conn| outbox::unanswered(conn, paper.appointment)).unwrap();
    entries.iter().any(|entry| entry.payload.takes().is_some_and(|(slots, _)| *slots == paper.slots))
}

fn buyer(world: &World, slot: Uuid) -> Option<Uuid> {
    let sql = "SELECT appointment_id FROM sale WHERE slot_id = ?1";
    world.centrale.db.query_row(sql, [slot], |row| row.get(0)).optional().unwrap()
}

/// Every hour to come is sold, free for whoever is first, its desk's own with the desk knowing it, or frozen by an act.
fn lost_slots(world: &mut World) {
    let mut lost = Vec::new();
    for desk in 0..world.centrale.plan.seats.len() {
        let owned: BTreeSet<Uuid> = world.centrale.owned(desk, world.now).into_iter().collect();
        let known: BTreeSet<Uuid> = world
            .machines
            .iter()
            .filter(|machine| machine.desk == desk && !machine.gone)
            .flat_map(|machine| machine.disk.store.read(believed).unwrap())
            .collect();
        lost.extend(owned.difference(&known).map(|slot| format!("hour {slot} is the desk's, and no machine knows")));
        if world.centrale.standing(desk).standing == DeskStanding::Good && world.centrale.acts(desk, &FREEZING) == 0 {
            let frozen: u32 = world
                .centrale
                .db
                .query_row(
                    "SELECT count(*) FROM slot WHERE owner = ?1 AND frozen = 'desk' AND starts_at > ?2",
                    params![world.centrale.plan.seats[desk].id, world.now.as_microsecond()],
                    |row| row.get(0),
                )
                .unwrap();
            if frozen > 0 {
                lost.push(format!("{frozen} hours are frozen without an act"));
            }
        }
    }
    lost.extend(sales_apart(world));
    world.counts.lost_slots = u64::try_from(lost.len()).unwrap();
    world.broken.extend(lost);
}

/// Hours that are sold to an appointment that is not held then, and appointments that are held at hours not sold to them.
fn sales_apart(world: &World) -> Vec<String> {
    let mut apart = Vec::new();
    let mut sold: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    let mut query = world.centrale.db.prepare("SELECT appointment_id, slot_id FROM sale").unwrap();
    let sales = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for (appointment, slot) in sales.map(Result::unwrap) {
        sold.entry(appointment).or_default().insert(slot);
    }
    let comuni: BTreeSet<Uuid> = world.centrale.plan.seats.iter().map(|seat| seat.comune_id).collect();
    for appointment in comuni.into_iter().flat_map(|comune| all_of(world, comune).into_values()) {
        let holds = if appointment.stands() { appointment.slot_ids.iter().copied().collect() } else { BTreeSet::new() };
        let has = sold.remove(&appointment.id).unwrap_or_default();
        if holds != has {
            apart.push(format!("appointment {} holds {holds:?} and was sold {has:?}", appointment.id));
        }
    }
    apart.extend(sold.into_keys().map(|nobody| format!("hours are sold to {nobody}, which is not there")));
    apart
}

/// The slots that a desk believes to be its own: unsold, being given back, or promised and not yet carried out.
fn believed(conn: &rusqlite::Connection) -> sportello_core::Result<Vec<Uuid>> {
    let mut slots: Vec<Uuid> = promise::allotted(conn)?.into_iter().map(|slot| slot.id).collect();
    let mut released = conn.prepare("SELECT slot_id FROM allotted WHERE released")?;
    let released = released.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    slots.extend(released.iter().filter_map(|id| id.parse::<Uuid>().ok()));
    slots.extend(outbox::promised_slots(conn)?);
    Ok(slots)
}

fn of_one_mind(world: &mut World) {
    let mut apart = Vec::new();
    let mut there: BTreeMap<Uuid, BTreeMap<String, Appointment>> = BTreeMap::new();
    let mut withdrawn = 0;
    for seat in &world.centrale.plan.seats {
        there.entry(seat.comune_id).or_insert_with(|| {
            let all = all_of(world, seat.comune_id);
            withdrawn += all.values().filter(|one| one.booking == Booking::ToMove).count();
            all
        });
    }
    world.counts.withdrawn = u64::try_from(withdrawn).unwrap();
    let lively = |machine: &&Machine| world.lively.contains(&machine.seat.comune_id);
    for machine in world.machines.iter().filter(|machine| !machine.gone && is_accepted(world, machine)).filter(lively) {
        let (waiting, mine) = machine
            .disk
            .store
            .read(|conn| {
                let waiting = outbox::list(conn)?.iter().filter(|entry| !entry.parked && !entry.held_back).count();
                let mut query = conn.prepare("SELECT id, server FROM appointments WHERE server IS NOT NULL")?;
                let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok((waiting, rows.collect::<rusqlite::Result<BTreeMap<String, String>>>()?))
            })
            .unwrap();
        if waiting > 0 {
            apart.push(format!("machine {} still has {waiting} commands to send", machine.number));
        }
        let theirs = &there[&machine.seat.comune_id];
        let mine: BTreeMap<String, Appointment> =
            mine.into_iter().map(|(id, json)| (id, serde_json::from_str(&json).unwrap())).collect();
        if &mine != theirs {
            apart.push(format!("machine {} knows other appointments than Centrale", machine.number));
        }
    }
    world.counts.not_converged = u64::try_from(apart.len()).unwrap();
    world.broken.extend(apart);
}

fn all_of(world: &World, comune: Uuid) -> BTreeMap<String, Appointment> {
    let mut query = world.centrale.db.prepare("SELECT id FROM appointment WHERE comune_id = ?1").unwrap();
    let ids: Vec<Uuid> = query.query_map([comune], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    ids.into_iter().map(|id| (id.to_string(), stored::get(&world.centrale.db, comune, id).unwrap().unwrap())).collect()
}

fn is_accepted(world: &World, machine: &Machine) -> bool {
    world.centrale.keys[machine.desk] == machine.key
}

fn image_forks(world: &mut World) {
    let quarantined = |desk| world.centrale.acts(desk, &["desk_twice"]) > 0;
    let found = |fork: &Fork| world.centrale.acts_since(fork.desk, "desk_twice", fork.at) > 0;
    let mut broken = Vec::new();
    for fork in &world.forks {
        if !world.was_heard(fork) {
            world.counts.image_forks_without_trace += 1;
            continue;
        }
        world.counts.image_forks += 1;
        if found(fork) {
            world.counts.image_forks_found += 1;
        } else {
            broken.push(format!("the fork of desk {} was not found", fork.desk));
        }
    }
    for desk in 0..world.centrale.plan.seats.len() {
        if quarantined(desk) && !world.forks.iter().any(|fork| fork.desk == desk) {
            world.counts.false_quarantines += 1;
            broken.push(format!("desk {desk} is quarantined and exists once"));
        }
    }
    world.broken.extend(broken);
}

/// Both sides believe in the same set at every contact, unless a desk exists twice.
fn claims(world: &mut World) {
    for desk in 0..world.centrale.plan.seats.len() {
        let written = world.centrale.acts(desk, &["slots_claimed"]);
        world.counts.slots_claimed += u64::from(written);
        let exists_once = !world.forks.iter().any(|fork| fork.desk == desk);
        if exists_once && world.centrale.acts(desk, &["promise_broken"]) > 0 {
            world.broken.push(format!("a promise of desk {desk} was refused, and it exists once"));
        }
        if written > 0 && exists_once {
            world.broken.push(format!("desk {desk} called hours its own that are not, and exists once"));
        }
    }
}

/// A desk that may confirm nothing is enrolled anew, and works again.
fn enrol_anew(world: &mut World) {
    let mut enrolled = Vec::new();
    for desk in 0..world.centrale.plan.seats.len() {
        if world.centrale.standing(desk).standing == DeskStanding::Good {
            continue;
        }
        let living = world.machines.iter().position(|machine| machine.desk == desk && !machine.gone);
        let Some(living) = living else { continue };
        let key = world.centrale.enrol(desk, world.now);
        world.machines[living].enrolled(key, world.now);
        enrolled.push(living);
    }
    if enrolled.is_empty() {
        return;
    }
    let machines = enrolled.clone();
    world.quiet(|machine| machines.contains(&machine.number));
    for at in enrolled {
        let machine = &world.machines[at];
        let waiting = machine
            .disk
            .store
            .read(|conn| {
                let quarantined = facts::get(conn, facts::QUARANTINED)?.unwrap_or(false);
                Ok((outbox::list(conn)?.iter().filter(|entry| !entry.parked && !entry.held_back).count(), quarantined))
            })
            .unwrap();
        if waiting != (0, false) || world.centrale.standing(machine.desk).standing != DeskStanding::Good {
            world.counts.not_converged += 1;
            world.broken.push(format!("desk {} was enrolled anew and does not work", machine.desk));
        }
    }
}
