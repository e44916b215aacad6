//! CPU time, of this thread and of the programs that it started (Linux).

use anyhow::Context;
use std::fs;

/// Nanoseconds that this thread has run.
pub struct Clock(f64);

impl Clock {
    pub fn start() -> anyhow::Result<Self> {
        Ok(Self(own_ms()?))
    }

    /// Milliseconds of CPU since the start.
    pub fn cpu_ms(&self) -> anyhow::Result<f64> {
        Ok(own_ms()? - self.0)
    }
}

fn own_ms() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = text.split(' ').next().context("the time that was run")?;
    Ok(first.parse::<f64>()? / 1e6)
}

/// Milliseconds of CPU, user and system, of all children that have ended.
pub fn children_ms() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in brackets; the times of the children are the 16th and the 17th.
    let fields: Vec<&str> = text.rsplit(')').next().context("fields")?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).context("a field")?.parse::<f64>().context("ticks");
    // A tick is 10 ms on Linux, whatever the kernel's own is.
    Ok((ticks(13)? + ticks(14)?) * 10.0)
}
