//! How a desk gets its identity: `POST /enrolments`, once, with a one-time code.

use crate::roster::Operator;
use uuid::Uuid;

wire! {
    /// What a new desk sends. The `Idempotency-Key` header makes a repetition harmless.
    #[derive(Debug)]
    pub struct EnrolmentRequest {
        /// The one-time code, as read aloud or typed; case and dashes are ignored.
        pub code: String,
        /// The public half of the key pair that the desk made.
        pub public_key: Jwk,
        /// The version of the desk's program.
        pub program_version: String,
    }

    /// A P-256 public key (RFC 7517, RFC 7518 section 6.2).
    #[derive(Debug, Eq)]
    pub struct Jwk {
        /// Always `EC`.
        pub kty: String,
        /// Always `P-256`.
        pub crv: String,
        /// The x coordinate, base64url without padding.
        pub x: String,
        /// The y coordinate, base64url without padding.
        pub y: String,
        /// The key's id: its RFC 7638 thumbprint (SHA-256, base64url).
        pub kid: String,
    }

    /// The identity that Centrale gives to a desk.
    #[derive(Debug)]
    pub struct Enrolment {
        /// The desk; also its OAuth 2 `client_id`.
        pub desk_id: Uuid,
        /// The desk's short label, the first part of appointment numbers: `S1`.
        pub desk_label: String,
        /// The desk's name on screen and paper: `Sportello 1`.
        pub desk_name: String,
        /// The comune where the desk stands.
        pub comune: Comune,
        /// The key with which Centrale signs vouchers, tickets and snapshot releases.
        pub centrale_key: Jwk,
        /// The `aud` of client assertions (RFC 7523).
        pub assertion_audience: String,
        /// The last appointment number with this label that Centrale knows, 42 of `S1-0042`; 0: none. Another machine may
        /// have given it.
        #[serde(default)]
        pub last_number: i64,
        /// Who may sign in at this desk.
        pub roster: Vec<Operator>,
    }

    /// The comune of a desk.
    #[derive(Debug)]
    pub struct Comune {
        /// ISTAT code, six digits; the key of the comune in the snapshot.
        pub istat_code: String,
        /// Cadastral (Belfiore) code: a letter and three digits.
        pub belfiore_code: String,
        /// The comune's name.
        pub name: String,
        /// Address of the counter, for the slip.
        pub address: String,
        /// Telephone of the counter, for the slip.
        pub phone: String,
    }
}
