//! Booking: which hours can be offered, and taking one.

use super::{AppointmentDetail, ById, NewAppointment, SlotOffer, get, store};
use crate::{
    App, Error, Result, catalogue, citizens,
    desk::Identity,
    operators,
    store::{facts, resources},
    sync::{self, ConnectionState, outbox},
};
use jiff::Timestamp;
use rusqlite::Connection;
use sportello_protocol::{
    appointments::Booking,
    citizens::NoticeGiven,
    commands::{BookAppointment, Payload},
    slots::{Slot, Slots},
};
use std::time::Duration;
use uuid::Uuid;

/// The resource's name in the store.
pub const SLOTS_RESOURCE: &str = "slots";
/// How long the clerk waits for Centrale's word before the booking is called provisional.
const CONFIRMATION: Duration = Duration::from_secs(5);

/// The hours that can be offered now, on the line or without it.
///
/// # Errors
/// When the database cannot be read.
pub async fn slots(app: &App, (): ()) -> Result<SlotOffer> {
    let booking = match app.line.state() {
        ConnectionState::Connected => Booking::Confirmed,
        _ => Booking::Provisional,
    };
    let known = app.store.read(|conn| {
        let Some(slots) = resources::get::<Slots>(conn, SLOTS_RESOURCE)? else { return Ok(None) };
        let free = free(conn, &slots.body, app.clock.now())?;
        Ok(Some((free, slots)))
    })?;
    Ok(match known {
        None => SlotOffer { free: vec![], closures: vec![], windows: vec![], as_of: None, booking },
        Some((free, slots)) => SlotOffer {
            free,
            closures: slots.body.closures,
            windows: slots.body.windows,
            as_of: Some(slots.checked_at),
            booking,
        },
    })
}

/// What Centrale called free, has not started, and no appointment known here holds.
fn free(conn: &Connection, slots: &Slots, now: Timestamp) -> Result<Vec<Slot>> {
    let held = store::held_slots(conn)?;
    let free = slots.slots.iter().filter(|slot| slot.free && slot.starts_at > now && !held.contains(&slot.id));
    Ok(free.cloned().collect())
}

/// Books: stored now, sent when there is a network. While connected it waits a moment for Centrale's word, so that
/// the clerk reads "confermato" at once; without it the booking is provisional, and stays.
///
/// # Errors
/// `SlotNotFree`, `Field`, `CodiceFiscale`
pub async fn book(app: &App, request: NewAppointment) -> Result<AppointmentDetail> {
    let operator_id = operators::current(app)?.operator_id;
    let now = app.clock.now();
    let citizen = citizens::from_entry(app, &request.citizen)?;
    let mut changes = app.changes();
    let (id, command_id) = app.store.write(|tx| {
        let identity: Identity = facts::get(tx, facts::IDENTITY)?.ok_or(Error::NotEnrolled)?;
        let catalogue = catalogue::read(tx)?;
        if catalogue::service(&catalogue, &request.service_code).is_none() {
            return Err(Error::Field { field: "service_code".into() });
        }
        if request.privacy_notice_version != catalogue.privacy_notice.version {
            return Err(Error::Field { field: "privacy_notice_version".into() });
        }
        super::changes::check_papers(&catalogue, &request.papers)?;
        let slots = resources::get::<Slots>(tx, SLOTS_RESOURCE)?.ok_or(Error::SlotNotFree)?.body;
        let slot =
            free(tx, &slots, now)?.into_iter().find(|slot| slot.id == request.slot_id).ok_or(Error::SlotNotFree)?;
        let number = format!("{}-{:04}", identity.desk_label, facts::count_up(tx, facts::LAST_NUMBER)?);
        let booking = BookAppointment {
            appointment_id: Uuid::now_v7(),
            number,
            slot_id: slot.id,
            starts_at: slot.starts_at,
            minutes: slot.minutes,
            citizen,
            service_code: request.service_code,
            papers: request.papers,
            privacy_notice: NoticeGiven { version: request.privacy_notice_version, at: now },
        };
        let id = booking.appointment_id;
        citizens::keep(tx, &booking.citizen)?;
        let made = outbox::Made { operator_id, at: now, saw_version: None };
        let command_id = outbox::push(tx, &Payload::BookAppointment(booking), &made)?;
        store::show(tx, id)?;
        Ok((id, command_id))
    })?;
    sync::told(app);
    if app.line.state() == ConnectionState::Connected {
        // Whatever comes of the wait, the booking is safe.
        let _ = tokio::time::timeout(CONFIRMATION, async {
            while unanswered(app, command_id) {
                let _ = changes.recv().await;
            }
        })
        .await;
    }
    get(app, ById { id }).await
}

fn unanswered(app: &App, command_id: Uuid) -> bool {
    app.line.state() == ConnectionState::Connected
        && app
            .store
            .read(|conn| Ok(outbox::list(conn)?.iter().any(|entry| entry.command_id == command_id && !entry.parked)))
            .unwrap_or(false)
}
