//! What the supervisor's screens ask for and are made of.

use crate::appointments::AppointmentSummary;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sportello_protocol::appointments::Mode;
use ts_rs::TS;
use uuid::Uuid;

/// A day of all desks.
#[derive(Debug, Deserialize, TS)]
pub struct SupervisionRequest {
    /// The day, Europe/Rome.
    pub date: Date,
}

/// The day of all desks of the comune.
#[derive(Debug, Serialize, TS)]
pub struct SupervisionDay {
    /// The day.
    pub date: Date,
    /// The desks that had anything within a month of the day, and this one, by name.
    pub desks: Vec<DeskDay>,
    /// Of any other day: without outcome, refused, or to be moved. The oldest first.
    pub elsewhen: Vec<AppointmentSummary>,
}

/// The day of one desk.
#[derive(Debug, Serialize, TS)]
pub struct DeskDay {
    /// The desk.
    pub desk_id: Uuid,
    /// Its name.
    pub desk_name: String,
    /// Its appointments, in order.
    pub appointments: Vec<AppointmentSummary>,
}

/// A week of all desks.
#[derive(Debug, Deserialize, TS)]
pub struct WeekRequest {
    /// Any day of it, Europe/Rome; it begins on Monday.
    pub day: Date,
    /// Only this reason of visit; absent: all.
    pub service_code: Option<String>,
    /// Only held in this way; absent: all.
    pub mode: Option<Mode>,
}

/// The week of all desks of the comune, in numbers.
#[derive(Debug, Serialize, TS)]
pub struct SupervisionWeek {
    /// Its Monday.
    pub monday: Date,
    /// All desks together, by day.
    pub all: DeskWeek,
    /// Each desk.
    pub desks: Vec<DeskWeek>,
    /// How long one waits for an hour, as of now.
    pub first_free: Vec<FirstFree>,
    /// When Centrale last told the hours; absent: never.
    pub hours_as_of: Option<Timestamp>,
}

/// The week of one desk, or of all.
#[derive(Debug, Serialize, TS)]
pub struct DeskWeek {
    /// The desk; absent: all.
    pub desk_id: Option<Uuid>,
    /// Its name; empty: all.
    pub desk_name: String,
    /// Monday to Sunday.
    pub days: Vec<Counts>,
    /// The whole week.
    pub week: Counts,
}

/// Appointments counted by what became of them. Each counts once, on the day on which it stands now; `appointments` is
/// the sum of `held` to `to_come`.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Counts {
    /// All; a refused request never was one, and only the desk that made it knows of it.
    pub appointments: u32,
    /// svolti
    pub held: u32,
    /// assente il cittadino
    pub citizen_absent: u32,
    /// assente il funzionario
    pub officer_absent: u32,
    /// problema tecnico
    pub technical_failure: u32,
    /// annullati
    pub cancelled: u32,
    /// ritirati: INPS withdrew the hour, and no other was found
    pub withdrawn: u32,
    /// Over, and nobody said how.
    pub outcome_missing: u32,
    /// Not over yet.
    pub to_come: u32,
    /// Of them: moved at least once.
    pub moved: u32,
    /// Of the moved: because INPS had withdrawn the hour.
    pub moved_by_inps: u32,
    /// Of those that stand: at least one paper is missing.
    pub papers_missing: u32,
    /// Of them: came without an appointment.
    pub walk_ins: u32,
    /// How much of the INPS calendar they take; absent where it is not known how many slots were open,
    /// and where only a reason or a mode is asked for.
    pub occupation: Option<Occupation>,
}

/// Slots taken, of those open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Occupation {
    /// Slots taken by appointments that stand.
    pub sold: u32,
    /// Slots of the whole INPS calendar, of all its INPS desks, closed days and withdrawn hours taken off.
    pub open: u32,
}

/// The first hour that can be had now for appointments of a length.
#[derive(Debug, PartialEq, Serialize, TS)]
pub struct FirstFree {
    /// Length, minutes.
    pub minutes: u16,
    /// The reasons of that length, in the citizen's words.
    pub services: Vec<String>,
    /// By the ways in which they can be held.
    pub modes: Vec<FirstFreeMode>,
}

/// The first hour in one way.
#[derive(Debug, PartialEq, Serialize, TS)]
pub struct FirstFreeMode {
    /// How it is held.
    pub mode: Mode,
    /// Start; absent: none among the hours that are offered.
    pub starts_at: Option<Timestamp>,
    /// Calendar days from today; 0 is today.
    pub days: Option<u32>,
}

/// The anonymous count of a month.
#[derive(Debug, Deserialize, TS)]
pub struct MonthRequest {
    /// Any day of it, Europe/Rome.
    pub month: Date,
    /// Rows with fewer appointments than this are not told apart; from 3 to 20.
    pub hide_under: u32,
}

/// The anonymous count of a month.
#[derive(Debug, Serialize, TS)]
pub struct MonthlyCount {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The comune.
    pub comune_name: String,
    /// Its ISTAT code.
    pub istat_code: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When Centrale was last heard; what other desks did since is not in it.
    pub as_of: Option<Timestamp>,
    /// As asked.
    pub hide_under: u32,
    /// All appointments.
    pub total: CountRow,
    /// By reason of visit.
    pub by_reason: Breakdown,
    /// By the way in which they were to be held.
    pub by_mode: Breakdown,
}

/// The month told apart by something.
#[derive(Debug, Serialize, TS)]
pub struct Breakdown {
    /// The larger first.
    pub rows: Vec<CountRow>,
    /// The rows that are not told apart, together; absent: none, or too few for that too.
    pub together: Option<Figures>,
}

/// A row of the monthly count.
#[derive(Debug, Serialize, TS)]
pub struct CountRow {
    /// The code of the reason or of the mode; empty for the total.
    pub code: String,
    /// The reason in the citizen's words; empty for a mode and the total.
    pub name: String,
    /// Whether it has fewer appointments than may be told; not said of a row that is hidden only to protect another.
    pub few: bool,
    /// Its numbers; absent: not told apart.
    pub figures: Option<Figures>,
}

/// The numbers of a row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Figures {
    /// What became of them.
    pub counts: Counts,
    /// How long they waited; absent where too few did.
    pub waiting: Option<Waiting>,
}

/// Calendar days from the booking to the appointment, of those that stand and did not come without an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Waiting {
    /// How many appointments.
    pub of: u32,
    /// At least half waited so long at most.
    pub median: u32,
    /// At least nine in ten waited so long at most.
    pub ninetieth: u32,
    /// How many waited 0, 1 to 3, 4 to 7, 8 to 14, and more than 14 days.
    pub classes: [u32; 5],
}
