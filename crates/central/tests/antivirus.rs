//! What the virus check finds is kept sealed and opened by nobody, on both sides: the real clamd, with one invented signature
//! and no database from elsewhere. All data is invented.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
#![cfg(unix)]

mod chaos;
mod desk;
mod office;

use base64::{Engine, engine::general_purpose::STANDARD};
use desk::{Desk, problem};
use office::{FIRST_OF_DECEMBER, Office, world_checked};
use reqwest::Method;
use serde_json::{Value, json};
use sportello_core::{api, documents, scanning};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command},
    time::Duration,
};

const PLANTED: &str = "TESTO-INVENTATO-CHE-LA-PROVA-CHIAMA-VIRUS";

fn infected() -> Vec<u8> {
    format!("%PDF-1.7\n% {PLANTED}\n").into_bytes()
}

/// A clamd of its own, until dropped.
struct Clamd {
    process: Child,
    socket: PathBuf,
    folder: PathBuf,
}

impl Clamd {
    async fn start(folder: &Path) -> Self {
        Self::taking(folder, "50M").await
    }

    /// One that takes nothing larger.
    async fn taking(folder: &Path, most: &str) -> Self {
        let signatures = folder.join("signatures");
        std::fs::create_dir_all(&signatures).unwrap();
        let signature = format!("Prova.Inventata:0:*:{}\n", hex::encode(PLANTED));
        std::fs::write(signatures.join("prova.ndb"), signature).unwrap();
        let socket = folder.join("clamd.ctl");
        let settings = folder.join("clamd.conf");
        let lines = format!(
            "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nFixStaleSocket yes\nStreamMaxLength {most}\n",
            socket.display(),
            signatures.display()
        );
        std::fs::write(&settings, lines).unwrap();
        let mut clamd = Command::new("/usr/sbin/clamd");
        let process = clamd.arg("--config-file").arg(&settings).spawn().expect("cargo xtask test installs it");
        let clamd = Self { process, socket, folder: folder.to_owned() };
        for _ in 0..200 {
            if sportello_antivirus::find(Some(&clamd.socket)).stands() == sportello_antivirus::Standing::Answers {
                return clamd;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("clamd does not answer");
    }

    fn end(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn deliver(desk: &mut Desk, appointment: &str, bytes: &[u8]) -> String {
    let id = desk.announce(appointment, bytes).await;
    let metadata = format!("document_id {}", STANDARD.encode(&id));
    let create = desk.tus(Method::POST, "/uploads").header("Upload-Length", bytes.len());
    create.header("Upload-Metadata", metadata).send().await.unwrap();
    let patch = desk.tus(Method::PATCH, &format!("/uploads/{id}")).header("Upload-Offset", 0);
    let patch = patch.header("Content-Type", "application/offset+octet-stream").body(bytes.to_vec());
    assert_eq!(patch.send().await.unwrap().status(), 204);
    id
}

async fn document(office: &Office<'_>, appointment: &str, id: &str) -> Value {
    let whole = office.read(&format!("/appointments/{appointment}")).await;
    whole["documents"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_centrale_what_is_found_is_opened_by_nobody_and_nothing_is_opened_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let mut clamd = Clamd::start(folder.path()).await;
    let world = world_checked(FIRST_OF_DECEMBER, &clamd.socket).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let clean = deliver(&mut desk, &appointment, b"%PDF-1.7\n% niente\n").await;
    let found = deliver(&mut desk, &appointment, &infected()).await;
    let open = async |id: &str| office.ask(Method::GET, &format!("/documents/{id}/content"), None).await;
    assert_eq!(open(&clean).await.status(), 200);
    assert_eq!(problem(open(&found).await).await, (422, "virus_found".into()));
    let told = document(&office, &appointment, &found).await;
    assert_eq!((&told["held"], &told["delivered"], &told["opened_at"]), (&json!(true), &json!(true), &Value::Null));
    let verdict = json!({ "accepted": true, "saw": 0 });
    let judged = office.ask(Method::PUT, &format!("/documents/{found}/verdict"), Some(&verdict)).await;
    assert_eq!(problem(judged).await, (422, "virus_found".into()), "nobody can have read it");
    let file = world.documents_folder().join(format!("{}.sealed", found.replace('-', "")));
    assert!(file.exists(), "kept, sealed");
    let fields = [("document_type", "other"), ("title", "Prova")];
    assert_eq!(problem(office.send(&appointment, &fields, &infected()).await).await, (422, "virus_found".into()));

    clamd.end();
    let unseen = deliver(&mut desk, &appointment, &infected()).await;
    let unchecked = (422, "unchecked".to_owned());
    assert_eq!(problem(open(&unseen).await).await, unchecked, "nobody has looked into it");
    let fetch = async |id: &str| desk.get(&format!("/documents/{id}/content")).send().await.unwrap();
    assert_eq!(problem(fetch(&unseen).await).await, unchecked, "it rests, and the line stays up");
    let _again = Clamd::start(&clamd.folder).await;
    let mut told = unchecked.clone();
    for _ in 0..100 {
        told = problem(fetch(&unseen).await).await;
        if told != unchecked {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(told, (422, "virus_found".into()), "looked into beside the desk's asking");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_for_the_check_is_opened_by_nobody_until_it_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut clamd = Clamd::taking(folder.path(), "1M").await;
    let world = world_checked(FIRST_OF_DECEMBER, &clamd.socket).await;
    let (mut desk, office) = (world.desk("S1").await, Office::enter(&world).await);
    let appointment = desk.book().await;
    let large = [b"%PDF-1.7\n% niente\n".as_slice(), &[b'a'; 3_000_000]].concat();
    let id = deliver(&mut desk, &appointment, &large).await;
    let open = async || office.ask(Method::GET, &format!("/documents/{id}/content"), None).await;
    let unchecked = (422, "unchecked".to_owned());
    assert_eq!(problem(open().await).await, unchecked);
    assert_eq!(problem(open().await).await, unchecked, "and not for once only");
    let fields = [("document_type", "other"), ("title", "Prova")];
    assert_eq!(problem(office.send(&appointment, &fields, &large).await).await, unchecked);
    clamd.end();
    let _larger = Clamd::start(&clamd.folder).await;
    assert_eq!(open().await.status(), 200);
    assert_eq!(office.send(&appointment, &fields, &large).await.status(), 200);
}

/// A clamd that takes the connection and says nothing holds neither the upload's end nor a desk that fetches.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_hangs_keeps_no_desk_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.ctl");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let world = world_checked(FIRST_OF_DECEMBER, &socket).await;
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let begun = std::time::Instant::now();
    let id = deliver(&mut desk, &appointment, b"%PDF-1.7\n% niente\n").await;
    let fetched = desk.get(&format!("/documents/{id}/content")).send().await.unwrap();
    assert_eq!(problem(fetched).await, (422, "unchecked".into()));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_desk_what_is_found_stays_sealed_and_both_sides_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let clamd = Clamd::start(folder.path()).await;
    let world = chaos::world::world(13).await;
    let call = chaos::world::call;
    let desk = &world.desk;
    let set = call(desk, "settings_set_clamd", json!({ "socket": clamd.socket })).await;
    assert_eq!(set["antivirus"], "clamd");
    let nowhere = json!({ "socket": "/run/nobody-is-here" });
    let refused = api::call(desk, "settings_set_clamd", nowhere).await.expect_err("nobody answers");
    assert_eq!(json!(refused), json!({ "code": "field", "field": "clamd_socket" }));

    let dropped = scanning::add(desk, "added", infected()).await.expect_err("refused");
    assert_eq!(json!(dropped), json!({ "code": "document_refused", "why": "virus" }));

    let id = chaos::world::book(desk).await["appointment"]["id"].clone();
    chaos::world::until("it is known", async || chaos::world::all_sent(desk).await).await;
    chaos::world::send(&world.centrale, &id, &infected()).await;
    let theirs = async || {
        let detail = call(desk, "appointments_get", json!({ "id": id })).await;
        let documents = detail["documents"].as_array().unwrap().clone();
        documents.into_iter().find(|one| one["origin"] == "officer").unwrap_or_default()
    };
    chaos::world::until("it is held", async || theirs().await["state"]["name"] == "held").await;
    let document: uuid::Uuid = theirs().await["id"].as_str().unwrap().parse().unwrap();
    let opened = api::call(desk, "documents_open", json!({ "id": document })).await.expect_err("held");
    assert_eq!(json!(opened)["code"], "document_held");
    let shown = documents::bytes(desk, &format!("documents/{document}")).await;
    assert!(matches!(shown, Err(sportello_core::Error::DocumentHeld)));
    assert!(desk.data().join("documents").join(document.to_string()).exists(), "kept, sealed");
    chaos::world::until("Centrale knows", async || {
        let sql = "SELECT held AND received_at IS NOT NULL FROM document WHERE id = ?1";
        let read = world.centrale.app.store.write_now(|tx| Ok(tx.query_row(sql, [document], |row| row.get(0))?));
        read.unwrap()
    })
    .await;
}
