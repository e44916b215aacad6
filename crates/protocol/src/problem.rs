//! The error of every endpoint: `application/problem+json` (RFC 9457).

use std::fmt;

wire! {
    /// Why a request was not carried out.
    #[derive(Debug)]
    pub struct Problem {
        /// What kind of problem; the only field a program decides on.
        #[serde(rename = "type")]
        pub kind: ProblemKind,
        /// A short English title of the kind.
        pub title: String,
        /// The HTTP status, repeated.
        pub status: u16,
        /// More about this occurrence; never personal data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        /// With `sequence_gap`: the next `desk_seq` that Centrale expects.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub expected_seq: Option<i64>,
        /// With `stale_contact`: the number of the last promise of the desk that has arrived, where it is a later one
        /// than the contact told of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub arrived_promise: Option<i64>,
    }

    /// The kinds of problem, as relative URIs.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ProblemKind {
        /// No problem: the answer of `/status` when all is well.
        Ok,
        /// The body, a header or a parameter is not of the described form.
        BadRequest,
        /// No valid credential was sent.
        Unauthorized,
        /// The credential is valid, but not for this.
        Forbidden,
        /// There is no such thing, or it belongs to another comune.
        NotFound,
        /// The one-time code is unknown, used or older than 15 minutes.
        EnrolmentCodeInvalid,
        /// The same key was sent with another content (RFC draft Idempotency-Key: 422).
        FingerprintMismatch,
        /// A command before this one is missing; `expected_seq` says which.
        SequenceGap,
        /// The same command is being carried out now.
        InProgress,
        /// The offset of an upload is not the one Centrale has.
        OffsetMismatch,
        /// Length or SHA-256 of an upload do not agree with what was announced.
        DigestMismatch,
        /// The body is larger than allowed.
        TooLarge,
        /// Too many requests; wait for `Retry-After` seconds.
        TooManyRequests,
        /// Centrale cannot answer now; wait for `Retry-After` seconds.
        Unavailable,
        /// The desk's program is too old for this Centrale.
        UpgradeRequired,
        /// A fault in Centrale, logged there.
        Internal,
        /// This number of the desk's sequence was used for another command: the desk exists twice.
        Forked,
        /// A contact that was answered, or overtaken, already.
        StaleContact,
        /// Somebody else changed whether or when the appointment is held since the version that the desk saw.
        Conflict,
        /// The slot belongs to another appointment, or is held or reserved for another desk.
        SlotTaken,
        /// There is no such slot (withdrawn, or never offered).
        SlotUnknown,
        /// The slot's start has passed.
        SlotPast,
        /// There is no such appointment.
        AppointmentUnknown,
        /// The appointment is closed and takes no further change of this kind.
        AppointmentClosed,
        /// There is no such reason of visit.
        ServiceUnknown,
        /// There is no such document.
        DocumentUnknown,
        /// A virus check found something in the document: it is not taken.
        VirusFound,
        /// The virus check has not looked into the document yet, or takes nothing so large: it is kept back meanwhile.
        Unchecked,
        /// The room is not open, or the ticket was used or is older than two minutes.
        MeetingClosed,
    }
}

impl Problem {
    /// A problem of `kind`, with its usual status and title.
    pub fn new(kind: ProblemKind) -> Self {
        Self {
            kind,
            title: kind.title().into(),
            status: kind.status(),
            detail: None,
            expected_seq: None,
            arrived_promise: None,
        }
    }

    /// The same, with a sentence for developers; never personal data.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.title, self.status)
    }
}

impl ProblemKind {
    /// The HTTP status that goes with this kind.
    pub fn status(self) -> u16 {
        use ProblemKind::*;
        match self {
            Ok => 200,
            BadRequest | EnrolmentCodeInvalid => 400,
            Unauthorized => 401,
            Forbidden => 403,
            NotFound => 404,
            InProgress | SequenceGap | OffsetMismatch | Forked | StaleContact => 409,
            TooLarge => 413,
            UpgradeRequired => 426,
            TooManyRequests => 429,
            Internal => 500,
            Unavailable => 503,
            FingerprintMismatch | DigestMismatch | Conflict | SlotTaken | SlotUnknown | SlotPast
            | AppointmentUnknown | AppointmentClosed | ServiceUnknown | DocumentUnknown | VirusFound | Unchecked
            | MeetingClosed => 422,
        }
    }

    /// A short English title.
    pub fn title(self) -> &'static str {
        use ProblemKind::*;
        match self {
            Ok => "OK",
            BadRequest => "Bad request",
            Unauthorized => "Unauthorized",
            Forbidden => "Forbidden",
            NotFound => "Not found",
            EnrolmentCodeInvalid => "Enrolment code not valid",
            FingerprintMismatch => "Same key, other content",
            SequenceGap => "An earlier command is missing",
            InProgress => "The same command is in progress",
            OffsetMismatch => "Offset mismatch",
            DigestMismatch => "Digest mismatch",
            TooLarge => "Too large",
            TooManyRequests => "Too many requests",
            Unavailable => "Service unavailable",
            UpgradeRequired => "Upgrade required",
            Internal => "Internal error",
            Forked => "The desk exists twice",
            StaleContact => "The contact was overtaken",
            Conflict => "Changed by somebody else meanwhile",
            SlotTaken => "Slot taken",
            SlotUnknown => "Slot unknown",
            SlotPast => "Slot in the past",
            AppointmentUnknown => "Appointment unknown",
            AppointmentClosed => "Appointment closed",
            ServiceUnknown => "Reason of visit unknown",
            DocumentUnknown => "Document unknown",
            VirusFound => "A virus check found something",
            Unchecked => "No virus check has looked yet",
            MeetingClosed => "Meeting not open",
        }
    }
}
