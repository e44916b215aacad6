//! The slip that the citizen takes home: all that it says, for the first print and for every later one.

use super::{ById, SLOTS_RESOURCE, store};
use crate::{
    App, Result, catalogue,
    store::resources,
    sync::outbox::{self, Entry},
};
use jiff::Timestamp;
use serde::Serialize;
use sportello_protocol::{
    appointments::{ActingRole, Appointment, Booking, EventKind, Mode, Presence},
    catalogue::{Catalogue, PrivacyNotice},
    commands::Payload,
    slots::{Office, Slots},
};
use ts_rs::TS;
use uuid::Uuid;

/// All that the printed slip says.
#[derive(Debug, Serialize, TS)]
pub struct Slip {
    /// The appointment.
    pub id: Uuid,
    /// `S1-0042`
    pub number: String,
    /// Whether it is confirmed or provisional.
    pub booking: Booking,
    /// How it is held.
    pub mode: Mode,
    /// With a telephone call: the number that will be called; may be empty.
    pub call_phone: String,
    /// In person: the INPS office, where Centrale has told it.
    pub office: Option<Office>,
    /// Who acts for the citizen: surname and name, and as what.
    pub acting_name: Option<String>,
    /// As what.
    pub acting_role: Option<ActingRole>,
    /// What who acts must know, by the catalogue; may be empty.
    pub acting_hint: String,
    /// Start.
    pub starts_at: Timestamp,
    /// Length, minutes.
    pub minutes: u16,
    /// If it was moved: the start that it had before.
    pub moved_from: Option<Timestamp>,
    /// A move that Centrale has not confirmed yet: the hour it asks for.
    pub move_waits: Option<Timestamp>,
    /// If it was cancelled: when.
    pub cancelled_at: Option<Timestamp>,
    /// Surname and name.
    pub citizen_name: String,
    /// The reason in the citizen's words.
    pub service_name: String,
    /// The official name.
    pub service_official_name: String,
    /// What to bring, in order; the form of who acts is the last.
    pub bring: Vec<SlipPaper>,
    /// The comune's bare name: the paper writes "Comune di" before it.
    pub comune_name: String,
    /// The counter's name.
    pub desk_name: String,
    /// The counter's address.
    pub address: String,
    /// The counter's telephone.
    pub phone: String,
    /// The privacy notice.
    pub privacy_notice: PrivacyNotice,
    /// When the notice was given.
    pub privacy_notice_at: Option<Timestamp>,
    /// What the QR code says: the appointment's id.
    pub qr: String,
    /// Now, for the date of a reprint.
    pub made_at: Timestamp,
}

/// A line of what to bring.
#[derive(Debug, Serialize, TS)]
pub struct SlipPaper {
    /// `Documento di identità`
    pub name: String,
    /// A condition in words, may be empty.
    pub condition: String,
    /// Whether it has been handed over already.
    pub present: bool,
}

/// All that the printed slip says.
///
/// # Errors
/// `NotFound`
pub async fn slip(app: &App, request: ById) -> Result<Slip> {
    let identity = app.identity()?;
    app.store.read(|conn| {
        let appointment = store::get(conn, request.id)?;
        let catalogue = catalogue::read(conn)?;
        let known = resources::get::<Slots>(conn, SLOTS_RESOURCE)?;
        let pending = outbox::unanswered(conn, request.id)?;
        let service = catalogue::service(&catalogue, &appointment.service_code);
        let event = |kind| appointment.history.iter().rev().find(|event| event.kind == kind);
        let role = appointment.acting.as_ref().map(|who| who.role);
        let rule = role.and_then(|role| catalogue.acting.iter().find(|rule| rule.role == role));
        Ok(Slip {
            id: appointment.id,
            number: appointment.number.clone(),
            booking: appointment.booking,
            mode: appointment.mode,
            call_phone: called(&appointment),
            office: known.and_then(|known| known.body.office),
            acting_name: appointment.acting.as_ref().map(|who| format!("{} {}", who.family_name, who.given_name)),
            acting_role: role,
            acting_hint: rule.map(|rule| rule.hint.clone()).unwrap_or_default(),
            starts_at: appointment.starts_at,
            minutes: appointment.minutes,
            moved_from: event(EventKind::Moved).and_then(|event| event.from),
            move_waits: pending.iter().rev().find_map(asks_to_move),
            cancelled_at: event(EventKind::Cancelled).map(|event| event.at),
            citizen_name: format!("{} {}", appointment.citizen.family_name, appointment.citizen.given_name),
            service_name: service.map_or_else(|| appointment.service_code.clone(), |s| s.plain_name.clone()),
            service_official_name: service.map(|s| s.official_name.clone()).unwrap_or_default(),
            bring: bring(&catalogue, &appointment, rule.map_or("", |rule| &rule.form)),
            comune_name: identity.comune.name,
            desk_name: appointment.desk_name.clone(),
            address: identity.comune.address,
            phone: identity.comune.phone,
            privacy_notice_at: given_at(&appointment, &catalogue.privacy_notice.version),
            privacy_notice: catalogue.privacy_notice.clone(),
            qr: appointment.id.to_string(),
            made_at: app.clock.now(),
        })
    })
}

/// When the notice that is printed was given; an older version's day says nothing of this one.
fn given_at(appointment: &Appointment, version: &str) -> Option<Timestamp> {
    appointment.citizen.privacy_notice.as_ref().filter(|given| given.version == version).map(|given| given.at)
}

/// Whom to call: who acts, where there is somebody with a number, else the citizen.
pub(super) fn called(appointment: &Appointment) -> String {
    let acting = appointment.acting.as_ref().filter(|acting| !acting.phone.is_empty());
    acting.map_or_else(|| appointment.citizen.phone.clone(), |acting| acting.phone.clone())
}

fn asks_to_move(entry: &Entry) -> Option<Timestamp> {
    match &entry.payload {
        Payload::MoveAppointment(to) if !entry.parked && !entry.promised => Some(to.starts_at),
        _ => None,
    }
}

fn bring(catalogue: &Catalogue, appointment: &Appointment, form: &str) -> Vec<SlipPaper> {
    let service = catalogue::service(catalogue, &appointment.service_code);
    let line = |code: &str, present| SlipPaper {
        name: catalogue::document_name(catalogue, code),
        condition: service
            .and_then(|s| s.papers.iter().find(|paper| paper.document_type == code))
            .map(|paper| paper.condition.clone())
            .unwrap_or_default(),
        present,
    };
    let needed = appointment.papers.iter().filter(|paper| paper.state != Presence::NotNeeded);
    let mut bring: Vec<SlipPaper> =
        needed.map(|paper| line(&paper.document_type, paper.state == Presence::Present)).collect();
    if !form.is_empty() && appointment.papers.iter().all(|paper| paper.document_type != form) {
        bring.push(line(form, false));
    }
    bring
}
