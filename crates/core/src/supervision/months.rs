//! The anonymous count of a month. What the INPS-ANCI protocol asks for has no published form: the definitions are ours,
//! and stand beside the numbers.
//!
//! A row that could point to a person, because it counts fewer appointments than may be told, is not told apart: its
//! numbers go into one row of all such rows. Where that row would itself be too small, the next smallest row joins it, so
//! that nothing can be had by subtraction. For the same reason there is no table of reasons by modes.

use super::{Breakdown, CountRow, Counts, Figures, MonthRequest, MonthlyCount, Waiting, counts::waited};
use crate::{App, Error, Result, appointments, catalogue, clock, store::facts};
use jiff::Timestamp;
use sportello_protocol::appointments::{Appointment, Booking, Mode};
use std::collections::BTreeMap;

/// Fewer would tell single persons apart.
const FEWEST: u32 = 3;
/// More would leave nothing to a small comune.
const MOST: u32 = 20;

/// The anonymous count of a month of the comune.
///
/// # Errors
/// `Field` for a threshold that is not from 3 to 20
pub async fn month(app: &App, request: MonthRequest) -> Result<MonthlyCount> {
    if !(FEWEST..=MOST).contains(&request.hide_under) {
        return Err(Error::Field { field: "hide_under".into() });
    }
    let (now, identity) = (app.clock.now(), app.identity()?);
    let (from, to) = (request.month.first_of_month(), request.month.last_of_month());
    app.store.read(|conn| {
        let mut list = appointments::between(conn, clock::day(from).0, clock::day(to).1, None)?;
        list.retain(|appointment| appointment.booking != Booking::Refused);
        let catalogue = match catalogue::read(conn) {
            Err(Error::NotFound) => None,
            other => Some(other?),
        };
        let name_of = |code: &str| {
            let service = catalogue.as_ref().and_then(|catalogue| catalogue::service(catalogue, code));
            service.map_or_else(|| code.to_owned(), |service| service.plain_name.clone())
        };
        let count = Count { now, fewest: request.hide_under };
        Ok(MonthlyCount {
            from,
            to,
            comune_name: identity.comune.name,
            istat_code: identity.comune.istat_code,
            made_at: now,
            as_of: facts::get(conn, facts::LAST_CONTACT)?,
            hide_under: request.hide_under,
            total: count.total(&list),
            by_reason: count.apart(&list, |one| one.service_code.clone(), name_of),
            by_mode: count.apart(&list, |one| mode_code(one.mode).to_owned(), |_| String::new()),
        })
    })
}

fn mode_code(mode: Mode) -> &'static str {
    match mode {
        Mode::Video => "video",
        Mode::Phone => "phone",
        Mode::Office => "office",
    }
}

struct Count {
    now: Timestamp,
    fewest: u32,
}

struct Group<'a> {
    code: String,
    list: Vec<&'a Appointment>,
    size: u32,
}

impl Count {
    fn total(&self, list: &[Appointment]) -> CountRow {
        let list: Vec<&Appointment> = list.iter().collect();
        let few = (1..self.fewest).contains(&size(&list));
        let figures = if few { None } else { Some(self.figures(&list)) };
        CountRow { code: String::new(), name: String::new(), few, figures }
    }

    fn apart(
        &self,
        list: &[Appointment],
        key: impl Fn(&Appointment) -> String,
        name_of: impl Fn(&str) -> String,
    ) -> Breakdown {
        let mut by_code: BTreeMap<String, Vec<&Appointment>> = BTreeMap::new();
        for appointment in list {
            by_code.entry(key(appointment)).or_default().push(appointment);
        }
        let groups = by_code.into_iter().map(|(code, list)| Group { code, size: size(&list), list });
        let mut groups: Vec<Group> = groups.collect();
        groups.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.code.cmp(&b.code)));
        let told = self.told(&groups);
        let (apart, hidden) = groups.split_at(told);
        let together: Vec<&Appointment> = hidden.iter().flat_map(|group| group.list.iter().copied()).collect();
        let mut figures: Vec<Figures> = apart.iter().map(|group| self.figures(&group.list)).collect();
        if size(&together) >= self.fewest {
            figures.push(self.figures(&together));
        }
        self.cover_waits(&mut figures, [apart.iter().map(|group| &group.list).collect(), vec![&together]].concat());
        let mut figures = figures.into_iter();
        let mut row = |group: &Group, told: bool| CountRow {
            name: name_of(&group.code),
            code: group.code.clone(),
            few: group.size < self.fewest,
            figures: if told { figures.next() } else { None },
        };
        let rows = apart.iter().map(|group| (group, true)).chain(hidden.iter().map(|group| (group, false)));
        Breakdown { rows: rows.map(|(group, told)| row(group, told)).collect(), together: figures.next() }
    }

    /// Where the waits that are not told are too few even together, the total less the others would tell them: the row
    /// with the fewest keeps its waits to itself, too.
    fn cover_waits(&self, figures: &mut [Figures], lists: Vec<&Vec<&Appointment>>) {
        let waits = |list: &[&Appointment]| list.iter().filter(|one| waited(one).is_some()).count();
        loop {
            let untold =
                lists.iter().enumerate().filter(|(at, _)| figures.get(*at).is_none_or(|row| row.waiting.is_none()));
            let untold = u32::try_from(untold.map(|(_, list)| waits(list)).sum::<usize>()).unwrap_or(u32::MAX);
            if !(1..self.fewest).contains(&untold) {
                return;
            }
            let of = |row: &Figures| row.waiting.as_ref().map_or(u32::MAX, |waiting| waiting.of);
            match figures.iter_mut().filter(|row| row.waiting.is_some()).min_by_key(|row| of(row)) {
                Some(row) => row.waiting = None,
                None => return,
            }
        }
    }

    /// How many of the groups, the largest first, may be told apart.
    fn told(&self, groups: &[Group]) -> usize {
        let mut told = groups.iter().take_while(|group| group.size >= self.fewest).count();
        while told < groups.len()
            && told > 0
            && groups[told..].iter().map(|group| group.size).sum::<u32>() < self.fewest
        {
            told -= 1;
        }
        told
    }

    fn figures(&self, list: &[&Appointment]) -> Figures {
        let mut counts = Counts::default();
        list.iter().for_each(|appointment| counts.count(appointment, self.now));
        let waits = list.iter().filter_map(|appointment| waited(appointment)).collect();
        Figures { counts, waiting: Waiting::of(waits, self.fewest) }
    }
}

fn size(list: &[&Appointment]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
