//! Who works at the desks: `GET /roster` (ETag).

use uuid::Uuid;

wire! {
    /// The operators of the desk's comune.
    #[derive(Debug)]
    pub struct Roster {
        /// All who may sign in.
        pub operators: Vec<Operator>,
    }

    /// A person who may sign in at a desk.
    pub struct Operator {
        /// The operator.
        pub id: Uuid,
        /// Given and family name, as shown on the sign-in screen.
        pub name: String,
        /// What the operator may do.
        pub role: Role,
        /// The PIN's Argon2id hash as a PHC string; never shown.
        pub pin_hash: String,
    }

    /// What an operator may do.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// Works at the counter.
        Clerk,
        /// The same, and sees all desks of the comune and unlocks colleagues.
        Supervisor,
    }
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operator").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}
