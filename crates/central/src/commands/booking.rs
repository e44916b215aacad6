//! Booking: slots are sold to one appointment.

use super::{
    Deed,
    agenda::{self, withdrawn},
    appointments::check_papers,
};
use crate::{
    clock::day_of,
    error::{Result, bad_request},
    store::{acts, appointments, citizens, comuni, demand, slots},
};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Acting, ActingRole, Appointment, Booking, EventKind, Party},
    commands::{BookAppointment, MoveAppointment},
    problem::ProblemKind,
};

/// The longest text that a desk may send in one field, characters.
const MAX_TEXT: usize = 200;
/// The longest reason for going on in spite of a mismatch, characters.
const MAX_REASON: usize = 1000;

pub(super) fn book(tx: &Transaction, deed: &Deed, booking: &BookAppointment) -> Result<Appointment> {
    let comune = deed.desk.comune_id;
    // A word that was given outlives the catalogue by which it was given.
    if booking.promise.is_none() && !deed.catalogue.knows(&booking.service_code) {
        return Err(ProblemKind::ServiceUnknown.into());
    }
    check_texts(booking)?;
    if appointments::exists(tx, booking.appointment_id)? {
        return book_again(tx, deed, booking);
    }
    // The number is for people: the first part says at which desk to ask.
    if deed.desk.count_of(&booking.number).is_none() {
        return Err(bad_request("number is not the desk's label with a count"));
    }
    let mut citizen = booking.citizen.clone();
    citizen.privacy_notice = Some(booking.privacy_notice.clone());
    citizens::save(tx, comune, &citizen)?;
    let mut appointment = Appointment {
        id: booking.appointment_id,
        number: booking.number.clone(),
        version: 1,
        desk_id: deed.desk.id,
        desk_name: deed.desk.name.clone(),
        slot_ids: booking.slot_ids.clone(),
        starts_at: booking.starts_at,
        minutes: booking.minutes,
        mode: booking.mode,
        citizen,
        acting: booking.acting.clone(),
        service_code: booking.service_code.clone(),
        papers: booking.papers.clone(),
        requests: vec![],
        booking: Booking::Confirmed,
        arrived_at: None,
        called_at: None,
        parked_at: None,
        walk_in: booking.walk_in,
        follows: booking.follows,
        wants_earlier: None,
        notes: vec![],
        attestations: vec![],
        history: vec![],
        closing: None,
        meeting: Default::default(),
        booked_at: deed.made_at,
    };
    appointments::add(tx, comune, &appointment)?;
    // The slots' own hour counts, not the one the desk remembers.
    let calendar = comuni::calendar(tx, comune)?;
    let sold = slots::sell(
        tx,
        calendar,
        deed.desk.id,
        appointment.id,
        (&booking.slot_ids, booking.promise),
        (deed.made_at, deed.now),
    )?;
    let differs = sold.starts_at != appointment.starts_at || sold.minutes != appointment.minutes;
    if differs || sold.withdrawn.is_some() {
        (appointment.starts_at, appointment.minutes) = (sold.starts_at, sold.minutes);
        if let Some(hour) = sold.withdrawn {
            appointment.booking = Booking::ToMove;
            appointment.history.push(withdrawn(deed.now, acts::reason_of(tx, comune, hour)?));
        }
        appointments::update_exclusively(tx, comune, &mut appointment, None)?;
    }
    demand::sold(tx, deed.desk.id, day_of(deed.made_at)?, booking.slot_ids.len())?;
    Ok(appointments::get(tx, comune, appointment.id)?.unwrap_or(appointment))
}

/// A copy of the desk's database told an older wish first; the desk has given its word on this one since.
fn book_again(tx: &Transaction, deed: &Deed, booking: &BookAppointment) -> Result<Appointment> {
    let known = appointments::get(tx, deed.desk.comune_id, booking.appointment_id)?;
    let Some(known) = known.filter(|known| booking.promise.is_some() && known.desk_id == deed.desk.id) else {
        return Err(bad_request("appointment_id is in use"));
    };
    // Moved or withdrawn since: the first here stands, as between any two.
    if known.history.iter().any(|event| event.kind != EventKind::Withdrawn) {
        return Err(ProblemKind::Conflict.into());
    }
    let to = MoveAppointment {
        appointment_id: booking.appointment_id,
        slot_ids: booking.slot_ids.clone(),
        starts_at: booking.starts_at,
        minutes: booking.minutes,
        mode: booking.mode,
        promise: booking.promise,
        by: Party::Counter,
        reason: String::new(),
        at: deed.made_at,
    };
    agenda::shift(tx, deed, &to)
}

fn check_texts(booking: &BookAppointment) -> Result<()> {
    let citizen = &booking.citizen;
    let nobody = Acting {
        role: ActingRole::Delegate,
        family_name: String::new(),
        given_name: String::new(),
        codice_fiscale: String::new(),
        phone: String::new(),
    };
    let acting = booking.acting.as_ref().unwrap_or(&nobody);
    let texts = [
        &booking.number,
        &citizen.codice_fiscale,
        &citizen.family_name,
        &citizen.given_name,
        &citizen.phone,
        &acting.codice_fiscale,
        &acting.family_name,
        &acting.given_name,
        &acting.phone,
        &booking.privacy_notice.version,
    ];
    if citizen.mismatch_reason.chars().count() > MAX_REASON {
        return Err(bad_request("mismatch_reason is too long"));
    }
    if texts.iter().any(|text| text.chars().count() > MAX_TEXT) {
        return Err(bad_request("a text is too long"));
    }
    if booking.number.is_empty() || citizen.codice_fiscale.is_empty() || citizen.family_name.is_empty() {
        return Err(bad_request("number, codice_fiscale and family_name must not be empty"));
    }
    check_papers(&booking.papers)
}
