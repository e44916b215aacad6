//! The watched folder with real files on a real disk. All content is invented.

#[path = "scanning/counter.rs"]
mod counter;
mod desk;
#[path = "scanning/papers.rs"]
mod papers;
#[cfg(unix)]
#[path = "scanning/troubles.rs"]
mod troubles;

use counter::{Counter, QUIET};
use papers::{jpeg, pdf, png, tiff};
use serde_json::{Value, json};
use sportello_core::{Error, documents, scanning::Watch};
use sportello_protocol::documents::MediaType;
use std::{
    fs,
    io::Write,
    time::{Duration, Instant},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_shown_within_two_seconds_and_taken_after_five() {
    let counter = Counter::with(Watch::default()).await;
    let path = counter.put("scan.jpg", &jpeg());
    let whole = Instant::now();
    let shown = counter.until("it is shown", |scan| scan["state"] == "whole").await;
    assert!(whole.elapsed() < Duration::from_secs(2), "shown after {:?}", whole.elapsed());
    let id = shown["id"].as_str().expect("an id").to_owned();
    let bytes = documents::bytes(&counter.app, &format!("scans/{id}")).await.expect("its bytes");
    assert_eq!((bytes.media_type, bytes.bytes), (MediaType::Jpeg, jpeg()));

    let taken = counter.until("it is taken", |scan| scan["state"] == "taken").await;
    assert!(whole.elapsed() >= Duration::from_secs(5), "taken after only {:?}", whole.elapsed());
    assert!(whole.elapsed() < Duration::from_secs(15), "taken after {:?}", whole.elapsed());
    assert_eq!(taken["id"], json!(id), "the scan keeps its id");
    counter::eventually("the plain file is removed", || !path.exists()).await;
    let bytes = documents::bytes(&counter.app, &format!("scans/{id}")).await.expect("from the vault");
    assert_eq!(bytes.bytes, jpeg());
    counter.assert_nothing_plain(&jpeg());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_taken_with_its_pages() {
    let counter = Counter::new().await;
    let kinds = [
        ("a.JPG", jpeg(), "image/jpeg", 1),
        ("b", png(), "image/png", 1),
        ("c.bin", tiff(3), "image/tiff", 3),
        ("d.pdf", pdf(200, 0), "application/pdf", 200),
    ];
    for (name, bytes, media_type, pages) in kinds {
        counter.put(name, &bytes);
        let scan = counter.until(name, |scan| scan["state"] == "taken" && scan["file_name"] == name).await;
        assert_eq!((&scan["media_type"], &scan["pages"]), (&json!(media_type), &json!(pages)), "{name}");
        let path = format!("scans/{}", scan["id"].as_str().expect("an id"));
        assert_eq!(documents::bytes(&counter.app, &path).await.expect("bytes").bytes, bytes, "{name}");
        if media_type == "image/tiff" {
            let page = documents::bytes(&counter.app, &format!("{path}/pages/3")).await.expect("the last page");
            assert_eq!(page.media_type, MediaType::Png);
            let shown = image::load_from_memory(&page.bytes).expect("a PNG").into_luma8();
            assert_eq!(shown.get_pixel(0, 0).0, [3], "it is the third page that is shown");
            let beyond = documents::bytes(&counter.app, &format!("{path}/pages/4")).await;
            assert!(matches!(beyond, Err(Error::NotFound)));
        }
    }
    counter::eventually("all plain files are removed", || counter.names().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_written_in_slow_pieces_waits_until_it_is_whole() {
    let counter = Counter::new().await;
    let bytes = pdf(5, 0);
    let path = counter.put("slow.pdf", b"");
    counter.stays_silent().await;
    let mut file = fs::OpenOptions::new().append(true).open(&path).expect("open");
    let pieces: Vec<&[u8]> = bytes.chunks(bytes.len().div_ceil(4)).collect();
    for piece in &pieces[..pieces.len() - 1] {
        file.write_all(piece).expect("a piece");
        let scan = counter.until("it arrives", |scan| scan["file_name"] == "slow.pdf").await;
        tokio::time::sleep(QUIET * 2).await;
        assert_eq!(scan["state"], "arriving");
        assert_eq!(counter.scans().await[0]["state"], "arriving", "half a file is not whole, however long it rests");
    }
    file.write_all(pieces[pieces.len() - 1]).expect("the last piece");
    drop(file);
    let taken = counter.until("it is taken", |scan| scan["state"] == "taken").await;
    assert_eq!((&taken["pages"], &taken["bytes"]), (&json!(5), &json!(bytes.len())));
    assert_eq!(counter.scans().await.len(), 1, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_document_is_left_and_reported() {
    let counter = Counter::new().await;
    let program = counter.put("fattura.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0 not a document at all");
    let large = counter.put("large.tif", b"II");
    fs::File::options().write(true).open(&large).and_then(|f| f.set_len(51 * 1024 * 1024)).expect("a large file");
    counter.put("empty.pdf", b"");
    counter.put("Thumbs.db", b"not for us");
    let refused = counter.until("reported", |scan| scan["state"] == "not_a_document").await;
    assert_eq!(refused["file_name"], "fattura.pdf");
    counter.until("too large", |scan| scan["state"] == "too_large").await;
    tokio::time::sleep(QUIET * 2).await;
    assert_eq!(counter.scans().await.len(), 2, "the empty one and the system's own are not mentioned");

    counter.call("scanning_discard", json!({ "scan_id": refused["id"] })).await.expect("forgotten");
    tokio::time::sleep(QUIET * 2).await;
    assert_eq!(counter.scans().await.len(), 1, "reported once");
    assert!(program.exists() && large.exists(), "both are left where they are");

    fs::write(&program, png()).expect("now it is a picture");
    counter.until("the same name with another content", |scan| scan["state"] == "taken").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_with_a_program_in_it_is_left_and_reported_once() {
    let counter = Counter::new().await;
    let path = counter.put("modulo.pdf", &papers::with_program(pdf(1, 0)));
    let refused = counter.until("reported", |scan| scan["state"] == "active").await;
    assert_eq!((&refused["media_type"], &refused["pages"]), (&json!("application/pdf"), &json!(0)));
    let id = refused["id"].as_str().expect("an id").to_owned();
    let bytes = documents::bytes(&counter.app, &format!("scans/{id}")).await;
    assert!(matches!(bytes, Err(Error::NotFound)), "nobody's viewer gets it");
    counter.call("scanning_discard", json!({ "scan_id": id })).await.expect("forgotten");
    tokio::time::sleep(QUIET * 2).await;
    assert!(counter.scans().await.is_empty() && path.exists(), "reported once, left where it is");
    counter.put("modulo.pdf", &pdf(1, 0));
    counter.until("printed anew", |scan| scan["state"] == "taken").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_grows_after_it_was_taken_is_read_again() {
    let counter = Counter::new().await;
    counter.put("feeder.pdf", &pdf(1, 0));
    let first = counter.until("page one", |scan| scan["state"] == "taken").await;
    counter.put("feeder.pdf", &pdf(3, 0));
    counter.until("all pages", |scan| scan["state"] == "taken" && scan["pages"] == 3).await;
    let scans = counter.scans().await;
    assert_eq!(scans.len(), 1, "the longer version replaces the one that waited");
    let old = documents::bytes(&counter.app, &format!("scans/{}", first["id"].as_str().expect("an id"))).await;
    assert!(matches!(old, Err(Error::NotFound)), "the shorter version is purged");

    counter.put("feeder.pdf", &pdf(4, 100));
    counter.until("another paper", |scan| scan["state"] == "taken" && scan["pages"] == 4).await;
    assert_eq!(counter.scans().await.len(), 2, "another paper of the same name replaces nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_grows_after_it_was_attached_follows_to_its_appointment() {
    let counter = Counter::new().await;
    let appointment = counter.book_and_aim().await;
    counter.put("feeder.pdf", &pdf(1, 0));
    let first = counter.until("attached", |scan| scan["state"] == "attached").await;
    assert_eq!(
        (&first["appointment_id"], &first["document_type"]),
        (&appointment, &json!("identity_card")),
        "it goes where the clerk aims, as the first paper that is missing"
    );
    counter.call("scanning_aim", json!({ "appointment_id": null, "document_type": null })).await.expect("no aim");
    let longer = pdf(2, 0);
    counter.put("feeder.pdf", &longer);
    let second =
        counter.until("the longer one", |scan| scan["bytes"] == longer.len() && scan["state"] == "attached").await;
    assert_eq!(second["appointment_id"], appointment);

    let detail = counter.call("appointments_get", json!({ "id": appointment })).await.expect("the appointment");
    assert_eq!(detail["documents"].as_array().map(Vec::len), Some(2), "nothing that was sent is taken back");
    assert_eq!(detail["appointment"]["papers"][0]["state"], "present");
    let outbox = counter.call("outbox_list", json!(null)).await.expect("the outbox").to_string();
    assert_eq!(outbox.matches("add_document").count(), 2, "both are told to Centrale: {outbox}");
    let id = second["id"].as_str().expect("an id");
    for path in [format!("scans/{id}"), format!("documents/{id}")] {
        assert_eq!(documents::bytes(&counter.app, &path).await.expect("bytes").bytes, longer, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nobody_signed_in_a_scan_waits_for_the_clerk() {
    let counter = Counter::new().await;
    let appointment = counter.book_and_aim().await;
    counter.call("operators_sign_out", json!(null)).await.expect("signed out");
    let path = counter.put("a.png", &png());
    counter::eventually("the file is taken", || !path.exists()).await;
    desk::sign_in(&counter.app, desk::CLERK).await;
    let scan = counter.until("it waits", |scan| scan["state"] == "taken").await;
    assert_eq!(scan["appointment_id"], appointment, "with where it was aimed");
    counter.call("operators_sign_out", json!(null)).await.expect("signed out");
    let bytes = documents::bytes(&counter.app, &format!("scans/{}", scan["id"].as_str().expect("an id"))).await;
    assert!(matches!(bytes, Err(Error::NotSignedIn)), "nobody reads without a PIN");

    desk::sign_in(&counter.app, desk::CLERK).await;
    let request = json!({ "scan_id": scan["id"], "appointment_id": appointment, "document_type": "identity_card" });
    counter.call("scanning_attach", request.clone()).await.expect("attached by hand");
    counter.until("attached", |scan| scan["state"] == "attached").await;
    assert!(matches!(counter.call("scanning_attach", request).await, Err(Error::NotFound)), "only once");

    counter.put("b.png", &png());
    let again = counter
        .until("the same again", |scan| {
            scan["file_name"] == "b.png" && scan["state"] != "arriving" && scan["state"] != "whole"
        })
        .await;
    assert_eq!(again["duplicate"], true, "taken as a document of its own, and said");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_goes_away_is_found_again() {
    let counter = Counter::new().await;
    let away = counter.folder.with_extension("away");
    fs::rename(&counter.folder, &away).expect("the share goes away");
    counter.until_folder("missing").await;
    fs::create_dir(&counter.folder).expect("the share comes back");
    counter.until_folder("watched").await;
    counter.put("a.jpg", &jpeg());
    counter.until("taken", |scan| scan["state"] == "taken").await;
    counter.call("settings_set_folder", json!({ "folder": "" })).await.expect("no folder");
    counter.until_folder("not_set").await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_writer_adds_to_a_file_already_removed_is_not_lost() {
    let counter = Counter::new().await;
    let path = counter.put("held.pdf", &pdf(1, 0));
    let mut writer = fs::OpenOptions::new().write(true).open(&path).expect("the scanner's program keeps it open");
    counter.until("page one", |scan| scan["state"] == "taken").await;
    counter::eventually("the file is removed", || !path.exists()).await;
    writer.write_all(&pdf(2, 0)).expect("it writes on, into nowhere");
    let longer = counter.until("both pages", |scan| scan["state"] == "taken" && scan["pages"] == 2).await;
    assert_eq!(counter.scans().await.len(), 1, "the longer version replaces the shorter");
    let id = longer["id"].as_str().expect("an id");
    let bytes = documents::bytes(&counter.app, &format!("scans/{id}")).await.expect("its bytes").bytes;
    assert_eq!(bytes, pdf(2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_that_gives_no_events_loses_nothing() {
    let mut watch = Watch::new(QUIET);
    watch.listens = false;
    let counter = Counter::with(watch).await;
    counter.put("a.png", &png());
    counter.until("taken by the listing alone", |scan| scan["state"] == "taken").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_renamed_into_place_is_taken_under_its_last_name() {
    let counter = Counter::new().await;
    let writing = counter.put("scan.pdf.part", &pdf(2, 0));
    counter.stays_silent().await;
    fs::rename(&writing, counter.folder.join("scan.pdf")).expect("renamed");
    let scan = counter.until("taken", |scan| scan["state"] == "taken").await;
    assert_eq!((&scan["file_name"], &scan["pages"]), (&json!("scan.pdf"), &json!(2)));
    assert_eq!(counter.scans().await.len(), 1, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_hundred_files_at_once_are_all_taken_each_once() {
    let counter = Counter::new().await;
    for number in 0..300 {
        counter.put(&format!("{number}.png"), &papers::shade(number));
    }
    counter::eventually("all plain files are removed", || counter.names().is_empty()).await;
    let scans = counter.scans().await;
    assert_eq!(scans.len(), 300);
    assert!(scans.iter().all(|scan| scan["state"] == "taken" && scan["duplicate"] == false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_the_folder_opens_as_pages_and_a_pdf_stays_whole() {
    let counter = Counter::new().await;
    sportello_core::scanning::jobs::run(&counter.app);
    counter.put("fax.tif", &tiff(3));
    let fax = counter.until("taken", |scan| scan["state"] == "taken").await;
    let opened = counter.call("batches_open_scan", json!({ "scan_id": fax["id"] })).await.expect("opened");
    assert_eq!(opened["batches"][0]["pages"].as_array().map(Vec::len), Some(3), "each of its pages");
    assert_eq!(opened["batches"][0]["source"], "folder");
    assert!(counter.scans().await.is_empty(), "it is in one place only");
    let again = counter.call("batches_open_scan", json!({ "scan_id": fax["id"] })).await;
    assert!(matches!(again, Err(Error::NotFound)));
    counter.put("lettera.pdf", &pdf(1, 0));
    let letter = counter.until("taken", |scan| scan["state"] == "taken").await;
    let whole = counter.call("batches_open_scan", json!({ "scan_id": letter["id"] })).await;
    assert!(matches!(whole, Err(Error::BadRequest)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_the_folder_goes_through_the_pages_to_the_appointment_that_is_open() {
    let counter = Counter::new().await;
    sportello_core::scanning::jobs::run(&counter.app);
    let appointment = counter.book_and_aim().await;
    counter.put("carta.jpg", &jpeg());
    let batch = counter.until_batch("its pages", |batch| batch["pages"][0]["state"]["name"] == "ready").await;
    assert_eq!((&batch["appointment_id"], &batch["source"]), (&appointment, &json!("folder")));
    assert_eq!((&batch["duplicate"], &batch["type_was_read"]), (&json!(false), &json!(false)));
    assert!(counter.scans().await.is_empty(), "it is in one place only");
    let documents = async || {
        let detail = counter.call("appointments_get", json!({ "id": appointment })).await.expect("the appointment");
        detail["documents"].as_array().cloned().unwrap_or_default()
    };
    assert!(documents().await.is_empty(), "nothing is sent before the clerk has seen it");
    let request =
        json!({ "batch_id": batch["id"], "appointment_id": appointment, "document_type": batch["document_type"] });
    counter.call("batches_confirm", request).await.expect("confirmed");
    assert_eq!(documents().await[0]["media_type"], "application/pdf");

    let aim = json!({ "appointment_id": appointment, "document_type": "isee_declaration" });
    counter.call("scanning_aim", aim).await.expect("aimed");
    counter.put("carta.jpg", &jpeg());
    let again = counter.until_batch("the same again", |batch| batch["id"] != json!(null)).await;
    assert_eq!(again["document_type"], "isee_declaration", "what the clerk has chosen");
    assert_eq!(again["duplicate"], true, "and said to be the same picture");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_grows_after_it_was_opened_takes_the_place_of_its_pages() {
    let counter = Counter::new().await;
    let appointment = counter.book_and_aim().await;
    counter.put("feeder.tif", &tiff(1));
    let first = counter.until_batch("one page", |batch| batch["pages"].as_array().map(Vec::len) == Some(1)).await;
    counter.call("scanning_aim", json!({ "appointment_id": null, "document_type": null })).await.expect("no aim");
    counter.put("feeder.tif", &tiff(3));
    let longer = counter.until_batch("all pages", |batch| batch["pages"].as_array().map(Vec::len) == Some(3)).await;
    assert_eq!(longer["appointment_id"], appointment, "it follows to its appointment");
    assert_ne!(longer["id"], first["id"]);
    assert_eq!(counter.batches().await.len(), 1, "and the shorter one is gone");

    let turn = json!({ "kind": "turn", "page_id": longer["pages"][0]["id"], "quarters": 1 });
    counter.call("batches_edit", turn).await.expect("the clerk has begun to work on it");
    counter.put("feeder.tif", &tiff(4));
    counter.until_batch("the longest", |batch| batch["pages"].as_array().map(Vec::len) == Some(4)).await;
    assert_eq!(counter.batches().await.len(), 2, "no work of the clerk is thrown away");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_grows_keeps_the_document_type_that_the_clerk_gave_its_pages() {
    let counter = Counter::new().await;
    let appointment = counter.book_and_aim().await;
    counter.put("feeder.tif", &tiff(1));
    let pages = |count: usize| move |batch: &Value| batch["pages"].as_array().map(Vec::len) == Some(count);
    let first = counter.until_batch("one page", pages(1)).await;
    let chosen = json!({ "batch_id": first["id"], "appointment_id": appointment, "document_type": "isee" });
    counter.call("batches_aim", chosen).await.expect("chosen");
    let next = json!({ "appointment_id": appointment, "document_type": "identity_card" });
    counter.call("scanning_aim", next).await.expect("the next paper will be another");
    counter.put("feeder.tif", &tiff(2));
    let grown = counter.until_batch("the longer one", pages(2)).await;
    assert_eq!(grown["document_type"], "isee", "what comes next is not what was there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_grows_stays_that_of_whoever_scanned_its_beginning() {
    let counter = Counter::new().await;
    let appointment = counter.book_and_aim().await;
    counter.put("feeder.tif", &tiff(1));
    let pages = |count: usize| move |batch: &Value| batch["pages"].as_array().map(Vec::len) == Some(count);
    counter.until_batch("one page", pages(1)).await;
    counter.call("operators_sign_out", json!(null)).await.expect("signed out");
    desk::sign_in(&counter.app, desk::SUPERVISOR).await;
    counter.put("feeder.tif", &tiff(2));
    let grown = counter.until_batch("the longer one", pages(2)).await;
    assert_eq!(grown["appointment_id"], appointment);
    assert_eq!((&grown["scanned_by"], &grown["is_own"]), (&json!("Anna Prova"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_began_to_come_for_one_citizen_is_not_sent_to_the_next() {
    let counter = Counter::new().await;
    counter.book_and_aim().await;
    let whole = pdf(2, 0);
    counter.put("feeder.pdf", &whole[..whole.len() / 2]);
    counter.until("it comes", |scan| scan["state"] == "arriving").await;
    let second = counter.book_and_aim().await;
    counter.put("feeder.pdf", &whole);
    let scan = counter.until("it is taken", |scan| scan["state"] == "taken").await;
    assert_eq!(scan["appointment_id"], json!(null), "the clerk decides whose it is");

    counter.call("scanning_aim", json!({ "appointment_id": null, "document_type": null })).await.expect("no aim");
    let other = pdf(3, 0);
    counter.put("before.pdf", &other[..other.len() / 2]);
    counter.until("another one comes", |scan| scan["file_name"] == "before.pdf").await;
    counter.call("scanning_aim", json!({ "appointment_id": second, "document_type": null })).await.expect("aimed");
    counter.put("before.pdf", &other);
    let scan = counter.until("taken", |scan| scan["file_name"] == "before.pdf" && scan["state"] == "taken").await;
    assert_eq!((&scan["appointment_id"], &scan["document_type"]), (&second, &json!(null)), "proposed, and not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_grows_after_its_pages_were_thrown_away_goes_to_nobody_by_itself() {
    let counter = Counter::new().await;
    counter.book_and_aim().await;
    counter.put("feeder.tif", &tiff(1));
    let first = counter.until_batch("one page", |batch| batch["pages"].as_array().map(Vec::len) == Some(1)).await;
    counter.call("batches_discard", json!({ "batch_id": first["id"] })).await.expect("thrown away");
    counter.book_and_aim().await;
    counter.put("feeder.tif", &tiff(2));
    let scan = counter.until("it waits", |scan| scan["state"] == "taken").await;
    assert_eq!(scan["appointment_id"], json!(null), "nobody knows any more whose it was");
    assert!(counter.batches().await.is_empty());
}
