//! A desk without its window: one bridge process, spoken to a line at a time.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::processes::Running;

/// The desk; ends when dropped.
pub struct Desk {
    _running: Running,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Desk {
    /// Starts `bridge --stdio`.
    pub fn start(bridge: &mut Command) -> Result<Self> {
        bridge.arg("--stdio").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = Running::start("the bridge", bridge)?;
        let (requests, answers) = running.conversation()?;
        Ok(Self { _running: running, requests, answers })
    }

    /// One command of the desk.
    pub fn call(&mut self, name: &str, request: Value) -> Result<Value> {
        writeln!(self.requests, "{}", json!({ "call": name, "request": request }))?;
        self.requests.flush()?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("the desk ended at {name}");
        }
        let mut answer: Value = serde_json::from_str(&line).with_context(|| format!("the answer to {name}"))?;
        if !answer["error"].is_null() {
            bail!("{name}: {}", answer["error"]);
        }
        Ok(answer["response"].take())
    }
}
