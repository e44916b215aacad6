//! Signing in with the cable out, and who may do what.

mod desk;

use desk::{CLERK, PIN, SUPERVISOR, call, open, sign_in};
use serde_json::json;
use sportello_core::Error;

#[tokio::test]
async fn five_wrong_pins_lock_across_a_restart_until_a_supervisor_unlocks() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let wrong = json!({ "operator_id": CLERK, "pin": "000000" });
    for left in (1..=4).rev() {
        let error = call(&app, "operators_sign_in", wrong.clone()).await.expect_err("a wrong PIN");
        assert!(matches!(error, Error::WrongPin { attempts_left } if attempts_left == left), "{error:?}");
    }
    let error = call(&app, "operators_sign_in", wrong).await.expect_err("the fifth");
    assert!(matches!(error, Error::OperatorLocked), "{error:?}");
    drop(app);

    let app = open(folder.path());
    let right = json!({ "operator_id": CLERK, "pin": PIN });
    let error = call(&app, "operators_sign_in", right.clone()).await.expect_err("still locked");
    assert!(matches!(error, Error::OperatorLocked), "the right PIN does not help either: {error:?}");
    let list = call(&app, "operators_list", json!(null)).await.expect("the sign-in screen");
    assert_eq!(list[0]["locked"], true, "the screen says so before anyone types");

    sign_in(&app, SUPERVISOR).await;
    call(&app, "operators_unlock", json!({ "operator_id": CLERK })).await.expect("a supervisor may");
    call(&app, "operators_sign_in", right).await.expect("and the clerk is in");
}

#[tokio::test]
async fn a_right_pin_starts_the_count_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    for _ in 0..3 {
        for _ in 0..4 {
            let wrong = json!({ "operator_id": CLERK, "pin": "000000" });
            call(&app, "operators_sign_in", wrong).await.expect_err("a wrong PIN");
        }
        sign_in(&app, CLERK).await;
    }
}

#[tokio::test]
async fn nothing_is_shown_before_sign_in_or_beyond_the_role() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    for command in ["appointments_today", "citizens_search", "catalogue_get", "snapshot_get", "outbox_list"] {
        let error = call(&app, command, json!(null)).await.expect_err("nobody is signed in");
        assert!(matches!(error, Error::NotSignedIn), "{command}: {error:?}");
    }
    sign_in(&app, CLERK).await;
    let day = json!({ "date": "2026-11-23" });
    let error = call(&app, "supervision_day", day.clone()).await.expect_err("a clerk");
    assert!(matches!(error, Error::NotAllowed), "{error:?}");
    call(&app, "operators_sign_out", json!(null)).await.expect("out");
    sign_in(&app, SUPERVISOR).await;
    call(&app, "supervision_day", day).await.expect("a supervisor");
}
