//! What `scanimage` says beside the names of its pages: how its last call ended, known before the program has.

use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    sync::watch,
    time::{Instant, sleep_until},
};

/// Its messages in English, as `LC_ALL=C` makes them.
pub(super) struct Said(watch::Receiver<Heard>);

#[derive(Default)]
struct Heard {
    status: Option<i32>,
    terminated: Option<Instant>,
}

impl Said {
    /// Listens until the program closes its side.
    pub(super) fn hear(messages: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let (tell, heard) = watch::channel(Heard::default());
        tokio::spawn(async move {
            let mut lines = BufReader::new(messages).split(b'\n');
            while let Ok(Some(line)) = lines.next_segment().await {
                let line = String::from_utf8_lossy(&line);
                tell.send_if_modified(|heard| heard.take(&line));
            }
        });
        Self(heard)
    }

    /// Waits until the program has said that its batch is over and had this long to end; for ever where it does not.
    pub(super) async fn over(&self, patience: Duration) {
        let mut heard = self.0.clone();
        let Ok(terminated) = heard.wait_for(|heard| heard.terminated.is_some()).await.map(|heard| heard.terminated)
        else {
            return std::future::pending().await;
        };
        if let Some(since) = terminated {
            sleep_until(since + patience).await;
        }
    }

    /// The `SANE_Status` of its last call; absent where it said none.
    pub(super) fn status(&self) -> Option<i32> {
        self.0.borrow().status
    }
}

impl Heard {
    fn take(&mut self, line: &str) -> bool {
        let status = line.split_once("(scanner status = ").and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
        if let Some(status) = status.and_then(|status| status.parse().ok()) {
            // The end of a page is no fault (`SANE_STATUS_EOF`).
            self.status = Some(if status == 5 { 0 } else { status });
        } else if let Some((_, words)) = line.split_once(": sane_start: ") {
            self.status = of_words(words.trim_end());
        }
        if line.starts_with("Batch terminated") {
            self.terminated.get_or_insert_with(Instant::now);
        }
        self.terminated.is_some()
    }
}

/// The status of these words (`sane_strstatus` of SANE's backends).
fn of_words(words: &str) -> Option<i32> {
    let status = match words {
        "Operation was cancelled" => 2,
        "Device busy" => 3,
        "Invalid argument" => 4,
        "Document feeder jammed" => 6,
        "Document feeder out of documents" => 7,
        "Scanner cover is open" => 8,
        "Error during device I/O" => 9,
        "Access to resource has been denied" => 11,
        _ => return None,
    };
    Some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_is_known_from_its_words() {
        for (words, status) in [
            ("Scanning page 1\nScanned page 1. (scanner status = 8)\nBatch terminated, 1 page scanned\n", Some(8)),
            (
                "Scanned page 2. (scanner status = 5)\nScanning page 3\n\
                scanimage: sane_start: Document feeder out of documents\nBatch terminated, 2 pages scanned\n",
                Some(7),
            ),
            ("Scanned page 1. (scanner status = 5)\nBatch terminated, 1 page scanned\n", Some(0)),
            ("scanimage: sane_start: something new\nBatch terminated, 0 pages scanned\n", None),
        ] {
            let said = Said::hear(words.as_bytes());
            said.over(Duration::ZERO).await;
            assert_eq!(said.status(), status, "{words}");
        }
    }

    #[tokio::test]
    async fn a_batch_that_is_not_over_is_waited_for() {
        let said = Said::hear("Scanned page 1. (scanner status = 5)\n".as_bytes());
        assert!(tokio::time::timeout(Duration::from_millis(50), said.over(Duration::ZERO)).await.is_err());
    }
}
