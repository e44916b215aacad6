//! CPU time and memory, as Linux tells them.

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

/// Milliseconds of CPU, user and system, of all threads of this program; a hundredth of a second exact.
pub fn program_ms() -> anyhow::Result<f64> {
    ticks(11)
}

/// Milliseconds of CPU, user and system, of all children that have ended.
pub fn children_ms() -> anyhow::Result<f64> {
    ticks(13)
}

/// User and system time, of which the first is the field `at` after the program's name.
fn ticks(at: usize) -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in brackets.
    let fields: Vec<&str> = text.rsplit(')').next().context("fields")?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).context("a field")?.parse::<f64>().context("ticks");
    // A tick is 10 ms on Linux, whatever the kernel's own is.
    Ok((ticks(at)? + ticks(at + 1)?) * 10.0)
}

/// Forgets the peak of memory, so that [`peak_mb`] is of what comes after.
pub fn forget_peak() -> anyhow::Result<()> {
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}

/// Most memory that was held at once since [`forget_peak`], in MB (10⁶ bytes).
pub fn peak_mb() -> anyhow::Result<f64> {
    memory("VmHWM:")
}

/// Memory that is held now, in MB (10⁶ bytes).
pub fn held_mb() -> anyhow::Result<f64> {
    memory("VmRSS:")
}

fn memory(name: &str) -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("a figure of memory")?;
    let kib = line.split_whitespace().next().context("a figure")?;
    Ok(kib.parse::<f64>()? * 1.024e-3)
}
