//! What the counter checks and writes down before a meeting, and which of the lines counts.

use super::Check;
use crate::clock::day_of;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use sportello_protocol::{
    appointments::{
        ActingRole, Appointment, Attestation,
        AttestationKind::{
            self, ActingPresent, ActingRecording, Camera, CitizenPresent, CitizenRecording, FormSigned, IdentitySeen,
            Loudspeaker, MeetingConsent, Microphone, Network,
        },
    },
    catalogue::Catalogue,
};

const LINE: [AttestationKind; 4] = [Network, Camera, Microphone, Loudspeaker];
const PERSON: [AttestationKind; 2] = [IdentitySeen, MeetingConsent];
/// Where the citizen gives the delegation: both together, each asked about the recording, and the form.
const DELEGATION: [AttestationKind; 5] = [CitizenPresent, ActingPresent, CitizenRecording, ActingRecording, FormSigned];
/// For how many days ahead the line is tried, and a trial counts: a counter that opens once a week tries it the time before.
pub const LINE_DAYS: i32 = 7;

/// What is to be checked before this meeting, in order.
pub fn checks(appointment: &Appointment, catalogue: Option<&Catalogue>) -> Vec<Check> {
    let kinds = LINE.iter().chain(&PERSON).chain(of_who_acts(appointment, catalogue)).copied();
    kinds.map(|kind| Check { kind, line: counting(appointment, kind).cloned() }).collect()
}

/// A child, or somebody who is ill in bed, is never here: both are asked for only where the visit is the delegation itself,
/// that is where its papers hold the form by which one who is here delegates.
fn of_who_acts(appointment: &Appointment, catalogue: Option<&Catalogue>) -> &'static [AttestationKind] {
    let Some(acting) = &appointment.acting else { return &[] };
    let is_its_visit = catalogue.is_some_and(|catalogue| {
        let service = catalogue.services.iter().find(|service| service.code == appointment.service_code);
        let rule = catalogue.acting.iter().find(|rule| rule.role == acting.role && !rule.form.is_empty());
        service.zip(rule).is_some_and(|(service, rule)| service.papers.iter().any(|it| it.document_type == rule.form))
    });
    match (is_its_visit, acting.role) {
        (true, ActingRole::Delegate) => &DELEGATION,
        (true, _) => &[ActingPresent, FormSigned],
        (false, _) => &[ActingPresent],
    }
}

/// The last line of its kind, if it is about this hour: who was there, and what they agreed to, is of the day itself.
fn counting(appointment: &Appointment, kind: AttestationKind) -> Option<&Attestation> {
    let starts_at = appointment.starts_at;
    appointment.attested(kind).filter(|line| {
        if LINE.contains(&kind) {
            day_of(line.at) >= checks_from(starts_at)
        } else {
            day_of(line.at) == day_of(starts_at)
        }
    })
}

/// The first day whose trials of the line count for a meeting that starts so.
pub fn checks_from(starts_at: Timestamp) -> Date {
    day_of(starts_at).saturating_sub(LINE_DAYS.days())
}

impl Check {
    /// Whether it is about the PC and its line, and not about the citizen.
    pub fn is_of_the_line(&self) -> bool {
        LINE.contains(&self.kind)
    }
}
