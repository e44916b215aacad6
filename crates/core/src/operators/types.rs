//! What the sign-in screen and the session are made of.

use serde::{Deserialize, Serialize};
use sportello_protocol::roster::Role;
use ts_rs::TS;
use uuid::Uuid;

/// Who may call a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nobody needs to be signed in.
    Nobody,
    /// Any operator.
    Clerk,
    /// A supervisor.
    Supervisor,
}

/// An operator on the sign-in screen.
#[derive(Debug, Serialize, TS)]
pub struct OperatorSummary {
    /// The operator.
    pub id: Uuid,
    /// Given and family name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Whether five wrong PINs have locked it.
    pub locked: bool,
}

/// Name and PIN.
#[derive(Deserialize, TS)]
pub struct SignIn {
    /// The operator.
    pub operator_id: Uuid,
    /// The PIN as typed; 4 to 12 digits.
    pub pin: String,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Session {
    /// The operator.
    pub operator_id: Uuid,
    /// Given and family name.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// Unlocks an operator.
#[derive(Debug, Deserialize, TS)]
pub struct UnlockOperator {
    /// The operator.
    pub operator_id: Uuid,
}
