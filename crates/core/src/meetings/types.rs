//! What launching a meeting asks and answers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Opens the meeting of an appointment in the system's browser.
#[derive(Debug, Deserialize, TS)]
pub struct LaunchMeeting {
    /// The appointment.
    pub appointment_id: Uuid,
}

/// What was opened.
#[derive(Debug, Serialize, TS)]
pub struct Launched {
    /// The host, for the operator to read.
    pub host: String,
}
