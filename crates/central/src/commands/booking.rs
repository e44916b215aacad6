//! Booking: a slot is sold to one appointment.

use super::{Deed, appointments::check_papers};
use crate::{
    error::{Result, bad_request},
    store::{appointments, citizens, slots},
};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Booking},
    commands::BookAppointment,
    problem::ProblemKind,
};

/// The longest text that a desk may send in one field.
const MAX_TEXT: usize = 200;

pub(super) fn book(tx: &Transaction, deed: &Deed, booking: &BookAppointment) -> Result<Appointment> {
    let comune = deed.desk.comune_id;
    if !deed.app.catalogue.knows(&booking.service_code) {
        return Err(ProblemKind::ServiceUnknown.into());
    }
    // The slot's own hour counts, not the one the desk remembers. It can be sold until it ends: who books for now is
    // at the counter now, and a promise made with the cable out is worth nothing once its hour has passed.
    let (starts_at, minutes) = slots::get(tx, comune, booking.slot_id)?.ok_or(ProblemKind::SlotUnknown)?;
    if slots::is_over(starts_at, minutes, deed.now) {
        return Err(ProblemKind::SlotPast.into());
    }
    if appointments::exists(tx, booking.appointment_id)? {
        return Err(bad_request("appointment_id is in use"));
    }
    check_texts(booking)?;
    // The number is for people: the first part says at which desk to ask.
    if booking.number.strip_prefix(&deed.desk.label).is_none_or(|rest| !rest.starts_with('-')) {
        return Err(bad_request("number does not begin with the desk's label"));
    }
    let mut citizen = booking.citizen.clone();
    citizen.privacy_notice = Some(booking.privacy_notice.clone());
    citizens::save(tx, comune, &citizen)?;
    let appointment = Appointment {
        id: booking.appointment_id,
        number: booking.number.clone(),
        version: 1,
        desk_id: deed.desk.id,
        desk_name: deed.desk.name.clone(),
        slot_id: booking.slot_id,
        starts_at,
        minutes,
        citizen,
        service_code: booking.service_code.clone(),
        papers: booking.papers.clone(),
        booking: Booking::Confirmed,
        arrived_at: None,
        closing: None,
        meeting: Default::default(),
        booked_at: deed.made_at,
    };
    appointments::add(tx, comune, &appointment)?;
    Ok(appointments::get(tx, comune, appointment.id)?.unwrap_or(appointment))
}

fn check_texts(booking: &BookAppointment) -> Result<()> {
    let citizen = &booking.citizen;
    let texts = [
        &booking.number,
        &citizen.codice_fiscale,
        &citizen.family_name,
        &citizen.given_name,
        &citizen.phone,
        &booking.privacy_notice.version,
    ];
    if texts.iter().any(|text| text.len() > MAX_TEXT) {
        return Err(bad_request("a text is too long"));
    }
    if booking.number.is_empty() || citizen.codice_fiscale.is_empty() || citizen.family_name.is_empty() {
        return Err(bad_request("number, codice_fiscale and family_name must not be empty"));
    }
    check_papers(&booking.papers)
}
