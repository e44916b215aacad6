//! The switches: each is the way of a device that is sold, or of a fault that happens to it.

macro_rules! quirks {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)*) => {
        /// A way in which the scanner differs from the specification, or a fault that it has.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Quirk {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Quirk {
            /// All of them with the words that the command line knows them by.
            pub const ALL: &[(&str, Self)] = &[$(($word, Self::$name),)*];
        }
    };
}

quirks! {
    /// `Location` is a path (AirSane, Brother).
    RelativeLocation = "relative-location",
    /// `Location` names another host (HP Deskjet 3520).
    WrongHostLocation = "wrong-host-location",
    /// `Location` holds an IPv6 address without its end (Xerox B205).
    TruncatedLocation = "truncated-location",
    /// "No more" to whoever asks at once after a page (Brother).
    EarlyEnd = "early-end",
    /// "No more" to whoever asks at once, without telling which model it is.
    EarlyEndUnnamed = "early-end-unnamed",
    /// 410 once before each page, meaning "not yet" (Xerox B205).
    GoneIsLater = "gone-is-later",
    /// 409 at the end of the feeder, then 404 (AirSane of old).
    EndsWithConflict = "ends-with-conflict",
    /// The feeder says `Processing` for ever (Kyocera, mfp).
    FeederAlwaysProcessing = "feeder-always-processing",
    /// The feeder says `Empty` while pages remain, and 503 comes between.
    FeederSaysEmpty = "feeder-says-empty",
    /// An empty feeder is called jammed (Xerox WorkCentre 3345).
    EmptyIsJam = "empty-is-jam",
    /// States that nobody knows.
    UnknownStates = "unknown-states",
    /// Serves only `Host: localhost` (HP_Compact_Server).
    HostMustBeLocalhost = "host-localhost",
    /// Serves only a `Host` with its port, which a mock on an unusual port always gets.
    HostNeedsPort = "host-with-port",
    /// The connection breaks within the body of the answer to `ScanJobs` (Kyocera M6526cdn).
    DropsAfterHeaders = "drops-after-headers",
    /// 200 without a byte, then 404, the job aborted by a jam.
    EmptyPage = "empty-page",
    /// 200 without a byte, the job completed for want of paper.
    EmptyPageCompleted = "empty-page-completed",
    /// PNG in colour where JPEG in grey was asked for (mfp), and called JPEG.
    OtherFormat = "other-format",
    /// Offers 3508 units and refuses more than 3507.
    OneUnitLess = "one-unit-less",
    /// Offers black and white and refuses it.
    RefusesBilevel = "refuses-bilevel",
    /// Offers 600 dpi and gives 300 (Canon iR2625).
    HalfResolution = "half-resolution",
    /// Resolutions that differ along and across.
    UnequalResolutions = "unequal-resolutions",
    /// A range of resolutions without its normal value.
    ResolutionRange = "resolution-range",
    /// No glass (Brother DS-940DW).
    NoPlaten = "no-platen",
    /// `<!doctype` in lower case.
    LowerCaseDoctype = "lower-case-doctype",
    /// Profiles that are named once and pointed to.
    ReferencedProfiles = "referenced-profiles",
    /// Namespaces of another year, other prefixes.
    OldNamespaces = "old-namespaces",
    /// Parts of the capabilities are missing: sizes, formats, colours.
    MissingParts = "missing-parts",
    /// Warms up: state `Testing`, 503 with `Retry-After` twice.
    WarmsUp = "warms-up",
    /// 503 without `Retry-After` twice before each page.
    NotYet = "not-yet",
    /// Is busy for ever.
    Busy = "busy",
    /// Warms up for ever.
    AlwaysWarming = "always-warming",
    /// Gives one page and then no more, while the feeder is full (Epson WF-2930).
    StopsAfterOne = "stops-after-one",
    /// Says nothing more in the middle of a page.
    DeadRead = "dead-read",
    /// Takes the question for a page and never answers (AirSane after a signal).
    Hangs = "hangs",
    /// The connection breaks in the middle of the second page.
    BreaksOff = "breaks-off",
    /// A page without an end.
    EndlessPage = "endless-page",
    /// Capabilities without an end.
    EndlessCapabilities = "endless-capabilities",
    /// Capabilities that are a bomb of entities.
    EntityBomb = "entity-bomb",
    /// Jams after two pages.
    Jam = "jam",
    /// Its cover is opened after one page.
    CoverOpen = "cover-open",
    /// Draws two sheets at once after one page.
    DoubleFeed = "double-feed",
    /// Cancelled at its own panel after one page.
    CancelledThere = "cancelled-there",
    /// Wants a password.
    Password = "password",
    /// Leads to another address.
    Redirects = "redirects",
    /// Lays its paper in the middle.
    Centred = "centred",
    /// Gives whole PDF only.
    PdfOnly = "pdf-only",
}
