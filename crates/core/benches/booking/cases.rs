//! What is asked, each time something else: of the window's commands, and of bare SQLite.

use crate::{bare, random::Random, town};
use anyhow::Result;
use jiff::{Timestamp, ToSpan};
use rusqlite::Connection;
use serde_json::{Value, json};
use sportello_core::{App, citizens::search::fold, clock};
use sportello_protocol::citizens::Citizen;

/// A question, for both sides.
pub struct Question {
    pub request: Value,
    /// For the full-text index, or a surname.
    expression: String,
    folded: String,
    first: String,
    from: Timestamp,
    to: Timestamp,
}

/// On bare SQLite; how much was found.
pub type Ask = fn(&Connection, &Question) -> Result<usize>;

pub struct Case {
    pub name: String,
    pub command: &'static str,
    pub question: Box<dyn Fn(usize) -> Question>,
    pub bare: Ask,
}

/// How much an answer holds; the hours that are free are one answer.
pub fn count(command: &str, answer: &Value) -> usize {
    match command {
        "slots_offer" => usize::from(answer["free"].as_array().is_some_and(|free| !free.is_empty())),
        "appointments_today" => answer["appointments"].as_array().map_or(0, Vec::len),
        _ => answer.as_array().map_or(0, Vec::len),
    }
}

pub fn all(app: &App) -> Result<Vec<Case>> {
    let people = sample(app)?;
    let words = |name: &str, ask: fn(&Citizen) -> (String, String)| {
        let people = people.clone();
        Case {
            name: format!("search by {name}"),
            command: "citizens_search",
            question: Box::new(move |at| {
                let (text, expression) = ask(&people[at % people.len()]);
                let folded = fold(&text);
                let first = folded.split(' ').next().unwrap_or_default().to_owned();
                Question { folded, first, expression, ..asking(json!({ "text": text })) }
            }),
            bare: |conn, asked| bare::by_words(conn, &asked.expression, &asked.folded, &asked.first),
        }
    };
    let surname = Case {
        bare: |conn, asked| bare::by_surname(conn, &asked.folded),
        ..words("surname, three letters", |citizen| (start(&citizen.family_name, 3), String::new()))
    };
    let day_of = |at: usize| {
        let mut day = clock::local(town::now()).date();
        day = day.checked_sub((Random(at as u64).below(1_400) as i64).days()).unwrap_or(day);
        while day.weekday().to_monday_one_offset() > 5 {
            day = day.tomorrow().unwrap_or(day);
        }
        day
    };
    Ok(vec![
        surname,
        words("surname and name, three letters each", |citizen| {
            let (family, given) = (start(&citizen.family_name, 3), start(&citizen.given_name, 3));
            let both = format!("{family} {given}");
            (both.clone(), each_word(&both))
        }),
        words("name and surname", |citizen| {
            let (family, given) = (fold(&citizen.family_name), fold(&citizen.given_name));
            let all = fold(&format!("{given} {family}"));
            (all.clone(), each_word(&all))
        }),
        words("given name", |citizen| {
            let given = fold(&citizen.given_name);
            (given.clone(), each_word(&given))
        }),
        words("beginning of the code", |citizen| {
            let code = citizen.codice_fiscale[..9].to_ascii_lowercase();
            (code.clone(), format!("code : \"{code}\" *"))
        }),
        words("code", |citizen| {
            let code = citizen.codice_fiscale.to_ascii_lowercase();
            (code.clone(), format!("code : \"{}\" *", &code[..15]))
        }),
        words("date of birth", |citizen| {
            let date = citizen.birth_date.unwrap_or_default();
            let digits = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
            (format!("{}/{}/{}", date.day(), date.month(), date.year()), format!("birth : \"{digits}\""))
        }),
        words("surname and date of birth", |citizen| {
            let date = citizen.birth_date.unwrap_or_default();
            let digits = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
            let family = fold(&start(&citizen.family_name, 4));
            (
                format!("{family} {}/{}/{}", date.day(), date.month(), date.year()),
                format!("{} AND birth : \"{digits}\"", each_word(&family)),
            )
        }),
        words("beginning of the telephone", |citizen| {
            let digits = phone(citizen)[..7].to_owned();
            (digits.clone(), format!("phone : \"{digits}\" *"))
        }),
        words("end of the telephone", |citizen| {
            let digits = phone(citizen);
            let end = digits[digits.len() - 6..].to_owned();
            (end.clone(), format!("phone_end : \"{}\" *", end.chars().rev().collect::<String>()))
        }),
        Case {
            name: format!("day of {} appointments", town::A_DAY),
            command: "appointments_list",
            question: Box::new(move |at| {
                let day = day_of(at);
                let (from, to) = clock::day(day);
                Question { from, to, ..asking(json!({ "from": day, "to": day })) }
            }),
            bare: |conn, asked| bare::day(conn, asked.from, asked.to),
        },
        Case {
            name: "today".into(),
            command: "appointments_today",
            question: Box::new(|_| {
                let (from, to) = clock::day(clock::local(town::now()).date());
                Question { from, to, ..asking(json!(null)) }
            }),
            bare: |conn, asked| bare::day(conn, asked.from, asked.to),
        },
        Case {
            name: "hours that are free".into(),
            command: "slots_offer",
            question: Box::new(|_| asking(json!({ "service_code": "pension" }))),
            bare: |conn, _| bare::hours(conn),
        },
    ])
}

fn asking(request: Value) -> Question {
    let now = town::now();
    Question { request, expression: String::new(), folded: String::new(), first: String::new(), from: now, to: now }
}

fn sample(app: &App) -> Result<Vec<Citizen>> {
    let bodies = app.store.read(|conn| {
        let mut all = conn.prepare("SELECT body FROM citizens WHERE row % 97 = 5 LIMIT 1000")?;
        Ok(all.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?)
    })?;
    let people: Vec<Citizen> = bodies.iter().map(|body| Ok(serde_json::from_str(body)?)).collect::<Result<_>>()?;
    Ok(people.into_iter().filter(|citizen| !citizen.phone.is_empty()).collect())
}

fn each_word(folded: &str) -> String {
    folded.split(' ').map(|word| format!("name : \"{word}\" *")).collect::<Vec<_>>().join(" AND ")
}

fn start(text: &str, letters: usize) -> String {
    fold(text).chars().take(letters).collect::<String>().trim().to_owned()
}

fn phone(citizen: &Citizen) -> String {
    citizen.phone.trim_start_matches("+39").chars().filter(char::is_ascii_digit).collect()
}
