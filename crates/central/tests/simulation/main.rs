//! The promise, simulated: fifty desks and one Centrale, the real engine, outbox, promise, handlers and databases; the
//! network, the power, the disks and the clocks are played, from a seed.
//!
//! `SIMULATION_RUNS` and `SIMULATION_SEED` ask for more; `cargo xtask simulate` sets them.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod centrale;
mod chance;
mod disk;
mod line;
mod machine;
mod papers;
mod report;
mod verdict;
mod world;

use centrale::Plan;
use disk::Image;
use report::{Counts, Faults, Report};
use rusqlite::Connection;
use sportello_core::{
    catalogue,
    desk::Identity,
    operators,
    store::{facts, resources},
};
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};
use world::World;

/// In the test suite; some minutes.
const RUNS: u64 = 2_000;
const FIRST_SEED: u64 = 1;

/// A database in memory, as it was written elsewhere.
fn memory(bytes: &[u8]) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.deserialize_read_exact("main", bytes, bytes.len(), false).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "MEMORY", |_| Ok(())).unwrap();
    connection.set_prepared_statement_cache_capacity(256);
    connection
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The desks as they were enrolled.
fn images(plan: &Plan) -> Vec<Image> {
    let image = |seat: &centrale::Seat| {
        let identity = Identity {
            desk_id: seat.id,
            desk_label: seat.label.clone(),
            desk_name: seat.name.clone(),
            comune: seat.comune.clone(),
            central_url: "https://centrale.invalid".into(),
        };
        let catalogue = serde_json::to_string(&plan.catalogue.of(&seat.comune)).unwrap();
        Image::blank(disk::template(|tx| {
            facts::set(tx, facts::IDENTITY, &identity)?;
            resources::set(tx, operators::RESOURCE, r#"{"operators":[]}"#, "", plan.begins)?;
            resources::set(tx, catalogue::RESOURCE, &catalogue, "", plan.begins)
        }))
    };
    plan.seats.iter().map(image).collect()
}

/// What all runs begin with: every desk is enrolled and has had its first contact.
fn morning(folder: &std::path::Path) -> (Plan, Vec<Image>) {
    let mut plan = Plan::new(folder);
    let (database, images) = World::new(&plan, &images(&plan), 0).morning();
    plan.database = database;
    (plan, images)
}

struct Ended {
    seed: u64,
    faults: Faults,
    counts: Counts,
    broken: Vec<String>,
    trail: u64,
}

fn run(plan: &Plan, images: &[Image], seed: u64) -> Ended {
    let mut world = World::new(plan, images, seed);
    world.play();
    let broken = world.broken.iter().map(|what| format!("seed {seed}: {what}")).collect();
    Ended { seed, faults: world.faults, counts: world.counts, broken, trail: world.trail }
}

#[test]
fn the_word_that_was_given_is_kept_whatever_happens() {
    let (runs, first) = (setting("SIMULATION_RUNS", RUNS), setting("SIMULATION_SEED", FIRST_SEED));
    let began = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let (plan, images) = morning(folder.path());
    let next = AtomicU64::new(first);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut ended: Vec<Ended> = std::thread::scope(|scope| {
        let work = || {
            let mut ended = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + runs {
                    return ended;
                }
                ended.push(run(&plan, &images, seed));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    ended.sort_by_key(|one| one.seed);
    let (mut faults, mut counts, mut broken) = (Faults::default(), Counts::default(), vec![]);
    for one in ended {
        faults += &one.faults;
        counts += &one.counts;
        broken.extend(one.broken);
    }
    let report = Report {
        runs,
        first_seed: first,
        desks: plan.seats.len(),
        faults: faults.total(),
        double_promises: counts.double_promises,
        lost_bookings: counts.lost_bookings,
        refused: counts.refused,
        image_forks: counts.image_forks,
        image_forks_found: counts.image_forks_found,
        seconds: began.elapsed().as_secs(),
        faults_by_kind: faults,
        counts,
        broken,
    };
    let json = serde_json::to_string_pretty(&report).unwrap();
    println!("{json}");
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("simulation");
    std::fs::create_dir_all(&target).unwrap();
    std::fs::write(target.join("report.json"), json).unwrap();
    assert!(report.broken.is_empty(), "{} things went wrong, the first: {}", report.broken.len(), report.broken[0]);
    assert_eq!(report.image_forks, report.image_forks_found);
    assert!(report.counts.confirmed_at_once > 0 && report.refused > 0 && report.faults > 0, "nothing happened");
}

#[test]
fn the_same_seed_plays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, images) = morning(folder.path());
    for seed in 1..=3 {
        assert_eq!(run(&plan, &images, seed).trail, run(&plan, &images, seed).trail, "seed {seed}");
    }
}
