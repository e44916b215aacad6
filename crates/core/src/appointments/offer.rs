//! Which hours can be had: the desk's own, and those that are free for whoever is first.

use super::{OfferedSlot, store};
use crate::{
    App, Error, Result, promise,
    store::resources::{self, Resource},
    sync::{ConnectionState, outbox},
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use sportello_protocol::{
    appointments::{Booking, Mode},
    slots::{Closure, Slot, Slots},
};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// The resource's name in the store.
pub const SLOTS_RESOURCE: &str = "slots";

/// How the desk stands when it offers.
#[derive(Clone, Copy)]
pub struct Standing {
    /// Now.
    pub now: Timestamp,
    /// Whether Centrale answers.
    pub connected: bool,
    /// Whether the desk may confirm on its own slots.
    pub may_promise: bool,
}

impl Standing {
    /// Of this desk, now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(app: &App, conn: &Connection) -> Result<Self> {
        Ok(Self {
            now: app.clock.now(),
            connected: app.line.state() == ConnectionState::Connected,
            may_promise: app.promise.is_open(conn)?,
        })
    }
}

/// The closed days that Centrale has told, with their reasons.
///
/// # Errors
/// When the database cannot be read.
pub async fn closures(app: &App, (): ()) -> Result<Vec<Closure>> {
    let known = app.store.read(|conn| resources::get::<Slots>(conn, SLOTS_RESOURCE))?;
    Ok(known.map(|known| known.body.closures).unwrap_or_default())
}

/// The hours that this desk knows, read once for all that is asked of them.
pub(super) struct Hours {
    /// What Centrale last told; none where it has told nothing yet.
    pub known: Option<Resource<Slots>>,
    /// The desk's own.
    pub own: Vec<Slot>,
    /// Those that an appointment known here holds.
    pub held: HashSet<Uuid>,
    /// Those that this desk sold since Centrale told which are common. Given up again, they come back as its own.
    sold: HashSet<Uuid>,
}

impl Hours {
    /// Reads them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read(conn: &Connection, now: Timestamp) -> Result<Self> {
        let known: Option<Resource<Slots>> = resources::get(conn, SLOTS_RESOURCE)?;
        let sold = match &known {
            Some(known) => outbox::sold_since(conn, known.checked_at)?.into_iter().collect(),
            None => HashSet::new(),
        };
        Ok(Self { known, sold, own: promise::allotted(conn)?, held: store::held_slots(conn, now)? })
    }

    /// Those of at least `minutes`, one a start. On line the common ones come first and the desk's own are spared for
    /// when there is no line; without a line it is the other way round.
    pub fn offered(&self, standing: Standing, minutes: u16, mode: Option<Mode>) -> Vec<OfferedSlot> {
        let usable = |slot: &&Slot| {
            slot.starts_at > standing.now
                && mode.is_none_or(|mode| slot.modes.contains(&mode))
                && !self.held.contains(&slot.id)
        };
        // What Centrale last told of the common hours may be older than what it gave to this desk, or sold to it.
        let ids: HashSet<Uuid> = self.own.iter().map(|slot| slot.id).collect();
        let taken = |id: &Uuid| ids.contains(id) || self.sold.contains(id);
        let own = self.own.iter().filter(|slot| standing.may_promise && usable(slot));
        let own = runs(own, minutes, true, Booking::Confirmed);
        let word = if standing.connected { Booking::Confirmed } else { Booking::Provisional };
        let common = self.known.iter().flat_map(|known| &known.body.slots);
        let common = runs(common.filter(|slot| slot.free && usable(slot) && !taken(&slot.id)), minutes, false, word);
        let (mut offered, then) = if standing.connected { (common, own) } else { (own, common) };
        for (start, slot) in then {
            offered.entry(start).or_insert(slot);
        }
        offered.into_values().collect()
    }
}

/// The same, where they are asked for once.
///
/// # Errors
/// When the database cannot be read.
pub fn offered(conn: &Connection, standing: Standing, minutes: u16, mode: Option<Mode>) -> Result<Vec<OfferedSlot>> {
    Ok(Hours::read(conn, standing.now)?.offered(standing, minutes, mode))
}

/// Consecutive slots of one INPS desk, long enough; the first such desk a start.
fn runs<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    minutes: u16,
    reserved: bool,
    booking: Booking,
) -> BTreeMap<Timestamp, OfferedSlot> {
    let by_place: BTreeMap<(Timestamp, u16), &Slot> = slots.map(|slot| ((slot.starts_at, slot.seat), slot)).collect();
    let mut found = BTreeMap::new();
    for ((starts_at, seat), first) in &by_place {
        if found.contains_key(starts_at) {
            continue;
        }
        let mut run = OfferedSlot {
            slot_ids: vec![first.id],
            starts_at: *starts_at,
            minutes: first.minutes,
            modes: first.modes.clone(),
            booking,
            reserved,
        };
        while run.minutes < minutes {
            let end = starts_at.checked_add(SignedDuration::from_mins(run.minutes.into()));
            let Some(next) = end.ok().and_then(|end| by_place.get(&(end, *seat))) else { break };
            run.slot_ids.push(next.id);
            run.minutes = run.minutes.saturating_add(next.minutes.max(1));
            run.modes.retain(|mode| next.modes.contains(mode));
        }
        if run.minutes >= minutes && !run.modes.is_empty() {
            found.insert(*starts_at, run);
        }
    }
    found
}

/// The three of `free` that are nearest to `wanted`, in order of time; where any can be confirmed, one of them is: who
/// is called without a line wants to hear something certain.
pub fn nearest(mut free: Vec<OfferedSlot>, wanted: Timestamp) -> Vec<OfferedSlot> {
    free.sort_by_key(|slot| slot.starts_at.duration_since(wanted).abs());
    if let Some(certain) = free.iter().position(|slot| slot.booking == Booking::Confirmed).filter(|at| *at > 2) {
        free.swap(2, certain);
    }
    free.truncate(3);
    free.sort_by_key(|slot| slot.starts_at);
    free
}

/// What a booking takes.
pub struct Taken {
    /// The hour.
    pub slot: OfferedSlot,
    /// The number of the promise, where the slots are the desk's own.
    pub promise: Option<i64>,
}

/// Takes an hour that is offered, as it is offered now.
///
/// # Errors
/// `SlotNotFree`
pub fn take(
    tx: &rusqlite::Transaction,
    standing: Standing,
    minutes: u16,
    mode: Mode,
    slot_ids: &[Uuid],
) -> Result<Taken> {
    let hours = Hours::read(tx, standing.now)?;
    for standing in [standing, Standing { connected: !standing.connected, ..standing }] {
        let offered = hours.offered(standing, minutes, Some(mode));
        if let Some(slot) = offered.into_iter().find(|slot| slot.slot_ids == slot_ids) {
            let promise = if slot.reserved { promise::sell(tx, slot_ids)? } else { None };
            return Ok(Taken { slot, promise });
        }
    }
    Err(Error::SlotNotFree)
}
