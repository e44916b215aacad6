//! The supervisor's numbers of a known week and month, counted by hand. All persons and desks are invented.

mod desk;

use desk::{CLERK, SUPERVISOR, call, identity, open, sign_in};
use jiff::Timestamp;
use serde_json::{Value, json};
use sportello_core::{App, Error, appointments, store::resources, supervision};
use sportello_protocol::{
    appointments::{Appointment, Booking, Closing, Event, EventKind, Mode, Outcome, PaperState, Party, Presence},
    citizens::Citizen,
    meetings::Meeting,
    slots::{Closure, Slot, Slots},
};
use std::sync::Arc;
use uuid::Uuid;

const OTHER_DESK: Uuid = Uuid::from_u128(11);

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Confirmed, an hour of one slot, at this desk, booked two days before.
fn appointment(starts_at: &str) -> Appointment {
    let starts_at = at(starts_at);
    let id = Uuid::now_v7();
    Appointment {
        id,
        number: format!("S1-{id}"),
        version: 1,
        desk_id: identity().desk_id,
        desk_name: identity().desk_name,
        slot_ids: vec![Uuid::now_v7()],
        starts_at,
        minutes: 30,
        mode: Mode::Video,
        citizen: Citizen {
            id: Uuid::now_v7(),
            codice_fiscale: "CCCFBA85D03L219P".into(),
            family_name: "Provetti".into(),
            given_name: "Esempio".into(),
            birth_date: None,
            sex: None,
            birthplace_code: None,
            phone: String::new(),
            privacy_notice: None,
            mismatch_reason: String::new(),
        },
        acting: None,
        service_code: "naspi".into(),
        papers: vec![],
        requests: vec![],
        booking: Booking::Confirmed,
        arrived_at: None,
        called_at: None,
        parked_at: None,
        walk_in: false,
        follows: None,
        wants_earlier: None,
        notes: vec![],
        attestations: vec![],
        history: vec![],
        closing: None,
        meeting: Meeting::default(),
        booked_at: starts_at - jiff::SignedDuration::from_hours(48),
    }
}

fn ended(starts_at: &str, outcome: Outcome) -> Appointment {
    let one = appointment(starts_at);
    Appointment { closing: Some(Closing { outcome, note: String::new(), at: one.starts_at }), ..one }
}

fn event(kind: EventKind) -> Event {
    let from = (kind == EventKind::Moved).then(|| at("2026-10-01T08:00:00Z"));
    Event { kind, by: Party::Inps, reason: String::new(), at: at("2026-10-02T08:00:00Z"), from }
}

fn keep(app: &App, list: &[Appointment]) {
    app.store
        .write(|tx| {
            list.iter().try_for_each(|one| {
                appointments::keep(tx, one)?;
                appointments::show(tx, one.id)
            })
        })
        .expect("what Centrale told is kept");
}

async fn supervised() -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    // Long after the days that are counted: nothing of them is still to come.
    app.clock.set(at("2027-01-20T09:00:00Z"));
    sign_in(&app, SUPERVISOR).await;
    (folder, app)
}

/// The numbers that are not zero.
fn told(counts: &Value) -> Vec<(String, u64)> {
    let counts = counts.as_object().expect("numbers");
    let mut told: Vec<(String, u64)> =
        counts.iter().filter_map(|(name, value)| Some((name.clone(), value.as_u64()?))).collect();
    told.retain(|(_, count)| *count > 0);
    told
}

fn numbers(list: &[(&str, u64)]) -> Vec<(String, u64)> {
    let mut list: Vec<(String, u64)> = list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    list.sort();
    list
}

async fn week(app: &App, request: Value) -> Value {
    let mut whole = json!({ "day": "2026-10-21", "service_code": null, "mode": null });
    whole.as_object_mut().expect("a request").extend(request.as_object().expect("a request").clone());
    call(app, "supervision_week", whole).await.expect("a week")
}

async fn month(app: &App, day: &str) -> Value {
    call(app, "supervision_month", json!({ "month": day, "hide_under": 3 })).await.expect("a month")
}

#[tokio::test]
async fn a_known_week_is_counted_as_by_hand() {
    let (_folder, app) = supervised().await;
    let missing = vec![PaperState { document_type: "identity_card".into(), state: Presence::Missing }];
    let monday = "2026-10-19T08:00:00Z";
    keep(
        &app,
        &[
            Appointment { papers: missing.clone(), ..ended(monday, Outcome::Held) },
            Appointment { slot_ids: vec![Uuid::now_v7(), Uuid::now_v7()], ..ended(monday, Outcome::Held) },
            ended(monday, Outcome::CitizenAbsent),
            Appointment { walk_in: true, ..ended("2026-10-20T08:00:00Z", Outcome::OfficerAbsent) },
            Appointment { history: vec![event(EventKind::Moved)], ..ended(monday, Outcome::TechnicalFailure) },
            Appointment {
                desk_id: OTHER_DESK,
                desk_name: "Sportello 2".into(),
                booking: Booking::Cancelled,
                papers: missing,
                history: vec![event(EventKind::Cancelled)],
                ..appointment(monday)
            },
            Appointment {
                desk_id: OTHER_DESK,
                desk_name: "Sportello 2".into(),
                booking: Booking::Cancelled,
                history: vec![event(EventKind::Withdrawn), event(EventKind::Cancelled)],
                ..appointment(monday)
            },
            Appointment { booking: Booking::ToMove, history: vec![event(EventKind::Withdrawn)], ..appointment(monday) },
            Appointment {
                history: vec![event(EventKind::Withdrawn), event(EventKind::Moved)],
                mode: Mode::Phone,
                ..appointment(monday)
            },
            Appointment { booking: Booking::Refused, ..appointment(monday) },
            ended("2026-10-18T21:59:59Z", Outcome::Held),
            ended("2026-10-25T23:00:00Z", Outcome::Held),
        ],
    );
    let told_week = week(&app, json!({})).await;
    assert_eq!(told_week["monday"], "2026-10-19");
    let expected = numbers(&[
        ("appointments", 9),
        ("held", 2),
        ("citizen_absent", 1),
        ("officer_absent", 1),
        ("technical_failure", 1),
        ("cancelled", 1),
        ("withdrawn", 2),
        ("outcome_missing", 1),
        ("moved", 2),
        ("moved_by_inps", 1),
        ("papers_missing", 1),
        ("walk_ins", 1),
    ]);
    assert_eq!(told(&told_week["all"]["week"]), expected);
    assert_eq!(
        told(&told_week["all"]["days"][1]),
        numbers(&[("appointments", 1), ("officer_absent", 1), ("walk_ins", 1)])
    );
    let desks = told_week["desks"].as_array().expect("desks");
    let names: Vec<&Value> = desks.iter().map(|desk| &desk["desk_name"]).collect();
    assert_eq!(names, ["Sportello 1", "Sportello 2"]);
    assert_eq!(told(&desks[1]["week"]), numbers(&[("appointments", 2), ("cancelled", 1), ("withdrawn", 1)]));
    let by_phone = week(&app, json!({ "mode": "phone" })).await;
    assert_eq!(by_phone["all"]["week"]["appointments"], 1);
    assert_eq!(week(&app, json!({ "service_code": "isee" })).await["all"]["week"]["appointments"], 0);
}

#[tokio::test]
async fn the_day_of_25_hours_is_one_day() {
    let (_folder, app) = supervised().await;
    let of_sunday = ["2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:00Z"];
    let list: Vec<Appointment> = of_sunday.iter().map(|start| ended(start, Outcome::Held)).collect();
    keep(&app, &list);
    keep(&app, &[ended("2026-10-24T21:59:00Z", Outcome::Held), ended("2026-10-25T23:00:00Z", Outcome::Held)]);
    let told_week = week(&app, json!({ "day": "2026-10-25" })).await;
    let days: Vec<&Value> =
        told_week["all"]["days"].as_array().expect("days").iter().map(|day| &day["appointments"]).collect();
    assert_eq!(days, [0, 0, 0, 0, 0, 1, 4]);
    let day = call(&app, "supervision_day", json!({ "date": "2026-10-25" })).await.expect("a day");
    assert_eq!(day["desks"][0]["appointments"].as_array().expect("a list").len(), 4);
}

#[tokio::test]
async fn occupation_is_slots_taken_of_slots_open_also_for_days_that_are_over() {
    let (_folder, app) = supervised().await;
    let slot = |start: &str, seat| Slot {
        id: Uuid::now_v7(),
        starts_at: at(start),
        minutes: 30,
        seat,
        modes: vec![Mode::Video],
        free: true,
    };
    let told = Slots {
        slots: vec![
            slot("2026-10-19T08:00:00Z", 1),
            slot("2026-10-19T08:00:00Z", 2),
            slot("2026-10-19T08:30:00Z", 1),
            slot("2026-10-19T08:30:00Z", 2),
            slot("2026-10-21T08:00:00Z", 1),
            slot("2026-10-22T08:00:00Z", 1),
        ],
        closures: vec![Closure {
            date: "2026-10-21".parse().expect("a date"),
            reason: "Prova".into(),
            source: String::new(),
            checked_on: None,
        }],
        windows: vec![],
        office: None,
    };
    let later = Slots { slots: vec![slot("2026-10-22T08:00:00Z", 1)], closures: vec![], windows: vec![], office: None };
    app.store
        .write(|tx| {
            supervision::remember_open(tx, &told, "2026-10-19".parse().expect("a date"))?;
            supervision::remember_open(tx, &later, "2026-10-22".parse().expect("a date"))
        })
        .expect("remembered");
    keep(
        &app,
        &[
            Appointment {
                slot_ids: vec![Uuid::now_v7(), Uuid::now_v7()],
                ..ended("2026-10-19T08:00:00Z", Outcome::Held)
            },
            Appointment { booking: Booking::Cancelled, ..appointment("2026-10-19T08:30:00Z") },
            Appointment { desk_id: OTHER_DESK, desk_name: "Sportello 2".into(), ..appointment("2026-10-22T08:00:00Z") },
            appointment("2026-10-24T08:00:00Z"),
        ],
    );
    let told_week = week(&app, json!({})).await;
    let of = |row: &Value| -> Vec<Value> {
        row["days"].as_array().expect("days").iter().map(|day| day["occupation"].clone()).collect()
    };
    let taken = |sold: u32, open: u32| json!({ "sold": sold, "open": open });
    let all = of(&told_week["all"]);
    assert_eq!(
        all[..4],
        [taken(2, 4), taken(0, 0), taken(0, 0), taken(1, 1)],
        "Tuesday has no window, Wednesday is closed"
    );
    assert_eq!(all[4..], [json!(null), json!(null), json!(null)], "never told");
    assert_eq!(
        told_week["all"]["week"]["occupation"],
        taken(3, 5),
        "Saturday's appointment is not set against nothing"
    );
    assert_eq!(of(&told_week["desks"][1])[3], taken(1, 1));
    let by_video = week(&app, json!({ "mode": "video" })).await;
    assert_eq!(by_video["all"]["week"]["occupation"], json!(null), "a part is not set against everybody's hours");
}

#[tokio::test]
async fn the_wait_for_a_first_hour_is_told_by_length_and_mode_in_calendar_days() {
    let (_folder, app) = supervised().await;
    // Half past eleven at night in Rome.
    app.clock.set(at("2027-01-20T22:30:00Z"));
    let slot = |hour: u128, start: &str| Slot {
        id: Uuid::from_u128(500 + hour),
        starts_at: at(start),
        minutes: 15,
        seat: 1,
        modes: vec![Mode::Video],
        free: true,
    };
    let told = Slots {
        slots: vec![slot(1, "2027-01-20T23:00:00Z"), slot(2, "2027-01-22T08:00:00Z"), slot(3, "2027-01-22T08:15:00Z")],
        closures: vec![],
        windows: vec![],
        office: None,
    };
    app.store
        .write(|tx| resources::set(tx, "slots", &json!(told).to_string(), "", app.clock.now()))
        .expect("the hours are kept");
    let told_week = week(&app, json!({})).await;
    assert_eq!(told_week["first_free"][0]["minutes"], 30);
    assert_eq!(told_week["first_free"][0]["services"], json!(["Ho perso il lavoro"]));
    let mode = &told_week["first_free"][0]["modes"][0];
    assert_eq!((&mode["mode"], &mode["days"]), (&json!("video"), &json!(2)), "two slots in a row, on the 22nd: {mode}");
    assert_eq!(mode["starts_at"], "2027-01-22T08:00:00Z");
    app.clock.set(at("2027-01-20T23:30:00Z"));
    assert_eq!(week(&app, json!({})).await["first_free"][0]["modes"][0]["days"], 1, "an hour later it is tomorrow");
}

#[tokio::test]
async fn the_day_names_what_other_days_have_left_undone() {
    let (_folder, app) = supervised().await;
    let forgotten = appointment("2026-03-02T09:00:00Z");
    let withdrawn = Appointment { booking: Booking::ToMove, ..appointment("2027-01-25T09:00:00Z") };
    let long_ago = Appointment { booking: Booking::ToMove, ..appointment("2026-03-03T09:00:00Z") };
    let refused = Appointment { booking: Booking::Refused, ..appointment("2027-01-21T09:00:00Z") };
    let running = appointment("2027-01-20T08:45:00Z");
    let today = appointment("2027-01-20T07:00:00Z");
    let closed = ended("2026-03-04T09:00:00Z", Outcome::Held);
    keep(&app, &[forgotten.clone(), withdrawn.clone(), long_ago, refused.clone(), running, today.clone(), closed]);
    let day = call(&app, "supervision_day", json!({ "date": "2027-01-20" })).await.expect("a day");
    let elsewhen: Vec<&Value> = day["elsewhen"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(elsewhen, [&json!(forgotten.id), &json!(refused.id), &json!(withdrawn.id)]);
    let tomorrow = call(&app, "supervision_day", json!({ "date": "2027-01-21" })).await.expect("a day");
    let elsewhen: Vec<&Value> = tomorrow["elsewhen"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(elsewhen, [&json!(forgotten.id), &json!(today.id), &json!(withdrawn.id)]);
}

#[tokio::test]
async fn a_month_ends_at_midnight_in_rome_and_waiting_is_counted_in_its_days() {
    let (_folder, app) = supervised().await;
    let booked = |start: &str, booked_at: &str| Appointment { booked_at: at(booked_at), ..ended(start, Outcome::Held) };
    keep(
        &app,
        &[
            // 30 September, 23:59 in Rome.
            booked("2026-09-30T21:59:00Z", "2026-09-30T08:00:00Z"),
            // 1 October, midnight in Rome, booked a minute before.
            booked("2026-09-30T22:00:00Z", "2026-09-30T21:59:00Z"),
            booked("2026-10-05T08:00:00Z", "2026-10-05T07:00:00Z"),
            // Across the change of the clock.
            booked("2026-10-26T08:00:00Z", "2026-10-23T22:30:00Z"),
            booked("2026-10-27T08:00:00Z", "2026-10-07T08:00:00Z"),
            Appointment { walk_in: true, ..ended("2026-10-28T08:00:00Z", Outcome::Held) },
            // 31 October, 23:59 in Rome, in winter time.
            Appointment { booking: Booking::Cancelled, ..appointment("2026-10-31T22:59:00Z") },
            booked("2026-10-31T23:00:00Z", "2026-10-05T07:00:00Z"),
        ],
    );
    let october = month(&app, "2026-10-15").await;
    assert_eq!((&october["from"], &october["to"]), (&json!("2026-10-01"), &json!("2026-10-31")));
    let figures = &october["total"]["figures"];
    let expected = numbers(&[("appointments", 6), ("held", 5), ("cancelled", 1), ("walk_ins", 1)]);
    assert_eq!(told(&figures["counts"]), expected);
    // 0 (a minute, but another day: 1), 0, 2 and 20 days.
    let waiting = json!({ "of": 4, "median": 1, "ninetieth": 20, "classes": [1, 2, 0, 0, 1] });
    assert_eq!(figures["waiting"], waiting);
    assert_eq!(month(&app, "2026-11-01").await["total"]["few"], true, "one appointment is not told");
}

#[tokio::test]
async fn a_row_that_could_point_to_a_person_is_hidden_and_cannot_be_had_by_subtraction() {
    let (_folder, app) = supervised().await;
    let of = |code: &str, count: usize| -> Vec<Appointment> {
        let one = || Appointment { service_code: code.into(), ..ended("2026-10-05T08:00:00Z", Outcome::Held) };
        (0..count).map(|_| one()).collect()
    };
    keep(&app, &[of("naspi", 9), of("isee", 4), of("invalidity", 1)].concat());
    let october = month(&app, "2026-10-01").await;
    let rows = |told: &Value| -> Vec<(String, bool, Option<u64>)> {
        let rows = told["by_reason"]["rows"].as_array().expect("rows").iter();
        rows.map(|row| {
            let code = row["code"].as_str().expect("a code").to_owned();
            (code, row["few"] == true, row["figures"]["counts"]["appointments"].as_u64())
        })
        .collect()
    };
    let hidden = [("naspi".into(), false, Some(9)), ("isee".into(), false, None), ("invalidity".into(), true, None)];
    assert_eq!(rows(&october), hidden, "with one row hidden, the total less the others would tell it");
    assert_eq!(october["by_reason"]["together"]["counts"]["appointments"], 5);
    assert!(october["by_reason"]["together"]["waiting"].is_object());
    assert_eq!(october["by_mode"]["rows"][0]["figures"]["counts"]["appointments"], 14);

    keep(&app, &of("survivor", 2));
    let october = month(&app, "2026-10-01").await;
    assert_eq!(rows(&october)[1], ("isee".into(), false, Some(4)), "two small rows hide each other");
    assert_eq!(october["by_reason"]["together"]["counts"]["appointments"], 3);

    let text = october.to_string();
    for personal in ["Provetti", "CCCFBA", "S1-", "2026-10-05"] {
        assert!(!text.contains(personal), "{personal} in an anonymous count");
    }
}

#[tokio::test]
async fn waits_that_are_too_few_to_be_told_cannot_be_had_by_subtraction() {
    let (_folder, app) = supervised().await;
    let of = |code: &str, booking: Booking, count: usize| -> Vec<Appointment> {
        let one = || Appointment { service_code: code.into(), booking, ..appointment("2026-10-05T08:00:00Z") };
        (0..count).map(|_| one()).collect()
    };
    let (stands, cancelled) = (Booking::Confirmed, Booking::Cancelled);
    keep(
        &app,
        &[of("naspi", stands, 9), of("isee", stands, 4), of("adi", stands, 1), of("adi", cancelled, 3)].concat(),
    );
    let october = month(&app, "2026-10-01").await;
    let rows = october["by_reason"]["rows"].as_array().expect("rows").iter();
    let waits: Vec<(&str, u64, Option<u64>)> = rows
        .map(|row| {
            let figures = &row["figures"];
            let appointments = figures["counts"]["appointments"].as_u64().expect("told apart");
            (row["code"].as_str().expect("a code"), appointments, figures["waiting"]["of"].as_u64())
        })
        .collect();
    assert_eq!(waits, [("naspi", 9, Some(9)), ("adi", 4, None), ("isee", 4, None)]);
    assert_eq!(october["total"]["figures"]["waiting"]["of"], 14);
}

#[tokio::test]
async fn a_small_comune_tells_nothing_of_a_month_of_two() {
    let (_folder, app) = supervised().await;
    keep(&app, &[ended("2026-10-05T08:00:00Z", Outcome::Held), ended("2026-10-06T08:00:00Z", Outcome::CitizenAbsent)]);
    let october = month(&app, "2026-10-01").await;
    assert_eq!((&october["total"]["few"], &october["total"]["figures"]), (&json!(true), &json!(null)));
    assert_eq!(october["by_reason"]["together"], json!(null));
    assert_eq!(october["by_mode"]["rows"][0]["figures"], json!(null));
    let september = month(&app, "2026-09-01").await;
    assert_eq!(september["total"]["figures"]["counts"]["appointments"], 0, "none is no secret");
    for wrong in [0, 2, 21] {
        let request = json!({ "month": "2026-10-01", "hide_under": wrong });
        let error = call(&app, "supervision_month", request).await.expect_err("out of bounds");
        assert!(matches!(error, Error::Field { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn only_a_supervisor_sees_and_keeps_it() {
    let (_folder, app) = supervised().await;
    call(&app, "operators_sign_out", json!(null)).await.expect("signed out");
    sign_in(&app, CLERK).await;
    for (name, request) in [
        ("supervision_day", json!({ "date": "2026-10-01" })),
        ("supervision_week", json!({ "day": "2026-10-01", "service_code": null, "mode": null })),
        ("supervision_month", json!({ "month": "2026-10-01", "hide_under": 3 })),
        ("exports_save", json!({ "kind": "day", "day": "2026-10-01", "rows": [] })),
    ] {
        let error = call(&app, name, request).await.expect_err("a clerk may not");
        assert!(matches!(error, Error::NotAllowed), "{name}: {error:?}");
    }
}
