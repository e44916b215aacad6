//! The welfare snapshot: `GET /snapshot` (the release, ETag) and `GET /snapshot/{territory_code}` (a document an
//! entity, zstd-compressed JSON, ETag).

use jiff::{Timestamp, civil::Date};

wire! {
    /// A release: built once, signed, immutable.
    #[derive(Debug)]
    pub struct Release {
        /// The release.
        pub release_id: String,
        /// When it was built.
        pub built_at: Timestamp,
        /// Whether the figures are invented.
        pub demonstration: bool,
        /// The documents, own comune first.
        pub entities: Vec<ReleaseEntity>,
        /// JWS compact (ES256) by Centrale's key over `{"release_id":…,"sha256":[…]}`, the hashes in the order of `entities`.
        pub signature: String,
    }

    /// A document of a release.
    #[derive(Debug)]
    pub struct ReleaseEntity {
        /// ISTAT code of the comune, or `P025`, `R05`, `IT`.
        pub territory_code: String,
        /// SHA-256 of the document's JSON before compression, lower-case hex; also its ETag.
        pub sha256: String,
    }

    /// The figures of one territory, in columns.
    #[derive(Debug)]
    pub struct TerritoryDocument {
        /// The release.
        pub release_id: String,
        /// The territory.
        pub territory: Territory,
        /// The indicators, in the order to show them.
        pub indicators: Vec<Indicator>,
    }

    /// A territory.
    #[derive(Debug)]
    pub struct Territory {
        /// ISTAT code of the comune, or `P025`, `R05`, `IT`.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its level.
        pub level: Level,
    }

    /// The level of a territory.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Level {
        /// comune
        Comune,
        /// provincia
        Province,
        /// regione
        Region,
        /// Italia
        Country,
    }

    /// An indicator with its series.
    #[derive(Debug)]
    pub struct Indicator {
        /// `auu_households`
        pub code: String,
        /// `Famiglie con Assegno Unico`
        pub name: String,
        /// What it counts, one plain sentence.
        pub description: String,
        /// `famiglie ogni 1.000 residenti`, `euro al mese` …
        pub unit: String,
        /// Decimal places to show.
        pub decimals: u8,
        /// Whether more is better.
        pub direction: Direction,
        /// Where the figures come from.
        pub source: String,
        /// When they were extracted there.
        pub extracted_on: Date,
        /// The periods: `2021`, `2022-03` …
        pub periods: Vec<String>,
        /// A value a period; absent where suppressed or not known.
        pub values: Vec<Option<f64>>,
    }

    /// Whether more is better.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Direction {
        /// More is better.
        UpIsGood,
        /// More is worse.
        UpIsBad,
        /// Neither.
        Neutral,
    }
}
