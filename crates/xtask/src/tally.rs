//! How many tests passed and failed, read from what each runner prints.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::processes::say;

/// Tests that passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u32,
    /// Failed.
    pub failed: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// A check that counts as one test.
    pub fn of(result: &Result<()>) -> Self {
        Self { passed: u32::from(result.is_ok()), failed: u32::from(result.is_err()) }
    }
}

/// Prints the last line and makes a failure the command's failure.
pub fn end(tally: Tally) -> Result<()> {
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

/// Runs a suite, shows what it prints, and counts by `count` (a line to its tests).
pub fn counted(what: &str, suite: &mut Command, count: fn(&str) -> Tally) -> Result<Tally> {
    say(what);
    let mut child = suite.env("NO_COLOR", "1").stdout(Stdio::piped()).spawn().with_context(|| what.to_owned())?;
    let stdout = child.stdout.take().context("the suite's output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        println!("{line}");
        tally += count(&line);
    }
    let status = child.wait()?;
    if !status.success() && tally.failed == 0 {
        // It broke before it could count: a compile error, say.
        tally.failed = 1;
    }
    if tally == Tally::default() {
        bail!("{what}: no test was run");
    }
    Ok(tally)
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; …`
pub fn cargo(line: &str) -> Tally {
    match line.strip_prefix("test result: ") {
        Some(rest) => Tally { passed: before(rest, " passed"), failed: before(rest, " failed") },
        None => Tally::default(),
    }
}

/// `      Tests  1 failed | 12 passed (13)`
pub fn vitest(line: &str) -> Tally {
    match line.trim_start().strip_prefix("Tests ") {
        Some(rest) => Tally { passed: before(rest, " passed"), failed: before(rest, " failed") },
        None => Tally::default(),
    }
}

/// `# pass 12` and `# fail 1`
pub fn tap(line: &str) -> Tally {
    let number = |prefix| line.strip_prefix(prefix).and_then(|rest: &str| rest.trim().parse().ok()).unwrap_or(0);
    Tally { passed: number("# pass "), failed: number("# fail ") + number("# cancelled ") }
}

/// `ok   3 Chooses the reason …` and `FAIL 3 …`
pub fn tour(line: &str) -> Tally {
    Tally { passed: u32::from(line.starts_with("ok ")), failed: u32::from(line.starts_with("FAIL ")) }
}

fn before(text: &str, word: &str) -> u32 {
    let Some((head, _)) = text.split_once(word) else {
        return 0;
    };
    head.rsplit(|letter: char| !letter.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runner_is_understood() {
        let both = Tally { passed: 12, failed: 3 };
        assert_eq!(cargo("test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured"), both);
        assert_eq!(vitest("      Tests  3 failed | 12 passed (15)"), both);
        assert_eq!(tap("# pass 12"), Tally { passed: 12, failed: 0 });
        assert_eq!(tap("# fail 3"), Tally { passed: 0, failed: 3 });
        assert_eq!(tour("FAIL 4 Books"), Tally { passed: 0, failed: 1 });
        assert_eq!(cargo("running 12 tests"), Tally::default());
    }
}
