//! How many slots a desk should have: what it sells until the next contact in nineteen cases of twenty, within its
//! fair part of what the calendar has left.

use crate::{
    clock::day_of,
    error::Result,
    store::{
        allotment as store, closures, demand,
        desks::{self, Desk},
    },
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;
use uuid::Uuid;

/// For a desk that has no history yet.
const AT_FIRST: usize = 6;
/// A counter that sells nothing for weeks can still confirm to a citizen when the line is out.
const LEAST: usize = 2;
const MOST: usize = 60;
/// No desk owns as many, whatever it was given by and by.
pub(super) const BEYOND: usize = 4 * MOST;
/// Nobody is given what begins within this: it is for whoever has a citizen before them now.
const LEAD: SignedDuration = SignedDuration::from_mins(30);
/// Slots that are given side by side, for meetings that take two.
const RUN: usize = 2;
const MINUTES_A_DAY: u32 = 24 * 60;

/// Grants what is lacking; says what is asked back.
pub(super) fn settle(
    tx: &Transaction,
    desk: &Desk,
    calendar: Uuid,
    requested: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Uuid>> {
    let today = day_of(now)?;
    let owned = store::owned(tx, desk.id, now)?;
    let mut common = store::common(tx, calendar, now.checked_add(LEAD)?, now)?;
    common.retain(|(slot, _)| !requested.contains(slot));
    let mut closed = Vec::new();
    if let Some(last) = common.iter().map(|(_, at)| *at).chain(owned.iter().map(|slot| slot.starts_at)).max() {
        closed = closures::between(tx, desk.comune_id, today, day_of(last)?)?;
    }
    // The calendar may be open on that day for its other comuni.
    let is_closed = |at: Timestamp| day_of(at).is_ok_and(|day| closed.iter().any(|closure| closure.date == day));
    common.retain(|(_, at)| !is_closed(*at));
    let closed_since: Vec<Uuid> = owned.iter().filter(|slot| is_closed(slot.starts_at)).map(|slot| slot.id).collect();
    if !closed_since.is_empty() {
        return Ok(closed_since);
    }
    let target = target(tx, desk.id, today)?;
    let mut all = 0;
    for other in desks::of_calendar(tx, calendar)? {
        all += if other == desk.id { target } else { self::target(tx, other, today)? };
    }
    // A third is always left for whoever is first on line.
    let to_share = (common.len() + store::count_owned(tx, calendar, now)?) * 2 / 3;
    let fair = target.min((to_share * target).checked_div(all).unwrap_or(0));
    if owned.len() > fair + 1 {
        // Farthest first: what is near is what the next citizen asks for.
        return Ok(owned.iter().rev().take(owned.len() - fair).map(|slot| slot.id).collect());
    }
    for slot in spread(&common, fair.saturating_sub(owned.len()))? {
        store::grant(tx, desk.id, slot)?;
    }
    Ok(vec![])
}

fn target(conn: &Connection, desk: Uuid, today: Date) -> Result<usize> {
    let days = demand::days(conn, desk, today)?;
    if days.sold.is_empty() {
        return Ok(AT_FIRST);
    }
    let gap = percentile_95(days.gap_minutes).div_ceil(MINUTES_A_DAY).max(1);
    let sold = percentile_95(days.sold).saturating_mul(gap);
    Ok(usize::try_from(sold).unwrap_or(MOST).clamp(LEAST, MOST))
}

/// The 95th percentile by nearest rank.
fn percentile_95(mut values: Vec<u32>) -> u32 {
    values.sort_unstable();
    let rank = (values.len() * 95).div_ceil(100);
    rank.checked_sub(1).and_then(|at| values.get(at)).copied().unwrap_or(0)
}

/// `count` slots spread over the days, nearest day first; those that follow one another in `common` side by side.
fn spread(common: &[(Uuid, Timestamp)], count: usize) -> Result<Vec<Uuid>> {
    let mut days: BTreeMap<Date, std::collections::VecDeque<Uuid>> = BTreeMap::new();
    for (id, starts_at) in common {
        days.entry(day_of(*starts_at)?).or_default().push_back(*id);
    }
    let mut chosen = Vec::with_capacity(count);
    while chosen.len() < count {
        let before = chosen.len();
        for slots in days.values_mut() {
            for _ in 0..RUN {
                if chosen.len() < count {
                    chosen.extend(slots.pop_front());
                }
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_what_the_desk_sells_on_nineteen_days_of_twenty() {
        let mut twenty: Vec<u32> = vec![4; 19];
        twenty.push(40);
        assert_eq!(percentile_95(twenty), 4, "one fair day does not count");
        assert_eq!(percentile_95(vec![4, 4, 4, 9]), 9);
        assert_eq!(percentile_95(vec![]), 0);
    }

    #[test]
    fn of_two_inps_desks_a_counter_is_given_hours_side_by_side_at_one() {
        let hour = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let starts = ["2026-12-01T08:00:00Z", "2026-12-01T08:30:00Z", "2026-12-02T08:00:00Z", "2026-12-02T08:30:00Z"];
        // As `common` orders them: INPS desk by INPS desk.
        let common: Vec<(Uuid, Timestamp)> =
            starts.iter().chain(&starts).map(|text| (Uuid::now_v7(), hour(text))).collect();
        let chosen = spread(&common, 4).expect("chosen");
        assert_eq!(chosen, common[..4].iter().map(|slot| slot.0).collect::<Vec<_>>());
    }
}
