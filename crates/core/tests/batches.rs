//! Pages that are not yet confirmed, on a real desk with a real vault. All sheets are invented.

mod desk;
mod escl_scanner;
#[path = "batches/sheets.rs"]
#[allow(dead_code, reason = "other tests draw more kinds of sheets")]
mod sheets;
#[path = "batches/tray.rs"]
mod tray;

use escl_scanner::{Mock, Options, Quirk};
use serde_json::{Value, json};
use sportello_core::{Error, scanning};
use std::{fs, time::Duration};
use tray::Tray;

fn place() -> tempfile::TempDir {
    tempfile::tempdir().expect("a place")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_picture_becomes_a_page_and_at_the_clerks_word_one_pdf_of_the_appointment() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let batch = tray.add(sheets::text(1)).await;
    let shown = tray.until_done(&batch).await;
    let page = &shown["pages"][0];
    let (id, revision) = (page["id"].as_str().expect("an id"), &page["shown_revision"]);
    let thumbnail = tray.bytes(&format!("pages/{id}/thumbnail/{revision}")).await.expect("a thumbnail");
    assert_eq!(thumbnail[..3], [0xff, 0xd8, 0xff], "a JPEG");
    let picture = tray.bytes(&format!("pages/{id}/shown/{revision}")).await.expect("what the document will show");
    assert!(image::load_from_memory(&picture).is_ok());
    assert_eq!(tray.bytes(&format!("pages/{id}/original")).await.expect("the original"), sheets::text(1));

    let after = tray.confirm(&batch).await.expect("confirmed");
    assert_eq!(after["batches"], json!([]), "nothing waits any more");
    let detail = tray.call("appointments_get", json!({ "id": tray.appointment })).await.expect("the appointment");
    let document = &detail["documents"][0];
    assert_ne!(document["id"], json!(batch), "what comes under the batch's id never replaces it");
    assert_eq!(document["media_type"], "application/pdf");
    assert_eq!((&document["pages"], &document["document_type"]), (&json!(1), &json!("identity_card")));
    assert_eq!(detail["appointment"]["papers"][0]["state"], "present");
    let outbox = tray.call("outbox_list", json!(null)).await.expect("the outbox").to_string();
    assert_eq!(outbox.matches("add_document").count(), 1, "{outbox}");

    let pdf = tray.bytes(&format!("documents/{}", document["id"].as_str().expect("an id"))).await.expect("its bytes");
    let read = lopdf::Document::load_mem(&pdf).expect("a PDF");
    assert_eq!(read.get_pages().len(), 1);
    assert!(!String::from_utf8_lossy(&pdf).contains("Provetti"), "no personal data in it");
    assert!(matches!(tray.bytes(&format!("pages/{id}/original")).await, Err(Error::NotFound)), "purged");
    assert_eq!(tray.sealed(), 1, "the document, and nothing that it was made of");
    assert!(matches!(tray.confirm(&batch).await, Err(Error::NotFound)), "only once");
}

#[test]
fn pages_not_yet_confirmed_survive_a_crash_and_so_does_what_can_be_undone() {
    let place = place();
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    let first = runtime();
    let (batch, pages) = first.block_on(async {
        let tray = Tray::new(place.path()).await;
        let batch = tray.sheets(3).await;
        let pages = tray.kept(&batch).await;
        tray.edit(json!({ "kind": "remove", "page_id": pages[1] })).await;
        tray.edit(json!({ "kind": "turn", "page_id": pages[0], "quarters": 1 })).await;
        // Not waited for: the turned page and the fourth are still to be worked on.
        scanning::add(&tray.app, &format!("added/{batch}"), sheets::text(4)).await.expect("added");
        (batch, pages)
    });
    // Nothing is closed, nothing is told: what ran is gone in the middle of its work.
    first.shutdown_background();
    runtime().block_on(async {
        let tray = Tray::again(place.path()).await;
        let done = tray.until_done(&batch).await;
        assert_eq!(done["pages"].as_array().map(Vec::len), Some(4));
        let kept = tray.kept(&batch).await;
        assert_eq!(kept[..2], [pages[0].clone(), pages[2].clone()], "the removed one stays removed");
        let page = |batch: &Value| batch["pages"].as_array().expect("pages")[0].clone();
        assert_eq!(page(&done)["corrections"]["turn"], "right");
        let original = tray.bytes(&format!("pages/{}/original", pages[1])).await.expect("the original");
        assert_eq!(original, sheets::text(2));
        let undone = tray.call("batches_undo", json!(null)).await.expect("undone");
        assert_ne!(page(&undone["batches"][0])["corrections"]["turn"], "right", "the turn is undone");
        tray.call("batches_undo", json!(null)).await.expect("undone");
        assert_eq!(tray.kept(&batch).await[..3], pages[..], "and the removal");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_clerk_does_to_pages_can_be_undone_step_by_step() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let (one, other) = (tray.sheets(4).await, tray.sheets(2).await);
    let pages = tray.kept(&one).await;
    let second = tray.kept(&other).await;
    let strip = |list: &Value| {
        let mut batches = list["batches"].clone();
        for page in batches.as_array_mut().into_iter().flatten().filter_map(|b| b["pages"].as_array_mut()).flatten() {
            let page = page.as_object_mut().expect("a page");
            page.retain(|name, _| ["id", "removed", "back_id", "corrections"].contains(&name.as_str()));
        }
        batches.to_string()
    };
    let edits = [
        json!({ "kind": "turn", "page_id": pages[0], "quarters": -1 }),
        json!({ "kind": "correct", "page_id": pages[1], "corrections": {
            "turn": "none", "straighten": false, "crop": { "name": "rect", "left": 10, "top": 20, "width": 500, "height": 600 },
            "clean": false, "coding": "grey" } }),
        json!({ "kind": "remove", "page_id": pages[2] }),
        json!({ "kind": "restore", "page_id": pages[2] }),
        json!({ "kind": "move", "page_id": pages[3], "batch_id": one, "to": 0 }),
        json!({ "kind": "interleave", "batch_id": one }),
        json!({ "kind": "card", "front_id": second[0], "back_id": second[1] }),
        json!({ "kind": "move", "page_id": second[0], "batch_id": one, "to": 1 }),
        json!({ "kind": "split", "page_id": pages[1] }),
        json!({ "kind": "merge", "batch_id": other, "into": one }),
    ];
    let mut seen = vec![strip(&tray.list().await)];
    for edit in &edits {
        tray.edit(edit.clone()).await;
        let now = strip(&tray.list().await);
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    assert_eq!(seen.len(), edits.len(), "each but the merge of an empty batch is a change of its own");
    while let Some(now) = seen.pop() {
        assert_eq!(strip(&tray.list().await), now);
        tray.call("batches_undo", json!(null)).await.expect("undone");
    }
    assert_eq!(tray.list().await["undo"], json!(null), "nothing is left to be undone");
    tray.until_done(&one).await;
    tray.until_done(&other).await;
    tray.confirm(&one).await.expect("what was undone can be confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_picture_costs_one_page_and_keeps_its_original() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let batch = tray.add(sheets::text(1)).await;
    for bytes in [sheets::torn(), sheets::text(2)] {
        scanning::add(&tray.app, &format!("added/{batch}"), bytes).await.expect("added");
    }
    let done = tray.until_done(&batch).await;
    let states: Vec<&Value> = done["pages"].as_array().expect("pages").iter().map(|page| &page["state"]).collect();
    let broken = json!({ "name": "broken", "reason": "unreadable" });
    assert_eq!(states, [&json!({ "name": "ready" }), &broken, &json!({ "name": "ready" })], "the others go on");
    let torn = done["pages"][1]["id"].clone();
    assert!(matches!(tray.confirm(&batch).await, Err(Error::PagesNotReady)), "not without the clerk's decision");
    tray.edit(json!({ "kind": "remove", "page_id": torn })).await;
    tray.confirm(&batch).await.expect("confirmed without it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_takes_too_long_is_given_up_and_may_be_tried_again() {
    let place = place();
    let tray = Tray::with(place.path(), |app| app.batches.longest = Duration::from_millis(1)).await;
    let batch = tray.add(sheets::text(1)).await;
    let done = tray.until_done(&batch).await;
    assert_eq!(done["pages"][0]["state"], json!({ "name": "broken", "reason": "too_slow" }));
    let page = done["pages"][0]["id"].as_str().expect("an id");
    assert_eq!(tray.bytes(&format!("pages/{page}/original")).await.expect("the original"), sheets::text(1));
    tray.edit(json!({ "kind": "turn", "page_id": page, "quarters": 1 })).await;
    tray.until(&batch, "it is tried again", |batch| batch["pages"][0]["revision"] == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_thrown_away_is_purged() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let batch = tray.sheets(2).await;
    let page = tray.kept(&batch).await[0].clone();
    tray.edit(json!({ "kind": "split", "page_id": tray.kept(&batch).await[1] })).await;
    let after = tray.call("batches_discard", json!({ "batch_id": batch })).await.expect("discarded");
    assert_eq!(after["batches"].as_array().map(Vec::len), Some(1), "the other half stays");
    assert_eq!(after["undo"], json!(null), "a step that would bring it back is forgotten");
    assert!(matches!(tray.bytes(&format!("pages/{page}/original")).await, Err(Error::NotFound)));
    let other = after["batches"][0]["id"].as_str().expect("an id");
    tray.call("batches_discard", json!({ "batch_id": other })).await.expect("discarded");
    assert_eq!(tray.sealed(), 0, "nothing is left in the vault");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_signed_in_clerk_adds_and_sees_pages_and_only_documents_are_taken() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let batch = tray.sheets(1).await;
    let page = tray.kept(&batch).await[0].clone();
    let refused = |bytes: Vec<u8>| scanning::add(&tray.app, "added", bytes);
    assert!(matches!(refused(b"MZ this is a program".to_vec()).await, Err(Error::NotADocument)));
    assert!(matches!(refused(b"%PDF-1.7 and nothing more".to_vec()).await, Err(Error::NotADocument)));
    assert!(matches!(refused(vec![0; 50 * 1024 * 1024 + 1]).await, Err(Error::TooLarge)));
    let nowhere = scanning::add(&tray.app, &format!("added/{}", uuid::Uuid::nil()), sheets::text(1)).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
    tray.call("operators_sign_out", json!(null)).await.expect("signed out");
    assert!(matches!(refused(sheets::text(1)).await, Err(Error::NotSignedIn)));
    assert!(matches!(tray.bytes(&format!("pages/{page}/thumbnail/1")).await, Err(Error::NotSignedIn)));
    assert!(matches!(tray.call("batches_list", json!(null)).await, Err(Error::NotSignedIn)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_is_judged_before_it_is_kept_and_not_for_ever() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let excessive = |added: Result<scanning::Added, Error>| {
        matches!(added, Err(Error::DocumentRefused { why: scanning::Refusal::Excessive }))
    };
    let mut house = sheets::text(1);
    house[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let sum = crc32(&house[12..29]);
    house[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(excessive(scanning::add(&tray.app, "added", house).await), "30,000 by 30,000");
    drop(tray);

    let place = tempfile::tempdir().expect("a place");
    let tray = Tray::with(place.path(), |app| app.scanning.longest_look = Duration::ZERO).await;
    // Long enough to be looked at for longer than no time at all.
    let pdf = [b"%PDF-1.4\n".to_vec(), vec![b' '; 40 << 20], b"startxref\n9\n%%EOF".to_vec()].concat();
    assert!(excessive(scanning::add(&tray.app, "added", pdf).await), "its time is up");
    assert_eq!(tray.sealed(), 0, "nothing of it is kept");
}

/// As PNG has it (ISO 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_batch_that_centrale_refuses_comes_back_as_a_scan_and_goes_elsewhere() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let batch = tray.sheets(2).await;
    tray.confirm(&batch).await.expect("confirmed");
    let detail = tray.call("appointments_get", json!({ "id": tray.appointment })).await.expect("the appointment");
    let document = detail["documents"][0]["id"].as_str().expect("an id").to_owned();
    let pdf = tray.bytes(&format!("documents/{document}")).await.expect("its bytes");

    // As Centrale's answer would leave it.
    let command: String = tray
        .app
        .store
        .write(|tx| {
            let sql = "UPDATE outbox SET state = 'parked', reason = '\"bad_request\"' WHERE kind = 'add_document' RETURNING command_id";
            Ok(tx.query_row(sql, [], |row| row.get(0))?)
        })
        .expect("refused");
    tray.call("outbox_withdraw", json!({ "id": command })).await.expect("given up");
    let waits = tray.call("scanning_status", json!(null)).await.expect("the scans")["scans"].clone();
    let scan = &waits[0];
    assert_eq!(
        (&scan["id"], &scan["state"], &scan["pages"]),
        (&json!(document), &json!("taken"), &json!(2)),
        "{waits}"
    );
    assert_eq!(tray.bytes(&format!("scans/{document}")).await.expect("the only copy"), pdf);
    let detail = tray.call("appointments_get", json!({ "id": tray.appointment })).await.expect("the appointment");
    assert_eq!(detail["documents"], json!([]));
    assert_eq!(detail["appointment"]["papers"][0]["state"], "missing", "the paper is missing again");

    let again = json!({ "scan_id": document, "appointment_id": tray.appointment, "document_type": "identity_card" });
    tray.call("scanning_attach", again).await.expect("attached again");
    assert_eq!(tray.bytes(&format!("documents/{document}")).await.expect("its bytes"), pdf);
    let outbox = tray.call("outbox_list", json!(null)).await.expect("the outbox").to_string();
    assert_eq!(outbox.matches("add_document").count(), 1, "one command that waits: {outbox}");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_pages_go_where_the_clerk_works_unless_the_clerk_says_otherwise() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let aim = json!({ "appointment_id": tray.appointment, "document_type": null });
    tray.call("scanning_aim", aim).await.expect("aimed");
    let batch = tray.sheets(1).await;
    let shown = tray.batch(&batch).await;
    assert_eq!((&shown["appointment_id"], &shown["document_type"]), (&tray.appointment, &json!("identity_card")));
    let to = json!({ "batch_id": batch, "appointment_id": null, "document_type": null });
    tray.call("batches_aim", to).await.expect("nowhere");
    assert_eq!(tray.batch(&batch).await["appointment_id"], json!(null));
    tray.confirm(&batch).await.expect("confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_from_the_scanner_one_by_one_and_those_before_a_jam_are_kept() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    assert!(matches!(tray.call("scanning_start", json!({ "batch_id": null })).await, Err(Error::NoScanner)));
    let mock = Mock::start(Options { sheets: 3, ..Options::default() }, "127.0.0.1:0").await;
    tray.use_scanner(&mock.url, "feeder").await;
    let batch = tray.scan(None).await;
    tray.until_done(&batch).await;
    assert_eq!(tray.kept(&batch).await.len(), 3);
    let ended = tray.list().await["scan"].clone();
    assert_eq!((&ended["running"], &ended["fault"]), (&json!(false), &json!(null)), "{ended}");

    let quirks = [Quirk::Jam].into();
    let jams = Mock::start(Options { quirks, sheets: 4, ..Options::default() }, "127.0.0.1:0").await;
    tray.use_scanner(&jams.url, "feeder").await;
    tray.scan(Some(&batch)).await;
    tray.until_done(&batch).await;
    assert_eq!(tray.kept(&batch).await.len(), 5, "two more came before the jam, into the same batch");
    assert_eq!(tray.list().await["scan"]["fault"], json!({ "at": "scanner", "fault": { "fault": "jam" } }));
    tray.confirm(&batch).await.expect("what came can be confirmed");
    let seen = tray.call("scanning_cancel", json!(null)).await.expect("read");
    assert_eq!(seen["scan"], json!(null), "what went wrong is read and forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_scan_ended_is_told_to_whoever_started_it_only() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let mock = Mock::start(Options { sheets: 1, ..Options::default() }, "127.0.0.1:0").await;
    tray.use_scanner(&mock.url, "feeder").await;
    tray.scan(None).await;
    for (operator, told) in [(desk::SUPERVISOR, false), (desk::CLERK, true)] {
        tray.call("operators_sign_out", json!(null)).await.expect("signed out");
        desk::sign_in(&tray.app, operator).await;
        assert_eq!(tray.list().await["scan"].is_object(), told, "else the next page would join another citizen's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_say_who_scanned_them_and_are_own_only_to_that_operator() {
    let place = place();
    let tray = Tray::new(place.path()).await;
    let batch = tray.sheets(2).await;
    let by = |batch: &Value| (batch["is_own"].clone(), batch["scanned_by"].clone());
    assert_eq!(by(&tray.batch(&batch).await), (json!(true), json!("Anna Prova")));
    tray.call("operators_sign_out", json!(null)).await.expect("signed out");
    desk::sign_in(&tray.app, desk::SUPERVISOR).await;
    assert_eq!(by(&tray.batch(&batch).await), (json!(false), json!("Anna Prova")), "the next clerk is told");
    let pages = tray.kept(&batch).await;
    let split = tray.edit(json!({ "kind": "split", "page_id": pages[1] })).await;
    for half in split["batches"].as_array().expect("two") {
        assert_eq!(by(half), (json!(false), json!("Anna Prova")), "a part of it is no more theirs than the whole");
    }
}

#[test]
fn sealed_bytes_without_a_row_are_swept_at_the_start_and_nothing_else() {
    let place = place();
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    let batch = runtime().block_on(async {
        let tray = Tray::new(place.path()).await;
        let kept = tray.sheets(1).await;
        let sent = tray.sheets(2).await;
        tray.confirm(&sent).await.expect("a document");
        kept
    });
    let vault = place.path().join("documents");
    let orphan = vault.join(uuid::Uuid::now_v7().to_string());
    fs::write(&orphan, b"sealed before the power failed").expect("written");
    let then = std::time::SystemTime::now() - Duration::from_secs(2 * 3600);
    let files = || fs::read_dir(&vault).expect("the vault").flatten().map(|file| file.path()).collect::<Vec<_>>();
    for path in files() {
        fs::File::options().write(true).open(path).and_then(|file| file.set_modified(then)).expect("made older");
    }
    let before = files().len();
    runtime().block_on(async {
        let tray = Tray::again(place.path()).await;
        assert!(!orphan.exists());
        assert_eq!(files().len(), before - 1, "whatever has a row is still there");
        let page = tray.kept(&batch).await.remove(0);
        for picture in ["original", "thumbnail/1", "shown/1"] {
            tray.bytes(&format!("pages/{page}/{picture}")).await.expect("readable");
        }
    });
}
