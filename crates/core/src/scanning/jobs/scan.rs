//! The scan that runs: a page is kept before the next is asked for.

use super::{
    arrive,
    store::BatchRow,
    types::{BatchSource, Batches, ScanFault, ScanRun, StartScan},
    work::Asked,
};
use crate::{
    App, Error, Result,
    app::Topic,
    scanning::{
        added, attach,
        devices::{self, DeviceFault, Feed, Job, Progress, ScannedPage},
        types::Aim,
    },
    settings,
};
use sportello_protocol::documents::MediaType;
use std::sync::Arc;
use tokio::{sync::Notify, task::spawn_blocking};
use uuid::Uuid;

/// Pages of one scan.
const MOST_PAGES: u32 = 1_000;

/// Starts the scanner that is set at this desk. Where one runs already, nothing happens.
///
/// # Errors
/// `NoScanner`; `NotFound` for a batch that is not there
pub async fn start(app: &App, request: StartScan) -> Result<Batches> {
    let (batch, asked) = app.store.read(|conn| {
        let set = settings::scanner_of(conn)?;
        let device = set.device.clone().ok_or(Error::NoScanner)?;
        let batch = match request.batch_id {
            Some(id) => super::store::batch(conn, id)?,
            None => {
                let aim = app.scanning.lock().aim.clone();
                let drop_blank = set.drop_blank && set.wanted.feed == Some(Feed::Duplex);
                fresh(app, conn, aim, BatchSource::Scanner, drop_blank)?
            }
        };
        Ok((batch.clone(), Asked { device, wanted: set.wanted, batch }))
    })?;
    {
        let mut scan = app.batches.scan();
        if !scan.run.as_ref().is_some_and(|run| run.running) {
            scan.run = Some(ScanRun {
                batch_id: batch.id,
                scanner: asked.device.name.clone(),
                running: true,
                progress: Progress::Waiting,
                fault: None,
            });
            scan.by = app.session().map(|session| session.operator_id);
            scan.cancel = Arc::new(Notify::new());
            scan.asked = Some(asked);
        }
    }
    app.batches.wake();
    app.changed(Topic::Scanning);
    super::list(app, ()).await
}

/// Stops the scan that runs; the pages that came are kept. Where none runs, forgets how the last one ended.
///
/// # Errors
/// When the database cannot be read.
pub async fn cancel(app: &App, (): ()) -> Result<Batches> {
    {
        let mut scan = app.batches.scan();
        if scan.run.as_ref().is_some_and(|run| run.running) {
            scan.cancel.notify_one();
        } else {
            scan.run = None;
        }
    }
    app.changed(Topic::Scanning);
    super::list(app, ()).await
}

/// A batch that has not begun yet, going where the scans go now.
///
/// # Errors
/// When the database cannot be read.
pub fn fresh(
    app: &App,
    conn: &rusqlite::Connection,
    aim: Option<Aim>,
    source: BatchSource,
    drop_blank: bool,
) -> Result<BatchRow> {
    let (appointment_id, _) = attach::target(conn, aim.as_ref())?;
    let document_type = aim.and_then(|aim| aim.document_type).filter(|_| appointment_id.is_some());
    Ok(BatchRow {
        id: Uuid::now_v7(),
        source,
        began_at: app.clock.now(),
        appointment_id,
        document_type,
        drop_blank,
        scanned_by: app.session().map(|session| session.operator_id),
    })
}

/// Scans what is asked for, until the runtime ends.
pub async fn run(app: Arc<App>) {
    let mut news = app.batches.news();
    while news.changed().await.is_ok() {
        let asked = app.batches.scan().asked.take();
        let Some(asked) = asked else { continue };
        let cancel = app.batches.scan().cancel.clone();
        let owned = app.clone();
        // A device's answer that makes the program stumble ends its scan, not this loop.
        let ended = tokio::spawn(async move { scan(&owned, asked, &cancel).await });
        let ended = ended.await.unwrap_or(Err(ScanFault::Scanner { fault: DeviceFault::Aborted }));
        if let Err(fault) = &ended {
            tracing::info!(?fault, "A scan ended before its time.");
        }
        if let Some(run) = &mut app.batches.scan().run {
            run.running = false;
            run.fault = ended.err();
        }
        app.batches.wake();
        app.changed(Topic::Scanning);
    }
}

async fn scan(app: &Arc<App>, asked: Asked, cancel: &Notify) -> Result<(), ScanFault> {
    let source = devices::open(&asked.device)?;
    let mut job = tokio::select! {
        started = source.start(asked.wanted) => started?,
        () = cancel.notified() => return Ok(()),
    };
    let mut progress = job.progress();
    // No sheaf is thicker: a device that never ends must not fill the disk.
    for _ in 0..MOST_PAGES {
        let page = tokio::select! {
            page = next(app, job.as_mut(), &mut progress) => page?,
            () = cancel.notified() => {
                let _ = job.cancel().await;
                return Ok(());
            }
        };
        let Some(page) = page else { return Ok(()) };
        if let Err(error) = keep(app, &asked.batch, page).await {
            tracing::error!(%error, "A scanned page cannot be kept.");
            let _ = job.cancel().await;
            return Err(if matches!(error, Error::DiskFull) { ScanFault::DiskFull } else { ScanFault::NotKept });
        }
    }
    let _ = job.cancel().await;
    Err(ScanFault::Scanner { fault: DeviceFault::TooLarge })
}

/// The next page; meanwhile the screen is told how far it is.
async fn next(
    app: &App,
    job: &mut dyn Job,
    progress: &mut tokio::sync::watch::Receiver<Progress>,
) -> Result<Option<ScannedPage>, DeviceFault> {
    let mut page = job.next_page();
    loop {
        tokio::select! {
            page = &mut page => return page,
            Ok(()) = progress.changed() => {
                let now = *progress.borrow_and_update();
                if let Some(run) = &mut app.batches.scan().run {
                    run.progress = now;
                }
                app.changed(Topic::Scanning);
            }
        }
    }
}

/// A PDF is a document of its own: it comes only from a scanner that makes nothing else.
async fn keep(app: &Arc<App>, batch: &BatchRow, page: ScannedPage) -> Result<()> {
    if page.media_type == MediaType::Pdf {
        let aim = Aim { appointment_id: batch.appointment_id, document_type: batch.document_type.clone() };
        return added::keep_pdf(app, page.bytes, Some(&aim)).await.map(drop);
    }
    let (app, batch) = (app.clone(), batch.clone());
    spawn_blocking(move || {
        let picture = arrive::seal(&app.vault, page.media_type, &page.bytes, page.dpi)?;
        arrive::keep(&app, &batch, picture)
    })
    .await?
}

impl From<DeviceFault> for ScanFault {
    fn from(fault: DeviceFault) -> Self {
        Self::Scanner { fault }
    }
}
