//! p50 and p99 of a case: the medians of all runs.

use serde_json::{Value, json};

pub struct Figures {
    name: String,
    ours: Vec<(f64, f64)>,
    bare: Vec<(f64, f64)>,
    found: (usize, usize),
}

impl Figures {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ours: vec![], bare: vec![], found: (0, 0) }
    }

    /// A run.
    pub fn add(&mut self, ours: &mut [(f64, usize)], bare: &mut [(f64, usize)]) {
        let total = |samples: &[(f64, usize)]| samples.iter().map(|sample| sample.1).sum::<usize>();
        self.found = (self.found.0 + total(ours), self.found.1 + total(bare));
        self.ours.push(percentiles(ours));
        self.bare.push(percentiles(bare));
    }

    /// For whoever watches.
    pub fn line(&self) -> String {
        let (ours, bare) = (median(&self.ours), median(&self.bare));
        let (found, by_bare) = self.found;
        let (ratio, bar) = (ours.0 / bare.0, (2.0 * bare.0).max(1_000.0));
        let verdict = if ours.0 <= bar { "within the bar" } else { "MISSES the bar" };
        format!(
            "{:<40} p50 {:>8.0} µs, p99 {:>8.0} µs; bare SQLite p50 {:>8.0}, p99 {:>8.0}; {ratio:.2} times, {verdict}; \
             found {found} and {by_bare}",
            self.name, ours.0, ours.1, bare.0, bare.1
        )
    }

    /// In the form of all cases of `cargo xtask bench`.
    pub fn cases(&self) -> [Value; 2] {
        let (ours, bare) = (median(&self.ours), median(&self.bare));
        [("p50", ours.0, bare.0), ("p99", ours.1, bare.1)].map(|(what, ours, bare)| {
            json!({
                "case": format!("{}, {what}", self.name),
                "unit": "µs",
                "ours": ours,
                "peers": { "bare SQLite": bare },
            })
        })
    }
}

fn percentiles(samples: &mut [(f64, usize)]) -> (f64, f64) {
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |part: f64| samples[((samples.len() - 1) as f64 * part).round() as usize].0;
    (at(0.5), at(0.99))
}

fn median(runs: &[(f64, f64)]) -> (f64, f64) {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    (middle(runs.iter().map(|run| run.0).collect()), middle(runs.iter().map(|run| run.1).collect()))
}
