//! Steps that must succeed, and children that never outlive the command that started them.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::tree;

static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Makes Ctrl-C and a termination signal end the children first.
pub fn stop_children_on_signal() -> Result<()> {
    ctrlc::set_handler(|| {
        let running = RUNNING.lock().map(|ids| ids.clone()).unwrap_or_default();
        for id in running {
            signal("TERM", id);
        }
        std::process::exit(130);
    })
    .context("setting the signal handler")
}

/// Says what is being done.
pub fn say(what: impl AsRef<str>) {
    eprintln!("== {}", what.as_ref());
}

/// A command that runs in the checkout's folder.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(tree::root());
    command
}

/// Runs a step, showing its output; fails when it fails.
pub fn step(what: &str, command: &mut Command) -> Result<()> {
    say(what);
    let status = command.status().with_context(|| format!("starting: {what}"))?;
    if !status.success() {
        bail!("{what}: failed ({status})");
    }
    Ok(())
}

/// Runs a step and gives back what it wrote to its standard output.
pub fn output(what: &str, command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("starting: {what}"))?;
    if !output.status.success() {
        bail!("{what}: failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("reading the output of: {what}"))
}

/// Whether a program is on the search path.
pub fn exists(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .any(|folder| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)).is_file())
    })
}

/// A child in its own process group, ended with everything it started when dropped.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts the child in the background.
    pub fn start(what: &str, command: &mut Command) -> Result<Self> {
        own_group(command);
        let child = command.spawn().with_context(|| format!("starting {what}"))?;
        if let Ok(mut running) = RUNNING.lock() {
            running.push(child.id());
        }
        Ok(Self { child })
    }

    /// Both ends of a conversation with the child, which must have been started with pipes.
    pub fn conversation(&mut self) -> Result<(ChildStdin, BufReader<ChildStdout>)> {
        let stdin = self.child.stdin.take().context("the child's input is not piped")?;
        let stdout = self.child.stdout.take().context("the child's output is not piped")?;
        Ok((stdin, BufReader::new(stdout)))
    }

    /// The first line the child prints; what follows is read and dropped so that it never blocks.
    pub fn first_line(&mut self) -> Result<String> {
        let stdout = self.child.stdout.take().context("the child's output is not piped")?;
        let mut reader = BufReader::new(stdout);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            bail!("the program ended before it was ready");
        }
        std::thread::spawn(move || {
            let mut rest = [0; 4096];
            while matches!(reader.read(&mut rest), Ok(read) if read > 0) {}
        });
        Ok(line)
    }

    /// Waits for the child's own end.
    pub fn wait(&mut self) -> Result<std::process::ExitStatus> {
        Ok(self.child.wait()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let id = self.child.id();
        if let Ok(mut running) = RUNNING.lock() {
            running.retain(|other| *other != id);
        }
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        signal("TERM", id);
        let patience = Instant::now() + Duration::from_secs(5);
        while Instant::now() < patience {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        signal("KILL", id);
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(unix)]
fn signal(name: &str, group: u32) {
    let mut kill = Command::new("kill");
    kill.args([&format!("-{name}"), "--", &format!("-{group}")]).stderr(Stdio::null());
    drop(kill.status());
}

#[cfg(not(unix))]
fn signal(_name: &str, id: u32) {
    let mut kill = Command::new("taskkill");
    kill.args(["/T", "/F", "/PID", &id.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    drop(kill.status());
}
