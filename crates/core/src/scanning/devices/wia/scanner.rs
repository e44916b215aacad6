//! A scanner of Windows: a thread of its own for each question and for each job, as COM wants it.

use super::{callback, mapping};
use crate::scanning::devices::{
    Answer, Capabilities, Device, DeviceFault, DeviceState, Feed, Job, Offer, Progress, ScannedPage, Side, Source, Via,
    Wanted,
    escl::{capabilities::name, settings},
    type_of,
};
use sportello_protocol::documents::MAX_BYTES;
use sportello_wia::{Code, Item, Session};
use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{mpsc, oneshot, watch};

const USUAL: [i32; 7] = [75, 100, 150, 200, 300, 400, 600];

/// The scanners that are installed.
///
/// # Errors
/// `NoProgram` where there is no WIA, and the others that its codes mean
pub async fn devices() -> Result<Vec<Device>, DeviceFault> {
    let found = aside(|| Session::open()?.scanners()).await?;
    let device =
        |(id, title): (String, String)| Device { id: format!("wia:{id}"), name: name(&title), via: Via::Wia { id } };
    Ok(found.into_iter().map(device).collect())
}

/// A scanner.
pub struct Scanner {
    id: String,
}

impl Scanner {
    /// The scanner of this id.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned() }
    }

    async fn told(&self) -> Result<Capabilities, DeviceFault> {
        let id = self.id.clone();
        aside(move || {
            let session = Session::open()?;
            let root = session.scanner(&id)?;
            let mut sources = Vec::new();
            for (feed, item) in feeds(&root)? {
                sources.push(offer(feed, &item));
            }
            Ok(Capabilities { name: String::new(), sources })
        })
        .await
    }

    async fn condition(&self) -> Result<DeviceState, DeviceFault> {
        let id = self.id.clone();
        aside(move || {
            let session = Session::open()?;
            Ok(mapping::state(session.scanner(&id)?.number(mapping::HANDLING_STATUS)?))
        })
        .await
    }

    async fn begin(&self, wanted: Wanted) -> Result<Box<dyn Job>, DeviceFault> {
        let offers = self.told().await?.sources;
        let feed = match wanted.feed {
            Some(feed) => feed,
            None => {
                let loaded = self.condition().await?.feeder_loaded == Some(true);
                let has = |feed| offers.iter().any(|offer| offer.feed == feed);
                if has(Feed::Feeder) && (loaded || !has(Feed::Flatbed)) { Feed::Feeder } else { Feed::Flatbed }
            }
        };
        let offer = offers.into_iter().find(|offer| offer.feed == feed).ok_or(DeviceFault::NotOffered)?;
        Ok(Box::new(Running::start(self.id.clone(), offer, wanted)))
    }
}

impl Source for Scanner {
    fn capabilities(&self) -> Answer<'_, Capabilities> {
        Box::pin(self.told())
    }

    fn state(&self) -> Answer<'_, DeviceState> {
        Box::pin(self.condition())
    }

    fn start(&self, wanted: Wanted) -> Answer<'_, Box<dyn Job>> {
        Box::pin(self.begin(wanted))
    }
}

/// Runs COM's calls on a thread of their own.
async fn aside<T: Send + 'static>(
    ask: impl FnOnce() -> sportello_wia::Result<T> + Send + 'static,
) -> Result<T, DeviceFault> {
    let (send, receive) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = send.send(ask());
    });
    receive.await.map_err(|_| DeviceFault::Aborted)?.map_err(|Code(code)| mapping::fault(code))
}

/// The feeds with their items.
fn feeds<'a>(root: &Item<'a>) -> sportello_wia::Result<Vec<(Feed, Item<'a>)>> {
    let capabilities = root.number(mapping::HANDLING_CAPABILITIES)?;
    let mut feeds = Vec::new();
    for item in root.children()? {
        let mut kinds = mapping::feeds(item.category()?, capabilities);
        // Both ways of the feeder are one item: it is looked for again for the second.
        if let Some(last) = kinds.pop() {
            for kind in kinds {
                let twin = root.children()?.into_iter().find(|twin| twin.category() == item.category());
                feeds.extend(twin.map(|twin| (kind, twin)));
            }
            feeds.push((last, item));
        }
    }
    Ok(feeds)
}

fn offer(feed: Feed, item: &Item) -> Offer {
    let values = |property, usual: &[i32]| {
        let told = item.allowed(property).ok();
        told.map(|told| mapping::values(told.flags, &told.elements, usual)).unwrap_or_default()
    };
    let size = |property| item.number(property).ok().flatten().and_then(|size| u32::try_from(size).ok()).unwrap_or(0);
    Offer {
        feed,
        colours: mapping::colours(&values(mapping::DATA_TYPE, &[])),
        resolutions: values(mapping::X_RESOLUTION, &USUAL).into_iter().filter_map(|dpi| dpi.try_into().ok()).collect(),
        max_width: size(mapping::MAX_WIDTH) * 3 / 10,
        max_height: size(mapping::MAX_HEIGHT) * 3 / 10,
    }
}

/// A scan that runs on its thread.
struct Running {
    pages: mpsc::Receiver<Result<ScannedPage, DeviceFault>>,
    stop: Arc<AtomicBool>,
    count: u32,
    feed: Feed,
    over: bool,
    progress: Arc<watch::Sender<Progress>>,
}

impl Running {
    fn start(id: String, offer: Offer, wanted: Wanted) -> Self {
        // Room for one page: the scanner waits while it is not taken.
        let (send, pages) = mpsc::channel(1);
        let stop = Arc::new(AtomicBool::new(false));
        let progress = Arc::new(watch::Sender::new(Progress::Scanning { page: 1 }));
        let (stopped, told, feed) = (Arc::clone(&stop), Arc::clone(&progress), offer.feed);
        std::thread::spawn(move || {
            if let Err(Code(code)) = scan(&id, &offer, &wanted, &send, &stopped, &told) {
                let _ = send.blocking_send(Err(mapping::fault(code)));
            }
        });
        Self { pages, stop, count: 0, feed, over: false, progress }
    }

    async fn next(&mut self) -> Result<Option<ScannedPage>, DeviceFault> {
        if self.over {
            return Ok(None);
        }
        match self.pages.recv().await {
            Some(Ok(page)) => {
                self.count += 1;
                self.progress.send_replace(Progress::Scanning { page: self.count + 1 });
                Ok(Some(page))
            }
            Some(Err(DeviceFault::FeederEmpty)) | None if self.count > 0 => {
                self.end();
                Ok(None)
            }
            ended => {
                self.end();
                let nothing = if self.feed == Feed::Flatbed { DeviceFault::Aborted } else { DeviceFault::FeederEmpty };
                Err(ended.and_then(Result::err).unwrap_or(nothing))
            }
        }
    }

    fn end(&mut self) {
        self.over = true;
        self.stop.store(true, Ordering::SeqCst);
        self.pages.close();
        self.progress.send_replace(Progress::Over { pages: self.count });
    }
}

fn scan(
    id: &str,
    offer: &Offer,
    wanted: &Wanted,
    pages: &mpsc::Sender<Result<ScannedPage, DeviceFault>>,
    stop: &Arc<AtomicBool>,
    progress: &Arc<watch::Sender<Progress>>,
) -> sportello_wia::Result<()> {
    let session = Session::open()?;
    let root = session.scanner(id)?;
    let Some((_, item)) = feeds(&root)?.into_iter().find(|(feed, _)| *feed == offer.feed) else { return Ok(()) };
    let dpi = settings::resolution(&offer.resolutions, wanted.dpi);
    let whole_dpi = i32::try_from(dpi).unwrap_or(300);
    for (property, value) in mapping::handling(offer.feed) {
        item.set(property, value)?;
    }
    item.set(mapping::DATA_TYPE, mapping::data_type(settings::colour(&offer.colours, wanted.colour)))?;
    item.set(mapping::X_RESOLUTION, whole_dpi)?;
    item.set(mapping::Y_RESOLUTION, whole_dpi)?;
    let room = (offer.max_width * 10 / 3, offer.max_height * 10 / 3);
    if let Some((width, height)) = mapping::extents(wanted.paper, dpi, room) {
        for (property, value) in [
            (mapping::X_POSITION, 0),
            (mapping::Y_POSITION, 0),
            (mapping::X_EXTENT, width),
            (mapping::Y_EXTENT, height),
        ] {
            // A driver that refuses scans all it sees; the page is cut to its paper later.
            let _ = item.set(property, value);
        }
    }
    let formats = [mapping::PNG, mapping::JPEG, mapping::BMP];
    let chosen = formats.into_iter().find(|format| item.set_guid(mapping::FORMAT, *format).is_ok());
    tracing::debug!(chosen = chosen.is_some(), "A scan begins.");
    let (pages, stopped, feed) = (pages.clone(), Arc::clone(stop), offer.feed);
    let (going, told) = (Arc::clone(stop), Arc::clone(progress));
    let mut count = 0_u32;
    let page = move |bytes: Vec<u8>| {
        count += 1;
        let side = if feed == Feed::Duplex && count.is_multiple_of(2) { Side::Back } else { Side::Front };
        let page = callback::page(|| finished(bytes, dpi, side));
        let whole = page.is_ok();
        pages.blocking_send(page).is_ok() && whole && !stopped.load(Ordering::SeqCst)
    };
    item.scan(page, move |bytes| {
        told.send_if_modified(|progress| match *progress {
            Progress::Scanning { page } | Progress::Arriving { page, .. } => {
                *progress = Progress::Arriving { page, bytes: u32::try_from(bytes).unwrap_or(u32::MAX) };
                true
            }
            _ => false,
        });
        !going.load(Ordering::SeqCst)
    })
}

/// A bitmap, which is what every driver can, becomes a PNG: nothing above knows bitmaps.
fn finished(bytes: Vec<u8>, dpi: u32, side: Side) -> Result<ScannedPage, DeviceFault> {
    let bytes = if bytes.starts_with(b"BM") {
        let picture = image::load_from_memory_with_format(&bytes, image::ImageFormat::Bmp);
        let mut out = Cursor::new(Vec::new());
        let written = picture.and_then(|picture| picture.write_to(&mut out, image::ImageFormat::Png));
        written.map_err(|_| DeviceFault::DamagedPage)?;
        out.into_inner()
    } else {
        bytes
    };
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(DeviceFault::TooLarge);
    }
    let media_type = type_of(&bytes)?;
    Ok(ScannedPage { bytes, media_type, dpi: Some(dpi), side })
}

impl Job for Running {
    fn next_page(&mut self) -> Answer<'_, Option<ScannedPage>> {
        Box::pin(self.next())
    }

    fn cancel(&mut self) -> Answer<'_, ()> {
        Box::pin(async {
            self.end();
            Ok(())
        })
    }

    fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}
