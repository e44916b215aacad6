//! A document of 25 MB from a desk to Centrale: over a thin line that breaks every other second, what of it was carried
//! beside its own bytes; over plain loopback, how fast, beside curl and tus-js-client. `cargo xtask bench upload` runs it;
//! the figures go to the standard output.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

#[path = "../../tests/desk/mod.rs"]
mod desk;
mod ours;
mod peers;
#[path = "../../tests/thin_line/mod.rs"]
mod thin_line;

use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

const DOCUMENT: usize = 25_000_000;
const RUNS: usize = 5;

/// Nothing on the way can make it smaller; invented.
fn document() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n% invented\n".to_vec();
    let mut random = fastrand::Rng::with_seed(20_261_129);
    bytes.resize_with(DOCUMENT, || random.u8(..));
    bytes
}

#[tokio::main]
async fn main() {
    let bytes = document();
    let mut cases = vec![loopback(&bytes).await];
    for megabits in [16.0, 4.0, 1.0] {
        cases.extend(thin(&bytes, megabits).await);
    }
    println!("{}", serde_json::to_string_pretty(&cases).unwrap());
}

/// Megabytes a second, the median of some runs of each in turn.
async fn loopback(bytes: &[u8]) -> Value {
    let mut world = ours::World::new().await;
    let (mut ours, mut peers) = (vec![], BTreeMap::<_, Vec<f64>>::new());
    let speed = |took: Duration| DOCUMENT as f64 / 1e6 / took.as_secs_f64();
    for _ in 0..RUNS {
        ours.push(speed(world.send(bytes).await));
        for (name, took) in peers::send(bytes).await {
            peers.entry(name).or_default().push(speed(took));
        }
    }
    let peers: BTreeMap<_, _> = peers.into_iter().map(|(name, values)| (name, median(values))).collect();
    json!({ "case": "25 MB over loopback", "unit": "MB/s", "ours": median(ours), "peers": peers })
}

/// What was carried beside the document, in per cent of it, and how long it took beside the line's own speed.
async fn thin(bytes: &[u8], megabits: f64) -> Vec<Value> {
    let mut world = ours::World::new().await;
    world.line.set_rate(Some(megabits));
    let cutting = world.line.cut_about_every(Duration::from_secs(2), 1);
    let before = world.line.carried();
    let took = world.send(bytes).await.as_secs_f64();
    let carried = (world.line.carried() - before) as f64;
    cutting.abort();
    eprintln!("{megabits} Mbit/s: {} cuts", world.line.cuts());
    let case = |what: &str| format!("25 MB at {megabits} Mbit/s, cut every 2 s: {what}");
    vec![
        json!({ "case": case("carried over its size"), "unit": "%", "ours": 100.0 * (carried / DOCUMENT as f64 - 1.0), "peers": {} }),
        json!({ "case": case("time"), "unit": "s", "ours": took, "peers": { "the line without cuts": DOCUMENT as f64 * 8e-6 / megabits } }),
    ]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
