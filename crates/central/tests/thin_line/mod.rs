//! A thin line that breaks: a proxy that carries bytes as they are, so many a second each way with little of them in it,
//! counts them, and cuts every connection at once from time to time, by a seed.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::Instant,
};

/// The most that is in the proxy, one way of a connection: a packet. What is in it when the line is cut is lost.
const HELD: usize = 1460;

pub struct ThinLine {
    pub url: String,
    inner: Arc<Inner>,
}

struct Inner {
    target: String,
    /// Bytes a second, each way; none: as fast as it goes.
    rate: Mutex<Option<f64>>,
    up: Way,
    down: Way,
    cuts: watch::Sender<u64>,
}

#[derive(Default)]
struct Way {
    carried: AtomicU64,
    free_at: Mutex<Option<Instant>>,
}

impl ThinLine {
    /// To a server, at full speed at first.
    pub async fn to(target: &str) -> Self {
        let inner = Arc::new(Inner {
            target: target.trim_start_matches("http://").to_owned(),
            rate: Mutex::new(None),
            up: Way::default(),
            down: Way::default(),
            cuts: watch::Sender::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(accept(listener, inner.clone()));
        Self { url, inner }
    }

    /// Megabits a second, each way.
    pub fn set_rate(&self, megabits: Option<f64>) {
        *self.inner.rate.lock().expect("the lock") = megabits.map(|megabits| megabits * 1e6 / 8.0);
    }

    /// All bytes that came in on either side, headers included.
    pub fn carried(&self) -> u64 {
        self.inner.up.carried.load(Ordering::Relaxed) + self.inner.down.carried.load(Ordering::Relaxed)
    }

    /// How often it was cut.
    pub fn cuts(&self) -> u64 {
        *self.inner.cuts.borrow()
    }

    /// Cuts from now on about every `mean`, the same way for the same seed, until the handle is aborted.
    pub fn cut_about_every(&self, mean: Duration, seed: u64) -> tokio::task::JoinHandle<()> {
        let inner = self.inner.clone();
        let mut random = fastrand::Rng::with_seed(seed);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(mean.mul_f64(0.5 + random.f64())).await;
                inner.cuts.send_modify(|cuts| *cuts += 1);
            }
        })
    }
}

async fn accept(listener: TcpListener, inner: Arc<Inner>) {
    while let Ok((near, _)) = listener.accept().await {
        tokio::spawn(carry(near, inner.clone()));
    }
}

async fn carry(near: TcpStream, inner: Arc<Inner>) {
    let mut cuts = inner.cuts.subscribe();
    let Ok(far) = TcpStream::connect(&inner.target).await else { return };
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let both = async {
        tokio::join!(one_way(near_in, far_out, &inner, &inner.up), one_way(far_in, near_out, &inner, &inner.down))
    };
    tokio::select! {
        _ = both => {}
        _ = cuts.changed() => {}
    }
}

async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, inner: &Inner, way: &Way) {
    let mut held = vec![0; HELD];
    while let Ok(count @ 1..) = from.read(&mut held).await {
        way.carried.fetch_add(count as u64, Ordering::Relaxed);
        let rate = *inner.rate.lock().expect("the lock");
        if let Some(rate) = rate {
            tokio::time::sleep_until(way.reserve(count, rate)).await;
        }
        if to.write_all(&held[..count]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}

impl Way {
    /// When so many bytes are through, of all connections together.
    fn reserve(&self, count: usize, rate: f64) -> Instant {
        let mut free_at = self.free_at.lock().expect("the lock");
        let start = free_at.map_or_else(Instant::now, |at| at.max(Instant::now()));
        let end = start + Duration::from_secs_f64(count as f64 / rate);
        *free_at = Some(end);
        end
    }
}
