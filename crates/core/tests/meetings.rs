//! The meeting at the counter: when it can be opened and by whom, what is checked and written down, what stays to be brought.

mod desk;

use desk::{
    SUPERVISOR,
    agenda::{book_first, catalogue, desk_at, hear, tell_resource},
    call, sign_in,
};
use serde_json::{Value, json};
use sportello_core::{App, Error};
use sportello_protocol::{
    appointments::{
        Acting, ActingRole, Appointment, Attestation, AttestationKind, Event, EventKind, PaperRequest, Party, Presence,
    },
    commands::Payload,
};

const NINE: &str = "2026-12-01T08:00:00Z";

/// A confirmed meeting by video, at nine in Rome.
async fn at_nine(now: &str) -> (tempfile::TempDir, std::sync::Arc<App>, Value) {
    let (folder, app) = desk_at(now, &[NINE]).await;
    let appointment = book_first(&app).await;
    hear(&app, &appointment, |_| {});
    let told = get(&app, &appointment).await["appointment"].clone();
    (folder, app, told)
}

async fn get(app: &App, appointment: &Value) -> Value {
    call(app, "appointments_get", json!({ "id": appointment["id"] })).await.expect("it is known")
}

async fn door_at(app: &App, appointment: &Value, now: &str) -> Value {
    app.clock.set(now.parse().expect("a moment"));
    get(app, appointment).await["door"]["name"].clone()
}

async fn attest(app: &App, appointment: &Value, kind: &str, holds: bool) -> Result<Value, Error> {
    call(app, "meetings_attest", json!({ "appointment_id": appointment["id"], "kind": kind, "holds": holds })).await
}

fn line(detail: &Value, kind: &str) -> Value {
    let checks = detail["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["kind"] == kind).expect("it is asked for")["line"].clone()
}

async fn access(app: &App, appointment: &Value, link: &str, code: &str) -> Result<Value, Error> {
    let meeting = get(app, appointment).await["appointment"]["meeting"].clone();
    let request = json!({ "appointment_id": appointment["id"], "link": link, "door_code": code,
        "shown_link": meeting["link"].as_str().unwrap_or_default(),
        "shown_code": meeting["door_code"].as_str().unwrap_or_default() });
    call(app, "meetings_set_access", request).await
}

const LINK: &str = "https://teams.microsoft.com/l/meetup-join/1";

#[tokio::test]
async fn a_link_opens_from_ten_minutes_before_until_it_is_over_and_an_open_room_at_any_hour() {
    let (_folder, app, told) = at_nine("2026-12-01T07:00:00Z").await;
    assert_eq!(door_at(&app, &told, "2026-12-01T07:51:00Z").await, "waits_for_officer", "no link, no open room");
    access(&app, &told, LINK, "").await.expect("kept");
    assert_eq!(door_at(&app, &told, "2026-12-01T07:49:30Z").await, "later");
    assert_eq!(get(&app, &told).await["door"]["from"], "2026-12-01T07:50:00Z", "it says from when");
    let launch = call(&app, "meetings_launch", json!({ "appointment_id": told["id"] })).await;
    assert!(matches!(launch, Err(Error::MeetingNotOpen)), "nor by another way");
    assert_eq!(door_at(&app, &told, "2026-12-01T07:50:05Z").await, "open");
    assert_eq!(door_at(&app, &told, "2026-12-01T08:29:50Z").await, "open");
    assert_eq!(door_at(&app, &told, "2026-12-01T08:44:50Z").await, "open", "a quarter of an hour after its end");
    assert_eq!(door_at(&app, &told, "2026-12-01T08:45:05Z").await, "over");

    hear(&app, &told, |told| told.meeting.opened_at = Some("2026-12-01T08:31:00Z".parse().expect("a moment")));
    assert_eq!(door_at(&app, &told, "2026-12-01T08:48:00Z").await, "open", "the officer waits: no dead end");
    assert_eq!(door_at(&app, &told, "2026-12-01T06:00:00Z").await, "open", "and before the time");
    hear(&app, &told, |told| {
        told.version += 1;
        told.meeting.opened_at = Some("2026-12-01T08:31:00Z".parse().expect("a moment"));
        told.meeting.closed_at = Some("2026-12-01T08:50:00Z".parse().expect("a moment"));
    });
    assert_eq!(door_at(&app, &told, "2026-12-01T08:51:00Z").await, "ended");
}

#[tokio::test]
async fn the_window_is_data_of_centrale_and_counts_real_minutes_when_the_clock_goes_back() {
    // 25 October 2026: the hour from two to three comes twice; 00:50 and 01:50 UTC are both 02:50 in Rome.
    let (_folder, app) = desk_at("2026-10-24T10:00:00Z", &["2026-10-25T01:05:00Z"]).await;
    let booked = book_first(&app).await;
    hear(&app, &booked, |_| {});
    access(&app, &booked, LINK, "").await.expect("kept");
    assert_eq!(
        door_at(&app, &booked, "2026-10-25T00:10:00Z").await,
        "later",
        "an hour before, on the clock ten past two"
    );
    assert_eq!(door_at(&app, &booked, "2026-10-25T00:56:00Z").await, "open", "ten minutes before");
    assert_eq!(door_at(&app, &booked, "2026-10-25T01:51:00Z").await, "over");
    let mut told = catalogue(&app);
    told["meeting_window"] = json!({ "remind_minutes": 90, "before_minutes": 60, "after_minutes": 60 });
    tell_resource(&app, "catalogue", &told);
    assert_eq!(door_at(&app, &booked, "2026-10-25T01:51:00Z").await, "open");
    assert_eq!(door_at(&app, &booked, "2026-10-25T00:10:00Z").await, "open");
    told.as_object_mut().expect("an object").remove("meeting_window");
    tell_resource(&app, "catalogue", &told);
    assert_eq!(door_at(&app, &booked, "2026-10-25T00:10:00Z").await, "later", "an older Centrale says nothing");
}

#[tokio::test]
async fn whoever_is_signed_in_holds_the_meeting_under_their_own_name_and_nobody_else() {
    let (_folder, app, told) = at_nine("2026-12-01T07:55:00Z").await;
    sign_in(&app, SUPERVISOR).await;
    let seen = attest(&app, &told, "identity_seen", true).await.expect("a supervisor stands in at the counter");
    let clerk = line(&seen, "identity_seen")["operator_name"].clone();
    assert!(clerk.as_str().is_some_and(|name| !name.is_empty() && name != "Anna Prova"), "{clerk}");
    access(&app, &told, LINK, "").await.expect("kept");
    assert_eq!(get(&app, &told).await["door"]["name"], "open");
    call(&app, "operators_sign_out", json!(null)).await.expect("out");
    let id = &told["id"];
    for (name, request) in [
        ("meetings_launch", json!({ "appointment_id": id })),
        ("meetings_attest", json!({ "appointment_id": id, "kind": "identity_seen", "holds": true })),
        ("meetings_check_network", json!({ "id": id })),
        ("meetings_open_trial", json!(null)),
        ("meetings_due", json!(null)),
    ] {
        assert!(matches!(call(&app, name, request).await, Err(Error::NotSignedIn)), "{name}");
    }
}

#[tokio::test]
async fn what_the_clerk_attests_is_a_line_with_time_and_name_that_waits_for_the_line_and_is_never_changed() {
    let (_folder, app, told) = at_nine("2026-12-01T07:40:00Z").await;
    assert_eq!(line(&get(&app, &told).await, "identity_seen"), Value::Null);
    let seen = attest(&app, &told, "identity_seen", true).await.expect("written");
    assert_eq!(line(&seen, "identity_seen")["operator_name"], "Anna Prova");
    assert!(line(&seen, "identity_seen")["at"].as_str().expect("a time").starts_with("2026-12-01T07:40"));
    assert_eq!(seen["waiting"], 1, "with the cable out it waits to be sent");
    let back = attest(&app, &told, "identity_seen", false).await.expect("taken back");
    assert_eq!(line(&back, "identity_seen")["holds"], false, "the last one counts");
    assert_eq!(
        back["appointment"]["attestations"].as_array().map(Vec::len),
        Some(2),
        "the first one stands all the same"
    );
    for kind in ["network", "meeting_opened", "paper_not_needed"] {
        assert!(
            matches!(attest(&app, &told, kind, true).await, Err(Error::BadRequest)),
            "{kind} is not the clerk's word"
        );
    }
    assert!(back["checks"].as_array().expect("checks").iter().all(|check| check["kind"] != "acting_present"));
}

#[tokio::test]
async fn a_line_check_of_the_day_before_is_kept_and_a_presence_of_the_day_before_is_not() {
    let (_folder, app, told) = at_nine("2026-11-30T15:00:00Z").await;
    attest(&app, &told, "camera", true).await.expect("written");
    attest(&app, &told, "microphone", false).await.expect("written");
    attest(&app, &told, "meeting_consent", true).await.expect("written");
    let today = call(&app, "appointments_today", json!(null)).await.expect("today");
    let check = &today["line_check"];
    assert_eq!((&check["date"], &check["meetings"]), (&json!("2026-12-01"), &json!(1)));
    assert_eq!(check["first"]["id"], told["id"]);
    assert_eq!((&line(check, "camera")["holds"], &line(check, "microphone")["holds"]), (&json!(true), &json!(false)));
    assert_eq!(check["checks"].as_array().map(Vec::len), Some(4), "of the PC only");

    app.clock.set("2026-12-01T07:30:00Z".parse().expect("a moment"));
    let on_the_day = get(&app, &told).await;
    assert_eq!(line(&on_the_day, "camera")["operator_name"], "Anna Prova", "kept and shown");
    assert_eq!(line(&on_the_day, "meeting_consent"), Value::Null, "asked again on the day itself");
    let today = call(&app, "appointments_today", json!(null)).await.expect("today");
    assert_eq!(today["line_check"], Value::Null, "no meetings in the next days");
}

#[tokio::test]
async fn the_line_is_tried_and_a_trial_counts_from_the_seventh_day_before_by_the_calendar() {
    // The meeting is on the first of December at nine, the trial late in the evening seven days before.
    let (_folder, app, told) = at_nine("2026-11-23T22:30:00Z").await;
    let asked = async |now: &str| {
        app.clock.set(now.parse().expect("a moment"));
        call(&app, "appointments_today", json!(null)).await.expect("today")["line_check"].clone()
    };
    assert_eq!(asked("2026-11-23T22:30:00Z").await, Value::Null, "half past eleven in the evening, eight days before");
    assert_eq!(asked("2026-11-23T23:30:00Z").await["date"], "2026-12-01", "after midnight it is seven");
    attest(&app, &told, "camera", true).await.expect("written");
    app.clock.set("2026-12-01T07:30:00Z".parse().expect("a moment"));
    let detail = get(&app, &told).await;
    assert_eq!(detail["checks_from"], "2026-11-24");
    assert_eq!(line(&detail, "camera")["holds"], true, "what was asked for counts");

    let (_folder, app, told) = at_nine("2026-11-23T22:30:00Z").await;
    attest(&app, &told, "camera", true).await.expect("written");
    app.clock.set("2026-12-01T07:30:00Z".parse().expect("a moment"));
    assert_eq!(line(&get(&app, &told).await, "camera"), Value::Null, "of the day before that it does not");
}

#[tokio::test]
async fn with_the_cable_out_the_network_check_says_so_and_is_kept() {
    let (_folder, app, told) = at_nine("2026-12-01T07:40:00Z").await;
    let checked = call(&app, "meetings_check_network", json!({ "id": told["id"] })).await.expect("an answer");
    assert_eq!(line(&checked, "network")["holds"], false, "nothing answers at this Centrale's address");
    assert!(line(&checked, "network").get("measured").is_none());
}

#[tokio::test]
async fn where_the_delegation_is_given_both_are_asked_and_the_form_is_written_down() {
    let (_folder, app, told) = at_nine("2026-12-01T07:40:00Z").await;
    give(&app, "parent", "form_aa08");
    hear(&app, &told, |told| {
        told.acting = Some(Acting {
            role: ActingRole::Delegate,
            family_name: "Esempi".into(),
            given_name: "Delegata".into(),
            codice_fiscale: String::new(),
            phone: String::new(),
        });
    });
    for kind in ["citizen_present", "acting_present", "citizen_recording", "form_signed"] {
        attest(&app, &told, kind, true).await.expect("written");
    }
    let detail = attest(&app, &told, "acting_recording", false).await.expect("written");
    assert_eq!(line(&detail, "acting_recording")["holds"], false, "a no is a line too");
    let kinds: Vec<&str> = ["citizen_present", "acting_present", "citizen_recording", "form_signed"].into();
    assert!(kinds.iter().all(|kind| line(&detail, kind)["holds"] == true && line(&detail, kind)["at"].is_string()));
}

/// The catalogue has forms for who acts, and the first reason of visit asks for one of them.
fn give(app: &App, other_role: &str, of_visit: &str) {
    let rule =
        |role: &str, form: &str| json!({ "role": role, "form": form, "source": "prova", "checked_on": "2026-11-01" });
    let mut told = catalogue(app);
    told["acting"] = json!([rule("delegate", "form_aa08"), rule(other_role, "form_aa10")]);
    for service in told["services"].as_array_mut().expect("services") {
        let papers = service["papers"].as_array_mut().expect("papers");
        papers.push(json!({ "document_type": of_visit, "required": true, "condition": "" }));
    }
    tell_resource(app, "catalogue", &told);
}

#[tokio::test]
async fn of_who_cannot_come_nothing_is_asked_and_of_who_acts_that_they_are_here() {
    let (_folder, app, told) = at_nine("2026-12-01T07:40:00Z").await;
    let asked = async |role: ActingRole, version: i64| {
        hear(&app, &told, |told| {
            told.version += version;
            told.acting = Some(Acting {
                role,
                family_name: "Esempi".into(),
                given_name: "Genitrice".into(),
                codice_fiscale: String::new(),
                phone: String::new(),
            });
        });
        let detail = get(&app, &told).await;
        let checks = detail["checks"].as_array().expect("checks").clone();
        checks.into_iter().skip(6).map(|check| check["kind"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked(ActingRole::Delegate, 0).await, ["acting_present"], "a visit that is no delegation");
    assert_eq!(asked(ActingRole::Parent, 1).await, ["acting_present"]);
    give(&app, "parent", "form_aa10");
    assert_eq!(asked(ActingRole::Parent, 2).await, ["acting_present", "form_signed"], "a child is at home");
    assert_eq!(asked(ActingRole::Delegate, 3).await, ["acting_present"], "another form's visit");
}

#[tokio::test]
async fn a_link_that_may_not_be_opened_is_refused_with_its_host_and_a_good_one_is_sent_to_centrale() {
    let (_folder, app, told) = at_nine("2026-12-01T07:40:00Z").await;
    let refused = access(&app, &told, "https://teams.microsoft.com.evil.example/x", "").await;
    assert!(matches!(refused, Err(Error::MeetingLink { host }) if host == "teams.microsoft.com.evil.example"));
    assert!(
        matches!(access(&app, &told, "non un indirizzo", "").await, Err(Error::MeetingLink { host }) if host.is_empty())
    );
    let long = access(&app, &told, LINK, &"1".repeat(65)).await;
    assert!(matches!(long, Err(Error::Field { field }) if field == "door_code"));
    let kept = access(&app, &told, &format!("  {LINK}\n"), " 4711 ").await.expect("kept");
    assert_eq!(
        (&kept["appointment"]["meeting"]["link"], &kept["appointment"]["meeting"]["door_code"]),
        (&json!(LINK), &json!("4711"))
    );
    assert_eq!(kept["waiting"], 1);
    assert_eq!(access(&app, &told, LINK, "4711").await.expect("the same")["waiting"], 1, "nothing is sent twice");
    let gone = access(&app, &told, "", "").await.expect("taken away");
    assert!(gone["appointment"]["meeting"].get("link").is_none());
    let sent: Vec<Payload> = app
        .store
        .read(sportello_core::sync::outbox::list)
        .expect("the outbox")
        .into_iter()
        .map(|entry| entry.payload)
        .collect();
    let [Payload::SetMeetingAccess(first), Payload::SetMeetingAccess(second)] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!((&first.instead_of, second.instead_of.as_deref()), (&None, Some(LINK)), "each says what it saw");
    assert_eq!((&first.instead_of_code, second.instead_of_code.as_deref()), (&None, Some("4711")));
}

#[tokio::test]
async fn a_code_that_is_typed_leaves_the_officers_link_and_a_new_link_opens_what_was_closed() {
    let (_folder, app, told) = at_nine("2026-12-01T07:55:00Z").await;
    let theirs = "https://teams.microsoft.com/l/meetup-join/2";
    hear(&app, &told, |told| {
        told.meeting.link = Some(theirs.into());
        told.meeting.opened_at = Some("2026-12-01T07:50:00Z".parse().expect("a moment"));
        told.meeting.closed_at = Some("2026-12-01T07:54:00Z".parse().expect("a moment"));
    });
    // On a screen that had not shown the link yet.
    let code_only =
        json!({ "appointment_id": told["id"], "link": "", "door_code": "4711", "shown_link": "", "shown_code": "" });
    let kept = call(&app, "meetings_set_access", code_only).await.expect("kept");
    assert_eq!(kept["appointment"]["meeting"]["link"], theirs);
    assert_eq!(kept["appointment"]["meeting"]["door_code"], "4711");
    assert_eq!(kept["door"]["name"], "ended");
    assert_eq!(access(&app, &told, LINK, "4711").await.expect("kept")["door"]["name"], "open", "another room");
}

#[tokio::test]
async fn the_clerk_is_reminded_fifteen_minutes_before_until_the_meeting_is_opened_or_over() {
    let (_folder, app, told) = at_nine("2026-12-01T07:00:00Z").await;
    let due = async |now: &str| {
        app.clock.set(now.parse().expect("a moment"));
        call(&app, "meetings_due", json!(null)).await.expect("a list")
    };
    assert_eq!(due("2026-12-01T07:44:30Z").await, json!([]));
    let list = due("2026-12-01T07:45:05Z").await;
    assert_eq!((&list[0]["appointment_id"], &list[0]["door"]["name"]), (&told["id"], &json!("later")));
    assert_eq!(due("2026-12-01T08:05:00Z").await[0]["door"]["name"], "waits_for_officer");
    assert_eq!(due("2026-12-01T08:46:00Z").await, json!([]), "its time is over");
    call(&app, "appointments_record_outcome", json!({ "id": told["id"], "outcome": "held", "note": "" }))
        .await
        .expect("held");
    assert_eq!(due("2026-12-01T08:05:00Z").await, json!([]));
}

#[tokio::test]
async fn what_is_left_to_bring_is_asked_for_after_the_meeting_until_it_comes_or_is_struck_off_with_a_reason() {
    let (_folder, app, told) = at_nine("2026-12-01T07:00:00Z").await;
    app.clock.set("2026-12-01T08:20:00Z".parse().expect("a moment"));
    hear(&app, &told, |told| {
        told.requests.push(PaperRequest {
            document_type: "identity_card".into(),
            note: "fronte e retro".into(),
            form: None,
            version: 0,
            refused: None,
            was: None,
            at: told.starts_at,
        });
    });
    let outcome = json!({ "id": told["id"], "outcome": "held", "note": "", "still_to_bring": ["identity_card"] });
    let unknown = json!({ "id": told["id"], "outcome": "held", "note": "", "still_to_bring": ["unknown"] });
    assert!(matches!(call(&app, "appointments_record_outcome", unknown).await, Err(Error::Field { .. })));
    let closed = call(&app, "appointments_record_outcome", outcome).await.expect("held");
    assert_eq!(closed["appointment"]["requests"].as_array().map(Vec::len), Some(1), "it was asked for already");
    let asked = async || call(&app, "appointments_today", json!(null)).await.expect("today")["asked_for"].clone();
    assert_eq!(
        asked().await[0]["papers_asked_for"],
        json!(["Documento di identità"]),
        "a task, though the meeting is over"
    );

    let strike = |reason: &str| {
        json!({ "appointment_id": told["id"], "kind": "paper_not_needed", "holds": true, "reason": reason,
                "document_type": "identity_card" })
    };
    let without = call(&app, "meetings_attest", strike(" ")).await;
    assert!(matches!(without, Err(Error::Field { field }) if field == "reason"));
    let struck = call(&app, "meetings_attest", strike("Già agli atti dell'INPS")).await.expect("struck off");
    assert_eq!(struck["appointment"]["papers"][0]["state"], json!(Presence::NotNeeded));
    assert_eq!(struck["appointment"]["attestations"][0]["reason"], "Già agli atti dell'INPS");
    assert_eq!(asked().await, json!([]));
    assert!(matches!(attest(&app, &told, "identity_seen", true).await, Err(Error::AppointmentClosed)));
}

#[tokio::test]
async fn a_paper_that_the_counter_left_to_bring_is_asked_for_without_the_officer() {
    let (_folder, app, told) = at_nine("2026-12-01T07:00:00Z").await;
    app.clock.set("2026-12-01T08:20:00Z".parse().expect("a moment"));
    let outcome = json!({ "id": told["id"], "outcome": "held", "note": "", "still_to_bring": ["identity_card"] });
    let closed = call(&app, "appointments_record_outcome", outcome).await.expect("held");
    assert_eq!(closed["appointment"]["requests"][0]["document_type"], "identity_card");
    let today = call(&app, "appointments_today", json!(null)).await.expect("today");
    assert_eq!(today["asked_for"][0]["id"], told["id"]);
}

/// Written by the program when the browser was opened.
fn opened(told: &mut Appointment, at: &str) {
    told.attestations.push(Attestation {
        id: uuid::Uuid::now_v7(),
        kind: AttestationKind::MeetingOpened,
        holds: true,
        measured: None,
        document_type: None,
        reason: String::new(),
        at: at.parse().expect("a moment"),
        operator_id: uuid::Uuid::now_v7(),
        operator_name: "Anna Prova".into(),
    });
}

#[tokio::test]
async fn a_meeting_by_link_that_was_opened_here_can_be_entered_again_for_hours_until_it_is_closed() {
    let (_folder, app, told) = at_nine("2026-12-01T07:55:00Z").await;
    hear(&app, &told, |told| {
        told.meeting.link = Some(LINK.into());
        opened(told, "2026-12-01T08:02:00Z");
    });
    assert_eq!(door_at(&app, &told, "2026-12-01T09:40:00Z").await, "open", "the browser fell over an hour later");
    assert_eq!(get(&app, &told).await["opened_here"], "2026-12-01T08:02:00Z");
    assert_eq!(door_at(&app, &told, "2026-12-01T12:02:05Z").await, "over");
    hear(&app, &told, |told| {
        told.version += 1;
        told.meeting.link = Some(LINK.into());
        told.meeting.closed_at = Some("2026-12-01T08:20:00Z".parse().expect("a moment"));
        opened(told, "2026-12-01T08:02:00Z");
    });
    assert_eq!(door_at(&app, &told, "2026-12-01T08:21:00Z").await, "ended");
}

#[tokio::test]
async fn what_was_opened_before_a_move_was_of_another_hour() {
    let (_folder, app, told) = at_nine("2026-12-01T07:40:00Z").await;
    hear(&app, &told, |told| {
        told.meeting.link = Some(LINK.into());
        opened(told, "2026-12-01T06:02:00Z");
        told.history.push(Event {
            kind: EventKind::Moved,
            by: Party::Counter,
            reason: String::new(),
            at: "2026-12-01T06:05:00Z".parse().expect("a moment"),
            from: Some("2026-12-01T06:00:00Z".parse().expect("a moment")),
        });
    });
    assert_eq!(get(&app, &told).await["opened_here"], Value::Null);
    assert_eq!(door_at(&app, &told, "2026-12-01T07:46:00Z").await, "later", "it is not kept open from before");
    let due = call(&app, "meetings_due", json!(null)).await.expect("a list");
    assert_eq!(due[0]["appointment_id"], told["id"], "and reminded of again");
}

#[tokio::test]
async fn what_the_outcome_does_not_leave_is_no_task_any_more() {
    for (outcome, left, state, tasks) in [
        ("held", json!(["identity_card"]), Presence::Missing, 1),
        ("held", json!([]), Presence::NotNeeded, 0),
        ("citizen_absent", json!([]), Presence::Missing, 0),
    ] {
        let (_folder, app, told) = at_nine("2026-12-01T07:00:00Z").await;
        hear(&app, &told, |told| {
            told.requests.push(PaperRequest {
                document_type: "identity_card".into(),
                note: String::new(),
                form: None,
                version: 0,
                refused: None,
                was: None,
                at: "2026-12-01T06:50:00Z".parse().expect("a moment"),
            });
        });
        assert_eq!(get(&app, &told).await["open_requests"], json!(["identity_card"]), "before it is asked for");
        app.clock.set("2026-12-01T08:20:00Z".parse().expect("a moment"));
        let request = json!({ "id": told["id"], "outcome": outcome, "note": "", "still_to_bring": left });
        let closed = call(&app, "appointments_record_outcome", request).await.expect("closed");
        assert_eq!(closed["appointment"]["papers"][0]["state"], json!(state), "{outcome} {left}");
        assert_eq!(closed["open_requests"], left, "{outcome}");
        let today = call(&app, "appointments_today", json!(null)).await.expect("today");
        assert_eq!(today["asked_for"].as_array().map(Vec::len), Some(tasks), "{outcome} {left}");
    }
}
