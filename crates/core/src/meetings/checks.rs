//! What the counter checks and writes down before a meeting, and which of the lines counts.

use super::Check;
use crate::clock::day_of;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use sportello_protocol::appointments::{
    Appointment, Attestation,
    AttestationKind::{
        self, ActingPresent, ActingRecording, Camera, CitizenPresent, CitizenRecording, FormSigned, IdentitySeen,
        Loudspeaker, MeetingConsent, Microphone, Network,
    },
};

const LINE: [AttestationKind; 4] = [Network, Camera, Microphone, Loudspeaker];
const PERSON: [AttestationKind; 2] = [IdentitySeen, MeetingConsent];
/// Where somebody acts for the citizen: both together, each asked about the recording, and the form.
const DELEGATION: [AttestationKind; 5] = [CitizenPresent, ActingPresent, CitizenRecording, ActingRecording, FormSigned];
/// For how many days ahead the line is tried, and a trial counts: a counter that opens once a week tries it the time before.
pub const LINE_DAYS: i32 = 7;

/// What is to be checked before this meeting, in order.
pub fn checks(appointment: &Appointment) -> Vec<Check> {
    let delegation = appointment.acting.iter().flat_map(|_| DELEGATION);
    let kinds = LINE.into_iter().chain(PERSON).chain(delegation);
    kinds.map(|kind| Check { kind, line: counting(appointment, kind).cloned() }).collect()
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
