//! The calendar file of an appointment (RFC 5545, RFC 5546): the request, each change, the cancellation.
//!
//! A calendar is shared: with a family, a carer, an employer. The file names neither the citizen nor the reason of the
//! visit; whoever holds the slip finds both there, by the number.

use super::{ById, SLOTS_RESOURCE, ends_at, store};
use crate::{App, Result, characters, desk::Identity, store::resources};
use anyhow::anyhow;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use sportello_protocol::{
    appointments::{Appointment, Booking, Mode},
    slots::{Office, Slots},
};
use std::path::Path;
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
    app.store.read(|conn| {
        let appointment = store::get(conn, request.id)?;
        let office = resources::get::<Slots>(conn, SLOTS_RESOURCE)?.and_then(|known| known.body.office);
        Ok(file(&appointment, &identity, office.as_ref(), app.clock.now()))
    })
}

/// Puts it into the user's downloads, in the place of an older one of the same appointment. The window downloads
/// nothing by itself.
///
/// # Errors
/// `NotFound`, `DiskFull`
pub async fn save_ics(app: &App, request: ById) -> Result<SavedCalendar> {
    let made = ics(app, request).await?;
    let folder = dirs::download_dir()
        .or_else(dirs::document_dir)
        .or_else(dirs::home_dir)
        .ok_or_else(|| anyhow!("the user has no folder"))?;
    write(&folder, &made)?;
    Ok(SavedCalendar { file_name: made.file_name, folder: folder.to_string_lossy().into_owned() })
}

/// Whole or not at all: a calendar that opens half a file says nothing useful.
fn write(folder: &Path, made: &CalendarFile) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let part = folder.join(format!("{}.part", made.file_name));
    std::fs::write(&part, &made.text)?;
    std::fs::rename(&part, folder.join(&made.file_name))?;
    Ok(())
}

/// The file that says how `appointment` stands at `now`.
pub fn file(appointment: &Appointment, identity: &Identity, office: Option<&Office>, now: Timestamp) -> CalendarFile {
    let gone = matches!(appointment.booking, Booking::Cancelled | Booking::Refused);
    let comune = format!("Comune di {}", bare(&identity.comune.name));
    let mut event = Event::new();
    event
        .uid(&appointment.id.to_string())
        .sequence(u32::try_from(appointment.history.len()).unwrap_or(u32::MAX))
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
    let standing = match appointment.booking {
        Booking::Provisional => "È una richiesta: aspetta ancora la conferma.\n",
        Booking::ToMove => "INPS ha tolto questo orario: la chiamiamo per darle un altro appuntamento.\n",
        Booking::Refused => "L'orario chiesto non è disponibile.\n",
        Booking::Cancelled => "L'appuntamento è annullato.\n",
        Booking::Confirmed => "",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_file_of_the_same_appointment_takes_the_place_of_the_earlier_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let downloads = folder.path().join("Downloads");
        for text in ["first", "second"] {
            let made = CalendarFile { file_name: "appuntamento-S1-0001.ics".into(), text: text.into() };
            write(&downloads, &made).expect("it is written");
        }
        let names: Vec<_> =
            std::fs::read_dir(&downloads).expect("it is there").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["appuntamento-S1-0001.ics"], "and nothing half written beside it");
        let text = std::fs::read_to_string(downloads.join("appuntamento-S1-0001.ics")).expect("a text");
        assert_eq!(text, "second");
    }
}
