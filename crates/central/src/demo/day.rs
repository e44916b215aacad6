//! The appointments of the demonstration: yesterday's, today's and tomorrow's at both desks, in the states that a
//! counter meets.

use super::{calendar::SLOT, histories, letter};
use crate::{
    clock::day_of,
    console::documents::{Sent, seal},
    error::{Fault, Result},
    holidays,
    store::{Store, appointments, desks, documents, openings, slots},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, civil::Weekday};
use rusqlite::Transaction;
use sportello_protocol::{
    appointments::{Appointment, Booking, Closing, Mode, Outcome, PaperState, Presence},
    citizens::Citizen,
    documents::MediaType,
};
use uuid::Uuid;

/// Day (-1 yesterday, 0 today, 1 tomorrow), minute from midnight, desk, reason, and how it ended once it is past.
const PLAN: [(i32, i16, usize, &str, Option<Outcome>); 13] = [
    (-1, 9 * 60, 0, "pension", Some(Outcome::Held)),
    (-1, 10 * 60, 1, "naspi", Some(Outcome::CitizenAbsent)),
    (-1, 11 * 60, 0, "isee", None),
    (0, 9 * 60, 0, "assegno_unico", Some(Outcome::Held)),
    (0, 9 * 60 + 30, 1, "survivor_pension", Some(Outcome::TechnicalFailure)),
    (0, 10 * 60, 0, "naspi", None),
    (0, 11 * 60, 1, "civil_invalidity", None),
    (0, 14 * 60, 0, "adi", None),
    (0, 15 * 60, 1, "contribution_statement", None),
    (0, 16 * 60, 0, "delegation_aa08", None),
    (1, 9 * 60, 0, "pension", None),
    (1, 10 * 60 + 30, 1, "social_allowance", None),
    (1, 14 * 60 + 30, 0, "inps_letter", None),
];
/// The appointment of the plan to which the officer sent papers.
const WITH_LETTER: usize = 7;

pub(super) fn add(
    tx: &Transaction,
    store: &Store,
    (comune, calendar): (Uuid, Uuid),
    desks: [Uuid; 2],
    people: &[Citizen],
    now: Timestamp,
    all_day: bool,
) -> Result<()> {
    let today = if all_day { day_of(now)? } else { working_day(day_of(now)?, 0, 1)? };
    let shift = if all_day { shift(today, now)? } else { 0 };
    let mut numbers = [0, 0];
    let mut followed = Uuid::nil();
    for ((place, &(day, minute, at, service, outcome)), citizen) in PLAN.iter().enumerate().zip(people) {
        // Who comes again is who came before.
        let citizen = if place == histories::FOLLOW_UP { people.first().unwrap_or(citizen) } else { citizen };
        let (Some(desk), Some(number)) = (desks.get(at), numbers.get_mut(at)) else { continue };
        *number += 1;
        let date = if all_day {
            today.checked_add(day.days())?
        } else {
            working_day(today, day, if day < 0 { -1 } else { 1 })?
        };
        let minute = if day == 0 { (minute + shift).rem_euclid(24 * 60) } else { minute };
        let starts_at = openings::bounds(date)?.0.checked_add(SignedDuration::from_mins(minute.into()))?;
        let desk = desks::get(tx, *desk)?.ok_or(Fault::Unknown("desk"))?;
        let slot_id = slots::id_of(calendar, 1, starts_at);
        let mut appointment = Appointment {
            id: Uuid::now_v7(),
            number: format!("{}-{number:04}", desk.label),
            version: 1,
            desk_id: desk.id,
            desk_name: desk.name,
            slot_ids: vec![slot_id],
            starts_at,
            minutes: SLOT,
            mode: Mode::Video,
            citizen: citizen.clone(),
            acting: None,
            service_code: service.into(),
            papers: papers(place),
            requests: vec![],
            booking: Booking::Confirmed,
            arrived_at: None,
            called_at: None,
            parked_at: None,
            walk_in: false,
            follows: None,
            wants_earlier: None,
            notes: vec![],
            attestations: vec![],
            history: vec![],
            closing: None,
            meeting: Default::default(),
            booked_at: starts_at.checked_sub(SignedDuration::from_hours(72))?.min(now),
        };
        histories::before(place, &mut appointment, followed)?;
        if place == histories::FOLLOWED {
            followed = appointment.id;
        }
        appointments::add(tx, comune, &appointment)?;
        desks::note_number(tx, desk.id, *number)?;
        slots::sell(tx, calendar, desk.id, appointment.id, (&appointment.slot_ids, None), (starts_at, starts_at))?;
        if starts_at < now {
            live(tx, comune, &mut appointment, outcome)?;
        }
        histories::after(tx, comune, place, &mut appointment, now)?;
        if place == WITH_LETTER {
            let sent = Sent {
                to_sign: false,
                document_type: "other".into(),
                title: "Elenco dei documenti mancanti (dimostrazione)".into(),
                media_type: MediaType::Pdf,
                at: now,
            };
            let (document, wrapped_key) = seal(store, appointment.id, sent, &letter::pdf())?;
            documents::add(tx, comune, &document, &wrapped_key)?;
        }
    }
    Ok(())
}

/// Minutes by which today's plan moves so that it lies around `now` as it would at noon, in whole slots.
fn shift(today: Date, now: Timestamp) -> Result<i16> {
    let minutes = now.duration_since(openings::bounds(today)?.0).as_mins();
    Ok(i16::try_from(minutes / 30 * 30).unwrap_or(0) - 12 * 60)
}

fn live(tx: &Transaction, comune: Uuid, appointment: &mut Appointment, outcome: Option<Outcome>) -> Result<()> {
    if outcome != Some(Outcome::CitizenAbsent) {
        appointment.arrived_at = Some(appointment.starts_at.checked_sub(SignedDuration::from_mins(8))?);
    }
    appointment.closing = match outcome {
        Some(outcome) => Some(Closing {
            outcome,
            note: "Nota di dimostrazione".into(),
            at: appointment.starts_at.checked_add(SignedDuration::from_mins(25))?,
        }),
        None => None,
    };
    appointments::update(tx, comune, appointment)
}

fn papers(place: usize) -> Vec<PaperState> {
    let second = if place.is_multiple_of(3) { Presence::Present } else { Presence::Missing };
    [("identity_card", Presence::Present), ("tax_card", second)]
        .map(|(document_type, state)| PaperState { document_type: document_type.into(), state })
        .into()
}

// `count` working days from `day` on; the day itself, or the nearest in direction `step`, for 0.
fn working_day(day: Date, count: i32, step: i32) -> Result<Date> {
    let is_free =
        |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || holidays::on(day).is_some();
    let mut day = day;
    let mut left = count.abs();
    while left > 0 || is_free(day) {
        day = day.checked_add(step.days())?;
        if !is_free(day) {
            left = (left - 1).max(0);
        }
    }
    Ok(day)
}
