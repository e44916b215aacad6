//! The calendar file of an appointment (RFC 5545, RFC 5546): the request, each change, the cancellation.
//!
//! A calendar is shared: with a family, a carer, an employer. The file names neither the citizen nor the reason of the
//! visit; whoever holds the slip finds both there, by the number.

use super::{ById, SLOTS_RESOURCE, ends_at, store};
use crate::{App, Result, characters, desk::Identity, exports, store::resources};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;
use sportello_protocol::{
    appointments::{Appointment, Booking, Mode},
    slots::{Office, Slots},
};
use ts_rs::TS;

const PRODUCT: &str = "-//Sportello//Sportello//IT";

/// A calendar file (RFC 5545).
#[derive(Debug, Serialize, TS)]
pub struct CalendarFile {
    /// `appuntamento-S1-0042.ics`
    pub file_name: String,
    /// The file.
    pub text: String,
}

/// Where a calendar file was put.
#[derive(Debug, Serialize, TS)]
pub struct SavedCalendar {
    /// `appuntamento-S1-0042.ics`
    pub file_name: String,
    /// The folder of the user's downloads.
    pub folder: String,
}

/// The calendar file of an appointment as it stands now.
///
/// # Errors
/// `NotFound`
pub async fn ics(app: &App, request: ById) -> Result<CalendarFile> {
    let identity = app.identity()?;
    app.store.write(|tx| {
        let appointment = store::get(tx, request.id)?;
        let office = resources::get::<Slots>(tx, SLOTS_RESOURCE)?.and_then(|known| known.body.office);
        let now = app.clock.now();
        let sequence = sequence(tx, &appointment, now)?;
        Ok(file(&appointment, sequence, &identity, office.as_ref(), now))
    })
}

/// Puts it into the user's downloads, in the place of an older one of the same appointment. The window downloads
/// nothing by itself.
///
/// # Errors
/// `NotFound`, `NotSaved`, `DiskFull`
pub async fn save_ics(app: &App, request: ById) -> Result<SavedCalendar> {
    let made = ics(app, request).await?;
    let folder = exports::folder()?;
    exports::replace(&folder, &made.file_name, made.text.as_bytes())?;
    Ok(SavedCalendar { file_name: made.file_name, folder: folder.to_string_lossy().into_owned() })
}

/// The SEQUENCE of the file: higher than that of the last one where this one says something else, and never lower, or a
/// calendar would keep the older word. The history alone goes back when a change is refused; the seconds since the booking
/// are what the desks of a comune agree upon without asking each other.
///
/// # Errors
/// When the database cannot be written.
pub fn sequence(tx: &Transaction, appointment: &Appointment, now: Timestamp) -> Result<u32> {
    let id = appointment.id.to_string();
    let Appointment { booking, starts_at, minutes, mode, .. } = appointment;
    let says = serde_json::to_string(&(booking, starts_at, minutes, mode))?;
    let last: Option<(u32, String)> = tx
        .prepare_cached("SELECT sequence, said FROM calendar_files WHERE appointment_id = ?")?
        .query_row([&id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let since_booked = u32::try_from(now.duration_since(appointment.booked_at).as_secs()).unwrap_or(0);
    let sequence = match last {
        Some((sequence, said)) if said == says => return Ok(sequence),
        Some((sequence, _)) => sequence.saturating_add(1).max(since_booked),
        None => since_booked,
    };
    tx.prepare_cached(
        "INSERT INTO calendar_files (appointment_id, sequence, said) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET sequence = excluded.sequence, said = excluded.said",
    )?
    .execute(params![id, sequence, says])?;
    Ok(sequence)
}

/// The file that says how `appointment` stands at `now`.
pub fn file(
    appointment: &Appointment,
    sequence: u32,
    identity: &Identity,
    office: Option<&Office>,
    now: Timestamp,
) -> CalendarFile {
    let gone = matches!(appointment.booking, Booking::Cancelled | Booking::Refused);
    let comune = format!("Comune di {}", bare(&identity.comune.name));
    let mut event = Event::new();
    event
        .uid(&appointment.id.to_string())
        .sequence(sequence)
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(appointment.starts_at))
        .add_property("DTEND", utc(ends_at(appointment)))
        .summary(&format!("Appuntamento {}, {comune}", bare(&appointment.number)))
        .description(&description(appointment, &bare(&identity.comune.phone)))
        .location(&bare(&location(appointment, identity, office)))
        .status(match appointment.booking {
            Booking::Confirmed => EventStatus::Confirmed,
            Booking::Provisional | Booking::ToMove => EventStatus::Tentative,
            Booking::Refused | Booking::Cancelled => EventStatus::Cancelled,
        })
        // The counter has no address for mail; RFC 5546 wants both, and any URI will do.
        .append_property(
            Property::new("ORGANIZER", format!("urn:uuid:{}", appointment.desk_id))
                .add_parameter("CN", &comune.replace('"', "'"))
                .done(),
        )
        .append_multi_property(
            Property::new("ATTENDEE", format!("urn:uuid:{}", appointment.id)).add_parameter("RSVP", "FALSE").done(),
        );
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", if gone { "CANCEL" } else { "REQUEST" }),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.push(event);
    let number: String = appointment.number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    CalendarFile { file_name: format!("appuntamento-{number}.ics"), text: calendar.to_string() }
}

/// In UTC: one moment needs no time zone, and no calendar has to know the Italian one.
fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn description(appointment: &Appointment, phone: &str) -> String {
    // Nobody is to come for what does not stand.
    let standing = match appointment.booking {
        Booking::Provisional => "È una richiesta: aspetta ancora la conferma.\n",
        Booking::Confirmed => "",
        Booking::ToMove => return "INPS ha tolto questo orario: la chiamiamo per darle un altro appuntamento.".into(),
        Booking::Refused => return "L'orario chiesto non è disponibile.".into(),
        Booking::Cancelled => return "L'appuntamento è annullato.".into(),
    };
    let how = match appointment.mode {
        Mode::Video => "Si presenti allo sportello con il promemoria e i documenti.",
        Mode::Phone => "La chiama il funzionario INPS. Tenga vicino il promemoria e i documenti.",
        Mode::Office => "Si presenti alla sede INPS con il promemoria e i documenti.",
    };
    let change = if phone.is_empty() { String::new() } else { format!("\nPer spostare o annullare: {phone}.") };
    format!("{standing}{how}{change}")
}

fn location(appointment: &Appointment, identity: &Identity, office: Option<&Office>) -> String {
    match (appointment.mode, office) {
        (Mode::Video, _) => format!("{}, {}", appointment.desk_name, identity.comune.address),
        (Mode::Phone, _) => "Al telefono".into(),
        (Mode::Office, Some(office)) => format!("{}, {}", office.name, office.address),
        (Mode::Office, None) => "Sede INPS".into(),
    }
}

/// What comes from elsewhere must not begin a line of its own.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !characters::is_deceiving(*c)).collect()
}
