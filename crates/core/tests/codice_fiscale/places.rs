//! The archive of birthplaces, beside `@marketto/codice-fiscale-utils` with its embedded archive.
//!
//! The package is asked when `MARKETTO` names the folder where it is installed; `UPDATE_RECORDED=1` then records its
//! answers. Every difference falls under a rule here or stands with its reason in `differences.tsv`; docs/PLACES.md
//! explains both.

use crate::recorded;
use jiff::{ToSpan, civil::Date, civil::date};
use sportello_core::citizens::places::{self, PlaceKind};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    process::Command,
};

/// The births that two digits of a year can mean today.
const ASKED: (Date, Date) = (date(1927, 1, 1), date(2026, 11, 25));
/// What the rules below and the list explain, and how often.
const EXPLAINED: [(&str, usize); 14] = [
    ("first day: they have no history of states", 213),
    ("first day: they begin with the province of today", 122),
    ("last day: theirs is the day after", 1889),
    ("listed: first_day", 130),
    ("listed: last_day", 14),
    ("listed: name", 28),
    ("listed: only_ours", 32),
    ("listed: only_theirs", 9),
    ("name: theirs is an earlier one", 26),
    ("name at birth: they have one for all times", 707),
    ("name at birth: theirs differs for all times", 64),
    ("province: theirs is an earlier one", 261),
    ("province at birth: they have one for all times", 3366),
    ("refused: they do not have the code", 30),
];

struct Row {
    name: String,
    province: String,
    from: Date,
    to: Option<Date>,
}

/// Their place, which has one name for all times; the last day is missing while it exists.
struct Theirs {
    name: String,
    province: String,
    from: String,
    to: String,
}

#[derive(Default)]
struct Differences {
    by_rule: BTreeMap<&'static str, usize>,
    listed: BTreeSet<String>,
}

impl Differences {
    fn explained(&mut self, rule: &'static str, code: &str) {
        println!("{code}\t{rule}");
        *self.by_rule.entry(rule).or_default() += 1;
    }

    fn unexplained(&mut self, what: &str, code: &str, theirs: &str, ours: &str) {
        let line = format!("{what}\t{code}\t{theirs}\t{ours}");
        println!("{line}");
        self.listed.insert(line);
    }
}

#[test]
fn every_difference_from_the_places_of_codice_fiscale_utils_is_explained() {
    let ours = archive();
    let births = births(&ours);
    let questions: String = births.iter().map(|(code, _, day)| question(code, *day)).collect();
    let (answers, is_asked) = answers(&questions);
    println!("@marketto/codice-fiscale-utils: {}", if is_asked { "asked now" } else { "recorded answers" });
    let (theirs, refused) = read(&answers);

    let mut found = Differences::default();
    for code in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        match (ours.get(code), theirs.get(code)) {
            (Some(ours), Some(theirs)) => compare(&mut found, code, ours, theirs),
            (Some(ours), None) => found.unexplained("only_ours", code, "", &ours.last().expect("a row").name),
            (None, Some(theirs)) => found.unexplained("only_theirs", code, &theirs.name, ""),
            (None, None) => unreachable!("it came from one of the two"),
        }
    }
    compare_births(&mut found, &births, &theirs, &refused);
    settle(found);
}

/// The questions that they refuse are about codes that they do not have; the others they answer with their one name.
fn compare_births(
    found: &mut Differences,
    births: &[(&str, &Row, Date)],
    theirs: &BTreeMap<String, Theirs>,
    refused: &BTreeSet<String>,
) {
    for (code, row, day) in births {
        let at_birth = places::at(code, Some(*day)).expect("a place of the archive");
        let as_in_the_archive = (at_birth.name.as_str(), at_birth.note) == (row.name.as_str(), None);
        assert!(as_in_the_archive || *code == "D588", "{code}: Filago and Marne have had one code at one time");
        let today = places::at(code, None).expect("a place of the archive");
        let their_province = theirs.get(*code).map(|place| place.province.as_str());
        if at_birth.province.as_deref().is_some_and(|province| their_province.is_some_and(|theirs| theirs != province))
        {
            found.explained("province at birth: they have one for all times", code);
        }
        match theirs.get(*code) {
            _ if refused.contains(question(code, *day).trim()) => {
                assert!(!theirs.contains_key(*code), "{code} on {day}: refused, though they have it");
                found.explained("refused: they do not have the code", code);
            }
            None => panic!("{code} on {day}: not refused, though they do not have it"),
            Some(theirs) if is_same(&theirs.name, &at_birth.name) => {}
            Some(theirs) if is_same(&theirs.name, &today.name) => {
                found.explained("name at birth: they have one for all times", code);
            }
            Some(_) => found.explained("name at birth: theirs differs for all times", code),
        }
    }
}

fn compare(found: &mut Differences, code: &str, ours: &[Row], theirs: &Theirs) {
    let (first, last) = (&ours[0], ours.last().expect("a row"));
    let is_state = places::at(code, None).is_some_and(|place| place.kind != PlaceKind::Comune);
    if !is_same(&theirs.name, &last.name) {
        if ours.iter().any(|row| is_same(&theirs.name, &row.name)) {
            found.explained("name: theirs is an earlier one", code);
        } else {
            found.unexplained("name", code, &theirs.name, &last.name);
        }
    }
    if !is_state && theirs.province != last.province {
        assert!(ours.iter().any(|row| row.province == theirs.province), "{code} was never in {}", theirs.province);
        found.explained("province: theirs is an earlier one", code);
    }
    if theirs.from != first.from.to_string() {
        if is_state && theirs.from == "1861-01-01" {
            found.explained("first day: they have no history of states", code);
        } else if ours.iter().any(|row| theirs.from == row.from.to_string() && row.province != first.province) {
            found.explained("first day: they begin with the province of today", code);
        } else {
            found.unexplained("first_day", code, &theirs.from, &first.from.to_string());
        }
    }
    let day = |to: Option<Date>| to.map_or_else(String::new, |to| to.to_string());
    if theirs.to != day(last.to) {
        if theirs.to == day(last.to.map(|to| to + 1.day())) {
            found.explained("last day: theirs is the day after", code);
        } else {
            found.unexplained("last_day", code, &theirs.to, &day(last.to));
        }
    }
}

/// Compares what was found with what is explained, and what is explained with what was found.
fn settle(mut found: Differences) {
    let list = fs::read_to_string(recorded::file("differences.tsv")).expect("the list of explained differences");
    let mut explained = BTreeSet::new();
    for line in list.lines() {
        let (difference, reason) = line.rsplit_once('\t').expect("a difference and its reason");
        assert!(!reason.is_empty(), "{difference} has no reason");
        explained.insert(difference.to_owned());
    }
    let missing: Vec<_> = found.listed.difference(&explained).collect();
    let gone: Vec<_> = explained.difference(&found.listed).collect();
    assert!(missing.is_empty(), "differences without an explanation:\n{missing:#?}");
    assert!(gone.is_empty(), "explained differences that are none any more:\n{gone:#?}");
    for what in ["first_day", "last_day", "name", "only_ours", "only_theirs"] {
        let count = explained.iter().filter(|line| line.starts_with(&format!("{what}\t"))).count();
        let rule = EXPLAINED.iter().map(|(rule, _)| *rule).find(|rule| rule.strip_prefix("listed: ") == Some(what));
        found.by_rule.insert(rule.expect("a count for it"), count);
    }
    println!("{:#?}", found.by_rule);
    assert_eq!(found.by_rule, BTreeMap::from(EXPLAINED), "docs/PLACES.md says how many");
}

/// The rows of the archive by code, read here once more.
fn archive() -> BTreeMap<String, Vec<Row>> {
    let packed: &[u8] = include_bytes!("../../data/places.tsv.zst");
    let mut text = String::new();
    zstd::Decoder::new(packed).expect("zstd").read_to_string(&mut text).expect("text");
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, name, _, province, from, to] = fields[..] else { panic!("{line}") };
        rows.entry(code.to_owned()).or_default().push(Row {
            name: name.to_owned(),
            province: province.to_owned(),
            from: from.parse().expect("a day"),
            to: (!to.is_empty()).then(|| to.parse().expect("a day")),
        });
    }
    rows
}

/// A birth in the middle of each row, where two digits of a year can mean it.
fn births(ours: &BTreeMap<String, Vec<Row>>) -> Vec<(&str, &Row, Date)> {
    let rows = ours.iter().flat_map(|(code, rows)| rows.iter().map(move |row| (code.as_str(), row)));
    rows.filter_map(|(code, row)| {
        let (from, to) = (row.from.max(ASKED.0), row.to.unwrap_or(ASKED.1).min(ASKED.1));
        let days = (from <= to).then(|| from.duration_until(to).as_hours() / 24)?;
        Some((code, row, from + (days / 2).days()))
    })
    .collect()
}

fn question(code: &str, day: Date) -> String {
    let month = "ABCDEHLMPRST".as_bytes()[day.month() as usize - 1] as char;
    format!("RSSMRA{:02}{month}{:02}{code}\n", day.year() % 100, day.day())
}

fn answers(questions: &str) -> (String, bool) {
    let mut node = Command::new("node");
    match std::env::var_os("MARKETTO") {
        Some(folder) => node.env("MARKETTO", folder).arg(recorded::file("places.mjs")),
        None => node.args(["--eval", "process.exit(1)"]),
    };
    recorded::answers(&mut node, questions, "places.tsv.zst")
}

fn read(answers: &str) -> (BTreeMap<String, Theirs>, BTreeSet<String>) {
    let (mut places, mut refused) = (BTreeMap::new(), BTreeSet::new());
    for line in answers.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["-", question] => {
                refused.insert(question.to_owned());
            }
            [code, name, province, from, to] => {
                let [name, province, from, to] = [name, province, from, to].map(str::to_owned);
                places.insert(code.to_owned(), Theirs { name, province, from, to });
            }
            _ => panic!("{line}"),
        }
    }
    (places, refused)
}

/// Capitals are a matter of taste: they write "Reggio Nell'emilia".
fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
