//! The century of birth, which a codice fiscale does not say.

use jiff::civil::Date;

/// Nobody in Italy has lived longer than 117 years; of those alive nobody has come near.
const OLDEST_YEARS: i16 = 115;

/// What the two digits of a year can mean.
#[derive(Debug, PartialEq, Eq)]
pub struct Centuries {
    /// The likelier date.
    pub likely: Date,
    /// The other one, where it cannot be ruled out.
    pub other: Option<Date>,
}

/// Decides by what can be: not in the future, on a day that exists (29 February), in a place that still was
/// (`last_day_of_place`), at an age that people reach. Of two that can be the later one is likelier, since fewer
/// people are over 100 than under. `None` when the day exists in neither century.
pub fn decide(year: i16, month: i8, day: i8, last_day_of_place: Option<Date>, today: Date) -> Option<Centuries> {
    let century = today.year() / 100 * 100;
    let possible: Vec<Date> = [century, century - 100]
        .into_iter()
        .filter_map(|century| Date::new(century + year, month, day).ok())
        .filter(|date| *date <= today)
        .collect();
    let in_its_time = |date: &&Date| last_day_of_place.is_none_or(|last| **date <= last);
    let likely = *possible.iter().find(in_its_time).or(possible.first())?;
    let other = possible
        .iter()
        .filter(|date| **date != likely && today.year() - date.year() <= OLDEST_YEARS)
        .find(in_its_time)
        .copied();
    Some(Centuries { likely, other })
}
