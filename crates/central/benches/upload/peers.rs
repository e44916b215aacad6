//! The same document by curl, in one request, and by tus-js-client; announced before, by a voucher that is there.

use crate::desk::{World, world};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// How long each took.
pub async fn send(bytes: &[u8]) -> Vec<(String, Duration)> {
    let world = world().await;
    let file = world.folder.path().join("document.pdf");
    std::fs::write(&file, bytes).unwrap();
    let mut desk = world.desk("S1").await;
    let appointment = desk.book().await;
    let mut took = vec![];
    let (id, voucher) = (desk.announce(&appointment, bytes).await, desk.voucher.clone());
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--request", "PATCH", "--data-binary"])
        .arg(format!("@{}", file.display()))
        .args(["--header", "Tus-Resumable: 1.0.0", "--header", "Upload-Offset: 0", "--header", "Expect:"])
        .args(["--header", "Content-Type: application/offset+octet-stream"])
        .args(["--header", &format!("Authorization: Bearer {voucher}")])
        .arg(format!("{}/uploads/{id}", desk.base));
    took.push(("curl".to_owned(), run(&world, curl).await));
    let id = desk.announce(&appointment, bytes).await;
    let mut node = Command::new("node");
    node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/interop/tus-js-client.mjs"))
        .arg(format!("{}/uploads", desk.base))
        .arg(&id)
        .arg(&file)
        .env("VOUCHER", &voucher)
        .env("CHUNK", (4 * 1024 * 1024).to_string());
    took.push(("tus-js-client, 4 MiB a request, its start included".to_owned(), run(&world, node).await));
    took
}

async fn run(_centrale: &World, mut client: Command) -> Duration {
    let began = Instant::now();
    let output = tokio::task::spawn_blocking(move || client.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    began.elapsed()
}
