//! Two hundred pages on a real desk: its database, its vault and the work beside the screen, from the arrival of each page
//! to the confirmed document.

use crate::{
    clock::{forget_peak, held_mb, peak_mb},
    desk,
    figures::Figure,
    scans::Scan,
};
use anyhow::{Context, ensure};
use serde_json::{Value, json};
use sportello_core::{App, scanning};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

const PAGES: usize = 200;
/// Pages that come as from a fast feeder, of which the thumbnails are waited for; the rest comes all at once.
const TIMED: usize = 20;
/// Ninety pages a minute.
const PACE: Duration = Duration::from_millis(667);
const MOST_MB: f64 = 300.0;
const MOST_MS: f64 = 300.0;

/// Peak of memory above the idle desk, and how long thumbnails take. The pages are read from the files of `scans`, as
/// they come, so that they count as what they are: memory of the desk.
pub fn measure(folder: &Path, scans: &[Scan]) -> anyhow::Result<Vec<Figure>> {
    let place = tempfile::tempdir_in(folder)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (mut waits, idle, peak, took) = runtime.block_on(run(place.path(), scans))?;
    runtime.shutdown_background();
    waits.sort_by(f64::total_cmp);
    let worst = waits.last().copied().context("thumbnails")?;
    eprintln!("200 pages: idle {idle:.0} MB, peak {peak:.0} MB, {took:.1} s from the first page to the document");
    Ok(vec![
        Figure::of("200 pages, peak of memory above idle", "MB", peak - idle).at_most(MOST_MB),
        Figure::of("thumbnail after arrival, median page", "ms", waits[waits.len() / 2]),
        Figure::of("thumbnail after arrival, worst page", "ms", worst).at_most(MOST_MS),
    ])
}

async fn run(place: &Path, scans: &[Scan]) -> anyhow::Result<(Vec<f64>, f64, f64, f64)> {
    let app = desk::open(place);
    scanning::jobs::run(&app);
    desk::sign_in(&app, desk::CLERK).await;
    let appointment = desk::book(&app).await["appointment"]["id"].clone();
    tokio::time::sleep(Duration::from_secs(1)).await;
    forget_peak()?;
    let (idle, started) = (held_mb()?, Instant::now());
    let (mut waits, mut batch) = (Vec::new(), None);
    for number in 0..PAGES {
        let scan = scans.get(number % scans.len()).context("a page")?;
        let came = Instant::now();
        batch = Some(add(&app, batch.as_deref(), std::fs::read(&scan.file)?).await?);
        if number < TIMED {
            let all = |list: &Value| pages(list).iter().all(|page| page["has_thumbnail"] == true);
            until(&app, Duration::from_millis(2), all).await?;
            waits.push(came.elapsed().as_secs_f64() * 1e3);
            tokio::time::sleep(PACE.saturating_sub(came.elapsed())).await;
        }
    }
    let ready = |list: &Value| pages(list).iter().all(|page| page["state"]["name"] == "ready");
    until(&app, Duration::from_millis(200), ready).await?;
    let confirm = json!({ "batch_id": batch, "appointment_id": appointment, "document_type": "identity_card" });
    desk::call(&app, "batches_confirm", confirm).await.context("confirming")?;
    let detail = desk::call(&app, "appointments_get", json!({ "id": appointment })).await.context("the document")?;
    ensure!(detail["documents"][0]["pages"] == PAGES, "all pages are in the document: {detail}");
    Ok((waits, idle, peak_mb()?, started.elapsed().as_secs_f64()))
}

async fn add(app: &App, batch: Option<&str>, jpeg: Vec<u8>) -> anyhow::Result<String> {
    let path = batch.map_or("added".into(), |batch| format!("added/{batch}"));
    let added = json!(scanning::add(app, &path, jpeg).await.context("adding")?);
    Ok(added["batch_id"].as_str().context("a batch")?.to_owned())
}

async fn until(app: &Arc<App>, step: Duration, is: impl Fn(&Value) -> bool) -> anyhow::Result<()> {
    let started = Instant::now();
    while !is(&desk::call(app, "batches_list", json!(null)).await.context("the batches")?) {
        ensure!(started.elapsed() < Duration::from_secs(600), "the pages are never ready");
        tokio::time::sleep(step).await;
    }
    Ok(())
}

fn pages(list: &Value) -> &[Value] {
    list["batches"][0]["pages"].as_array().map_or(&[], Vec::as_slice)
}
