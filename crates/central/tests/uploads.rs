//! Uploads: every byte that arrived is kept, nothing counts before length and hash agree, nothing rests in the clear.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;

use base64::{Engine, engine::general_purpose::STANDARD};
use desk::{Desk, World, hash, problem, world};
use reqwest::Method;
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

const PLANTED: &str = "TESTO-PIANTATO-CHE-NON-DEVE-RESTARE-IN-CHIARO";

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7\n{PLANTED}\n").into_bytes();
    let mut state = 1u32;
    while bytes.len() < length {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

async fn create(desk: &Desk, id: &str, length: usize) -> String {
    let metadata = format!("document_id {}", STANDARD.encode(id));
    let request =
        desk.tus(Method::POST, "/uploads").header("Upload-Length", length).header("Upload-Metadata", metadata);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["tus-resumable"], "1.0.0");
    answer.headers()["location"].to_str().unwrap().strip_prefix("/rest/sportello/v1").unwrap().to_owned()
}

async fn patch(desk: &Desk, path: &str, offset: usize, bytes: &[u8]) -> reqwest::Response {
    let request = desk.tus(Method::PATCH, path).header("Upload-Offset", offset);
    request.header("Content-Type", "application/offset+octet-stream").body(bytes.to_vec()).send().await.unwrap()
}

async fn offset(desk: &Desk, path: &str) -> usize {
    let answer = desk.tus(Method::HEAD, path).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

async fn document(desk: &Desk, id: &str) -> Value {
    let page = desk.read("/changes?limit=500").await;
    let changes = page["changes"].as_array().unwrap();
    changes.iter().find(|change| change["document"]["id"] == id).unwrap()["document"].clone()
}

/// Sends half of a PATCH and cuts the line.
fn cut_patch(world: &World, desk: &Desk, path: &str, whole: usize, sent: &[u8]) {
    let mut line = TcpStream::connect(world.centrale.address).unwrap();
    write!(
        line,
        "PATCH /rest/sportello/v1{path} HTTP/1.1\r\nHost: centrale\r\nAuthorization: Bearer {}\r\n\
         Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n\
         Content-Length: {whole}\r\n\r\n",
        desk.voucher
    )
    .unwrap();
    line.write_all(sent).unwrap();
    line.flush().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    line.shutdown(std::net::Shutdown::Both).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_upload_goes_on_where_it_was() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let bytes = pdf(300_000);
    let appointment = desk.book().await;
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    assert_eq!(offset(&desk, &path).await, 0);
    cut_patch(&world, &desk, &path, bytes.len(), &bytes[..100_001]);
    assert_eq!(offset(&desk, &path).await, 100_001, "every byte that arrived is kept");
    assert_eq!(document(&desk, &id).await["delivered"], false);
    let end = patch(&desk, &path, 100_001, &bytes[100_001..]).await;
    assert_eq!((end.status().as_u16(), end.headers()["upload-offset"].to_str().unwrap()), (204, "300000"));
    assert_eq!(document(&desk, &id).await["delivered"], true);
    let content = desk.get(&format!("/documents/{id}/content")).send().await.unwrap();
    assert_eq!(content.headers()["content-type"], "application/pdf");
    assert_eq!(hash(&content.bytes().await.unwrap()), hash(&bytes));
    assert_eq!(create(&desk, &id, bytes.len()).await, path, "made again, it is the same upload");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_hangs_gives_way_to_a_new_one() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let bytes = pdf(200_000);
    let appointment = desk.book().await;
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    let mut hanging = TcpStream::connect(world.centrale.address).unwrap();
    write!(
        hanging,
        "PATCH /rest/sportello/v1{path} HTTP/1.1\r\nHost: centrale\r\nAuthorization: Bearer {}\r\n\
         Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n\
         Content-Length: 200000\r\n\r\n",
        desk.voucher
    )
    .unwrap();
    hanging.write_all(&bytes[..70_000]).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(offset(&desk, &path).await, 70_000);
    assert_eq!(patch(&desk, &path, 70_000, &bytes[70_000..]).await.status(), 204);
}

#[tokio::test]
async fn an_upload_whose_bytes_are_all_there_is_finished_by_whoever_asks() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let bytes = pdf(100_000);
    let forget = || {
        let sql = "UPDATE document SET delivered = 0 WHERE origin = 'desk'";
        world.centrale.app.store.write_now(|tx| Ok(tx.execute(sql, [])?)).unwrap();
    };
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    assert_eq!(patch(&desk, &path, 0, &bytes).await.status(), 204);
    forget();
    assert_eq!(offset(&desk, &path).await, bytes.len());
    assert_eq!(document(&desk, &id).await["delivered"], true, "asked by HEAD");
    forget();
    create(&desk, &id, bytes.len()).await;
    assert_eq!(document(&desk, &id).await["delivered"], true, "asked by POST");
    forget();
    assert_eq!(patch(&desk, &path, bytes.len(), b"").await.status(), 204);
    assert_eq!(document(&desk, &id).await["delivered"], true, "asked by a PATCH without bytes");
    assert_eq!(patch(&desk, &path, bytes.len(), b"").await.status(), 204, "once more changes nothing");
    assert_eq!(patch(&desk, &path, bytes.len(), b"x").await.status(), 413);
    let wrong = format!("UPDATE document SET delivered = 0, sha256 = '{}' WHERE origin = 'desk'", "0".repeat(64));
    world.centrale.app.store.write_now(|tx| Ok(tx.execute(&wrong, [])?)).unwrap();
    assert_eq!(offset(&desk, &path).await, 0, "what is not the announced document begins anew");
    assert_eq!(document(&desk, &id).await["delivered"], false);
}

#[tokio::test]
async fn a_document_whose_file_is_damaged_is_never_served() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let bytes = pdf(100_000);
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    assert_eq!(patch(&desk, &path, 0, &bytes).await.status(), 204);
    let file = world.documents_folder().join(format!("{}.sealed", id.replace('-', "")));
    let whole = fs::read(&file).unwrap();
    let content = async || desk.get(&format!("/documents/{id}/content")).send().await.unwrap();
    assert_eq!(content().await.status(), 200);
    let first_record = 4 + 12 + 64 * 1024 + 16;
    let mut flipped = whole.clone();
    flipped[1] ^= 0x40;
    for damaged in [&whole[..first_record], &whole[..whole.len() - 1], &flipped, b""] {
        fs::write(&file, damaged).unwrap();
        assert_eq!(problem(content().await).await, (500, "internal".into()));
        assert_eq!(fs::read(&file).unwrap(), damaged, "reading changes nothing");
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(problem(content().await).await, (500, "internal".into()));
    assert!(!file.exists());
    fs::write(&file, &whole).unwrap();
    assert_eq!(hash(&content().await.bytes().await.unwrap()), hash(&bytes));
}

#[tokio::test]
async fn wrong_offsets_lengths_and_headers_are_refused() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let bytes = pdf(1_000);
    let appointment = desk.book().await;
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    assert_eq!(problem(patch(&desk, &path, 5, &bytes[5..]).await).await, (409, "offset_mismatch".into()));
    assert_eq!(problem(patch(&desk, &path, 0, &pdf(1_001)).await).await, (413, "too_large".into()));
    assert_eq!(offset(&desk, &path).await, 0);
    let strange = desk.tus(Method::PATCH, &path).header("Upload-Offset", 0).header("Content-Type", "application/pdf");
    assert_eq!(strange.body(bytes.clone()).send().await.unwrap().status(), 415);
    let url = format!("{}{path}", world.base());
    let unversioned = desk.http.head(url).bearer_auth(&desk.voucher).send().await.unwrap();
    assert_eq!(unversioned.status(), 412);
    assert_eq!(unversioned.headers()["tus-version"], "1.0.0");
    let empty = desk.tus(Method::POST, "/uploads").header("Upload-Length", 10).header("Upload-Metadata", "");
    assert_eq!(problem(empty.send().await.unwrap()).await, (400, "bad_request".into()));
    let metadata = format!("document_id {}", STANDARD.encode(&id));
    let longer =
        desk.tus(Method::POST, "/uploads").header("Upload-Length", 999_999_999).header("Upload-Metadata", &metadata);
    assert_eq!(problem(longer.send().await.unwrap()).await, (413, "too_large".into()));
    let other = desk.tus(Method::POST, "/uploads").header("Upload-Length", 10).header("Upload-Metadata", &metadata);
    assert_eq!(problem(other.send().await.unwrap()).await, (422, "digest_mismatch".into()));
    let options = desk.http.request(Method::OPTIONS, format!("{}/uploads", world.base())).send().await.unwrap();
    assert_eq!(options.headers()["tus-extension"], "creation,checksum");
}

#[tokio::test]
async fn bytes_that_are_not_the_announced_ones_begin_anew() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let bytes = pdf(2_000);
    let mut other = bytes.clone();
    other[1_500] ^= 1;
    let appointment = desk.book().await;
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    assert_eq!(problem(patch(&desk, &path, 0, &other).await).await, (422, "digest_mismatch".into()));
    assert_eq!(offset(&desk, &path).await, 0);
    let content = desk.get(&format!("/documents/{id}/content")).send().await.unwrap();
    assert_eq!(problem(content).await, (404, "not_found".into()));
    assert_eq!(patch(&desk, &path, 0, &bytes).await.status(), 204);
    let exe = b"MZ not a pdf at all, whatever was announced".to_vec();
    let id = desk.announce(&appointment, &exe).await;
    let path = create(&desk, &id, exe.len()).await;
    assert_eq!(problem(patch(&desk, &path, 0, &exe).await).await, (422, "digest_mismatch".into()));
}

#[tokio::test]
async fn nothing_rests_in_the_clear() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let (whole, half) = (pdf(100_000), pdf(100_001));
    let appointment = desk.book().await;
    for (bytes, sent) in [(&whole, whole.len()), (&half, 50_000)] {
        let id = desk.announce(&appointment, bytes).await;
        let path = create(&desk, &id, bytes.len()).await;
        patch(&desk, &path, 0, &bytes[..sent]).await;
    }
    assert_eq!(fs::read_dir(world.documents_folder()).unwrap().count(), 3, "two of the desk, one of the officer");
    let mut files = 0;
    search(world.folder.path(), &mut |file, bytes| {
        files += 1;
        // The citizen's name in the database, the planted line and the type in the documents.
        for text in [PLANTED, "%PDF-1", "Piantatotesto", "PRVMLL80A01X999Q", "SQLite format 3", "Pieve di Prova"] {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{text} stands in {}", file.display());
        }
    });
    assert!(files >= 5, "the database, its log, three documents and the key were searched: {files}");
}

fn search(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, look);
        } else {
            let mut bytes = Vec::new();
            fs::File::open(&path).unwrap().read_to_end(&mut bytes).unwrap();
            look(&path, &bytes);
        }
    }
}

#[tokio::test]
async fn a_desk_cannot_send_to_what_was_never_announced() {
    let world = world().await;
    let desk = world.desk("S1").await;
    let metadata = format!("document_id {}", STANDARD.encode(uuid::Uuid::now_v7().to_string()));
    let request = desk.tus(Method::POST, "/uploads").header("Upload-Length", 10).header("Upload-Metadata", metadata);
    assert_eq!(problem(request.send().await.unwrap()).await, (422, "document_unknown".into()));
    let nowhere = format!("/uploads/{}", uuid::Uuid::now_v7());
    assert_eq!(patch(&desk, &nowhere, 0, b"x").await.status(), 404);
}

#[tokio::test]
async fn a_record_that_was_damaged_on_centrales_disk_lets_the_upload_begin_anew() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let bytes = pdf(100_000);
    let half = 70_000;
    let sizes = |record: &mut [u8]| record[..4].copy_from_slice(&0u32.to_le_bytes());
    let flip = |record: &mut [u8]| record[40] ^= 1;
    for damage in [&flip as &dyn Fn(&mut [u8]), &sizes] {
        let id = desk.announce(&appointment, &bytes).await;
        let path = create(&desk, &id, bytes.len()).await;
        assert_eq!(patch(&desk, &path, 0, &bytes[..half]).await.status(), 204);
        let file = world.documents_folder().join(format!("{}.sealed", id.replace('-', "")));
        let mut sealed = fs::read(&file).unwrap();
        damage(&mut sealed);
        fs::write(&file, sealed).unwrap();
        let mut reached = offset(&desk, &path).await;
        if reached > 0 {
            let end = patch(&desk, &path, reached, &bytes[reached..]).await;
            assert_eq!(problem(end).await, (422, "digest_mismatch".into()));
            reached = offset(&desk, &path).await;
        }
        assert_eq!(reached, 0, "it begins anew");
        assert_eq!(patch(&desk, &path, 0, &bytes).await.status(), 204);
        assert_eq!(document(&desk, &id).await["delivered"], true);
    }
}

#[tokio::test]
async fn the_rest_is_given_only_of_what_the_asker_has_the_beginning_of() {
    let world = world().await;
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let bytes = pdf(1_000);
    let id = desk.announce(&appointment, &bytes).await;
    let path = create(&desk, &id, bytes.len()).await;
    assert_eq!(patch(&desk, &path, 0, &bytes).await.status(), 204);
    let rest = async |tag: String| {
        let request =
            desk.get(&format!("/documents/{id}/content")).header("Range", "bytes=10-").header("If-Range", tag);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().len())
    };
    assert_eq!(rest(format!("\"{}\"", hash(&bytes))).await, (206, 990));
    assert_eq!(rest(format!("\"{}\"", hash(b"other"))).await, (200, 1_000));
}
