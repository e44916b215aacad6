//! Whether the counter may open the meeting now, and what it waits for.

use super::Door;
use crate::Result;
use jiff::Timestamp;
use sportello_protocol::{
    appointments::{Appointment, Booking, Mode},
    meetings::MeetingWindow,
};

/// A room that the officer has open can be entered whatever the hour. Without one, a link leads to another provider's room
/// within the window; Centrale's own room waits for the officer.
///
/// # Errors
/// At the ends of the calendar.
pub fn door(appointment: &Appointment, window: MeetingWindow, now: Timestamp) -> Result<Door> {
    let meeting = &appointment.meeting;
    if appointment.closing.is_some() || appointment.booking != Booking::Confirmed || appointment.mode != Mode::Video {
        return Ok(Door::None);
    }
    if meeting.is_open() {
        return Ok(Door::Open);
    }
    if let Some(closed_at) = meeting.closed_at {
        return Ok(Door::Ended { at: closed_at });
    }
    let (from, until) = window.around(appointment.starts_at)?;
    Ok(match () {
        () if now < from => Door::Later { from },
        () if now >= until => Door::Over { until },
        () if meeting.link.is_some() => Door::Open,
        () => Door::WaitsForOfficer,
    })
}
