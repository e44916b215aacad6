//! Who is at the counter: what a code says, what does not agree, who acts. All persons and codes are invented.

mod desk;

use desk::{CLERK, booking, call, open, sign_in};
use serde_json::{Value, json};
use sportello_core::{App, Error, citizens::codice_fiscale::Flaw, store::resources};
use std::sync::Arc;

async fn signed_in() -> (tempfile::TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    sign_in(&app, CLERK).await;
    (folder, app)
}

async fn decode(app: &App, code: &str) -> Value {
    call(app, "citizens_decode", json!({ "codice_fiscale": code })).await.expect("a valid code")
}

async fn check(app: &App, code: &str, family_name: &str, given_name: &str, birth_date: Option<&str>) -> Value {
    let request = json!({
        "codice_fiscale": code, "family_name": family_name, "given_name": given_name,
        "birth_date": birth_date, "sex": null,
    });
    call(app, "citizens_check", request).await.expect("a check")
}

/// Books for a person, with what is different from the desk's usual booking.
async fn book(app: &App, citizen: Value, acting: Value) -> Value {
    let offer = desk::offer(app).await;
    let mut request = booking(offer["free"][0]["slot_ids"].clone());
    request["acting"] = acting;
    for (key, value) in citizen.as_object().expect("the fields of a citizen") {
        request["citizen"][key] = value.clone();
    }
    call(app, "appointments_book", request).await.expect("a booking")
}

/// Centrale offers more hours, and asks a delegate for a form.
fn with_hours_and_rules(app: &App) {
    let now = app.clock.now();
    app.store
        .write(|tx| {
            let mut slots: Value = resources::get(tx, "slots")?.expect("hours").body;
            let one = slots["slots"][0].clone();
            for number in 0..12 {
                let mut slot = one.clone();
                slot["id"] = json!(uuid::Uuid::from_u128(500 + number));
                slot["seat"] = json!(number + 2);
                slots["slots"].as_array_mut().expect("a list").push(slot);
            }
            resources::set(tx, "slots", &slots.to_string(), "", now)?;
            let mut catalogue: Value = resources::get(tx, "catalogue")?.expect("a catalogue").body;
            catalogue["acting"] = json!([{
                "role": "delegate", "form": "form_aa08", "hint": "", "most": 5, "source": "inventata",
                "checked_on": "2026-11-01",
            }]);
            resources::set(tx, "catalogue", &catalogue.to_string(), "", now)
        })
        .expect("what Centrale told is kept");
}

#[tokio::test]
async fn there_is_no_29_february_in_a_year_that_is_not_a_leap_year() {
    let (_folder, app) = signed_in().await;
    for (code, whose) in [("TSTMRC25B29H501R", "a man's"), ("TSTMRC25B69H501V", "a woman's")] {
        let error = call(&app, "citizens_decode", json!({ "codice_fiscale": code })).await.expect_err(whose);
        assert!(matches!(error, Error::CodiceFiscale { flaw: Flaw::Date }), "{whose}: {error:?}");
    }
    for code in ["TSTMRC24B29H501Q", "TSTMRC24B69H501U"] {
        assert_eq!(decode(&app, code).await["decoded"]["birth_date"], "2024-02-29", "{code}");
    }
}

#[tokio::test]
async fn a_comune_renamed_between_birth_and_today_has_the_name_of_the_day_of_birth_and_that_of_today() {
    let (_folder, app) = signed_in().await;
    // 1920 or 2020: the code does not tell.
    let lookup = decode(&app, "RSSMRA20A01A089Q").await;
    assert_eq!(lookup["decoded"]["birthplace"]["name"], "Agrigento", "of a child of six");
    assert_eq!(lookup["decoded"]["other_birth_date"], "1920-01-01");
    let corrected = check(&app, "RSSMRA20A01A089Q", "", "", Some("1920-01-01")).await;
    assert_eq!(corrected["birthplace"]["name"], "Girgenti");
    assert_eq!(corrected["birthplace"]["today"]["name"], "Agrigento");
    assert_eq!(corrected["mismatches"], json!([]), "the century is not in the code");
    let by_default = check(&app, "RSSMRA20A01A089Q", "", "", None).await;
    assert_eq!(by_default["birthplace"]["today"], Value::Null);

    let citizen = json!({ "codice_fiscale": "RSSMRA20A01A089Q", "family_name": "Rossi", "given_name": "Mario",
        "birth_date": "1920-01-01" });
    let id = book(&app, citizen, Value::Null).await["appointment"]["citizen"]["id"].clone();
    let page = call(&app, "citizens_get", json!({ "id": id })).await.expect("the citizen's page");
    assert_eq!(page["check"]["birthplace"]["name"], "Girgenti", "the correction is kept");
    assert_eq!(page["citizen"]["birth_date"], "1920-01-01");
}

#[tokio::test]
async fn at_midnight_in_rome_a_person_turns_a_hundred_and_a_new_born_could_have_the_same_code() {
    let (_folder, app) = signed_in().await;
    let code = "TSTMRC26S25H501W";
    app.clock.set("2026-11-24T22:58:00Z".parse().expect("two minutes to midnight in Rome"));
    let before = decode(&app, code).await["decoded"].clone();
    assert_eq!((&before["birth_date"], &before["other_birth_date"]), (&json!("1926-11-25"), &Value::Null));
    assert_eq!(check(&app, code, "", "", None).await["age"], 99);

    app.clock.set("2026-11-24T23:00:01Z".parse().expect("one second after midnight in Rome"));
    let after = decode(&app, code).await["decoded"].clone();
    assert_eq!((&after["birth_date"], &after["other_birth_date"]), (&json!("2026-11-25"), &json!("1926-11-25")));
    assert_eq!(check(&app, code, "", "", Some("1926-11-25")).await["age"], 100);
    assert_eq!(check(&app, code, "", "", None).await["age"], 0);
}

#[tokio::test]
async fn what_does_not_agree_is_said_and_the_reason_is_kept_for_as_long_as_it_holds() {
    let (_folder, app) = signed_in().await;
    let mut without = booking(desk::offer(&app).await["free"][0]["slot_ids"].clone());
    without["citizen"]["mismatch_reason"] = json!(" ");
    let error = call(&app, "appointments_book", without).await.expect_err("the name does not agree with the code");
    assert!(matches!(&error, Error::Field { field } if field == "mismatch_reason"), "{error:?}");
    let checked = check(&app, "CCCFBA85D03L219P", "Provetti", "Fabio", Some("1985-04-04")).await;
    assert_eq!(checked["mismatches"], json!(["surname", "birth_date"]));

    let reason = "Il nome è stato verificato sul documento";
    let entry = json!({ "mismatch_reason": reason, "birth_date": "1985-04-04", "sex": "female" });
    let booked = book(&app, entry, Value::Null).await;
    assert_eq!(booked["appointment"]["citizen"]["mismatch_reason"], reason);
    let id = booked["appointment"]["citizen"]["id"].clone();
    let page = call(&app, "citizens_get", json!({ "id": id })).await.expect("the citizen's page");
    assert_eq!(page["check"]["mismatches"], json!(["surname", "given_name", "birth_date", "sex"]));
    assert_eq!(page["citizen"]["mismatch_reason"], reason);

    let corrected = json!({ "family_name": "Caccamo", "given_name": "Fabio", "mismatch_reason": reason });
    let again = book(&app, corrected, Value::Null).await;
    assert_eq!(again["appointment"]["citizen"]["id"], id, "the same code, the same person");
    assert_eq!(again["appointment"]["citizen"]["mismatch_reason"], "", "nothing is left to explain");
}

#[tokio::test]
async fn nobody_is_born_tomorrow() {
    let (_folder, app) = signed_in().await;
    let offer = desk::offer(&app).await;
    let mut request = booking(offer["free"][0]["slot_ids"].clone());
    request["citizen"]["codice_fiscale"] = json!("80078750587");
    request["citizen"]["birth_date"] = json!("2199-01-01");
    let error = call(&app, "appointments_book", request).await.expect_err("a date of the future");
    assert!(matches!(&error, Error::Field { field } if field == "birth_date"), "{error:?}");
}

#[tokio::test]
async fn a_code_that_omocodia_made_is_another_person_until_the_clerk_says_otherwise() {
    let (_folder, app) = signed_in().await;
    let first = json!({ "codice_fiscale": "RSSMRA80A01H501U", "family_name": "Rossi", "given_name": "Mario" });
    let mario = book(&app, first, Value::Null).await["appointment"]["citizen"]["id"].clone();

    let lookup = decode(&app, "rssmra80a01h50mm").await;
    assert_eq!(lookup["known"], Value::Null, "nothing of Mario's is taken over by itself");
    assert_eq!(lookup["perhaps"][0]["id"], mario);
    assert_eq!(lookup["decoded"]["code"], "RSSMRA80A01H50MM", "the raw one is the legal one");

    let other = json!({ "codice_fiscale": "RSSMRA80A01H50MM", "family_name": "Rossi", "given_name": "Mara" });
    let mara = book(&app, other, Value::Null).await["appointment"]["citizen"].clone();
    assert_ne!(mara["id"], mario);
    assert_eq!(mara["codice_fiscale"], "RSSMRA80A01H50MM");
    let page = call(&app, "citizens_get", json!({ "id": mario })).await.expect("Mario's page");
    assert_eq!(
        (&page["citizen"]["given_name"], &page["citizen"]["codice_fiscale"]),
        (&json!("Mario"), &json!("RSSMRA80A01H501U"))
    );
    assert_eq!(decode(&app, "RSSMRA80A01H501U").await["known"]["given_name"], "Mario");
}

#[tokio::test]
async fn the_same_person_with_a_new_code_keeps_the_history() {
    let (_folder, app) = signed_in().await;
    let old = json!({ "codice_fiscale": "RSSMRA80A01H501U", "family_name": "Rossi", "given_name": "Mario" });
    let id = book(&app, old, Value::Null).await["appointment"]["citizen"]["id"].clone();
    let new = json!({ "id": id, "codice_fiscale": "RSSMRA80A01H50MM", "family_name": "Rossi", "given_name": "Mario" });
    let booked = book(&app, new, Value::Null).await["appointment"]["citizen"].clone();
    assert_eq!((&booked["id"], &booked["codice_fiscale"]), (&id, &json!("RSSMRA80A01H50MM")));
    let page = call(&app, "citizens_get", json!({ "id": id })).await.expect("the page");
    assert_eq!(page["appointments"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn the_sixth_delegation_of_a_person_is_warned_of_and_booked_all_the_same() {
    let (_folder, app) = signed_in().await;
    with_hours_and_rules(&app);
    let delegate = json!({ "role": "delegate", "codice_fiscale": "PRVDLG75D12A757N", "family_name": "Provadelega",
        "given_name": "Dalig", "phone": "0437 111111" });
    let asked = |citizen: &'static str, role: &'static str| {
        let request = json!({ "role": role, "codice_fiscale": "prvdlg75d12a757n", "family_name": "", "given_name": "",
            "citizen_code": citizen });
        let app = app.clone();
        async move { call(&app, "citizens_check_acting", request).await.expect("a check") }
    };
    let codes = [
        "RSSMRA15A01A089Q",
        "VRDGNN17A41H501B",
        "BNCLCU18E10H501P",
        "PRVSMP19A01H501H",
        "TSTPLA20B41H501Q",
        "DMSFRC60C43H501T",
    ];
    for (count, code) in codes[..5].iter().enumerate() {
        let before = asked("DMSFRC60C43H501T", "delegate").await;
        assert_eq!((&before["delegations"], &before["most"]), (&json!(count), &Value::Null));
        book(&app, json!({ "codice_fiscale": code }), delegate.clone()).await;
    }
    let sixth = asked("DMSFRC60C43H501T", "delegate").await;
    assert_eq!((&sixth["delegations"], &sixth["most"]), (&json!(5), &json!(5)));
    assert_eq!(
        asked(codes[0], "delegate").await["delegations"],
        4,
        "a further meeting of the same citizen is no new delegation"
    );
    assert_eq!(asked("DMSFRC60C43H501T", "guardian").await["most"], Value::Null, "a guardian has no limit");
    let booked = book(&app, json!({ "codice_fiscale": codes[5] }), delegate).await;
    assert_eq!(booked["appointment"]["acting"]["phone"], "0437 111111");

    let again = decode(&app, codes[5]).await;
    assert_eq!(again["last_acting"]["family_name"], "Provadelega", "offered for the next time");
}

#[tokio::test]
async fn who_acts_is_not_the_citizen() {
    let (_folder, app) = signed_in().await;
    let request = json!({ "role": "parent", "codice_fiscale": "CCCFBA85D03L219P", "family_name": "Provetti",
        "given_name": "", "citizen_code": "CCCFBA85D03L219P" });
    let checked = call(&app, "citizens_check_acting", request).await.expect("a check");
    assert_eq!((&checked["is_the_citizen"], &checked["mismatches"]), (&json!(true), &json!(["surname"])));
}

#[tokio::test]
async fn delegations_are_counted_by_their_index() {
    let (_folder, app) = signed_in().await;
    let plan: String = app
        .store
        .read(|conn| {
            let sql = "EXPLAIN QUERY PLAN SELECT count(DISTINCT citizen_id) FROM appointments
                WHERE json_extract(shown, '$.acting.role') IN ('delegate', 'delegate_of_impeded')
                  AND json_extract(shown, '$.acting.codice_fiscale') = 'X' AND citizen_id IS NOT 'Y'";
            Ok(conn.query_row(sql, [], |row| row.get(3))?)
        })
        .expect("a plan");
    assert!(plan.contains("appointments_by_delegate"), "half a million appointments are not read: {plan}");
}

#[tokio::test]
async fn the_source_of_the_birthplaces_is_told_with_its_day() {
    let (_folder, app) = signed_in().await;
    let places = call(&app, "settings_get", json!(null)).await.expect("the settings")["places"].clone();
    assert!(places["attribution"].as_str().is_some_and(|text| text.contains("CC BY 4.0")), "{places}");
    assert!(places["as_of"].as_str().is_some_and(|day| day >= "2026"), "{places}");
}
