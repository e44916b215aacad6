//! What the screen says of the hours: which can be had, and with none, why and what else could be.

use super::{
    OfferSlots, OfferedSlot, known_catalogue,
    offer::{Hours, Standing},
};
use crate::{App, Error, Result, catalogue, clock};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use sportello_protocol::{
    appointments::Mode,
    catalogue::Service,
    slots::{Closure, Slot, Slots, Window},
};
use ts_rs::TS;

/// The hours that can be offered now.
#[derive(Debug, Serialize, TS)]
pub struct SlotOffer {
    /// The hours that can be had, in order; one a start.
    pub free: Vec<OfferedSlot>,
    /// With none: why.
    pub why_none: Option<WhyNone>,
    /// With none: the first hour of each other way in which the service is held.
    pub elsewhere: Vec<Elsewhere>,
    /// Closed days.
    pub closures: Vec<Closure>,
    /// The weekly windows in words.
    pub windows: Vec<Window>,
    /// When Centrale last told them; absent if never.
    pub as_of: Option<Timestamp>,
    /// The last day on which Centrale offers any hour; absent if it offers none.
    pub until: Option<Date>,
    /// How many hours are reserved to this desk.
    pub reserved: u16,
}

/// Why no hour can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhyNone {
    /// Centrale has not told any hours yet.
    NotKnown,
    /// No window is held in that way on the days that are offered.
    NoWindow,
    /// The reason of visit holds on none of the days that are offered.
    NotInForce,
    /// All days that are offered are closed.
    Closed,
    /// The only ones left are reserved to this desk, which must hear Centrale before it may confirm on them again.
    NeedsContact,
    /// There are free hours, but none long enough.
    TooShort,
    /// All hours are taken.
    AllTaken,
}

/// An hour that is held in another way than the one asked for.
#[derive(Debug, Serialize, TS)]
pub struct Elsewhere {
    /// That way.
    pub mode: Mode,
    /// The first hour.
    pub slot: OfferedSlot,
}

/// The hours that can be had now, on the line or without it.
///
/// # Errors
/// `Field` for a reason of visit that the catalogue does not have
pub async fn slots(app: &App, request: OfferSlots) -> Result<SlotOffer> {
    app.store.read(|conn| {
        let standing = Standing::of(app, conn)?;
        let hours = Hours::read(conn, standing.now)?;
        let (Some(catalogue), Some(known)) = (known_catalogue(conn)?, &hours.known) else {
            return Ok(SlotOffer {
                free: vec![],
                why_none: Some(WhyNone::NotKnown),
                elsewhere: vec![],
                closures: vec![],
                windows: vec![],
                as_of: None,
                until: None,
                reserved: 0,
            });
        };
        let service = catalogue::service(&catalogue, &request.service_code)
            .ok_or_else(|| Error::Field { field: "service_code".into() })?;
        let free = in_force(&hours, standing, service, request.mode);
        let (mut why_none, mut elsewhere) = (None, vec![]);
        if free.is_empty() {
            why_none = Some(why(&hours, &known.body, standing, service, request.mode));
            for mode in service.modes.iter().filter(|mode| request.mode.is_some_and(|asked| asked != **mode)) {
                let first = in_force(&hours, standing, service, Some(*mode)).into_iter().next();
                elsewhere.extend(first.map(|slot| Elsewhere { mode: *mode, slot }));
            }
        }
        Ok(SlotOffer {
            free,
            why_none,
            elsewhere,
            as_of: Some(known.checked_at),
            until: known.body.slots.iter().map(|slot| slot.starts_at).max().map(clock::day_of),
            reserved: u16::try_from(hours.own.len()).unwrap_or(u16::MAX),
            closures: known.body.closures.clone(),
            windows: known.body.windows.clone(),
        })
    })
}

fn in_force(hours: &Hours, standing: Standing, service: &Service, mode: Option<Mode>) -> Vec<OfferedSlot> {
    let mut free = hours.offered(standing, service.minutes, mode);
    if service.valid_from.is_some() || service.valid_to.is_some() {
        free.retain(|slot| holds_on(service, slot.starts_at));
    }
    free
}

/// Whether a reason of visit holds on the day of an hour.
pub(super) fn holds_on(service: &Service, at: Timestamp) -> bool {
    let day = clock::day_of(at);
    service.valid_from.is_none_or(|first| first <= day) && service.valid_to.is_none_or(|last| day <= last)
}

fn why(hours: &Hours, known: &Slots, standing: Standing, service: &Service, mode: Option<Mode>) -> WhyNone {
    let fits = |modes: &[Mode]| mode.is_none_or(|mode| modes.contains(&mode));
    let to_come = |slot: &&Slot| slot.starts_at > standing.now && fits(&slot.modes);
    if !known.windows.iter().any(|window| fits(&window.modes)) {
        return WhyNone::NoWindow;
    }
    let told: Vec<&Slot> = known.slots.iter().filter(to_come).collect();
    let now: Vec<&Slot> = told.iter().copied().filter(|slot| holds_on(service, slot.starts_at)).collect();
    if now.is_empty() && !told.is_empty() {
        return WhyNone::NotInForce;
    }
    let is_open = |slot: &&Slot| {
        let day = clock::day_of(slot.starts_at);
        known.closures.iter().all(|closure| closure.date != day)
    };
    let open: Vec<&Slot> = now.into_iter().filter(is_open).collect();
    if open.is_empty() {
        let closed = known.closures.iter().any(|closure| closure.date >= clock::day_of(standing.now));
        return if closed { WhyNone::Closed } else { WhyNone::NoWindow };
    }
    if !standing.may_promise && hours.own.iter().any(|slot| to_come(&slot)) {
        return WhyNone::NeedsContact;
    }
    if open.iter().any(|slot| slot.free && !hours.held.contains(&slot.id)) {
        WhyNone::TooShort
    } else {
        WhyNone::AllTaken
    }
}
