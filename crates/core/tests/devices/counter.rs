//! The counter's side of these tests: a mock with its switches, and a scan of it to its end.

use crate::escl_scanner::{Mock, Options, Quirk};
use sportello_core::scanning::devices::{
    ColourMode, DeviceFault, Feed, Paper, ScannedPage, Source, Wanted,
    escl::{Scanner, http::Patience},
};
use std::time::Duration;
use url::Url;

/// Shorter than at the counter, in the same proportions.
pub const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(2),
    read: Duration::from_secs(4),
    page: Duration::from_secs(20),
    pause: Duration::from_millis(100),
    attempts: 5,
};

/// One side of what lies in the feeder, coarse so that it is quick.
pub const FEEDER: Wanted = Wanted { feed: Some(Feed::Feeder), colour: ColourMode::Grey, dpi: 75, paper: Paper::A4 };
/// Both sides of it.
pub const DUPLEX: Wanted = Wanted { feed: Some(Feed::Duplex), ..FEEDER };
/// What lies on the glass.
pub const GLASS: Wanted = Wanted { feed: Some(Feed::Flatbed), ..FEEDER };

/// A mock with these switches and sheets in its feeder.
pub async fn mock(quirks: &[Quirk], sheets: u32) -> Mock {
    let options = Options { quirks: quirks.iter().copied().collect(), sheets, pictures: Vec::new() };
    Mock::start(options, "127.0.0.1:0").await
}

/// The scanner at the counter's end.
pub fn scanner(mock: &Mock) -> Scanner {
    Scanner::new(&Url::parse(&mock.url).expect("an address"), None, PATIENCE).expect("a scanner")
}

/// All that comes, and how it ends.
pub async fn scan(source: &dyn Source, wanted: Wanted) -> (Vec<ScannedPage>, Result<(), DeviceFault>) {
    let mut job = match source.start(wanted).await {
        Ok(job) => job,
        Err(fault) => return (Vec::new(), Err(fault)),
    };
    let mut pages = Vec::new();
    loop {
        match job.next_page().await {
            Ok(Some(page)) => pages.push(page),
            Ok(None) => return (pages, Ok(())),
            Err(fault) => return (pages, Err(fault)),
        }
    }
}

/// How many pages come from a mock with one switch and three sheets in its feeder, and how it ends.
pub async fn three(quirk: Quirk) -> (usize, Result<(), DeviceFault>) {
    let mock = mock(&[quirk], 3).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    (pages.len(), end)
}
