//! The national holidays, reckoned and not stored: on them no calendar of INPS is open.

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use sportello_protocol::slots::Closure;

/// When the laws below were last read.
const CHECKED: Date = date(2026, 11, 25);
const OF_1949: &str = "Legge 27 maggio 1949, n. 260, art. 2";
/// The religious ones that law 54 of 1977 had touched, and those agreed with the Holy See.
const OF_1985: &str = "Legge 27 maggio 1949, n. 260, art. 2; D.P.R. 28 dicembre 1985, n. 792";
const REPUBLIC: &str = "Legge 27 maggio 1949, n. 260, art. 1; legge n. 336 del 2000";
const SAINT_FRANCIS: &str = "Legge 8 ottobre 2025, n. 151";
/// The first year in which 4 October is one.
const SAINT_FRANCIS_FROM: i16 = 2026;

/// Month, day, name, where it is written.
const FIXED: [(i8, i8, &str, &str); 11] = [
    (1, 1, "Capodanno", OF_1985),
    (1, 6, "Epifania", OF_1985),
    (4, 25, "Anniversario della Liberazione", OF_1949),
    (5, 1, "Festa del lavoro", OF_1949),
    (6, 2, "Festa della Repubblica", REPUBLIC),
    (8, 15, "Assunzione di Maria", OF_1985),
    (10, 4, "San Francesco d'Assisi, patrono d'Italia", SAINT_FRANCIS),
    (11, 1, "Ognissanti", OF_1985),
    (12, 8, "Immacolata Concezione", OF_1985),
    (12, 25, "Natale", OF_1985),
    (12, 26, "Santo Stefano", OF_1949),
];

/// The national holiday that a day is, if it is one. Sundays are none: no window need be there.
pub fn on(day: Date) -> Option<Closure> {
    let fixed = FIXED.iter().find(|(month, of_month, ..)| (*month, *of_month) == (day.month(), day.day()));
    let (reason, source) = match fixed {
        Some((_, _, _, SAINT_FRANCIS)) if day.year() < SAINT_FRANCIS_FROM => return None,
        Some((_, _, name, source)) => (*name, *source),
        None if easter_monday(day.year()) == Some(day) => ("Lunedì dell'Angelo", OF_1949),
        None => return None,
    };
    Some(Closure { date: day, reason: reason.into(), source: source.into(), checked_on: Some(CHECKED) })
}

fn easter_monday(year: i16) -> Option<Date> {
    easter(year)?.checked_add(1.day()).ok()
}

/// Easter Sunday of the Gregorian calendar, by the method that J. Meeus prints without the name of its author.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    let [year, month, day] = [year, days / 31, days % 31 + 1];
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    #[test]
    fn easter_is_when_the_calendars_on_the_wall_say() {
        for (year, month, day) in [
            (1961, 4, 2),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2035, 3, 25),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn easter_is_the_sunday_after_the_first_full_moon_of_spring_in_every_year() {
        for year in 1900..=2999 {
            let sunday = easter(year).unwrap();
            assert_eq!(sunday.weekday(), Weekday::Sunday, "{year}");
            assert!(date(year, 3, 22) <= sunday && sunday <= date(year, 4, 25), "{year}");
            // The same by Gauss, who reckons with other remainders.
            assert_eq!(sunday, by_gauss(year), "{year}");
        }
    }

    fn by_gauss(year: i16) -> Date {
        let y = i32::from(year);
        let (a, b, c, k) = (y % 19, y % 4, y % 7, y / 100);
        let (p, q) = ((13 + 8 * k) / 25, k / 4);
        let (m, n) = ((15 - p + k - q) % 30, (4 + k - q) % 7);
        let d = (19 * a + m) % 30;
        let e = (2 * b + 4 * c + 6 * d + n) % 7;
        let late = (d == 29 && e == 6) || (d == 28 && e == 6 && (11 * m + 11) % 30 < 19);
        date(year, 3, 22).checked_add((d + e - if late { 7 } else { 0 }).days()).unwrap()
    }

    #[test]
    fn a_year_has_its_twelve_days_each_with_its_law() {
        let of_2026: Vec<Closure> = date(2026, 1, 1).series(1.day()).take(365).filter_map(on).collect();
        let days: Vec<String> = of_2026.iter().map(|closure| closure.date.strftime("%m-%d").to_string()).collect();
        let expected = "01-01 01-06 04-06 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26";
        assert_eq!(days.join(" "), expected);
        assert!(of_2026.iter().all(|closure| !closure.source.is_empty() && closure.checked_on.is_some()));
    }

    #[test]
    fn saint_francis_is_one_from_2026_on() {
        assert!(on(date(2025, 10, 4)).is_none());
        assert_eq!(on(date(2026, 10, 4)).unwrap().source, "Legge 8 ottobre 2025, n. 151");
        assert!(on(date(2026, 11, 4)).is_none(), "the day of national unity is kept on a Sunday");
    }
}
