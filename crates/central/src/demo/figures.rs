//! Invented welfare figures whose names and units follow the INPS observatories: seeded, plausible, nobody's.

use crate::error::Result;
use jiff::civil::Date;
use sportello_protocol::snapshot::{Direction, Indicator, Level, Territory, TerritoryDocument};

/// Counts of one to four people could name somebody.
const SMALLEST_COUNT: f64 = 5.0;
const SOURCE: &str = "Dati dimostrativi inventati; nomi e unità come negli Osservatori statistici INPS";

/// Code, name, level, residents, and what one resident more or less weighs against Italy's mean.
const TERRITORIES: [(&str, &str, Level, f64, f64); 4] = [
    ("025999", "Pieve di Prova", Level::Comune, 3_050.0, 1.06),
    ("P025", "Provincia di Belluno", Level::Province, 197_000.0, 1.0),
    ("R05", "Veneto", Level::Region, 4_850_000.0, 0.95),
    ("IT", "Italia", Level::Country, 58_950_000.0, 1.0),
];

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    /// A number of people or households: `base` for a thousand residents.
    Count,
    /// For a thousand residents, which can be compared between territories.
    Rate,
    /// Euro a month.
    Euro,
}

struct Plan {
    code: &'static str,
    name: &'static str,
    description: &'static str,
    noun: &'static str,
    unit: Unit,
    direction: Direction,
    base: f64,
    growth: f64,
    monthly: bool,
    first_year: i16,
}

const fn plan(
    code: &'static str,
    name: &'static str,
    description: &'static str,
    noun: &'static str,
    (unit, direction): (Unit, Direction),
    (base, growth): (f64, f64),
    (first_year, monthly): (i16, bool),
) -> Plan {
    Plan { code, name, description, noun, unit, direction, base, growth, monthly, first_year }
}

use Direction::{Neutral, UpIsBad, UpIsGood};

const PLANS: [Plan; 12] = [
    plan(
        "auu_households",
        "Famiglie con Assegno Unico",
        "Nuclei che hanno ricevuto almeno un pagamento nel mese.",
        "famiglie ogni 1.000 residenti",
        (Unit::Rate, Neutral),
        (98.0, 0.012),
        (2022, true),
    ),
    plan(
        "auu_amount",
        "Importo medio dell'Assegno Unico",
        "Importo medio mensile per figlio.",
        "euro al mese",
        (Unit::Euro, UpIsGood),
        (146.0, 0.05),
        (2022, true),
    ),
    plan(
        "adi_households",
        "Famiglie con Assegno di Inclusione",
        "Nuclei che hanno ricevuto l'ADI nel mese.",
        "famiglie",
        (Unit::Count, UpIsBad),
        (5.4, 0.04),
        (2024, true),
    ),
    plan(
        "sfl_people",
        "Persone con Supporto Formazione e Lavoro",
        "Persone che hanno ricevuto l'SFL nell'anno.",
        "persone",
        (Unit::Count, Neutral),
        (1.3, 0.06),
        (2024, false),
    ),
    plan(
        "naspi_people",
        "Persone con NASpI",
        "Persone che hanno ricevuto la NASpI nel mese.",
        "persone ogni 1.000 residenti",
        (Unit::Rate, UpIsBad),
        (19.0, -0.02),
        (2022, true),
    ),
    plan(
        "pensions",
        "Pensioni in pagamento",
        "Pensioni vigenti al 1° gennaio.",
        "pensioni ogni 1.000 residenti",
        (Unit::Rate, Neutral),
        (301.0, 0.004),
        (2018, false),
    ),
    plan(
        "pension_amount",
        "Importo medio delle pensioni",
        "Importo medio mensile lordo delle pensioni vigenti.",
        "euro al mese",
        (Unit::Euro, UpIsGood),
        (1_090.0, 0.03),
        (2018, false),
    ),
    plan(
        "social_allowance",
        "Assegni sociali",
        "Assegni sociali vigenti al 1° gennaio.",
        "assegni",
        (Unit::Count, UpIsBad),
        (13.6, 0.01),
        (2018, false),
    ),
    plan(
        "civil_invalidity",
        "Prestazioni di invalidità civile",
        "Prestazioni agli invalidi civili vigenti al 1° gennaio.",
        "prestazioni ogni 1.000 residenti",
        (Unit::Rate, Neutral),
        (57.0, 0.015),
        (2018, false),
    ),
    plan(
        "accompaniment",
        "Indennità di accompagnamento",
        "Indennità vigenti al 1° gennaio.",
        "indennità ogni 1.000 residenti",
        (Unit::Rate, Neutral),
        (37.0, 0.012),
        (2018, false),
    ),
    plan(
        "isee",
        "Attestazioni ISEE",
        "Famiglie con almeno un'attestazione ISEE nell'anno.",
        "famiglie ogni 1.000 residenti",
        (Unit::Rate, Neutral),
        (171.0, 0.03),
        (2019, false),
    ),
    plan(
        "survivor_pensions",
        "Pensioni ai superstiti",
        "Pensioni ai superstiti vigenti al 1° gennaio.",
        "pensioni ogni 1.000 residenti",
        (Unit::Rate, Neutral),
        (74.0, -0.008),
        (2018, false),
    ),
];

/// The documents of a release as of `today`, own comune first.
pub(super) fn documents(today: Date) -> Result<Vec<TerritoryDocument>> {
    let release_id = format!("dimostrazione-{}", today.strftime("%Y-%m"));
    TERRITORIES
        .iter()
        .map(|&(code, name, level, residents, weight)| {
            let territory = Territory { code: code.into(), name: name.into(), level };
            let indicators =
                PLANS.iter().map(|plan| indicator(plan, code, residents, weight, today)).collect::<Result<_>>()?;
            Ok(TerritoryDocument { release_id: release_id.clone(), territory, indicators })
        })
        .collect()
}

fn indicator(plan: &Plan, code: &str, residents: f64, weight: f64, today: Date) -> Result<Indicator> {
    let periods = periods(plan, today);
    let mut noise = Noise::new(&format!("{code} {}", plan.code));
    // A small comune swings more than a country.
    let swing = 0.6 / residents.sqrt() * 10.0;
    let values = (0u32..)
        .zip(&periods)
        .map(|(place, _)| {
            let years = f64::from(place) / if plan.monthly { 12.0 } else { 1.0 };
            let season =
                if plan.monthly { 1.0 + 0.02 * (f64::from(place) * std::f64::consts::TAU / 12.0).sin() } else { 1.0 };
            let mean = plan.base * weight * (1.0 + plan.growth).powf(years) * season;
            let value = mean * (1.0 + swing.min(0.08) * noise.next());
            match plan.unit {
                Unit::Count => {
                    let count = (value * residents / 1_000.0).round();
                    (count == 0.0 || count >= SMALLEST_COUNT).then_some(count)
                }
                Unit::Rate => (value * residents / 1_000.0 >= SMALLEST_COUNT).then_some((value * 10.0).round() / 10.0),
                Unit::Euro => Some((value * 100.0).round() / 100.0),
            }
        })
        .collect();
    Ok(Indicator {
        code: plan.code.into(),
        name: plan.name.into(),
        description: plan.description.into(),
        unit: plan.noun.into(),
        decimals: match plan.unit {
            Unit::Count => 0,
            Unit::Rate => 1,
            Unit::Euro => 2,
        },
        direction: plan.direction,
        source: SOURCE.into(),
        extracted_on: today.first_of_month(),
        periods,
        values,
    })
}

// Complete periods only: the present month or year is never among them.
fn periods(plan: &Plan, today: Date) -> Vec<String> {
    let years = plan.first_year..=today.year();
    if plan.monthly {
        years
            .flat_map(|year| (1..=12i8).map(move |month| (year, month)))
            .filter(|&(year, month)| (year, month) < (today.year(), today.month()))
            .map(|(year, month)| format!("{year}-{month:02}"))
            .collect()
    } else {
        years.filter(|year| *year < today.year()).map(|year| year.to_string()).collect()
    }
}

/// A small seeded generator (xorshift64*): the same figures on every machine.
struct Noise(u64);

impl Noise {
    fn new(seed: &str) -> Self {
        // FNV-1a, never zero.
        let hash = seed
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(hash | 1)
    }

    /// Between -1 and 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let top = u32::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32).unwrap_or(0);
        f64::from(top) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn figures_are_whole_and_no_small_count_shows() {
        let documents = documents(date(2026, 11, 23)).unwrap();
        assert_eq!(
            documents.iter().map(|d| d.territory.code.as_str()).collect::<Vec<_>>(),
            ["025999", "P025", "R05", "IT"]
        );
        for indicator in documents.iter().flat_map(|d| &d.indicators) {
            assert_eq!(indicator.periods.len(), indicator.values.len());
            if indicator.decimals == 0 {
                assert!(
                    indicator.values.iter().flatten().all(|v| *v == 0.0 || *v >= SMALLEST_COUNT),
                    "{}",
                    indicator.code
                );
            }
        }
        let sfl = &documents[0].indicators[3];
        assert!(sfl.values.iter().any(Option::is_none), "the comune's few SFL people must not be counted");
        assert!(documents[0].indicators.len() >= 10);
    }
}
