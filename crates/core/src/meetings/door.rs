//! Whether the counter may open the meeting now, and what it waits for.

use super::{Door, opened_here};
use crate::{Result, appointments::ends_at};
use jiff::{SignedDuration, Timestamp};
use sportello_protocol::{
    appointments::{Appointment, Booking, Mode},
    meetings::MeetingWindow,
};

/// A meeting that was opened here late, or takes longer, is not over because its slot is.
const AFTER_END: SignedDuration = SignedDuration::from_mins(15);
/// Another provider does not say that its room was closed: after so long nobody comes back to a meeting that was opened here.
const KEPT_OPEN: SignedDuration = SignedDuration::from_hours(4);

/// A room that the officer has open can be entered whatever the hour. Without one, a link leads to another provider's room
/// within the window, and once it was opened here for as long as a meeting can take, so that who fell out can go back in.
/// Centrale's own room waits for the officer.
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
    let until = until.max(ends_at(appointment).checked_add(AFTER_END)?);
    let began = opened_here(appointment).filter(|_| meeting.link.is_some());
    if let Some(began) = began
        && now < began.checked_add(KEPT_OPEN)?
    {
        return Ok(Door::Open);
    }
    Ok(match () {
        () if now < from => Door::Later { from },
        () if now >= until => Door::Over { until },
        () if meeting.link.is_some() => Door::Open,
        () => Door::WaitsForOfficer,
    })
}
