//! tus 1.0 with others: tus-js-client and tuspy send to Centrale, and the desk's own client to the reference server. All
//! data is invented. `cargo xtask test` installs the other programs.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;

use base64::{Engine, engine::general_purpose::STANDARD};
use desk::{Desk, World, hash, world};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use sportello_core::sync::{
    client::{self, Failure},
    uploads::tus::{self, Carrier},
};
use sportello_protocol::problem::ProblemKind;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use uuid::Uuid;

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n% invented\n".to_vec();
    bytes.extend((0..length).map(|place| (place * 7 % 251) as u8));
    bytes
}

fn interop(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/interop").join(name)
}

/// The interpreter in which `cargo xtask test` has put tuspy.
fn python() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("../python/bin/python")
}

/// A desk that has announced a document, which lies in a file too.
async fn announced(world: &World, bytes: &[u8]) -> (Desk, String, PathBuf) {
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let id = desk.announce(&appointment, bytes).await;
    let file = world.folder.path().join("document.pdf");
    std::fs::write(&file, bytes).unwrap();
    (desk, id, file)
}

/// Runs a client; gives what it printed last.
async fn run(mut client: Command) -> String {
    let output =
        tokio::task::spawn_blocking(move || client.output()).await.unwrap().expect("cargo xtask test installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn assert_delivered(desk: &Desk, id: &str, bytes: &[u8]) {
    let answer = desk.get(&format!("/documents/{id}/content")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(hash(&answer.bytes().await.unwrap()), hash(bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_sends_to_centrale_and_goes_on_after_it_was_closed() {
    let (world, bytes) = (world().await, pdf(400_000));
    let (desk, id, file) = announced(&world, &bytes).await;
    let client = |settings: &[(&str, &str)]| {
        let mut node = Command::new("node");
        node.arg(interop("tus-js-client.mjs")).arg(format!("{}/uploads", desk.base)).arg(&id).arg(&file);
        node.env("VOUCHER", &desk.voucher).envs(settings.iter().copied());
        node
    };
    let url = run(client(&[("CUT_AFTER", "150000")])).await;
    assert!(desk.get(&format!("/documents/{id}/content")).send().await.unwrap().status() == StatusCode::NOT_FOUND);
    run(client(&[("URL", &url)])).await;
    assert_delivered(&desk, &id, &bytes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_sends_to_centrale_with_its_empty_metadata() {
    let (world, bytes) = (world().await, pdf(300_000));
    let (desk, id, file) = announced(&world, &bytes).await;
    let mut client = Command::new(python());
    client.arg(interop("tuspy.py")).arg(format!("{}/uploads/{id}", desk.base)).arg(&file);
    client.env("VOUCHER", &desk.voucher);
    run(client).await;
    assert_delivered(&desk, &id, &bytes).await;
}

/// The reference server, until dropped.
struct Reference {
    process: Child,
    base: String,
    http: Client,
}

impl Reference {
    fn start(folder: &Path) -> Self {
        let mut node = Command::new("node");
        node.arg(interop("tus-server.mjs")).arg(folder).stdout(Stdio::piped());
        let mut process = node.spawn().expect("cargo xtask test installs it");
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let base = format!("http://127.0.0.1:{}/rest/sportello/v1", port.trim());
        Self { process, base, http: Client::new() }
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Carrier for Reference {
    async fn carry(
        &self,
        method: Method,
        path: &str,
        shape: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync,
    ) -> Result<Response, Failure> {
        let request = shape(self.http.request(method, format!("{}{path}", self.base)));
        client::understand(request.send().await?).await
    }
}

fn kind(outcome: Result<usize, Failure>) -> ProblemKind {
    match outcome {
        Err(Failure::Problem(problem)) => problem.kind,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sends_to_the_reference_server_and_finds_its_place_again() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), pdf(300_000));
    let server = Reference::start(folder.path());
    let (path, begun) = tus::create(&server, Uuid::now_v7(), bytes.len()).await.unwrap();
    assert_eq!(begun, 0);
    assert_eq!(tus::patch(&server, &path, 0, &bytes[..100_000]).await.unwrap(), 100_000);
    assert_eq!(kind(tus::patch(&server, &path, 40_000, &bytes[40_000..]).await), ProblemKind::OffsetMismatch);
    assert_eq!(tus::offset(&server, &path).await.unwrap(), 100_000);
    assert_eq!(tus::patch(&server, &path, 100_000, &bytes[100_000..]).await.unwrap(), bytes.len());
    assert_eq!(kind(tus::offset(&server, "/uploads/nowhere").await), ProblemKind::NotFound);
    let stored = std::fs::read(folder.path().join(path.rsplit('/').next().unwrap())).unwrap();
    assert_eq!(hash(&stored), hash(&bytes));
}

async fn patch_with_checksum(desk: &Desk, path: &str, offset: usize, bytes: &[u8], checksum: &str) -> u16 {
    let request = desk.tus(Method::PATCH, path).header("Upload-Offset", offset).header("Upload-Checksum", checksum);
    let request = request.header("Content-Type", "application/offset+octet-stream").body(bytes.to_vec());
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn of_a_patch_with_a_checksum_all_is_kept_or_nothing() {
    let (world, bytes) = (world().await, pdf(200_000));
    let (desk, id, _) = announced(&world, &bytes).await;
    let path = format!("/uploads/{id}");
    let sha1 = |bytes: &[u8]| format!("sha1 {}", STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes)));
    let sha256 = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(digest(&SHA256, bytes)));
    let (head, rest) = bytes.split_at(120_000);
    assert_eq!(patch_with_checksum(&desk, &path, 0, head, &sha1(head)).await, 204);
    assert_eq!(patch_with_checksum(&desk, &path, 120_000, rest, &sha256(head)).await, 460);
    assert_eq!(patch_with_checksum(&desk, &path, 120_000, rest, "md5 AAAA").await, 400);
    let there = desk.tus(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(there.headers()["upload-offset"], "120000", "nothing of the wrong one was kept");
    assert_eq!(patch_with_checksum(&desk, &path, 120_000, rest, &sha256(rest)).await, 204);
    assert_delivered(&desk, &id, &bytes).await;
}

#[tokio::test]
async fn a_download_goes_on_from_any_byte() {
    let (world, bytes) = (world().await, pdf(150_000));
    let (desk, id, _) = announced(&world, &bytes).await;
    let path = format!("/uploads/{id}");
    assert_eq!(
        patch_with_checksum(&desk, &path, 0, &bytes, &format!("sha256 {}", STANDARD.encode(digest(&SHA256, &bytes))))
            .await,
        204
    );
    for first in [0, 1, 70_000, bytes.len() - 1] {
        let request = desk.get(&format!("/documents/{id}/content")).header("Range", format!("bytes={first}-"));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
        let range = format!("bytes {first}-{}/{}", bytes.len() - 1, bytes.len());
        assert_eq!(answer.headers()["content-range"], range.as_str());
        assert_eq!(answer.bytes().await.unwrap(), &bytes[first..]);
    }
}
