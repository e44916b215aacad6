//! The link and the door code of another provider's room, where they come late and the clerk types them.

use super::{MeetingAccess, link};
use crate::{
    App, Error, Result,
    appointments::{self, AppointmentDetail, change, short},
    catalogue,
};
use sportello_protocol::commands::{Payload, SetMeetingAccess};

const LONGEST_LINK: usize = 2_048;
const LONGEST_CODE: usize = 64;

/// Keeps what was typed and tells Centrale, so that the officer sees it.
///
/// # Errors
/// `NotFound`, `AppointmentClosed`, `MeetingLink` with the host that is not on the list, `Field` for a code that is too long
pub async fn set_access(app: &App, request: MeetingAccess) -> Result<AppointmentDetail> {
    let (appointment, hosts) = app
        .store
        .read(|conn| Ok((appointments::read(conn, request.appointment_id)?, catalogue::read(conn)?.meeting_hosts)))?;
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let link = said(short(&request.link, LONGEST_LINK, "link")?);
    let door_code = said(short(&request.door_code, LONGEST_CODE, "door_code")?);
    let (instead_of, instead_of_code) = (said(request.shown_link.clone()), said(request.shown_code.clone()));
    if door_code.as_ref().is_some_and(|code| code.chars().any(char::is_control)) {
        return Err(Error::Field { field: "door_code".into() });
    }
    if let Some(link) = link.as_ref().filter(|link| instead_of.as_ref() != Some(link)) {
        link::check(link, &hosts).map_err(|host| Error::MeetingLink { host })?;
    }
    let access = SetMeetingAccess {
        appointment_id: appointment.id,
        link,
        door_code,
        instead_of,
        instead_of_code,
        at: app.clock.now(),
    };
    let same = !appointment.meeting.clone().take_access(&access);
    change(app, appointment.id, Payload::SetMeetingAccess(access), |_| same).await
}
